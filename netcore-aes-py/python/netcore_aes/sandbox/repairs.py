"""What may have happened to a text after it was encrypted, and how to undo it."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from .. import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable

HEX_SCHEME = SCHEMES["AES_256_CBC_HEX"]
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_LABEL = re.compile(r"\s*Encrypted String \((?:Base64|Hex)\):\s*", re.IGNORECASE)
_ALPHABETS = re.compile(r"[^A-Za-z0-9+/=]")
_NESTED_AT_LEAST = 24


class Fault(NamedTuple):
    """A fault in an integration: its name, for programs, and one sentence that says what to change."""

    name: str
    advice: str


class Repaired(NamedTuple):
    """The bytes that a text stands for, if any, and the faults that had to be undone to get at them."""

    data: bytes | None
    faults: list[Fault]


def repair(text: str, scheme: int) -> Repaired:
    """Undo every fault of a text's form, in the order in which they are made."""
    faults = []
    for name, advice, undo in _REPAIRS:
        undone = undo(text)
        if undone is not None and undone != text:
            text = undone
            faults.append(Fault(name, advice))
    data, fault = _decode(text, scheme)
    faults += [fault] if fault else []
    while data is not None and (nested := _nested(data)):
        data = nested[0]
        faults.append(nested[1])
    return Repaired(data, faults)


def from_base64(text: str) -> bytes | None:
    """Decode strict base64; ``None`` if it is none."""
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return None
    return base64.b64decode(text)


def _is_hex(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def _decode(text: str, scheme: int) -> tuple[bytes | None, Fault | None]:
    """Decode either alphabet, whichever the scheme's is."""
    if _is_hex(text):
        return bytes.fromhex(text), None if scheme == HEX_SCHEME else _hex_fault(scheme)
    if (data := from_base64(text)) is not None:
        return data, _base64_fault() if scheme == HEX_SCHEME else None
    parts = [bytes.fromhex(part) if _is_hex(part) else from_base64(part) for part in re.split("[:.,|]", text)]
    if len(parts) > 1 and all(parts):
        return b"".join(part or b"" for part in parts), Fault(
            "joined-parts",
            "The text is made of several parts with a sign between them, such as IV:ciphertext; send one text, as the"
            " scheme has it, and for CBC leave the IV out.",
        )
    return None, _alphabet_fault(text)


def _hex_fault(scheme: int) -> Fault:
    return Fault(
        "hex",
        f"The text is hexadecimal, but scheme {scheme} writes base64; send it in base64, or declare x-eCode 11257 if it"
        " was encrypted with AES-256-CBC.",
    )


def _base64_fault() -> Fault:
    return Fault(
        "base64",
        "The text is base64, but scheme 11257 writes hexadecimal; send it in hexadecimal, or declare x-eCode 11256.",
    )


def _alphabet_fault(text: str) -> Fault:
    stranger = _ALPHABETS.search(text)
    if stranger:
        what = f"the first character that is in neither alphabet is U+{ord(stranger[0]):04X} at {stranger.start()}"
    else:
        what = f"its {len(text)} characters end too early, or its padding stands in the wrong place"
    return Fault("no-encoding", f"The text is neither base64 nor hexadecimal: {what}; send what encryption returned.")


def _nested(data: bytes) -> tuple[bytes, Fault] | None:
    """Decode again if what was decoded is an encoded text itself. No ciphertext looks so by chance."""
    if len(data) < _NESTED_AT_LEAST or not data.isascii():
        return None
    text = data.decode("ascii").strip()
    if _is_hex(text):
        advice = "The text was encoded twice, and inside it is hexadecimal; encode the encrypted bytes once."
        return bytes.fromhex(text), Fault("hex-inside", advice)
    inside = from_base64(text)
    if inside is None:
        return None
    advice = "The text was encoded twice, and inside it is base64; most libraries return base64 already, so send that."
    return inside, Fault("double-base64", advice)


def _without_label(text: str) -> str | None:
    label = _LABEL.match(text)
    return text[label.end() :] if label else None


def _without_quotes(text: str) -> str | None:
    if not re.fullmatch(r'\s*".*"\s*', text, re.DOTALL):
        return None
    try:
        inside = json.loads(text)
    except ValueError:
        return text.strip()[1:-1]
    return inside if isinstance(inside, str) else None


def _with_plus(text: str) -> str | None:
    # Spaces alone, where a plus sign makes the length right: what form decoding does to base64.
    inner = text.strip()
    if " " not in inner or re.search(r"[\t\r\n+]", inner) or len(inner) % 4:
        return None
    return inner.replace(" ", "+")


def _with_padding(text: str) -> str | None:
    bare = text.rstrip("=")
    if _is_hex(text) or not _BASE64.fullmatch(bare) or len(bare) % 4 == 1:
        return None
    return bare + "=" * (-len(bare) % 4)


_REPAIRS: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("label", "The text still has the script's label in front; send what stands behind the colon.", _without_label),
    (
        "quoted",
        "The text is in quotation marks of its own, as if it had been made JSON twice; pass the plain string and let"
        " one JSON writer quote it.",
        _without_quotes,
    ),
    (
        "percent-encoded",
        "The text is percent-encoded, as for a URL or a form; a JSON body takes it as it is.",
        lambda text: unquote(text) if re.search("%[0-9A-Fa-f]{2}", text) else None,
    ),
    (
        "plus-to-space",
        "Every + in the text has become a space, as form decoding does; send it as JSON, untouched.",
        _with_plus,
    ),
    (
        "white-space",
        "The text has line breaks or white space in it; send it on one line (in Java Base64.getEncoder(), in shells"
        " base64 -w0, in Ruby strict_encode64).",
        lambda text: "".join(text.split()),
    ),
    (
        "url-safe",
        "The text is in the URL-safe alphabet, with - and _; use the standard one, with + and /.",
        lambda text: text.replace("-", "+").replace("_", "/") if re.fullmatch(r"[\w+/=-]+", text) else None,
    ),
    ("padding", "The text lacks the = signs that pad base64 to a multiple of four; keep them.", _with_padding),
)
