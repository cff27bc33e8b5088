"""Pages of other origins, foreign names that resolve to this machine, and paths that lead elsewhere."""

from __future__ import annotations

import json

from abuse import Counted
from target import ASSET, UPLOAD, Target, headers, request, status

# A refusal comes at once; an accepted `/events` would never end.
_SECONDS = 5


def attack(target: Target) -> list[Counted]:
    return [_names(target), _pages(target), _paths(target)]


def _names(target: Target) -> Counted:
    counted = Counted("requests under another name refused")
    port = target.port
    hosts = [
        *("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example", "evil.localhost.example"),
        *("localhost@evil.example", "evil.example@localhost", "localhost/evil.example", "localhost?x", "localhost#x"),
        *("127.0.0.1\\evil.example", "[::1", "::1]", "[", "x y", "", ".", "localhost..evil", "169.254.169.254", "10.0.0.1"),
        *("127.0.0.1:80;touch", "localhost:80'", "localhost:99999", "localhost:-1", "0x7f.1", "2130706433", "127.1"),
        *("localhost,evil.example", "127.0.0.1.nip.io", "xn--localhost", "%6cocalhost", "[::ffff:8.8.8.8]"),
    ]
    ways = [("GET", "/inbox.json"), ("GET", "/"), ("GET", "/events"), ("GET", "/sample.json"), ("DELETE", "/inbox.json")]
    for host in hosts:
        for method, path in [*ways, ("POST", UPLOAD)]:
            answer = target.get(path, *headers(), method=method, host=host, seconds=_SECONDS)
            counted.note(f"{method} {path} for {host!r}", status(answer) in (400, 421) and _holds_nothing(answer), answer)
    for url in ("http://evil.example", "http://evil.example:80", "https://evil.example", "http://localhost@evil.example"):
        answer = target.get(f"{url}/inbox.json")
        counted.note(f"GET {url}", status(answer) in (400, 421) and _holds_nothing(answer), answer)
    return counted


def _pages(target: Target) -> Counted:
    counted = Counted("requests by pages of other origins refused")
    port = target.port
    origins = [
        *("https://evil.example", "http://evil.example", "null", "", f"http://localhost.evil.example:{port}", "file://"),
        *(f"http://localhost:{port + 1}", f"https://localhost:{port}", "http://localhost", f"http://127.0.0.1:{port}"),
        *(f"http://localhost:{port}@evil.example", f"http://localhost:{port}.evil.example", "chrome-extension://abc"),
    ]
    good = target.body(json.dumps([{}]))
    for origin in origins:
        for method, path in [("POST", UPLOAD), ("DELETE", "/inbox.json"), ("PUT", "/x"), ("POST", "/"), ("PATCH", "/")]:
            lines = [*headers(), f"Origin: {origin}", f"Content-Length: {len(good)}", "Connection: close"]
            answer = target.ask(request(method, path, f"localhost:{port}", lines) + good)
            counted.note(f"{method} {path} from {origin!r}", status(answer) == 403, answer)
    for site in ("cross-site", "same-site"):
        for path in ("/inbox.json", "/inbox/1.json", "/events", "/search.json?q=a", "/sample.json", "/", UPLOAD):
            for mode in ("no-cors", "cors", "websocket"):
                answer = target.get(path, f"Sec-Fetch-Site: {site}", f"Sec-Fetch-Mode: {mode}", seconds=_SECONDS)
                counted.note(f"{path} from {site}, {mode}", status(answer) == 403 and _holds_nothing(answer), answer)
    return counted


def _paths(target: Target) -> Counted:
    counted = Counted("path tricks that led nowhere")
    up = ["..", "%2e%2e", "%2e.", ".%2e", "%252e%252e", "..%2f..", "..%5c..", "..\\..", "....//", "%c0%ae%c0%ae", "..;"]
    roots = ["/", "//", "/./", "/page/", "/inbox/", UPLOAD + "/", "/inbox.json/", "/%2f", "/\\", "///"]
    names = ["etc/passwd", "server.py", "page/page.js", "proc/self/environ", "inbox.json"]
    paths = [f"{root}{part}/{part}/{name}" for root in roots for part in up for name in names]
    paths += ["/.git/config", "/inbox/../../etc/passwd", "/inbox/1.json%00", "/inbox/%31.json.", "/inbox/-1.json"]
    paths += ["/inbox/" + "9" * 5000 + ".json", "/inbox/١.json", "/%00", "/%", "/%zz", "/" + "a/" * 3000, "*"]
    for path in paths:
        answer = target.get(path)
        # A path that means `/inbox.json` once its dots are resolved may be answered so.
        is_nowhere = status(answer) in (400, 404) or (path.endswith("/inbox.json") and status(answer) == 200)
        counted.note(path[:60], is_nowhere and b"root:" not in answer and b"import " not in answer, answer)
    return counted


def _holds_nothing(answer: bytes) -> bool:
    return ASSET.encode() not in answer and b"access-control-allow" not in answer.lower()
