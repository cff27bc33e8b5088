"""What strangers, careless clients and odd requests can do to the sandbox: nothing."""

from __future__ import annotations

import gzip
import json
import re
import socket

import httpx
import pytest
from common import IV, KEY, cipher
from sandbox_process import BEARER, Running, event, headers, running, shown


@pytest.mark.parametrize(
    ("size", "status"), [(9_999_999, 422), (10_000_000, 422), (10_000_001, 413), (30_000_000, 413)]
)
def test_a_body_has_ten_megabytes_at_most(size: int, status: int, sandbox: Running) -> None:
    body = b'{"encryptedRequest": "' + b"A" * (size - 24) + b'"}'
    assert len(body) == size
    assert sandbox.post(body).status_code == status
    [kept] = sandbox.inbox()
    assert (kept["problems"][0]["rule"], kept["bytes"]) == (("size", 0) if status == 413 else ("decrypt", size))


def test_the_newest_128_mebibytes_are_kept(sandbox: Running) -> None:
    # Of 7 400 000 bytes 18 times that fits, of 19 it does not.
    body = {"encryptedRequest": cipher().encrypt("x" * 7_400_000)}
    for number in range(1, 22):
        assert sandbox.post(body).status_code == 422
        if number == 18:
            assert counted(sandbox) == (18, 0)
    assert counted(sandbox) == (18, 3)


def counted(sandbox: Running) -> tuple[int, int]:
    """How many requests are kept, and how many are gone."""
    with sandbox.client.stream("GET", sandbox.url + "events") as stream:
        lines = stream.iter_lines()
        next(lines)
        hello = json.loads(next(lines).removeprefix("data: "))
        return len(hello["requests"]), hello["dropped"]


def test_a_thousand_requests_are_listed() -> None:
    with running("--keep", "1002") as many:
        for number in range(1, 1006):
            assert many.client.get(many.endpoint).status_code == 405
            if number in (999, 1000, 1001):
                assert counted(many) == (min(number, 1000), 0)
        assert counted(many) == (1000, 3)
        assert len(many.inbox()) == 1002


@pytest.mark.parametrize("number", [1, 49, 50, 51, 499, 500, 501, 1000])
def test_problems_are_counted_and_the_first_ones_shown(number: int, sandbox: Running) -> None:
    answer = sandbox.send(*(event(identity="") for _ in range(number)))
    assert answer.status_code == 422
    assert [problem["event"] for problem in answer.json()["problems"]] == list(range(min(number, 50)))
    [kept] = sandbox.inbox()
    assert [problem["event"] for problem in kept["problems"]] == list(range(min(number, 500)))
    assert kept["errors"] == number


@pytest.mark.parametrize("number", [1, 7, 8, 9, 300])
def test_a_few_names_are_shown(number: int, sandbox: Running) -> None:
    names = [f"{n} ".ljust((199, 200, 201, 1000)[n % 4], "x") for n in range(number)]
    sandbox.send(*(event(activity_name=name) for name in names + names))
    [kept] = sandbox.inbox()
    assert kept["activity_names"] == [name[:200] for name in names[:8]]


@pytest.mark.parametrize("size", [1, 20, 21, 199, 200, 201, 1000, 1001, 5000])
def test_long_headers_and_paths_are_cut(size: int, sandbox: Running) -> None:
    sandbox.post({}, changes={"x-asset": "a" * size, "X-Note": "n" * size, "X" * size: "1"})
    sandbox.client.post(sandbox.url + "p" * (size + 298))
    sandbox.client.request("M" * size, sandbox.endpoint)
    first, second, third = sandbox.inbox()
    assert third["method"] == "M" * min(size, 20)
    assert first["asset"] == "a" * min(size, 200)
    kept = shown(first)
    assert kept["x-note"] == "n" * min(size, 1000)
    assert kept["x" * min(size, 200)] == "1"
    assert second["path"] == "/" + "p" * min(size + 298, 499)


@pytest.mark.parametrize(("token", "is_masked"), [("1234567", False), ("12345678", True), ("9" * 500, True)])
def test_a_token_is_masked_wherever_it_stands(token: str, is_masked: bool, sandbox: Running) -> None:
    for kind in ("Bearer ", "BEARER ", "bearer  ", "Basic ", "", "Custom ", "Digest "):
        authorization = kind + token
        sandbox.post({}, changes={"Authorization": authorization, "X-Note": f"by {token}."})
        kept = shown(sandbox.inbox()[-1])
        assert kept["x-note"] == ("********" if is_masked else f"by {token}.")
        visible = kind.rstrip() if kind.lower().strip() in ("bearer", "basic") else ""
        assert kept["authorization"] == f"{visible} ********".strip()


@pytest.mark.parametrize(
    ("size", "name"), [(100, "form"), (4095, "form"), (4096, "form"), (4097, "not-json"), (50_000, "not-json")]
)
def test_a_form_is_told_by_its_beginning(size: int, name: str, sandbox: Running) -> None:
    sandbox.post(b"a=" + b"x" * (size - 21) + b"&encryptedRequest=A")
    assert sandbox.inbox()[0]["bytes"] == size
    assert [found["name"] for found in sandbox.inbox()[0]["diagnosis"]] == [name]


@pytest.mark.parametrize(
    ("number", "is_parsed"), [(999_999, True), (1_000_000, True), (1_000_001, False), (3_000_000, False)]
)
def test_a_million_values_are_parsed(number: int, is_parsed: bool, sandbox: Running) -> None:
    text = "[" + "1," * (number - 1) + "1]"
    sandbox.post(text.encode())
    sandbox.send_text(cipher().encrypt(text))
    body, plaintext = sandbox.inbox()
    assert [found["name"] for found in body["diagnosis"]] == ["array" if is_parsed else "not-json"]
    assert plaintext["event_count"] == (number if is_parsed else 0)


def test_the_answer_to_head_is_headers_alone(sandbox: Running) -> None:
    sandbox.send(event())
    number = sandbox.inbox()[0]["id"]
    paths = (
        "",
        "inbox.json",
        f"inbox/{number}.json",
        "search.json?q=a",
        "sample.json",
        "events",
        "nothing",
        "v1/activity/upload",
    )
    with socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0), timeout=10) as connection:
        for path in paths:
            connection.sendall(f"HEAD /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(1)
            assert re.match(rb"HTTP/1.1 (200|404|405) ", head), (path, head)


def test_what_is_looked_for_has_bounds(sandbox: Running) -> None:
    def status(path: str) -> tuple[int, str]:
        answer = sandbox.client.get(sandbox.url + path)
        return answer.status_code, answer.json().get("message", "")

    for size in (0, 1, 499, 500):
        assert status("search.json?q=" + "x" * size)[0] == 200
    for size in (501, 5000):
        assert status("search.json?q=" + "x" * size)[0] == 400
    assert status("search.json?q=" + "%C3%BC" * 500)[0] == 200
    for digits in (1, 12):
        assert status(f"inbox/{'9' * digits}.json") == (404, "this request is not in the inbox any more")
    for digits in (13, 1000):
        assert status(f"inbox/{'9' * digits}.json")[1].startswith("nothing is served at this path")


def test_a_compressed_bomb_is_refused(sandbox: Running) -> None:
    answer = sandbox.post(gzip.compress(bytes(30_000_000)), changes={"Content-Encoding": "gzip"})
    assert answer.status_code == 413
    body = gzip.compress(json.dumps({"encryptedRequest": cipher().encrypt(json.dumps([event()]))}).encode())
    assert sandbox.post(body, changes={"Content-Encoding": "gzip"}).status_code == 415
    assert sandbox.post(b"no gzip", changes={"Content-Encoding": "gzip"}).status_code == 400


def test_secrets_in_headers_are_masked(sandbox: Running) -> None:
    sandbox.post(
        {}, changes={"X-Api-Key": "secret-1", "Cookie": "secret-2", "X-Note": f"by {BEARER}", "X-Plain": "shown"}
    )
    text = json.dumps(sandbox.inbox())
    for secret in (BEARER, "secret-1", "secret-2", KEY, IV):
        assert secret not in text
    kept = shown(sandbox.inbox()[0])
    assert kept["authorization"] == "Bearer ********"
    assert kept["x-plain"] == "shown"
    names = ("Proxy-Authorization", "X-AUTH", "Token", "X-Secret-1", "Set-Cookie", "Cookies", "x-apikey", "My-Password")
    sandbox.post({}, changes=dict.fromkeys(names, "Bearer hidden"))
    kept = shown(sandbox.inbox()[1])
    assert {kept[name.lower()] for name in names} == {"********"}


def test_strangers_are_kept_out(sandbox: Running) -> None:
    def status(method: str, path: str, **more: str) -> int:
        return sandbox.client.request(method, sandbox.url + path, headers={**headers(), **more}).status_code

    port = httpx.URL(sandbox.url).port
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example@localhost",
        "[",
        "x y",
        "127.0.0.1:80;touch",
        "localhost:99999",
        "192.0.2.1",
        f"10.0.0.1:{port}",
        "[2001:db8::1]",
        "126.255.255.255",
        "128.0.0.0",
        socket.gethostname(),
    ):
        assert status("GET", "inbox.json", Host=host) == 421, host
        assert status("POST", "v1/activity/upload", Host=host) == 421, host
    for host in (
        f"localhost:{port}",
        "127.0.0.1",
        f"[::1]:{port}",
        "LOCALHOST",
        "localhost.",
        f"localhost.:{port}",
        "127.9.9.9",
    ):
        assert status("GET", "inbox.json", Host=host) == 200, host
    for origin in ("https://evil.example", "null", f"http://localhost:{port}", f"http://127.0.0.1:{(port or 0) + 1}"):
        assert status("DELETE", "inbox.json", Origin=origin) == 403, origin
        assert status("POST", "v1/activity/upload", Origin=origin) == 403, origin
        # What it would read is withheld by the browser.
        assert status("GET", "inbox.json", Origin=origin) == status("HEAD", "inbox.json", Origin=origin) == 200, origin
    assert status("DELETE", "inbox.json", Origin=sandbox.url.rstrip("/")) == 204


def test_pages_of_other_origins_may_not_even_ask(sandbox: Running) -> None:
    sandbox.send(event())
    for site in ("cross-site", "same-site"):
        for path in ("inbox.json", "inbox/1.json", "events", "search.json?q=a", "sample.json", ""):
            image = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
            answer = sandbox.client.get(sandbox.url + path, headers=image)
            assert answer.status_code == 403, (site, path)
        # A link to the page is fine.
        link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
        assert sandbox.client.get(sandbox.url, headers=link).status_code == 200
        assert sandbox.client.get(sandbox.url + "inbox.json", headers=link).status_code == 403
        assert sandbox.client.post(sandbox.url, headers=link).status_code == 403
    for site in ("same-origin", "none"):
        assert sandbox.client.get(sandbox.url + "inbox.json", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_a_payload_of_nothing_but_problems_is_small(sandbox: Running) -> None:
    answer = sandbox.send_text(cipher().encrypt("[" + "{}," * 300_000 + "{}]"))
    assert answer.status_code == 422
    kept = sandbox.inbox()[0]
    assert kept["errors"] == 6001
    assert kept["event_count"] == 300_001


def test_no_answer_may_be_framed_guessed_or_stored(sandbox: Running) -> None:
    for path in ("", "inbox.json", "nothing", "v1/activity/upload"):
        answer = sandbox.client.get(sandbox.url + path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
    first, second = (sandbox.client.get(sandbox.url) for _ in range(2))
    policy = first.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"]
    assert "NONCE" not in first.text
    assert not re.search(r"(?:src|href)=.https?:", first.text)


MALFORMED: dict[str, bytes] = {
    "no http": b"\x16\x03\x01\x02\x00\r\n\r\n",
    "header flood": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "long path": b"GET /" + b"y" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "another host in a whole URL": b"GET http://evil.example/inbox.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no host": b"GET /inbox.json HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", MALFORMED.values(), ids=MALFORMED)
def test_malformed_http_is_refused_and_harms_nothing(request_bytes: bytes, sandbox: Running) -> None:
    with socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0), timeout=10) as connection:
        connection.sendall(request_bytes)
        try:
            answer = connection.recv(4096)
        except ConnectionResetError:
            answer = b""
    assert answer == b"" or re.match(rb"HTTP/1\.[01] 4\d\d ", answer)
    assert sandbox.send(event()).status_code == 200


def test_a_client_that_leaves_in_the_middle_harms_nothing(sandbox: Running) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers().items())
    head = f"POST /v1/activity/upload HTTP/1.1\r\nHost: localhost\r\n{lines}Content-Length: 500\r\n\r\n"
    for _ in range(40):  # More than are read at once.
        with socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0), timeout=10) as connection:
            connection.sendall(head.encode() + b'{"encr')
    assert sandbox.send(event()).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(30_000, 200), (66_000, 431)])
def test_a_head_has_some_32_kilobytes_at_most(size: int, status: int, sandbox: Running) -> None:
    for part in ("X-Note", "X-Note" + "x" * 1000):
        answer = sandbox.client.get(sandbox.url + "sample.json", headers={part: "y" * size})
        assert answer.status_code == status
