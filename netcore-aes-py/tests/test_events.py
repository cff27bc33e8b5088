"""The check of events, requests from events, and events from a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import netcore_aes
import pytest
from common import API_KEY, VECTORS, cipher, event
from netcore_aes import EventSplitter, Problem, UploadRequest, check_events

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = json.loads((VECTORS / "events.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]
BY_CLOCK = {"timestamp-old", "timestamp-future"}


def test_there_are_as_many_cases_as_the_file_says() -> None:
    assert len(CASES) == FILE["count"] >= 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    now = case["now"]
    for payload in (case["payload"], case["payload"].encode()):
        problems = check_events(payload, asset_id=case["asset_id"], now=now)
        # Python always checks against a clock; the events of a case without one are long past.
        found = [
            {name: getattr(problem, name) for name in ("pointer", "rule", "severity", "event")}
            for problem in problems
            if now is not None or problem.rule not in BY_CLOCK
        ]
        assert found == case["problems"]
        assert all(problem.message for problem in problems)


def test_lists_dicts_and_json_are_checked_alike() -> None:
    good, bad = event(), event(identity="")
    expected = [Problem("/1/identity", 1, "empty", "error", "empty string; fill it in")]
    text = json.dumps([good, bad])
    for payload in ([good, bad], text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert check_events(payload) == expected
    assert check_events(good) == []
    assert str(expected[0]) == "/1/identity: empty string; fill it in"
    assert str(check_events([])[0]).startswith("the payload: the array is empty")


class Pair(NamedTuple):
    """An event that JSON writes as an array."""

    asset_id: str
    activity_name: str


IN_PARAMS = (
    "/0/activity_params/items: empty array in activity_params: the vendor drops such an event silently;"
    " leave the field out, or write {} for an empty object"
)
PARAMS = "/0/activity_params: found {}; expected an object, the event's parameters ({{}} for none)"


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ((), "the payload: the array is empty; send 1 to 1000 events"),
        ([None], "/0: found null; expected an object, the event"),
        ([()], "/0: found an empty array; expected an object, the event"),
        ([Pair("a", "b")], "/0: found an array; expected an object, the event"),
        (event(activity_params=[]), PARAMS.format("an empty array")),
        (event(activity_params=()), PARAMS.format("an empty array")),
        (event(activity_params=None), PARAMS.format("null")),
        (event(activity_params=("a",)), PARAMS.format("an array")),
        (event(activity_params={"items": []}), IN_PARAMS),
        (event(activity_params={"items": ()}), IN_PARAMS),
    ],
)
def test_empty_values_of_python(events: Any, problem: str) -> None:
    assert [str(found) for found in check_events(events)] == [problem]


def test_a_tuple_is_a_list() -> None:
    events = (event(activity_params={}), event(activity_params={"items": ({}, None)}))
    assert check_events(events) == []
    request = UploadRequest.from_events(cipher(), events, asset_id="asset", api_key=API_KEY)
    sent = json.loads(cipher().decrypt(json.loads(request.body)["encryptedRequest"]))
    assert sent == [events[0], event(activity_params={"items": [{}, None]})]


def test_now_is_the_systems_clock() -> None:
    assert check_events([event()]) == []
    assert [problem.rule for problem in check_events([event(timestamp="2001-01-01T00:00:00Z")])] == ["timestamp-old"]
    assert [problem.rule for problem in check_events([event(timestamp="2999-01-01T00:00:00Z")])] == ["timestamp-future"]
    for now in (0, 0.5, -1, -0.5, -(1 << 40)):
        assert [problem.rule for problem in check_events([event()], now=now)] == ["timestamp-future"]
    assert [problem.rule for problem in check_events([event()], now=1 << 40)] == ["timestamp-old"]


def test_a_request_from_events() -> None:
    events = [event(), event(identity=5, activity_name="नमस्ते 🙏")]
    for given in (events, json.dumps(events), json.dumps(events).encode()):
        request = UploadRequest.from_events(cipher(11257), given, asset_id="asset", api_key=API_KEY, region="in")
        assert request.url == "https://apiin2.netcoresmartech.com/v1/activity/upload"
        assert request.headers["x-eCode"] == "11257"
        sent = cipher(11257).decrypt(json.loads(request.body)["encryptedRequest"])
        assert json.loads(sent) == events
    assert sent == json.dumps(events)
    one = UploadRequest.from_events(cipher(), events[0], asset_id="asset", api_key=API_KEY)
    assert json.loads(cipher().decrypt(json.loads(one.body)["encryptedRequest"])) == [events[0]]


def test_bad_events_make_no_request() -> None:
    bad = [event(), event(identity="", extra=1), event(asset_id="another")]
    with pytest.raises(netcore_aes.EventsError, match=r"/1/identity: .* \(first of 2 errors\)") as caught:
        UploadRequest.from_events(cipher(), bad, asset_id="asset", api_key=API_KEY)
    rules = [problem.rule for problem in caught.value.problems]
    assert rules == ["empty", "unknown-field", "asset-id"]
    assert caught.value.__context__ is None
    with pytest.raises(netcore_aes.EventsError, match="invalid JSON"):
        UploadRequest.from_events(cipher(), "hello", asset_id="asset", api_key=API_KEY)


def test_a_request_as_a_command_contains_no_key() -> None:
    command = UploadRequest.from_events(cipher(), event(), asset_id="asset", api_key=API_KEY).curl()
    assert API_KEY not in command
    assert '"Authorization: Bearer $NETCORE_API_KEY"' in command


@pytest.mark.parametrize(
    "call",
    [
        lambda: check_events(5),  # type: ignore[arg-type]
        lambda: check_events(None),  # type: ignore[arg-type]
        lambda: check_events([object()]),
        lambda: UploadRequest.from_events(cipher(), 5, asset_id="asset", api_key=API_KEY),  # type: ignore[arg-type]
        lambda: UploadRequest.from_events("cipher", [], asset_id="asset", api_key=API_KEY),  # type: ignore[arg-type]
        lambda: UploadRequest.from_events(cipher(), [], asset_id=5, api_key=API_KEY),  # type: ignore[arg-type]
        lambda: EventSplitter().push(5),  # type: ignore[arg-type]
        lambda: EventSplitter("5"),  # type: ignore[arg-type]
    ],
)
def test_wrong_types(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        call()


STREAMS = [
    (b"", []),
    (b'[{"a": 1}, {"b":\n"]}"}]', [b'{"a": 1}', b'{"b":\n"]}"}']),
    (b'{"a":1}\r\n\n{"b":2}', [b'{"a":1}', b'{"b":2}']),
    (b'{\n"a": 1\n}\n', [b'{\n"a": 1\n}']),
]


@pytest.mark.parametrize(("stream", "events"), STREAMS)
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_splitting(stream: bytes, events: list[bytes], size: int) -> None:
    splitter = EventSplitter()
    found = [event for start in range(0, len(stream), size) for event in splitter.push(stream[start : start + size])]
    assert found + splitter.finish() == events
    with pytest.raises(ValueError, match="create a new one"):
        splitter.push(b"")
    with pytest.raises(ValueError, match="create a new one"):
        splitter.finish()


def test_events_before_a_fault_are_not_lost() -> None:
    splitter = EventSplitter()
    assert splitter.push(b'[{"a":1},{"b":2} x') == [b'{"a":1}', b'{"b":2}']
    for call in (splitter.finish, lambda: splitter.push(b"]"), splitter.finish):
        with pytest.raises(netcore_aes.EventStreamError, match="at byte 17;"):
            call()
