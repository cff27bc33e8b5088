"""Uploads that are well-formed HTTP, and hostile inside."""

from __future__ import annotations

import json

from abuse import IS_LONG, Counted
from target import ASSET, BEARER, UPLOAD, Target, good_event, request, status

SCRIPTS = [
    *("</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${alert(1)}"),
    *("'\"><svg/onload=alert(1)>", "<!--", "]]>", "\u2028alert(1)", "\x1b]0;owned\x07\x1b[2J", "\r\nSet-Cookie: a=b", "\0"),
    *("__proto__", "constructor", "%s%n", "../../etc/passwd", "\u202egnp.exe", "\ufeff", "\ud7ff\uffff", "\U0001f600" * 50),
]


def attack(target: Target) -> list[Counted]:
    counted = Counted("hostile uploads: answered, and shown as data")
    _bombs(target, counted)
    _scripts(target, counted)
    _headers(target, counted)
    _full(target, counted)
    return [counted]


def _bombs(target: Target, counted: Counted) -> None:
    """Small when sent, large in memory."""
    bodies = {
        "arrays": b"[" + b"[]," * 3_000_000 + b"[]]",
        "objects": b"[" + b'{"a":0},' * 1_000_000 + b"{}]",
        "deep arrays": b"[" * 5_000_000,
        "deep objects": b'{"a":' * 1_000_000,
        "a long number": b"1" * 9_000_000,
        "colons": b'{"encryptedRequest": "' + b"ab." * 3_000_000 + b'"}',
        "percent signs": b'{"encryptedRequest": "' + b"%41" * 3_000_000 + b'"}',
        "spaces": b'{"encryptedRequest": "' + b" a" * 4_000_000 + b'"}',
        "escapes": b'{"encryptedRequest": "' + b"\\ud83d\\ude00" * 800_000 + b'"}',
        "brackets and spaces": b'{"' + b"} " * 4_000_000,
    }
    for name, body in bodies.items():
        answer = target.upload(body)
        counted.note(f"a body of {name}", status(answer) in (400, 422), answer)
    plaintexts = {
        "empty objects": "[" + "{}," * 1_500_000 + "{}]",
        "arrays": "[" + "[]," * 2_000_000 + "[]]",
        "one key, many problems": json.dumps([good_event(activity_params={"k" * 200_000: [[]] * 100_000})]),
        "many keys, many problems": json.dumps([good_event(**{f"x{n}" * 2000: 1 for n in range(700)})]),
        "nothing but warnings": json.dumps([good_event(**{f"x{n}": 1 for n in range(200)})] * 900),
        "one key many times": '[{"activity_params":{' + '"a":1,' * 900_000 + '"a":1}}]',
        "depth": "[" * 5_000_000,
        "wide characters": json.dumps([good_event(note="\U0001f600" * 1_500_000)], ensure_ascii=False),
        "spaces": " " * 7_000_000,
        "single quotes": "[{'" + "}]" * 3_000_000,
    }
    for name, plaintext in plaintexts.items():
        answer = target.upload(target.body(plaintext))
        counted.note(f"a plaintext of {name}", status(answer) in (200, 422), answer)
        counted.note(f"a good upload after {name}", target.probe())


def _scripts(target: Target, counted: Counted) -> None:
    """Script in every place that the page shows: it must come out as text."""
    target.clear()
    for script in SCRIPTS:
        event = good_event(activity_name=script, identity=script, activity_params={script: script}, **{script: script})
        answer = target.upload(target.body(json.dumps([event])))
        is_kept = target.inbox()[0]["events"] == [event]
        counted.note(f"in an event: {script[:20]!r}", status(answer) in (200, 422) and is_kept, answer)
        answer = target.upload(target.body(script))
        counted.note(f"in place of events: {script[:20]!r}", status(answer) == 422 and b"text/html" not in answer, answer)
        if script.isascii() and script.isprintable():
            lines = [f"X-Note: {script}", f"Cookie: {script}", "Content-Length: 0", "Connection: close"]
            answer = target.ask(request("POST", f"{UPLOAD}?q={script.replace(' ', '+')}", "localhost", [*lines, f"x-asset: {script}"]))
            counted.note(f"in headers: {script[:20]!r}", status(answer) in (400, 401, 415) and b"text/html" not in answer, answer)
    page = target.get("/").decode()
    counted.note("the page holds none of it", not any(script in page for script in SCRIPTS[:2]) and ASSET not in page)
    counted.note("answers cannot be taken for pages", b"nosniff" in target.get("/inbox.json"))
    shown = json.dumps(target.inbox())
    counted.note("no bearer token is shown", BEARER not in shown)


def _headers(target: Target, counted: Counted) -> None:
    """The most and largest headers allowed, over and over: the sandbox keeps them in memory."""
    lines = [f"X{'n' * 3000}{number}: {'v' * 4000}" for number in range(100)]
    for _ in range(1000 if IS_LONG else 60):
        answer = target.upload(b"{}", *lines)
        counted.note("large headers", status(answer) in (400, 431), answer)


def _full(target: Target, counted: Counted) -> None:
    """More than the inbox holds, in the widest characters."""
    body = target.body(json.dumps([good_event(note="\U0001f600" * 1_500_000)], ensure_ascii=False))
    for _ in range(150 if IS_LONG else 40):
        counted.note("a large upload", status(target.upload(body)) == 200)
    counted.note("what is kept can be read", 1 <= len(target.inbox()) < 40)
    answer = target.get("/search.json?q=nothing+like+it")
    counted.note("a search through it", status(answer) == 200, answer)
    counted.note("a good upload afterwards", target.probe())
