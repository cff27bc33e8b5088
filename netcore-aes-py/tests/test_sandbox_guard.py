"""What strangers, careless clients and odd requests can do to the sandbox: nothing."""

from __future__ import annotations

import gzip
import json
import re
import socket

import httpx
import pytest
from common import IV, KEY, cipher
from sandbox_process import BEARER, Running, event, headers


def test_a_large_body_is_refused(sandbox: Running) -> None:
    answer = sandbox.post(b'{"encryptedRequest": "' + b"A" * 11_000_000)
    assert answer.status_code == 413
    assert sandbox.inbox()[0]["problems"][0]["rule"] == "size"


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
    shown = json.dumps(sandbox.inbox())
    for secret in (BEARER, "secret-1", "secret-2", KEY, IV):
        assert secret not in shown
    kept = dict(sandbox.inbox()[0]["headers"])
    assert kept["Authorization"] == "Bearer ********"
    assert kept["X-Plain"] == "shown"


def test_strangers_are_kept_out(sandbox: Running) -> None:
    def status(method: str, path: str, **more: str) -> int:
        return sandbox.client.request(method, sandbox.url + path, headers={**headers(), **more}).status_code

    port = httpx.URL(sandbox.url).port
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[",
        "x y",
        "127.0.0.1:80;touch",
        "localhost:99999",
    ):
        assert status("GET", "inbox.json", Host=host) == 421, host
        assert status("POST", "v1/activity/upload", Host=host) == 421, host
    for host in (f"localhost:{port}", "127.0.0.1", f"[::1]:{port}"):
        assert status("GET", "inbox.json", Host=host) == 200, host
    for origin in ("https://evil.example", "null", f"http://localhost:{port}", f"http://127.0.0.1:{(port or 0) + 1}"):
        assert status("DELETE", "inbox.json", Origin=origin) == 403, origin
        assert status("POST", "v1/activity/upload", Origin=origin) == 403, origin
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
