"""Why a request cannot be read: the faults that hand-written integrations really have.

Pure functions. No finding carries a key, an IV or a piece of the text.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from . import plaintexts
from .keyring import GCM, Keyring
from .repairs import Fault, repair
from .trials import BLOCK, NONCE, TAG, attempt

FIELD = "encryptedRequest"
# Trying takes some thirty decryptions, so a long text is looked at and not tried.
TRIED_AT_MOST = 1 << 20

_EVENT_FIELDS = ("activity_name", "activity_params", "activity_source")


def diagnose_text(text: str, scheme: int, keys: Keyring) -> list[Fault]:
    """Say why a text does not decrypt under a scheme; nothing if it does."""
    if not text.strip():
        return [Fault("empty", f"{FIELD} is empty; put the encrypted text into it.")]
    if _is_events(text):
        return [_PLAIN]
    # Its bytes take at least half as many characters.
    if len(text) > 2 * TRIED_AT_MOST:
        return [_TOO_LONG]
    data, faults = repair(text, scheme)
    if data is None:
        return faults
    if data.startswith(b"Salted__"):
        return [*faults, _OPENSSL]
    if not keys.key:
        return faults
    if len(data) > TRIED_AT_MOST:
        return [*faults, _TOO_LONG]
    plaintext, found = attempt(data, scheme, keys)
    if plaintext is not None:
        return [*faults, *found, *plaintexts.diagnose(plaintext)]
    # Without the scheme's own key and IV, nothing can be said of those that were used.
    return [*faults, *(found or (_whole_or_not(data, scheme) if scheme in keys.ciphers else []))]


def diagnose_body(body: bytes) -> list[Fault]:
    """Say why a body is not ``{"encryptedRequest": "..."}``; nothing if it is."""
    try:
        value = plaintexts.parse(body.decode("utf-8"))
    except ValueError:
        return [_diagnose_raw(body)]
    if isinstance(value, str):
        return [_JSON_TWICE if value.lstrip().startswith("{") else _BARE]
    if isinstance(value, list):
        return [_PLAIN if _is_event_list(value) else Fault("array", f"The body is an array; {_SHAPE}.")]
    return _diagnose_object(value) if isinstance(value, dict) else [_BARE]


def _diagnose_object(value: dict[str, Any]) -> list[Fault]:
    if FIELD in value:
        if isinstance(value[FIELD], str):
            return []
        if _is_event_list(value[FIELD]):
            return [_PLAIN]
        return [Fault("not-a-string", f"{FIELD} must be a string, the encrypted text; {_SHAPE}.")]
    if _is_event_list(value):
        return [_PLAIN]
    for name, field in value.items():
        if re.sub(r"[^a-z]", "", name.lower()) in _LIKELY_NAMES and isinstance(field, str):
            advice = f"The field is misnamed; call it {FIELD}, in exactly these letters."
            return [Fault("field-name", advice)]
    return [Fault("no-field", f"The body has no field {FIELD}; {_SHAPE}.")]


def _diagnose_raw(body: bytes) -> Fault:
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Fault("no-body", f"The body is empty; {_SHAPE}.")
    if text.startswith("\ufeff"):
        return Fault("byte-order-mark", "The body starts with a byte order mark; write UTF-8 without one.")
    if FIELD in parse_qs(text[:4096]):
        return Fault("form", f"The body is a form; {_SHAPE}.")
    if text.startswith(("{'", "[{'")):
        return Fault("printed-object", "The body has single quotes, so it is not JSON; write it with a JSON library.")
    if re.fullmatch(r"[A-Za-z0-9+/=_\s-]+", text):
        return _BARE
    return Fault("not-json", f"The body is not JSON; {_SHAPE}.")


def _whole_or_not(data: bytes, scheme: int) -> list[Fault]:
    """Nothing fits: tell a text that was cut off from one under another key."""
    if scheme == GCM and len(data) < NONCE + TAG:
        advice = f"The text holds {len(data)} bytes, but nonce and tag alone take {NONCE + TAG}; send all of it."
        return [Fault("length", advice)]
    if scheme != GCM and (not data or len(data) % BLOCK):
        advice = f"The text holds {len(data)} bytes, not a multiple of {BLOCK}: a piece is missing; send all of it."
        return [Fault("length", advice)]
    advice = (
        "The text is whole, but it was encrypted with another key (or changed on its way); encrypt with the key and IV"
        " that the sandbox has."
    )
    return [Fault("wrong-key", advice)]


def _is_events(text: str) -> bool:
    if text.lstrip()[:1] not in ("[", "{"):
        return False
    try:
        return isinstance(plaintexts.parse(text), (list, dict))
    except ValueError:
        return False


def _is_event_list(value: Any) -> bool:
    event = value[0] if isinstance(value, list) and value else value
    return isinstance(event, dict) and any(field in event for field in _EVENT_FIELDS)


_SHAPE = f'send JSON such as {{"{FIELD}": "..."}}'
_LIKELY_NAMES = {
    *("encrypted", "encryptedrequest", "encryptedrequests", "encryptrequest", "encryptedstring", "encryptedtext"),
    *("encrypteddata", "encryptedpayload", "request", "data", "payload"),
}
_TOO_LONG = Fault("too-long", "The text is too long to try what is wrong; send one event to find out.")
_PLAIN = Fault("not-encrypted", "The events were sent as they are; encrypt the JSON first and send the text it gives.")
_BARE = Fault("bare-text", f"The body is a text by itself; {_SHAPE}.")
_JSON_TWICE = Fault("body-twice", "The body is JSON in a JSON string; it was made JSON twice, so do it once.")
_OPENSSL = Fault(
    "openssl-salted",
    "The text starts with OpenSSL's Salted__: the key was taken as a password; pass key and IV as bytes (in CryptoJS"
    " CryptoJS.enc.Utf8.parse(key) and the option iv; in openssl -K and -iv in hexadecimal).",
)
