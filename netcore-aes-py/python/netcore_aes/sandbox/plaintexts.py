"""What may be wrong with a plaintext before its events can be looked at."""

from __future__ import annotations

import json
import re
from typing import Any

from .._utf8 import decoded
from .repairs import Fault, from_base64

_BLANK = "\t\r\n"
# Ten times what a request of a thousand events holds. Each takes up to fifty times its own length in memory.
_MAX_VALUES = 1_000_000
_ARRAY = re.compile(rb'\s*\[\s*(\{\s*["}]|\])')
_OBJECT = re.compile(rb'\s*\{\s*".*\}\s*\Z', re.DOTALL)
_GZIP = re.compile(rb"\x1f\x8b\x08[\0-\x1f]")
_WIDE = re.compile(rb"\xff\xfe(\s\0)*[\[{]\0|\xfe\xff(\0\s)*\0[\[{]")


def parse(text: str | bytes) -> Any:
    """Parse JSON for looking at it; numbers stay as they were written. Raises ``ValueError`` for anything else."""
    if _count(text) > _MAX_VALUES:
        raise ValueError("too many values")
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _count(text: str | bytes) -> int:
    """How many values it holds at most, if it is JSON."""
    if isinstance(text, str):
        return text.count(",") + text.count("[") + text.count("{")
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def is_events(plaintext: bytes) -> bool:
    """Tell what was meant to be events, however carelessly written, from noise and from other text."""
    shape = _ARRAY if plaintext.rstrip().endswith(b"]") else _OBJECT
    return bool(shape.match(plaintext) and is_text(plaintext)) or _known(plaintext) is not None


def is_text(plaintext: bytes) -> bool:
    """Tell text from noise, which is hardly ever UTF-8 without control characters."""
    text = decoded(plaintext)
    return text is not None and all(character.isprintable() or character in _BLANK for character in text)


def diagnose(plaintext: bytes) -> list[Fault]:
    """Say why a plaintext is no JSON, or not the JSON that was meant. Nothing for a good one."""
    fault = _known(plaintext) or (_NOT_TEXT if decoded(plaintext) is None else None)
    return [fault] if fault else []


def _known(plaintext: bytes) -> Fault | None:
    """The fault that a plaintext shows, if it is one that noise does not show by chance."""
    return next((Fault(name, advice) for name, advice, applies in _FAULTS if applies(plaintext)), None)


def _refuse(constant: str) -> Any:
    raise ValueError(f"JSON has no {constant}")


def _is_mostly_ascii(sample: bytes) -> bool:
    return 10 * sum(32 <= byte < 127 for byte in sample) > 8 * len(sample)


def _is_wide(plaintext: bytes) -> bool:
    # A mark alone is two bytes, which noise starts with too often.
    bare = plaintext.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return _WIDE.match(plaintext) is not None or 2 * bare.count(0) == len(bare) > 0


def _is_other_charset(plaintext: bytes) -> bool:
    return plaintext[:1] in (b"[", b"{") and _is_mostly_ascii(plaintext[:256]) and decoded(plaintext) is None


def _is_json_in_json(plaintext: bytes) -> bool:
    try:
        inside = parse(plaintext)
        return isinstance(inside, str) and isinstance(parse(inside), (list, dict))
    except ValueError:
        return False


def _is_base64_of_json(plaintext: bytes) -> bool:
    inside = from_base64(plaintext.decode("ascii").strip()) if plaintext.isascii() else None
    return inside is not None and inside[:1] in (b"[", b"{")


def _is_printed_python(plaintext: bytes) -> bool:
    return plaintext.lstrip().startswith((b"[{'", b"{'")) and is_text(plaintext)


_NOT_TEXT = Fault("not-text", "The plaintext is binary, not text; encrypt the JSON itself, as UTF-8.")
_FAULTS = (
    (
        "compressed",
        "The plaintext is compressed with gzip; encrypt the JSON as it is.",
        lambda plaintext: _GZIP.match(plaintext) is not None,
    ),
    (
        "byte-order-mark",
        "The plaintext starts with a byte order mark, which JSON does not allow; write UTF-8 without one.",
        lambda plaintext: plaintext.startswith(b"\xef\xbb\xbf"),
    ),
    ("utf-16", "The plaintext is UTF-16; encode the JSON as UTF-8 before encrypting it.", _is_wide),
    (
        "not-utf-8",
        "The plaintext is not UTF-8, perhaps Latin-1 or Windows-1252; encode the JSON as UTF-8 before encrypting it.",
        _is_other_charset,
    ),
    (
        "json-twice",
        "The plaintext is a JSON string that holds the events as JSON; they were made JSON twice, so do it once.",
        _is_json_in_json,
    ),
    (
        "base64-inside",
        "The plaintext is base64 itself, and the events are in it; encrypt the JSON as it is.",
        _is_base64_of_json,
    ),
    (
        "printed-object",
        "The plaintext is an object printed by its language, with single quotes; write it with a JSON library.",
        _is_printed_python,
    ),
)
