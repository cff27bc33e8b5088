"""The functions of the vendor's "V5" modules, under their old and their new names."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aes256_gcm_decryption_script as gcm_decryption
import AES256_KEY_generator_V5 as v5_generator
import aes256_key_iv_generator_script as key_generator
import AES_CBC_standard_decryption as v5_decryption
import AES_CBC_standard_encryption as v5_encryption
import AES_GCM_standard_encryption as gcm_encryption
import netcore_aes
import pytest
from common import GCM_KEY, KEY

pytestmark = pytest.mark.usefixtures("no_credentials", "silent")

MODULES = [(v5_encryption, v5_decryption), (gcm_encryption, gcm_decryption)]

v5_names = pytest.mark.parametrize(("encryption", "decryption"), MODULES, ids=["old names", "new names"])
generators = pytest.mark.parametrize("module", [v5_generator, key_generator], ids=lambda module: module.__name__)


@generators
def test_the_generators_return_a_key_and_an_iv(module: Any) -> None:
    key, iv = module.generate_aes_b64_credentials()
    assert len(base64.b64decode(key, validate=True)) == 32
    assert len(base64.b64decode(iv, validate=True)) == 16
    other_key, other_iv = module.generate_aes_b64_credentials()
    assert key != other_key
    assert iv != other_iv


@generators
def test_the_generators_have_a_pair_of_their_own(module: Any) -> None:
    importlib.reload(module)
    with ThreadPoolExecutor(8) as threads:
        [key] = set(threads.map(lambda _: module.key_b64, range(64)))
    iv = module.iv_b64
    assert len(base64.b64decode(key, validate=True)) == 32
    assert len(base64.b64decode(iv, validate=True)) == 16
    assert (module.key_b64, module.iv_b64) == (key, iv)
    assert module.generate_aes_b64_credentials() != (key, iv)
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute 'key_b65'"):
        _ = module.key_b65


def test_the_generators_pairs_differ() -> None:
    assert v5_generator.key_b64 != key_generator.key_b64


@v5_names
@pytest.mark.parametrize("name", ["KEY_B64", "SECRET_KEY"])
@pytest.mark.parametrize("key", [GCM_KEY, KEY, GCM_KEY + "=", GCM_KEY.encode()])
def test_the_modules_key_is_read_at_each_call(
    name: str, key: Any, encryption: Any, decryption: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, name, key)
    monkeypatch.setattr(decryption, name, key)
    text = encryption.encrypt_aes256_gcm("a message", "aad")
    plain = KEY if key == KEY else GCM_KEY
    assert netcore_aes.Cipher(plain, scheme=11258).decrypt(text, aad="aad") == "a message"
    assert decryption.decrypt_aes256_gcm(f"{text[:9]}\n{text[9:]}\n", aad="aad") == "a message"
    with pytest.raises(netcore_aes.DecryptError):
        decryption.decrypt_aes256_gcm(text)
    other = netcore_aes.generate_gcm_key()
    monkeypatch.setattr(encryption, name, other)
    assert netcore_aes.Cipher(other, scheme=11258).decrypt(encryption.encrypt_aes256_gcm("x")) == "x"


@v5_names
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_the_bytes_of_a_key_are_taken(
    kind: Callable[[bytes], object], encryption: Any, decryption: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (encryption, decryption):
        monkeypatch.setattr(module, "SECRET_KEY", kind(base64.b64decode(GCM_KEY)))
        # SECRET_KEY decides.
        monkeypatch.setattr(module, "KEY_B64", netcore_aes.generate_gcm_key())
    text = encryption.encrypt_aes256_gcm("a message")
    assert netcore_aes.Cipher(GCM_KEY, scheme=11258).decrypt(text) == "a message"
    assert decryption.decrypt_aes256_gcm(text) == "a message"


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_bytes_of_other_lengths_are_refused(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v5_encryption, "SECRET_KEY", b"k" * length)
    with pytest.raises(netcore_aes.KeyLengthError, match=f"key has {length} bytes"):
        v5_encryption.encrypt_aes256_gcm("x")


def test_each_module_has_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v5_encryption, "KEY_B64", GCM_KEY)
    with pytest.raises(netcore_aes.CredentialsError):
        gcm_encryption.encrypt_aes256_gcm("x")


def test_the_environments_key_is_taken_if_the_module_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETCORE_AES_KEY", KEY)
    text = v5_encryption.encrypt_aes256_gcm("a message")
    assert netcore_aes.Cipher(KEY, scheme=11258).decrypt(text) == "a message"
    assert v5_decryption.decrypt_aes256_gcm(text) == "a message"
    monkeypatch.setattr(v5_decryption, "KEY_B64", GCM_KEY)
    with pytest.raises(netcore_aes.DecryptError):
        v5_decryption.decrypt_aes256_gcm(text)


@pytest.mark.parametrize(
    "call",
    [
        v5_encryption.encrypt_aes256_gcm,
        v5_decryption.decrypt_aes256_gcm,
        gcm_encryption.encrypt_aes256_gcm,
        gcm_decryption.decrypt_aes256_gcm,
    ],
)
def test_a_missing_key_says_how_to_set_one(call: Callable[[str], str]) -> None:
    with pytest.raises(netcore_aes.CredentialsError, match="AES256_KEY_generator_V5.*NETCORE_AES_KEY") as caught:
        call("x")
    assert caught.value.status == -1
