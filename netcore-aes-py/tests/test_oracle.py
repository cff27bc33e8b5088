"""Random messages and keys, judged by OpenSSL through pyca/cryptography."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

import netcore_aes
import pytest
from common import SCHEMES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

COUNT = 10_000
ENCODINGS: dict[int, tuple[Callable[[bytes], str], Callable[[str], bytes]]] = {
    11256: (lambda raw: base64.b64encode(raw).decode(), base64.b64decode),
    11257: (bytes.hex, bytes.fromhex),
    11258: (lambda raw: base64.b64encode(raw).decode(), base64.b64decode),
}


@pytest.fixture
def source(request: pytest.FixtureRequest) -> random.Random:
    seed = random.SystemRandom().getrandbits(64)
    print(f"{request.node.name}: seed {seed}")
    return random.Random(seed)


def message(source: random.Random) -> bytes:
    return source.randbytes(source.choice((source.randrange(64), source.randrange(600), source.randrange(5000))))


def secret(source: random.Random, length: int) -> str:
    return "".join(source.choices(string.ascii_letters + string.digits, k=length))


@pytest.mark.parametrize("scheme", [11256, 11257])
def test_cbc_writes_and_reads_what_openssl_does(scheme: int, source: random.Random) -> None:
    encode, _ = ENCODINGS[scheme]
    for case in range(COUNT):
        if case % 20 == 0:
            key, iv = secret(source, 32), secret(source, 16)
            ours = netcore_aes.Cipher(key, iv, scheme=scheme)
            theirs = Cipher(algorithms.AES256(key.encode()), modes.CBC(iv.encode()))
        plaintext = message(source)
        padder, encryptor = PKCS7(128).padder(), theirs.encryptor()
        padded = padder.update(plaintext) + padder.finalize()
        text = encode(encryptor.update(padded) + encryptor.finalize())
        assert ours.encrypt(plaintext) == text
        assert ours.decrypt_bytes(text) == plaintext


def test_gcm_reads_what_openssl_writes_and_the_other_way_round(source: random.Random) -> None:
    encode, decode = ENCODINGS[11258]
    for case in range(COUNT):
        if case % 20 == 0:
            key = source.randbytes(32)
            ours = netcore_aes.Cipher(base64.b64encode(key), scheme=11258)
            theirs = AESGCM(key)
        plaintext, nonce = message(source), source.randbytes(12)
        aad = source.choice((None, source.randbytes(source.randrange(50))))
        text = encode(nonce + theirs.encrypt(nonce, plaintext, aad))
        assert ours.decrypt_bytes(text, aad=aad) == plaintext
        raw = decode(ours.encrypt(plaintext, aad=aad))
        assert theirs.decrypt(raw[:12], raw[12:], aad) == plaintext


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_batch_is_what_its_items_are(scheme: int, source: random.Random) -> None:
    key = secret(source, 32)
    cipher = netcore_aes.Cipher(key, None if scheme == 11258 else secret(source, 16), scheme=scheme)
    plaintexts = [secret(source, source.randrange(300)) for _ in range(COUNT)]
    texts = cipher.encrypt_batch(plaintexts)
    assert [cipher.decrypt(text) for text in texts] == plaintexts
    assert cipher.decrypt_batch(texts) == plaintexts
    if scheme != 11258:
        assert texts == [cipher.encrypt(plaintext) for plaintext in plaintexts]
