"""Texts that are not strict base64 or hex, each spoiled from a good one.

The message behind is good, so a reader that forgives the fault ends in a success and is caught. An entry is a name, the
message to spoil, and how. Messages are called by the end of their base64: "two" ends with "==", "one" with "=", "none"
and "long" have no padding.
"""

from __future__ import annotations

import base64
import string
from collections.abc import Callable

BASE64_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
LOW_BYTE_A = "\u0141"  # its low byte is "A": a reader that cuts characters down to bytes takes it for one

Spoil = Callable[[str], str]


def put(text: str, at: int, piece: str) -> str:
    """The text with the character at `at` replaced."""
    at %= len(text)
    return text[:at] + piece + text[at + 1 :]


def insert(text: str, at: int, piece: str) -> str:
    return text[:at] + piece + text[at:]


def loosen(text: str) -> str:
    """Base64 with a stray bit set behind its last byte: the same bytes to a lenient reader."""
    last = len(text.rstrip("=")) - 1
    return put(text, last, BASE64_ALPHABET[BASE64_ALPHABET.index(text[last]) + 1])


BASE64_FAULTS: list[tuple[str, str, Spoil]] = [
    *((f"bad-character-{at}", "long", lambda text, at=at: put(text, at, "!")) for at in (0, 31, 32, 128, 255)),
    *((f"bad-character-0x{ord(c):02x}", "none", lambda text, c=c: put(text, 9, c)) for c in "*,.:@[`{~"),
    ("url-safe-minus", "long", lambda text: text.replace("+", "-")),
    ("url-safe-underscore", "long", lambda text: text.replace("/", "_")),
    ("space-first", "none", lambda text: " " + text),
    ("space-inside", "none", lambda text: insert(text, 12, " ")),
    ("space-last", "two", lambda text: text + " "),
    ("tab-inside", "none", lambda text: insert(text, 12, "\t")),
    ("lines-of-76", "long", lambda text: "\n".join(text[at : at + 76] for at in range(0, len(text), 76))),
    ("newline-last", "one", lambda text: text + "\n"),
    ("crlf-last", "none", lambda text: text + "\r\n"),
    ("newline-before-padding", "two", lambda text: text.replace("==", "\n==")),
    ("padding-missing-one-of-one", "one", lambda text: text[:-1]),
    ("padding-missing-one-of-two", "two", lambda text: text[:-1]),
    ("padding-missing-two-of-two", "two", lambda text: text[:-2]),
    ("padding-too-much-after-two", "two", lambda text: text + "="),
    ("padding-too-much-after-one", "one", lambda text: text + "="),
    ("padding-too-much-after-none", "none", lambda text: text + "="),
    ("padding-of-four", "none", lambda text: text + "===="),
    ("padding-only", "none", lambda text: "===="),
    ("padding-then-more", "two", lambda text: text + text),
    ("equals-inside", "none", lambda text: put(text, 9, "=")),
    ("equals-first", "none", lambda text: put(text, 0, "=")),
    ("stray-bits-of-two", "two", loosen),
    ("stray-bits-of-one", "one", loosen),
    ("one-character-too-many", "none", lambda text: text + "A"),
    ("one-character", "none", lambda text: "A"),
    ("three-characters", "none", lambda text: "AAA"),
    ("non-ascii", "none", lambda text: put(text, 9, "é")),
    ("non-ascii-low-byte", "none", lambda text: put(text, 9, LOW_BYTE_A)),
    ("non-ascii-full-width", "none", lambda text: put(text, 9, "\uff21")),
    ("percent-escapes", "two", lambda text: text.replace("=", "%3D")),
    ("quotes-around", "one", lambda text: f'"{text}"'),
]

HEX_FAULTS: list[tuple[str, str, Spoil]] = [
    *((f"bad-character-{at}", "long", lambda text, at=at: put(text, at, "g")) for at in (0, 31, 32, 63, 200, 383)),
    *((f"bad-character-0x{ord(c):02x}", "two", lambda text, c=c: put(text, 9, c)) for c in "/:@G`gz=%"),
    ("odd-length-one", "two", lambda text: "a"),
    ("odd-length-three", "two", lambda text: "abc"),
    ("odd-length-cut", "two", lambda text: text[:-1]),
    ("odd-length-added", "two", lambda text: text + "0"),
    ("prefix-0x", "two", lambda text: "0x" + text),
    ("prefix-0x-upper", "two", lambda text: "0X" + text),
    ("prefix-x", "two", lambda text: "\\x" + text),
    ("space-first", "two", lambda text: " " + text),
    ("space-pair-first", "two", lambda text: "  " + text),
    ("space-inside", "two", lambda text: insert(text, 16, " ")),
    ("space-pair-inside", "two", lambda text: insert(text, 16, "  ")),
    ("space-for-a-digit", "two", lambda text: put(text, 8, " ")),
    ("newline-last", "two", lambda text: text + "\n"),
    ("crlf-last", "two", lambda text: text + "\r\n"),
    # Number parsers (strtol, from_str_radix, parseInt) take a sign for a digit of the pair.
    ("plus-sign", "two", lambda text: put(text, 8, "+")),
    ("minus-sign", "two", lambda text: put(text, 8, "-")),
    ("colons", "two", lambda text: ":".join(text[at : at + 2] for at in range(0, len(text), 2))),
    ("non-ascii", "two", lambda text: put(text, 9, "é")),
    ("non-ascii-low-byte", "two", lambda text: put(text, 9, LOW_BYTE_A)),
    ("non-ascii-full-width", "two", lambda text: put(text, 9, "\uff11")),
    ("quotes-around", "two", lambda text: f'"{text}"'),
    ("base64", "two", lambda text: base64.b64encode(bytes.fromhex(text)).decode()),
]
