"""The endpoint's answers, and what the inbox keeps of each request."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

import netcore_aes
import pytest
from common import CBC_SCHEMES, IV, KEY, REPOSITORY, SCHEMES, cipher
from sandbox_process import ASSET, BEARER, Running, event, running, shown

VECTORS = REPOSITORY / "tests" / "vectors"
# The step 3 of the vendor's guide, its text being under a key that was never published.
GUIDE_TEXT = (
    "6UbL6LFCeSR2HyFYBXXNjrvq4WCNLWb7K2lAXnVBAjmngco59l5FfeqsG8M7pLHfR20DTCn5QX3WfBcdqeImhlH5pDDtcJ8lrxe6UDQdiusIfdbiXHbP"
    "fET3OSAt6EYhzVgjMov7dKESBpSsawqSATcJsqYT81X63mXVXyEYof4k9nwH/u7nEpY/+6bbMTa4uqIEUdFKgt/xDEt1LoD7DTHTkiFr8LY0UVID04GX"
    "Y2T7Lr8cEiB/7fGwTeXyrKrGngFxMD/hAU5xMqsb4Kr/qlX7mBMugzJ/n8GgULIXdDJSN55M6BeTjsWR1EETIxNUse/u8KUftfOigkYvEEhROnbPINZH"
    "71gZcyoMmyIsJMsGx3RpXBNqqE4p29BOkgfCauT0hrpT6kRGaOetMD9/xe7H8pYdTisUF4s26v9+awf6dhnhHGNSxUmBBJL/BHfG5+cPwPyTOcUQ/Hos"
    "/+Xrp/1nNELAygmCrnB8EDs/IQE="
)
GUIDE_BODY = f'{{\n\n"encryptedRequest":"{GUIDE_TEXT}"\n\n}}'
SAMPLE_KEYS = {"NETCORE_AES_KEY": "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4", "NETCORE_AES_IV": "5TOMPCQvDu6uHuMw"}


@pytest.mark.parametrize("scheme", CBC_SCHEMES)
def test_good_events_are_taken_and_kept_as_they_were(scheme: int, sandbox: Running) -> None:
    sent = [event(activity_params={"café": "☕", "n": 12345678901234567890}), event(activity_name="purchase")]
    answer = sandbox.send(*sent, scheme=scheme)
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "events": 2})
    (kept,) = sandbox.inbox()
    assert kept["events"] == sent
    assert kept["problems"] == kept["diagnosis"] == []
    expected = {
        "status": 200,
        "accepted": True,
        "fault": None,
        "scheme": scheme,
        "asset": ASSET,
        "event_count": 2,
        "activity_names": ["form_submitted", "purchase"],
        "method": "POST",
        "path": "/v1/activity/upload",
    }
    assert {name: kept[name] for name in expected} == expected


def test_11258_takes_a_key_that_serves_cbc_too(sandbox: Running) -> None:
    text = netcore_aes.Cipher(KEY, scheme=11258).encrypt(json.dumps([event()]))
    assert sandbox.send_text(text, 11258).status_code == 200


def test_upper_case_hex_is_read(sandbox: Running) -> None:
    assert sandbox.send_text(cipher(11257).encrypt(json.dumps([event()])).upper(), 11257).status_code == 200


def test_warnings_are_kept_and_refuse_nothing(sandbox: Running) -> None:
    answer = sandbox.send(event(timestamp="2020-01-01T00:00:00Z", more=1))
    assert answer.status_code == 200
    (kept,) = sandbox.inbox()
    assert [(problem["pointer"], problem["severity"]) for problem in kept["problems"]] == [
        ("/0/timestamp", "warning"),
        ("/0/more", "warning"),
    ]
    assert (kept["errors"], kept["warnings"]) == (0, 2)


def test_bad_events_are_refused_with_each_problem(sandbox: Running) -> None:
    answer = sandbox.send(event(), event(asset_id="another", activity_params={"items": []}))
    assert answer.status_code == 422
    pointers = [problem["pointer"] for problem in answer.json()["problems"]]
    assert pointers == ["/1/asset_id", "/1/activity_params/items"]
    (kept,) = sandbox.inbox()
    assert (kept["status"], kept["accepted"], len(kept["events"])) == (422, False, 2)


HEADERS: dict[str, tuple[dict[str, str | None], int, str]] = {
    "no bearer": ({"Authorization": None}, 401, "authorization"),
    "empty bearer": ({"Authorization": "Bearer"}, 401, "authorization"),
    "bare key": ({"Authorization": BEARER}, 401, "authorization"),
    "basic": ({"Authorization": f"Basic {BEARER}"}, 401, "authorization"),
    "no code": ({"x-eCode": None}, 400, "x-ecode"),
    "unknown code": ({"x-eCode": "11259"}, 400, "x-ecode"),
    "no number": ({"x-eCode": "AES_256_CBC_BASE64"}, 400, "x-ecode"),
    "no asset": ({"x-asset": None}, 400, "x-asset"),
    "empty asset": ({"x-asset": ""}, 400, "x-asset"),
    "form": ({"Content-Type": "application/x-www-form-urlencoded"}, 415, "content-type"),
    "empty type": ({"Content-Type": ""}, 415, "content-type"),
}


@pytest.mark.parametrize(("changes", "status", "rule"), HEADERS.values(), ids=HEADERS)
def test_bad_headers_are_named(changes: dict[str, str | None], status: int, rule: str, sandbox: Running) -> None:
    body = {"encryptedRequest": cipher().encrypt(json.dumps([event()]))}
    answer = sandbox.post(body, changes=changes)
    assert answer.status_code == status
    assert rule in [problem["rule"] for problem in answer.json()["problems"]]
    (kept,) = sandbox.inbox()
    assert (kept["status"], kept["accepted"]) == (status, False)
    assert BEARER not in json.dumps(kept)


FAULTS: dict[str, tuple[dict[str, str | None], str, list[str]]] = {
    "all": (
        {"Content-Type": "text/plain", "Authorization": None, "x-eCode": None, "x-asset": None},
        "",
        ["content-type", "authorization", "x-ecode", "x-asset"],
    ),
    "all but the type": (
        {"Authorization": None, "x-eCode": "7", "x-asset": ""},
        "",
        ["authorization", "x-ecode", "x-asset"],
    ),
    "bearer and text": ({"Authorization": None}, "AAAA", ["authorization", "decrypt"]),
    "asset and text": ({"x-asset": None}, "AAAA", ["x-asset", "decrypt"]),
}


@pytest.mark.parametrize(("changes", "text", "rules"), FAULTS.values(), ids=FAULTS)
def test_the_first_of_several_faults_makes_the_status(
    changes: dict[str, str | None], text: str, rules: list[str], sandbox: Running
) -> None:
    answer = sandbox.post({"encryptedRequest": text or cipher().encrypt(json.dumps([event()]))}, changes=changes)
    statuses = {"content-type": 415, "authorization": 401, "x-asset": 400}
    assert answer.status_code == statuses[rules[0]]
    assert [problem["rule"] for problem in answer.json()["problems"]] == rules
    assert answer.json()["message"] == answer.json()["problems"][0]["message"]


def test_a_charset_behind_the_content_type_is_fine(sandbox: Running) -> None:
    body = {"encryptedRequest": cipher().encrypt(json.dumps([event()]))}
    assert sandbox.post(body, changes={"Content-Type": "Application/JSON; charset=utf-8"}).status_code == 200


def test_a_missing_content_type_is_a_warning(sandbox: Running) -> None:
    body = {"encryptedRequest": cipher().encrypt(json.dumps([event()]))}
    answer = sandbox.post(body, changes={"Content-Type": None})
    assert answer.status_code == 200
    (warning,) = answer.json()["warnings"]
    assert "Content-Type: application/json" in warning
    (kept,) = sandbox.inbox()
    assert [(problem["rule"], problem["severity"]) for problem in kept["problems"]] == [("content-type", "warning")]
    assert "content-type" not in shown(kept)


BODIES: dict[str, tuple[object, int, str]] = {
    "no json": (b"{", 400, "not-json"),
    "nothing": (b"", 400, "no-body"),
    "not utf-8": (b'{"encryptedRequest": "\xff"}', 400, "not-json"),
    "events": ([{"activity_name": "x"}], 400, "not-encrypted"),
    "field": ({"encrypted_request": "x"}, 400, "field-name"),
    "object": ({"encryptedRequest": {}}, 400, "not-a-string"),
    "surrogate": ({"encryptedRequest": "\ud800"}, 422, "no-encoding"),
    "empty": ({"encryptedRequest": ""}, 422, "empty"),
    "noise": ({"encryptedRequest": "B+/A" * 16}, 422, "wrong-key"),
    "lines": ({"encryptedRequest": cipher().encrypt("[]") + "\n"}, 422, "white-space"),
    "not events": ({"encryptedRequest": cipher().encrypt('"[{}]"')}, 422, "json-twice"),
    "deep": ({"encryptedRequest": cipher().encrypt("[" * 100_000)}, 422, ""),
    "text": ({"encryptedRequest": cipher().encrypt("<b>hello</b>")}, 422, ""),
}


@pytest.mark.parametrize(("body", "status", "fault"), BODIES.values(), ids=BODIES)
def test_bad_bodies_get_a_diagnosis(body: object, status: int, fault: str, sandbox: Running) -> None:
    answer = sandbox.post(body)
    assert answer.status_code == status
    assert answer.json()["message"]
    (kept,) = sandbox.inbox()
    assert [found["name"] for found in kept["diagnosis"]] == ([fault] if fault else [])
    assert answer.json()["diagnosis"] == [found["advice"] for found in kept["diagnosis"]]


def test_text_that_is_no_json_is_shown_as_text(sandbox: Running) -> None:
    sandbox.send_text(cipher().encrypt("<b>hello</b>"))
    assert sandbox.inbox()[0]["events"] == "<b>hello</b>"


def test_an_iv_that_differs_is_told_though_the_garbage_is_text(sandbox: Running) -> None:
    other = chr(ord(IV[0]) ^ 1) + IV[1:]
    sandbox.send_text(netcore_aes.Cipher(KEY, other).encrypt(json.dumps([event()])))
    (kept,) = sandbox.inbox()
    assert (kept["status"], kept["accepted"]) == (422, False)
    assert [found["name"] for found in kept["diagnosis"]] == ["wrong-iv"]


def test_other_methods_and_paths_are_named(sandbox: Running) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = sandbox.client.request(method, sandbox.endpoint)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    for path in ("v1/activity/uploads", "v1/activity/upload/", "%2e%2e/etc/passwd", "page/page.js", "inbox/x.json"):
        answer = sandbox.client.post(sandbox.url + path)
        assert answer.status_code == 404
        assert "POST /v1/activity/upload" in answer.json()["message"]
        assert sandbox.client.get(sandbox.url + path).status_code == 404
    assert [kept["status"] for kept in sandbox.inbox()] == [405] * 4 + [404] * 5
    sandbox.clear()
    for method in ("POST", "PUT", "PATCH", "GET", "HEAD", "DELETE", "OPTIONS"):
        assert sandbox.client.request(method, sandbox.url + "v1").status_code == 404
    # The others cannot have been uploads.
    assert [kept["method"] for kept in sandbox.inbox()] == ["POST", "PUT", "PATCH"]


def test_the_guides_own_curl_gets_a_clear_answer(sandbox: Running) -> None:
    answer = sandbox.client.post(
        sandbox.endpoint,
        content=GUIDE_BODY,
        headers={
            "Content-Type": "application/json",
            "x-eCode": "11256",
            "x-asset": "392ae07d8b69fe21423e6d9e026227c5",
            "Authorization": "Bearer 06cf420b244adc210b05da30e4731340",
        },
    )
    assert answer.status_code == 422
    assert "The text is whole, but it was encrypted with another key" in answer.json()["message"]
    assert "06cf420b244adc210b05da30e4731340" not in json.dumps(sandbox.inbox())


def test_the_vendors_own_sample_decrypts_under_its_key() -> None:
    text = (VECTORS / "golden-text.txt").read_text().strip()
    with running(**SAMPLE_KEYS) as golden:
        golden.send_text(text)
        (kept,) = golden.inbox()
    assert kept["events"] == json.loads((VECTORS / "golden-plaintext.json").read_text())
    assert kept["diagnosis"] == []


def test_the_events_stream_tells_of_each_request(sandbox: Running) -> None:
    sandbox.send(event(activity_name="before"))
    with sandbox.client.stream("GET", sandbox.url + "events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        messages = _messages(stream.iter_lines())
        name, hello = next(messages)
        assert name == "hello"
        assert hello["endpoint"] == sandbox.endpoint
        assert hello["schemes"] == list(SCHEMES)
        assert [request["activity_names"] for request in hello["requests"]] == [["before"]]
        sandbox.send(event(activity_name="after"))
        name, received = next(messages)
        assert (name, received["activity_names"], received["status"]) == ("received", ["after"], 200)
        assert "events" not in received
        sandbox.clear()
        assert next(messages) == ("cleared", {})


def _messages(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_search_looks_into_everything(sandbox: Running) -> None:
    sandbox.send(event(activity_name="Purchase", identity="first@example.com"))
    sandbox.send(event(activity_params={"city": "Zürich", "note": 'say "hi"'}))
    sandbox.post({"encrypted": "x"}, changes={"x-asset": "lonely"})
    ids = [kept["id"] for kept in sandbox.inbox()]

    def found(query: str) -> list[int]:
        answer: list[int] = sandbox.client.get(sandbox.url + "search.json", params={"q": query}).json()["ids"]
        return sorted(ids.index(one) for one in answer)

    assert found("purchase") == [0]
    assert found("FIRST@") == [0]
    assert found("zürich") == [1]
    assert found('"hi"') == [1]
    assert found("lonely") == [2]
    assert found("misnamed") == [2]
    assert found("no such thing") == []
    assert found(BEARER) == []
    assert sandbox.client.get(sandbox.url + "search.json", params={"q": "x" * 501}).status_code == 400


def test_the_oldest_go_first() -> None:
    with running("--keep", "3") as few:
        for number in range(5):
            few.send(event(activity_name=f"event {number}"))
        assert [kept["activity_names"] for kept in few.inbox()] == [["event 2"], ["event 3"], ["event 4"]]
        assert few.client.get(few.url + "inbox.json").json()["dropped"] == 2
        assert few.client.get(few.url + "inbox/1.json").status_code == 404


def test_a_hundred_thousand_events_come_back(sandbox: Running) -> None:
    for chunk in range(100):
        events = [event(identity=chunk * 1000 + number) for number in range(1000)]
        assert sandbox.send(*events).status_code == 200
    identities = [one["identity"] for kept in sandbox.inbox() for one in kept["events"]]
    assert identities == list(range(100_000))


def test_the_sample_can_be_sent_as_it_is(sandbox: Running) -> None:
    sample = sandbox.client.get(sandbox.url + "sample.json").json()
    answer = sandbox.client.post(sandbox.endpoint, content=sample["body"], headers=sample["headers"])
    assert answer.json() == {"status": "success", "events": 1}
    words = shlex.split(sample["curl"].replace("\\\n", " "))
    assert words[:2] == ["curl", sandbox.endpoint]
    assert words[-1] == sample["body"]
    assert [f"{name}: {value}" for name, value in sample["headers"].items()] == words[3:-2:2]
    assert sandbox.inbox()[0]["problems"] == []
