"""Each fault of a hand-written integration, made here and recognised there."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
from collections.abc import Callable
from urllib.parse import quote

import netcore_aes
import pytest
from common import GCM_KEY, IV, KEY, cipher
from cryptography.hazmat.primitives.ciphers import Cipher as Raw
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sandbox_process import Running, running

# Long enough for plus and slash signs, and of a length that needs padding in base64.
EVENTS = json.dumps([{"activity_name": "form_submitted", "n": n, "name": "Zoë"} for n in range(20)]) + " " * 4
PLAIN = EVENTS.encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def pad(data: bytes) -> bytes:
    more = 16 - len(data) % 16
    return data + bytes([more]) * more


def cbc(data: bytes = PLAIN, key: bytes = KEY.encode(), iv: bytes = IV.encode(), *, padded: bool = True) -> bytes:
    encryptor = Raw(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(pad(data) if padded else data) + encryptor.finalize()


def ecb(data: bytes) -> bytes:
    encryptor = Raw(algorithms.AES(KEY.encode()), modes.ECB()).encryptor()
    return encryptor.update(pad(data)) + encryptor.finalize()


def gcm(key: bytes = KEY.encode()) -> bytes:
    return bytes(12) + AESGCM(key).encrypt(bytes(12), PLAIN, None)


def php(key: str) -> bytes:
    return hashlib.sha256(key.encode()).hexdigest().encode()


def lines(text: str) -> str:
    return "\n".join(text[start : start + 76] for start in range(0, len(text), 76))


CBC = b64(cbc())
NO_PLUS = next(text for n in range(99) if "+" not in (text := b64(cbc(b'[{"n": %d}]' % n))))
GCM = gcm()
ZEROS = PLAIN + bytes(-len(PLAIN) % 16)



def diagnose_text(text: str, scheme: int, sandbox: Running) -> list[str]:
    sandbox.send_text(text, scheme)
    return sandbox.diagnosis()


def diagnose(plaintext: bytes, sandbox: Running) -> list[str]:
    """What is wrong with a plaintext, under a tag that fits."""
    return diagnose_text(netcore_aes.Cipher(KEY, scheme=11258).encrypt(plaintext), 11258, sandbox)


TEXTS: dict[str, tuple[int, Callable[[], str], list[str]]] = {
    "hex under 11256": (11256, lambda: cbc().hex(), ["hex"]),
    "base64 under 11257": (11257, lambda: CBC, ["base64"]),
    "hex under 11258": (11258, lambda: GCM.hex(), ["hex"]),
    "lines": (11256, lambda: lines(CBC), ["white-space"]),
    "final newline": (11256, lambda: CBC + "\n", ["white-space"]),
    "hex lines": (11257, lambda: lines(cbc().hex()), ["white-space"]),
    "url-safe": (11256, lambda: CBC.replace("+", "-").replace("/", "_"), ["url-safe"]),
    "no padding": (11256, lambda: CBC.rstrip("="), ["padding"]),
    "url-safe, no padding": (
        11256,
        lambda: CBC.replace("+", "-").replace("/", "_").rstrip("="),
        ["url-safe", "padding"],
    ),
    "percent": (11256, lambda: quote(CBC, safe=""), ["percent-encoded"]),
    "a stray space": (11256, lambda: f"{NO_PLUS[:9]} {NO_PLUS[9:]}", ["white-space"]),
    "plus to space": (11256, lambda: CBC.replace("+", " "), ["plus-to-space"]),
    "label": (11256, lambda: f"Encrypted String (Base64): {CBC}", ["label"]),
    "quoted": (11256, lambda: json.dumps(CBC), ["quoted"]),
    "iv in front": (11256, lambda: b64(IV.encode() + cbc()), ["iv-in-front"]),
    "random iv in front": (11256, lambda: b64(bytes(range(16)) + cbc(iv=bytes(range(16)))), ["iv-in-front"]),
    "iv and colon": (11257, lambda: f"{IV.encode().hex()}:{cbc().hex()}", ["joined-parts", "iv-in-front"]),
    "double base64": (11256, lambda: b64(CBC.encode()), ["double-base64"]),
    "base64 of hex": (11256, lambda: b64(cbc().hex().encode()), ["hex-inside"]),
    "hex of base64": (11257, lambda: CBC.encode().hex(), ["double-base64"]),
    "gcm under cbc": (11256, lambda: b64(GCM), ["gcm-under-cbc"]),
    "gcm under hex cbc": (11257, lambda: GCM.hex(), ["gcm-under-cbc"]),
    "cbc under gcm": (11258, lambda: CBC, ["cbc-under-gcm"]),
    "zero padding": (11256, lambda: b64(cbc(ZEROS, padded=False)), ["zero-padding"]),
    "ecb": (11256, lambda: b64(ecb(PLAIN)), ["ecb"]),
    "zero iv": (11256, lambda: b64(cbc(iv=bytes(16))), ["zero-iv"]),
    "key as iv": (11256, lambda: b64(cbc(iv=KEY.encode()[:16])), ["key-as-iv"]),
    "other iv": (11256, lambda: b64(cbc(iv=b"another iv, well")), ["wrong-iv"]),
    "sha256": (11256, lambda: b64(cbc(key=hashlib.sha256(KEY.encode()).digest())), ["key-sha256"]),
    "sha256 in gcm": (11258, lambda: b64(gcm(hashlib.sha256(KEY.encode()).digest())), ["key-sha256"]),
    "php": (11256, lambda: b64(cbc(key=php(KEY)[:32], iv=php(IV)[:16])), ["key-sha256-hex"]),
    "php, twice base64": (
        11256,
        lambda: b64(b64(cbc(key=php(KEY)[:32], iv=php(IV)[:16])).encode()),
        ["double-base64", "key-sha256-hex"],
    ),
    "md5": (11256, lambda: b64(cbc(key=hashlib.md5(KEY.encode()).hexdigest().encode())), ["key-md5-hex"]),
    "half a key": (11256, lambda: b64(cbc(key=KEY.encode()[:16] + bytes(16))), ["key-truncated"]),
    "tag in front": (11258, lambda: b64(GCM[:12] + GCM[-16:] + GCM[12:-16]), ["tag-in-front"]),
    "nonce behind": (11258, lambda: b64(GCM[12:] + GCM[:12]), ["nonce-behind"]),
    "tag in front under cbc": (
        11256,
        lambda: b64(GCM[:12] + GCM[-16:] + GCM[12:-16]),
        ["gcm-under-cbc", "tag-in-front"],
    ),
    "password": (11256, lambda: b64(b"Salted__" + bytes(8) + cbc()), ["openssl-salted"]),
    "wrong key": (11256, lambda: b64(cbc(key=b"k" * 32)), ["wrong-key"]),
    "wrong gcm key": (11258, lambda: b64(gcm(b"k" * 32)), ["wrong-key"]),
    "cut off": (11256, lambda: b64(cbc()[:-5]), ["length"]),
    "cut off in gcm": (11258, lambda: b64(GCM[:20]), ["length"]),
    "cut off in base64": (11256, lambda: CBC[:65], ["no-encoding"]),
    "other letters": (11256, lambda: "ÄÖÜ" + CBC, ["no-encoding"]),
    "empty": (11256, lambda: " ", ["empty"]),
    "plain": (11256, lambda: EVENTS, ["not-encrypted"]),
    "utf-16": (11256, lambda: b64(cbc(EVENTS.encode("utf-16-le"))), ["utf-16"]),
    "gzip": (11256, lambda: b64(cbc(gzip.compress(PLAIN))), ["compressed"]),
    # Without a tag it cannot be told from what another key gives.
    "binary": (11256, lambda: b64(cbc(bytes(range(256)))), ["wrong-key"]),
    "control character": (11256, lambda: b64(cbc(b'[{"a": "\x01"}]')), []),
    "latin-1": (11256, lambda: b64(cbc(EVENTS.replace("\\u00eb", "ë").encode("latin-1"))), ["not-utf-8"]),
}


@pytest.mark.parametrize(("scheme", "text", "names"), TEXTS.values(), ids=TEXTS)
def test_a_fault_in_a_text_is_recognised(
    scheme: int, text: Callable[[], str], names: list[str], sandbox: Running
) -> None:
    assert diagnose_text(text(), scheme, sandbox) == names


@pytest.mark.parametrize("more", range(16))
def test_padding_is_recognised_at_every_length(more: int, sandbox: Running) -> None:
    plain = EVENTS.rstrip().ljust(len(EVENTS) + more).encode()
    padding = bytes(-len(plain) % 16)
    for data, name in (
        (ecb(plain), "ecb"),
        (cbc(plain + padding, padded=False), "zero-padding"),
        (cbc(plain, iv=bytes(16)), "zero-iv"),
    ):
        assert diagnose_text(b64(data), 11256, sandbox) == [name]


@pytest.mark.parametrize("scheme", [11256, 11257, 11258])
def test_a_good_text_has_no_fault(scheme: int, sandbox: Running) -> None:
    good = netcore_aes.Cipher(KEY, None if scheme == 11258 else IV, scheme=scheme)
    assert diagnose_text(good.encrypt(EVENTS), scheme, sandbox) == []
    for length in range(1, 70):
        assert diagnose_text(good.encrypt("x" * length), scheme, sandbox) == []


@pytest.mark.parametrize("scheme", [11256, 11258])
def test_noise_is_never_taken_for_more_than_another_key(scheme: int, sandbox: Running) -> None:
    noise = random.Random(scheme)
    names = {diagnose_text(b64(noise.randbytes(64)), scheme, sandbox)[0] for _ in range(400)}
    assert names == {"wrong-key"}


@pytest.mark.parametrize(
    ("plaintext", "names"),
    [
        (bytes(range(256)), ["not-text"]),
        ("hello".encode("utf-16"), ["utf-16"]),
        (gzip.compress(PLAIN), ["compressed"]),
        (b'[{"a": "\x01"}]', []),
        (b"\x01", []),
    ],
)
def test_a_plaintext_whose_tag_fits_is_never_said_to_be_under_another_key(
    plaintext: bytes, names: list[str], sandbox: Running
) -> None:
    assert diagnose(plaintext, sandbox) == names


def test_a_base64_key_that_was_not_decoded() -> None:
    text = b64(cbc(key=GCM_KEY.encode()[:32]))
    with running(NETCORE_AES_KEY=GCM_KEY, NETCORE_AES_IV=IV) as sandbox:
        assert diagnose_text(text, 11256, sandbox) == ["key-not-decoded"]
        assert diagnose_text(cipher(11258).encrypt(EVENTS), 11258, sandbox) == []


MOST = 1 << 20
TRIED = {MOST - 16: "wrong-key", MOST: "wrong-key", MOST + 1: "too-long", MOST + 16: "too-long", 4 * MOST: "too-long"}


@pytest.mark.parametrize(("size", "name"), TRIED.items())
def test_a_long_text_is_not_tried(size: int, name: str, sandbox: Running) -> None:
    assert diagnose_text(b64(b"\xff" * size), 11256, sandbox) == [name]
    assert diagnose_text("ff" * size, 11257, sandbox) == [name]


@pytest.mark.parametrize(
    ("size", "name"), [(2 << 20, "no-encoding"), ((2 << 20) + 1, "too-long"), (9 << 20, "too-long")]
)
def test_a_long_text_is_not_repaired(size: int, name: str, sandbox: Running) -> None:
    assert diagnose_text("!" * size, 11256, sandbox) == [name]


@pytest.mark.parametrize("scheme", [11256, 11257, 11258])
def test_a_short_text_lacks_a_piece(scheme: int, sandbox: Running) -> None:
    for size in (*range(1, 50), 1000, 1008, 1009):
        text = bytes(range(200, 250))[:size].ljust(size, b"\xff")
        answer = sandbox.send_text(text.hex() if scheme == 11257 else b64(text), scheme)
        is_short = size < 28 if scheme == 11258 else size % 16
        assert sandbox.diagnosis() == ["length" if is_short else "wrong-key"]
        assert not is_short or f"holds {size} bytes" in answer.json()["diagnosis"][0]


INSIDE = {
    "B+/A" * 5: ["length"],
    "00" * 11: ["length"],
    "B+/A" * 6: ["double-base64", "length"],
    "00" * 12: ["hex-inside", "length"],
    "00" * 16: ["hex-inside", "wrong-key"],
}


@pytest.mark.parametrize(("inside", "names"), INSIDE.items())
def test_a_short_text_inside_may_be_chance(inside: str, names: list[str], sandbox: Running) -> None:
    assert diagnose_text(b64(inside.encode()), 11256, sandbox) == names


@pytest.mark.parametrize(
    ("plaintext", "name"),
    [
        (b"[xxxxxxx\xe9\xe9", "not-text"),
        (b"[xxxxxxxx\xe9", "not-utf-8"),
        (b"[" + b"\xe9" * 51 + b"x" * 204, "not-utf-8"),
        (b"[" + b"\xe9" * 51 + b"x" * 204 + b"\xe9" * 99, "not-utf-8"),
        (b"[" + b"\xe9" * 52 + b"x" * 203, "not-text"),
        (b"[" + b"\xe9" * 52 + b"x" * 204, "not-text"),
        (b"[" + b"x" * 255 + b"\xe9" * 9999, "not-utf-8"),
        (b"[" + b"\xe9" * 255 + b"x" * 9999, "not-text"),
    ],
)
def test_another_charset_is_mostly_ascii_at_its_beginning(plaintext: bytes, name: str, sandbox: Running) -> None:
    assert diagnose(plaintext, sandbox) == [name]


def test_without_a_key_the_form_is_looked_at() -> None:
    with running(NETCORE_NOTHING="1") as sandbox:
        assert diagnose_text(lines(CBC), 11256, sandbox) == ["white-space"]
        assert diagnose_text(CBC, 11256, sandbox) == []


def test_a_key_without_an_iv_finds_the_iv_in_front() -> None:
    with running(NETCORE_AES_KEY=KEY) as sandbox:
        assert diagnose_text(b64(IV.encode() + cbc()), 11256, sandbox) == ["iv-in-front"]


EVENT = '{"activity_name": "x"}'
BODIES: dict[str, tuple[str | bytes, list[str]]] = {
    "good": (f'{{"encryptedRequest": "{CBC}"}}', []),
    "bare text": ("AAAA+/==", ["bare-text"]),
    "json text": ('"AAAA"', ["bare-text"]),
    "number": ("5", ["bare-text"]),
    "twice": (json.dumps('{"encryptedRequest": "AAAA"}'), ["body-twice"]),
    "field": ('{"encrypted_request": "AAAA"}', ["field-name"]),
    "case": ('{"EncryptedRequest": "AAAA"}', ["field-name"]),
    "no field": ("{}", ["no-field"]),
    "object in it": ('{"encryptedRequest": {"iv": "A"}}', ["not-a-string"]),
    "null in it": ('{"encryptedRequest": null}', ["not-a-string"]),
    "events in it": (f'{{"encryptedRequest": [{EVENT}]}}', ["not-encrypted"]),
    "events": (f"[{EVENT}]", ["not-encrypted"]),
    "event": (EVENT, ["not-encrypted"]),
    "array": ('["AAAA"]', ["array"]),
    "form": ("encryptedRequest=AAAA%2B", ["form"]),
    "python": ("{'encryptedRequest': 'AAAA'}", ["printed-object"]),
    "mark": ('\ufeff{"encryptedRequest": "AAAA"}', ["byte-order-mark"]),
    "nothing": ("", ["no-body"]),
    "broken": ('{"encryptedRequest": "AAAA"', ["not-json"]),
    "bytes": (b"\xff\xfe\x00", ["not-json"]),
    "deep": ("[" * 100_000, ["not-json"]),
    "long number": ("9" * 10_000, ["bare-text"]),
}


@pytest.mark.parametrize(("body", "names"), BODIES.values(), ids=BODIES)
def test_a_fault_in_a_body_is_recognised(body: str | bytes, names: list[str], sandbox: Running) -> None:
    sandbox.post(body.encode() if isinstance(body, str) else body)
    assert sandbox.diagnosis() == names


PLAINTEXTS: dict[str, tuple[bytes, list[str]]] = {
    "good": (PLAIN, []),
    "not json": (b"hello", []),
    "mark": (b"\xef\xbb\xbf[]", ["byte-order-mark"]),
    "wide": ("[]".encode("utf-16"), ["utf-16"]),
    "wide, big-endian": ("\ufeff [1]".encode("utf-16-be"), ["utf-16"]),
    "wide, no Latin": ('{"ж": "жжжж"}'.encode("utf-16"), ["utf-16"]),
    "wide, no Latin, big-endian": ('\ufeff{"ж": "жжжж"}'.encode("utf-16-be"), ["utf-16"]),
    "wide, no Latin, blanks": (' \n{"ж": "жжжж"}'.encode("utf-16"), ["utf-16"]),
    "wide, no Latin, blanks, big-endian": ('\ufeff \n["жжжж"]'.encode("utf-16-be"), ["utf-16"]),
    "wide, no events": ("hello".encode("utf-16"), ["utf-16"]),
    "wide, no events, big-endian": ("\ufeffhello".encode("utf-16-be"), ["utf-16"]),
    "wide, no mark": ('{"a": 1}'.encode("utf-16-le"), ["utf-16"]),
    "gzip": (gzip.compress(PLAIN), ["compressed"]),
    "binary": (b"\xc3\x28", ["not-text"]),
    "binary that starts as gzip does": (b"\x1f\x8b\x07\0", ["not-text"]),
    "binary that goes on as gzip does": (b"\x1f\x8b\x08\xff", ["not-text"]),
    "latin-1": ('["Zoë, at home"]'.encode("latin-1"), ["not-utf-8"]),
    "twice": (json.dumps(EVENTS).encode(), ["json-twice"]),
    "base64": (b64(PLAIN).encode(), ["base64-inside"]),
    "python": (b"[{'activity_name': 'x'}]", ["printed-object"]),
}


@pytest.mark.parametrize(("plaintext", "names"), PLAINTEXTS.values(), ids=PLAINTEXTS)
def test_a_fault_in_a_plaintext_is_recognised(plaintext: bytes, names: list[str], sandbox: Running) -> None:
    assert diagnose(plaintext, sandbox) == names
