"""Malformed HTTP, and requests that two parsers would read in two ways."""

from __future__ import annotations

from abuse import Counted
from target import BEARER, UPLOAD, Target, headers, request, status

_GOOD = b"Host: localhost\r\n\r\n"
# Would empty the inbox if the sandbox read it as a request.
_SMUGGLED = b"DELETE /inbox.json HTTP/1.1\r\nHost: localhost\r\n\r\n"


def attack(target: Target) -> list[Counted]:
    counted = Counted("malformed and ambiguous requests refused")
    target.probe()
    for name, raw in [*_lines(), *_headers(), *_lengths(), *_chunks()]:
        answer = target.ask(raw, 1)
        is_one = answer.count(b"\r\nServer: ") <= 1
        is_refused = (answer == b"" or status(answer) in (400, 404, 405, 413, 414, 421, 431, 505)) and is_one
        counted.note(name, is_refused and BEARER.encode() not in answer, answer)
    counted.note("the inbox was left alone", len(target.inbox()) >= 1)
    return [counted]


def _lines() -> list[tuple[str, bytes]]:
    lines = [
        *(b"GET /\r\n", b"GET / HTTP/0.9", b"GET / HTTP/2.0", b"GET / HTTP/9.9", b"GET / HTTP/1.1.1", b"GET / http/1.1"),
        *(b"GET / HTP/1.1", b"GET / HTTP/1", b"GET / HTTP/1.1 x", b"GET / HTTP/-1.1", b"GET /\tHTTP/1.1", b"GET"),
        *(b"GET / ", b" / HTTP/1.1", b"GET/HTTP/1.1", b"GET / HTTP/1.1\0", b"G\0T / HTTP/1.1", b"G\xffT / HTTP/1.1"),
        *(b"GET /\0 HTTP/1.1", b"GET /\x01 HTTP/1.1", b"GET /a b HTTP/1.1", b"G(T / HTTP/1.1", b"\x16\x03\x01\x02\x00"),
        *(b"PRI * HTTP/2.0", b"GET inbox.json HTTP/1.1", b"GET //[ HTTP/1.1", b"HTTP/1.1 200 OK", b"\0" * 100),
        *(b"G" * 100_000 + b" / HTTP/1.1", b"GET /" + b"y" * 200_000 + b" HTTP/1.1", b"GET / HTTP/1." + b"1" * 100_000),
        *(b"GET http:// HTTP/1.1", b"GET http://[::1/ HTTP/1.1", b"CONNECT localhost:22 HTTP/1.1", b"GET ? HTTP/1.1"),
    ]
    return [(f"line {line[:30]!r}", line + b"\r\n" + _GOOD) for line in lines]


def _headers() -> list[tuple[str, bytes]]:
    def with_line(line: bytes) -> bytes:
        return b"GET /inbox.json HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n\r\n"

    signs = bytes([*range(1, 9), 11, 12, *range(14, 33), 127, 128, 255]) + b'"(),/;<=>?@[\\]{}'
    cases = [(f"sign {sign} in a name", b"X%cY: 1" % sign) for sign in signs]
    values = (*range(9), *range(10, 32), 127)
    # A line feed, and a carriage return before one, end the line.
    cases += [(f"sign {sign} in a value", b"X: a%cb" % sign) for sign in values if sign != 10]
    cases += [
        ("a line feed and an answer", b"X: a\nHTTP/1.1 200 OK"),
        ("no name", b": a"),
        ("no colon", b"XY"),
        ("space before the colon", b"X : a"),
        ("a folded line", b"X: a\r\n b"),
        ("a long name", b"X" * 100_000 + b": a"),
        ("a long value", b"X: " + b"a" * 100_000),
        ("many headers", b"\r\n".join(b"X%d: y" % number for number in range(5000))),
        ("many large headers", b"\r\n".join(b"X%d: %s" % (number, b"y" * 8000) for number in range(500))),
        ("one header many times", b"\r\n".join([b"Cookie: a=b"] * 5000)),
        ("two hosts", b"Host: evil.example"),
    ]
    return [(name, with_line(line)) for name, line in cases]


def _posting(lines: list[str], body: bytes) -> bytes:
    return request("POST", UPLOAD, "localhost", [*headers(), *lines]) + body + _SMUGGLED


def _lengths() -> list[tuple[str, bytes]]:
    lengths = ["-1", "+5", "0x5", "5 5", "5,5", "1e1", "5.0", "", " ", "five", "²", "5;", "9" * 40, str(1 << 64), "0\t5"]
    cases = [(f"length {length!r}", _posting([f"Content-Length: {length}"], b"12345")) for length in lengths]
    pairs = [("5", "6"), ("0", "5"), ("5", "0"), ("5", "x")]
    two = [
        (f"lengths {pair}", _posting([f"Content-Length: {pair[0]}", f"Content-Length: {pair[1]}"], b"12345"))
        for pair in pairs
    ]
    codings = ["chunked", "Chunked", "chunked, identity", "identity, chunked", "gzip, chunked", "x", " chunked", "\x0bchunked"]
    both = [
        (f"length and coding {coding!r}", _posting(["Content-Length: 5", f"Transfer-Encoding: {coding}"], b"0\r\n\r\n"))
        for coding in codings
    ]
    doubled = [("two codings", _posting(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], b"0\r\n\r\n"))]
    spaced = [("a coding after a space", _posting(["Transfer-Encoding : chunked", "Content-Length: 5"], b"0\r\n\r\n"))]
    return [*cases, *two, *both, *doubled, *spaced]


def _chunks() -> list[tuple[str, bytes]]:
    bodies = [
        *(b"0x5\r\n12345\r\n0\r\n\r\n", b"-1\r\n\r\n", b"5 5\r\n12345\r\n", b"FFFFFFFFFFFFFFFFF\r\n1", b"\r\n5\r\n12345"),
        *(b"5\r\n1234567\r\n0\r\n\r\n", b"g\r\n", b"5\n12345\n0\n\n", b"5\r\n12345XX0\r\n\r\n", b"5\0\r\n12345\r\n"),
        b"0\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"0\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ]
    return [(f"chunk {body[:20]!r}", _posting(["Transfer-Encoding: chunked"], body)) for body in bodies]
