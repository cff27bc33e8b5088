"""What may have gone wrong while a text was encrypted: other modes, IVs and keys, each tried."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator

from .. import Cipher, NetcoreAesError
from .._utf8 import decoded
from .keyring import GCM, Keyring
from .plaintexts import is_events, is_text
from .repairs import Fault

BLOCK, NONCE, TAG = 16, 12, 16

Trial = tuple[str, str, Callable[[Keyring, bytes], "bytes | None"]]


def attempt(data: bytes, scheme: int, keys: Keyring) -> tuple[bytes | None, list[Fault]]:
    """Decrypt as the scheme says, or else in every way that is known of; the plaintext, and the fault if it was one."""
    if not keys.key:
        return None, []
    gcm_first = scheme == GCM
    as_declared = (_gcm_own if gcm_first else _cbc_own)(keys, data)
    if as_declared is not None and is_events(as_declared):
        return as_declared, []
    own, others = (_GCM, _CBC) if gcm_first else (_CBC, _GCM)
    mode = _CBC_UNDER_GCM if gcm_first else _GCM_UNDER_CBC
    for trials, before in ((own, []), ((mode,), []), (others, [Fault(*mode[:2])])):
        for name, advice, decrypt in trials:
            plaintext = decrypt(keys, data)
            if plaintext is not None and is_events(plaintext):
                return plaintext, [*before, Fault(name, advice)]
    if not gcm_first and _is_under_another_iv(keys, data):
        return None, [_WRONG_IV]
    # Under GCM the tag has shown that the key is right; under CBC noise can pass, but not as UTF-8.
    is_right = gcm_first or (as_declared is not None and decoded(as_declared) is not None)
    return as_declared if is_right else None, []


def cbc(key: bytes, iv: bytes, data: bytes) -> bytes | None:
    """Decrypt CBC with PKCS#7 padding; ``None`` if it does not come out."""
    return _decrypt(Cipher(_text(key), _text(iv)), data)


def gcm(key: bytes, data: bytes) -> bytes | None:
    """Decrypt nonce, ciphertext and tag; ``None`` if the tag does not fit."""
    return _decrypt(Cipher(_text(key), scheme=GCM), data)


def unpadded(key: bytes, iv: bytes, data: bytes) -> bytes | None:
    """Decrypt CBC and keep what should be padding."""
    if not data or len(data) % BLOCK:
        return None
    # A block that holds nothing but padding, encrypted as the next in the chain, lets any text pass.
    last = Cipher(_text(key), _text(data[-BLOCK:])).encrypt(b"")
    return cbc(key, iv, data + base64.b64decode(last))


def _decrypt(cipher: Cipher, data: bytes) -> bytes | None:
    try:
        return cipher.decrypt_bytes(_text(data))
    except NetcoreAesError:
        return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _cbc_own(keys: Keyring, data: bytes) -> bytes | None:
    return cbc(keys.key_bytes, keys.iv_bytes, data) if keys.iv else None


def _gcm_own(keys: Keyring, data: bytes) -> bytes | None:
    return gcm(keys.key_bytes, data)


def _iv_in_front(keys: Keyring, data: bytes) -> bytes | None:
    return cbc(keys.key_bytes, data[:BLOCK], data[BLOCK:]) if len(data) > BLOCK else None


def _zero_iv(keys: Keyring, data: bytes) -> bytes | None:
    return cbc(keys.key_bytes, bytes(BLOCK), data)


def _key_as_iv(keys: Keyring, data: bytes) -> bytes | None:
    return cbc(keys.key_bytes, keys.key_bytes[:BLOCK], data)


def _other_padding(keys: Keyring, data: bytes) -> bytes | None:
    raw = unpadded(keys.key_bytes, keys.iv_bytes, data) if keys.iv else None
    return raw and raw.rstrip(b"\0")


def _ecb(keys: Keyring, data: bytes) -> bytes | None:
    raw = unpadded(keys.key_bytes, bytes(BLOCK), data)
    if not raw:
        return None
    # CBC is ECB with the block before mixed in: mix it in once more, and it is gone.
    before = bytes(BLOCK) + data[:-BLOCK]
    plaintext = bytes(a ^ b for a, b in zip(raw, before, strict=True))
    return plaintext[: -plaintext[-1]] if 1 <= plaintext[-1] <= BLOCK else plaintext.rstrip(b"\0")


def _tag_in_front(keys: Keyring, data: bytes) -> bytes | None:
    nonce, tag, rest = data[:NONCE], data[NONCE : NONCE + TAG], data[NONCE + TAG :]
    return gcm(keys.key_bytes, nonce + rest + tag)


def _nonce_behind(keys: Keyring, data: bytes) -> bytes | None:
    return gcm(keys.key_bytes, data[-NONCE:] + data[:-NONCE])


def _derived_cbc(derive: Callable[[bytes], bytes]) -> Callable[[Keyring, bytes], bytes | None]:
    """Try a key that was made from the right one, with each IV that goes with such code."""

    def decrypt(keys: Keyring, data: bytes) -> bytes | None:
        key = derive(keys.key.encode())
        tried = [(iv, data) for iv in _ivs(keys, derive)]
        tried += [(data[:BLOCK], data[BLOCK:])] if len(data) > BLOCK else []
        found = (cbc(key, iv, rest) for iv, rest in tried)
        return next((plaintext for plaintext in found if plaintext and is_events(plaintext)), None)

    return decrypt


def _derived_gcm(derive: Callable[[bytes], bytes]) -> Callable[[Keyring, bytes], bytes | None]:
    return lambda keys, data: gcm(derive(keys.key.encode()), data)


def _ivs(keys: Keyring, derive: Callable[[bytes], bytes]) -> Iterator[bytes]:
    if keys.iv:
        yield keys.iv_bytes
        yield derive(keys.iv.encode())[:BLOCK]
    yield bytes(BLOCK)


def _is_under_another_iv(keys: Keyring, data: bytes) -> bool:
    # Under CBC a wrong IV spoils the first block alone.
    plaintext = cbc(keys.key_bytes, bytes(BLOCK), data)
    rest = plaintext[BLOCK:] if plaintext is not None else b""
    return rest.rstrip().endswith((b"]", b"}")) and is_text(rest)


_WRONG_IV = Fault(
    "wrong-iv",
    "The key is right, but the IV is another: all but the first 16 bytes decrypt; use the configured IV.",
)

_KEYS: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    (
        "key-sha256",
        "The key was hashed with SHA-256 before use; its 32 characters are the key, so pass their bytes.",
        lambda key: hashlib.sha256(key).digest(),
    ),
    (
        "key-sha256-hex",
        "The key was replaced by the first 32 characters of its SHA-256 in hexadecimal; pass the key's own bytes.",
        lambda key: hashlib.sha256(key).hexdigest()[:32].encode(),
    ),
    (
        "key-md5-hex",
        "The key was replaced by its MD5 in hexadecimal; its 32 characters are the key, so pass their bytes.",
        lambda key: hashlib.md5(key, usedforsecurity=False).hexdigest().encode(),
    ),
    (
        "key-truncated",
        "Only the first 16 characters of the key were used, and zeros behind them; pass all 32 bytes.",
        lambda key: key[:16].ljust(32, b"\0"),
    ),
    (
        "key-not-decoded",
        "The first 32 characters of the base64 key were used as the key; decode its 44 characters to 32 bytes first.",
        lambda key: key[:32],
    ),
)

_CBC: tuple[Trial, ...] = (
    (
        "zero-padding",
        "The plaintext is padded with zeros, or not at all; use PKCS#7 padding (PKCS5Padding in Java).",
        _other_padding,
    ),
    ("zero-iv", "The IV was all zeros; encrypt with the IV that was configured beside the key.", _zero_iv),
    ("key-as-iv", "The beginning of the key was used as the IV; encrypt with the IV that was configured.", _key_as_iv),
    (
        "iv-in-front",
        "The IV stands in front of the ciphertext; send the ciphertext alone, under the one IV that both sides hold.",
        _iv_in_front,
    ),
    (
        "ecb",
        "The text was encrypted in ECB mode, which libraries take when none is named; name it:"
        " AES/CBC/PKCS5Padding in Java, aes-256-cbc elsewhere.",
        _ecb,
    ),
    *((name, advice, _derived_cbc(derive)) for name, advice, derive in _KEYS),
)

_GCM: tuple[Trial, ...] = (
    (
        "tag-in-front",
        "The tag stands in front of the ciphertext; the order is nonce, ciphertext, tag.",
        _tag_in_front,
    ),
    ("nonce-behind", "The nonce stands at the end; the order is nonce, ciphertext, tag.", _nonce_behind),
    *((name, advice, _derived_gcm(derive)) for name, advice, derive in _KEYS),
)

_GCM_UNDER_CBC: Trial = (
    "gcm-under-cbc",
    "The text is AES-256-GCM, but its x-eCode says CBC; declare x-eCode 11258, or encrypt with AES-256-CBC.",
    _gcm_own,
)
_CBC_UNDER_GCM: Trial = (
    "cbc-under-gcm",
    "The text is AES-256-CBC, but x-eCode 11258 is GCM; declare x-eCode 11256, or encrypt with AES-256-GCM.",
    _cbc_own,
)
