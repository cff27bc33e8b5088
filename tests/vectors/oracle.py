"""What every case is judged by: AES from pyca/cryptography, strict readers, and all checks in their order.

`verify` replays a case against this model, so a case cannot claim an outcome, or a reason for a refusal, that the
oracle does not confirm. Whatever looks random here is drawn from the id of the case.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import string
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK, KEY_SIZE, NONCE_SIZE, TAG_SIZE = 16, 32, 12, 16
ALPHANUMERIC = string.ascii_letters + string.digits


class Scheme(NamedTuple):
    code: int
    name: str
    gcm: bool
    hex: bool


CBC_BASE64 = Scheme(11256, "AES_256_CBC_BASE64", gcm=False, hex=False)
CBC_HEX = Scheme(11257, "AES_256_CBC_HEX", gcm=False, hex=True)
GCM_BASE64 = Scheme(11258, "AES_256_GCM_BASE64", gcm=True, hex=False)
SCHEMES = {scheme.code: scheme for scheme in (CBC_BASE64, CBC_HEX, GCM_BASE64)}


class Fault(NamedTuple):
    """The error a case file names, and the reason behind it: checked here, never told to a caller."""

    error: str
    reason: str


UNKNOWN_SCHEME = Fault("SCHEME", "unknown")
TAKES_NO_AAD = Fault("SCHEME", "takes no associated data")
ENCODING = Fault("ENCODING", "not strict base64 or hex")
LENGTH = Fault("DECRYPT", "length")
PADDING = Fault("DECRYPT", "padding")
TAG = Fault("DECRYPT", "tag")


class Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Case:
    id: str
    op: str
    scheme: int
    key: str
    iv: str | None = None
    nonce: bytes = b""
    aad: bytes = b""
    plaintext: bytes = b""
    text: str = ""
    fault: Fault | None = None

    def row(self) -> dict[str, object]:
        """The case as its file holds it: bytes in hex, every field present."""
        row = {
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in vars(self).items()
            if name != "fault"
        }
        return row | {"error": self.fault.error if self.fault else None}


def require(truth: bool, case_id: str, claim: str) -> None:
    """An assertion that `python3 -O` keeps, and that quotes neither key nor text."""
    if not truth:
        raise AssertionError(f"{case_id}: {claim}")


# Drawing


def draw(label: str, count: int) -> bytes:
    return hashlib.shake_256(label.encode()).digest(count)


def draw_text(label: str, count: int) -> str:
    return "".join(ALPHANUMERIC[byte % len(ALPHANUMERIC)] for byte in draw(label, count))


def draw_base64(label: str, count: int) -> str:
    return base64.b64encode(draw(label, count)).decode()


def draw_pair(scheme: Scheme, case_id: str) -> tuple[str, str | None]:
    """A key and an IV as the vendor draws them; GCM takes no IV."""
    iv = None if scheme.gcm else draw_text(f"{case_id}/iv", BLOCK)
    return draw_text(f"{case_id}/key", KEY_SIZE), iv


# Reading strictly


def read_base64(text: str) -> bytes | None:
    """The bytes of canonical base64, else None. `validate` lets loose last bits pass: encoding again does not."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def read_text(scheme: Scheme, text: str) -> bytes:
    if scheme.hex:
        try:
            raw = binascii.unhexlify(text)  # not bytes.fromhex, which skips white space
        except ValueError:
            raw = None
    else:
        raw = read_base64(text)
    if raw is None:
        raise Refused(ENCODING)
    return raw


def read_credential(error: str, size: int, value: str) -> bytes:
    """`size` printable ASCII characters, or the base64 of `size` bytes; the length alone tells which."""
    if not all(" " <= character <= "~" for character in value):
        raise Refused(Fault(error, "characters"))
    if len(value) == size:
        return value.encode()
    if len(value) != len(base64.b64encode(bytes(size))):
        raise Refused(Fault(error, "length"))
    raw = read_base64(value)
    if raw is None or len(raw) != size:
        raise Refused(Fault(error, "base64"))
    return raw


def read_pair(scheme: Scheme, key: str, iv: str | None) -> tuple[bytes, bytes]:
    key_bytes = read_credential("KEY", KEY_SIZE, key)
    if not scheme.gcm:
        return key_bytes, read_credential("IV", BLOCK, iv or "")
    if iv:
        raise Refused(Fault("IV", "not taken"))
    return key_bytes, b""


# The ciphers


def cbc(key: bytes, iv: bytes, blocks: bytes) -> bytes:
    """CBC over whole blocks, padded by the caller: how a wrong padding is made."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(blocks) + encryptor.finalize()


def seal(scheme: Scheme, key: bytes, iv: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    if scheme.gcm:
        return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)
    padder = PKCS7(8 * BLOCK).padder()
    return cbc(key, iv, padder.update(plaintext) + padder.finalize())


def unseal(scheme: Scheme, key: bytes, iv: bytes, raw: bytes, aad: bytes) -> bytes:
    return unseal_gcm(key, raw, aad) if scheme.gcm else unseal_cbc(key, iv, raw)


def unseal_gcm(key: bytes, raw: bytes, aad: bytes) -> bytes:
    if len(raw) < NONCE_SIZE + TAG_SIZE:
        raise Refused(LENGTH)
    try:
        return AESGCM(key).decrypt(raw[:NONCE_SIZE], raw[NONCE_SIZE:], aad)
    except InvalidTag:
        raise Refused(TAG) from None


def unseal_cbc(key: bytes, iv: bytes, raw: bytes) -> bytes:
    if not raw or len(raw) % BLOCK:
        raise Refused(LENGTH)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    blocks = decryptor.update(raw) + decryptor.finalize()
    unpadder = PKCS7(8 * BLOCK).unpadder()
    try:
        return unpadder.update(blocks) + unpadder.finalize()
    except ValueError:
        raise Refused(PADDING) from None


def encode(scheme: Scheme, raw: bytes) -> str:
    return raw.hex() if scheme.hex else base64.b64encode(raw).decode()


# Making and judging cases


def sealed(
    scheme: Scheme, op: str, name: str, plaintext: bytes, aad: bytes = b"", *, key: str = "", iv: str | None = None
) -> Case:
    """A good message, under a key and an IV of its own where none is given."""
    case_id = f"{scheme.code}/{op}/{name}"
    own_key, own_iv = draw_pair(scheme, case_id)
    key, iv = key or own_key, iv or own_iv
    nonce = draw(f"{case_id}/nonce", NONCE_SIZE) if scheme.gcm else b""
    raw = seal(scheme, *read_pair(scheme, key, iv), nonce, plaintext, aad)
    return Case(case_id, op, scheme.code, key, iv, nonce, aad, plaintext, encode(scheme, raw))


def spoiled(good: Case, fault: Fault, **changes: Any) -> Case:
    """The good message changed in one respect, and therefore refused."""
    return replace(good, **({"plaintext": b"", "nonce": b"", "fault": fault} | changes))


def verify(case: Case) -> None:
    """Raise unless the oracle comes to exactly the outcome that the case claims."""
    try:
        replay(case)
        fault = None
    except Refused as refused:
        fault = refused.fault
    require(fault == case.fault, case.id, f"expected {case.fault}, the oracle says {fault}")


def replay(case: Case) -> None:
    """Carry the case out, with the checks in the order that every implementation keeps."""
    scheme = SCHEMES.get(case.scheme)
    if scheme is None:
        raise Refused(UNKNOWN_SCHEME)
    key, iv = read_pair(scheme, case.key, case.iv)
    if case.op == "new":
        return
    if case.aad and not scheme.gcm:
        raise Refused(TAKES_NO_AAD)
    if case.op == "roundtrip" or case.nonce:
        text = encode(scheme, seal(scheme, key, iv, case.nonce, case.plaintext, case.aad))
        require(text == case.text, case.id, "the plaintext does not encrypt to the text")
    if case.op in ("roundtrip", "decrypt"):
        plaintext = unseal(scheme, key, iv, read_text(scheme, case.text), case.aad)
        require(plaintext == case.plaintext, case.id, "the text does not decrypt to the plaintext")
