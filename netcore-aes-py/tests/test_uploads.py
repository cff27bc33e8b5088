"""The stream of events on its way to upload requests, compared with the plain way, one step after the other."""

from __future__ import annotations

import copy
import io
import json
import pickle
from typing import TYPE_CHECKING, Any

import netcore_aes
import pytest
from common import API_KEY, KEY, SCHEMES, cipher, event
from netcore_aes import EventProblems, UploadBody, UploadStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASSET: dict[str, Any] = {"asset_id": "asset", "api_key": API_KEY}


def opened(body: UploadBody, scheme: int = 11256) -> Any:
    request = json.loads(body.body)
    assert list(request) == ["encryptedRequest"]
    return json.loads(cipher(scheme).decrypt(request["encryptedRequest"]))


GOOD = event()
WARNED = event(other=1)
BAD = event(activity_source="mail")
LONG = event(activity_params={"text": "x" * 3000})
EVENTS = [GOOD, GOOD, BAD, GOOD, WARNED, LONG, GOOD, {}, GOOD]
LINES = "\n".join(json.dumps(each) for each in EVENTS).encode()


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "source",
    [
        lambda data: data,
        lambda data: data.decode(),
        bytearray,
        memoryview,
        io.BytesIO,
        lambda data: io.StringIO(data.decode()),
        lambda data: pieces(data, 7),
        lambda data: pieces(data, 1000),
        lambda data: list(pieces(data, 64)),
    ],
)
@pytest.mark.parametrize("form", ["lines", "array"])
def test_a_stream_gives_what_the_plain_way_gives(scheme: int, source: Callable[[bytes], Any], form: str) -> None:
    data = LINES if form == "lines" else json.dumps(EVENTS).encode()
    stream = UploadStream(cipher(scheme), source(data), max_events=2, max_event_bytes=1000, **ASSET)
    found = list(stream)
    bodies = [each for each in found if isinstance(each, UploadBody)]
    assert [(body.events, body.first, body.last) for body in bodies] == [(2, 0, 1), (2, 3, 4), (2, 6, 8)]
    assert [opened(body, scheme) for body in bodies] == [[GOOD, GOOD], [GOOD, WARNED], [GOOD, GOOD]]
    problems = {each.index: each for each in found if isinstance(each, EventProblems) and each.index != 5}
    assert {index: (json.loads(each.event), each.is_refused, each.is_last) for index, each in problems.items()} == {
        2: (BAD, True, True),
        4: (WARNED, False, True),
        7: ({}, True, True),
    }
    for index, each in problems.items():
        alone = netcore_aes.check_events([EVENTS[index]], asset_id="asset")
        place = f"/{index}"
        assert [(place + problem.pointer.removeprefix("/0"), problem.rule) for problem in alone] == [
            (problem.pointer, problem.rule) for problem in each.problems
        ]
    parts = [each for each in found if isinstance(each, EventProblems) and each.index == 5]
    assert json.loads(b"".join(part.event for part in parts)) == LONG
    assert {(part.problems[0].rule, part.problems[0].message) for part in parts} == {
        ("too-long", "longer than 1000 bytes; shorten the event, or raise the stream's limit")
    }
    assert [part.is_last for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_thousand_events_make_a_body() -> None:
    stream = UploadStream(cipher(), b"\n".join([json.dumps(GOOD).encode()] * 17_001), **ASSET)
    bodies = [each for each in stream if isinstance(each, UploadBody)]
    assert [body.events for body in bodies] == [1000] * 17 + [1]
    assert opened(bodies[-1]) == [GOOD]


def test_a_body_that_is_held_stays_as_it_is() -> None:
    """The stream uses the memory of bodies again that nobody holds."""
    events = [event(identity=number) for number in range(100)]
    data = "\n".join(map(json.dumps, events))

    def identities(bodies: list[UploadBody]) -> list[int]:
        return [opened(body)[0]["identity"] for body in bodies]

    assert identities(list(UploadStream(cipher(), data, max_events=1, **ASSET))) == list(range(100))
    kept: list[UploadBody] = []
    for body in UploadStream(cipher(), data, max_events=1, **ASSET):
        if body.first % 17 == 0:
            kept.append(body)
        assert opened(body) == [events[body.first]]
    assert identities(kept) == list(range(0, 100, 17))


def test_a_body_can_be_copied_but_not_pickled() -> None:
    [body] = UploadStream(cipher(), json.dumps([GOOD]), **ASSET)
    assert copy.copy(body) is body
    assert copy.deepcopy(body) is body
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(body)


def test_the_request_is_that_of_an_upload_request() -> None:
    plain = netcore_aes.UploadRequest.from_events(cipher(), [GOOD], region="in", **ASSET)
    stream = UploadStream(cipher(), json.dumps([GOOD], separators=(",", ":")), region="in", **ASSET)
    [body] = stream
    assert (stream.url, stream.headers, body.body) == (plain.url, plain.headers, plain.body.encode())


def test_what_is_before_a_fault_comes_first_and_the_fault_again() -> None:
    data = f"[{json.dumps(GOOD)},{json.dumps(GOOD)}}}"
    stream = UploadStream(cipher(), data, **ASSET)
    assert next(stream).events == 2
    for _ in range(2):
        with pytest.raises(netcore_aes.EventStreamError, match=f"at byte {len(data) - 1};"):
            next(stream)


def test_a_stream_that_ends_within_an_event() -> None:
    stream = UploadStream(cipher(), b"[{", **ASSET)
    for _ in range(2):
        with pytest.raises(netcore_aes.EventStreamError, match="at byte 2;"):
            next(stream)


def test_nothing_gives_nothing() -> None:
    for source in [b"", "", [], io.BytesIO(), "[]", b" \n"]:
        stream = UploadStream(cipher(), source, **ASSET)
        assert (list(stream), list(stream)) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"asset_id": ""}, netcore_aes.AssetIdError, "asset id"),
        ({"api_key": "a b"}, netcore_aes.ApiKeyError, "API key"),
        ({"region": "mars"}, netcore_aes.UnknownRegionError, "region"),
        ({"source": 7}, TypeError, "source must be a binary file, str, bytes or an iterable of pieces, not int"),
        ({"cipher": "key"}, TypeError, "Cipher"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        UploadStream(**{"cipher": cipher(), "source": b"", **ASSET, **arguments})


def test_a_piece_of_the_wrong_type_is_named() -> None:
    with pytest.raises(TypeError, match="a piece of the source must be str, bytes, bytearray or memoryview, not int"):
        next(UploadStream(cipher(), [1], **ASSET))


def test_repr_shows_no_event_and_no_key() -> None:
    stream = UploadStream(cipher(), LINES, max_event_bytes=1000, **ASSET)
    shown = repr(stream) + "".join(map(repr, stream))
    assert "UploadBody of 6 events, 0 to 8" in shown
    assert "EventProblems of event 2: source" in shown
    assert not any(secret in shown for secret in ("activity_", "mail", "encryptedRequest", "Bearer", KEY))


@pytest.mark.parametrize("name", ["max_events", "max_payload_bytes", "max_event_bytes"])
def test_a_limit_is_at_least_1(name: str) -> None:
    for wrong in (0, -1):
        with pytest.raises(ValueError, match=f"^{name} is {wrong}; it must be at least 1$"):
            UploadStream(cipher(), LINES, **ASSET, **{name: wrong})
    for other in ("7", 7.0, True, None):
        with pytest.raises(TypeError, match=f"^{name} must be int, not "):
            UploadStream(cipher(), LINES, **ASSET, **{name: other})
    [body] = UploadStream(cipher(), json.dumps(GOOD), **ASSET, **{name: 1 << 70})
    assert isinstance(body, UploadBody)
    assert opened(body) == [GOOD]
