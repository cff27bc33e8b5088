"""The functions of the vendor's modules."""

from __future__ import annotations

import base64
import importlib
import inspect
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import aes256_data_encryption_script as data_encryption
import aes256_gcm_decryption_script as gcm_decryption
import AES256_KEY_generator_V5 as v5_generator
import aes256_key_iv_generator_script as key_generator
import AES_CBC_standard_decryption as v5_decryption
import AES_CBC_standard_encryption as v5_encryption
import AES_GCM_standard_encryption as gcm_encryption
import netcore_aes
import pytest
from common import GCM_KEY, IV, KEY, golden

pytestmark = pytest.mark.usefixtures("no_credentials", "silent")

IV_B64 = base64.b64encode(IV.encode()).decode()

MODULES = [
    data_encryption,
    key_generator,
    v5_generator,
    v5_decryption,
    v5_encryption,
    gcm_decryption,
    gcm_encryption,
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_importing_prints_nothing_and_holds_no_key(module: ModuleType) -> None:
    importlib.reload(module)
    for value in vars(module).values():
        assert not (isinstance(value, str) and re.fullmatch("[A-Za-z0-9]{16}|[A-Za-z0-9]{32}", value))
    assert not {"key_b64", "iv_b64"} & set(vars(module))
    assert getattr(module, "KEY_B64", None) is None
    assert getattr(module, "SECRET_KEY", None) is None


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (key_generator.generate_random_string_key_iv, "()"),
        (key_generator.validate_key_iv_lengths, "(key_string, iv_string)"),
        (data_encryption.encrypt_with_string_key_iv, "(key_string, iv_string, plaintext)"),
        (data_encryption.decrypt_with_string_key_iv, "(key_string, iv_string, encrypted_base64)"),
        (v5_encryption.encrypt_aes256_gcm, "(plaintext, aad=None)"),
        (v5_decryption.decrypt_aes256_gcm, "(encrypted_b64, aad=None)"),
        (gcm_encryption.encrypt_aes256_gcm, "(plaintext, aad=None)"),
        (gcm_decryption.decrypt_aes256_gcm, "(encrypted_b64, aad=None)"),
        (v5_generator.generate_aes_b64_credentials, "()"),
        (key_generator.generate_aes_b64_credentials, "()"),
    ],
)
def test_parameters_are_the_vendors(function: Callable[..., object], parameters: str) -> None:
    signature = inspect.signature(function)
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    assert str(inspect.Signature(bare)) == parameters


def test_the_golden_vector() -> None:
    case = golden()
    plaintext = case.plaintext.decode()
    assert data_encryption.encrypt_with_string_key_iv(case.key, case.iv, plaintext) == case.text
    assert data_encryption.decrypt_with_string_key_iv(case.key, case.iv, case.text) == plaintext


def test_the_pair_is_a_plain_tuple_of_the_right_lengths() -> None:
    pair = key_generator.generate_random_string_key_iv()
    assert type(pair) is tuple
    key, iv = pair
    assert re.fullmatch("[A-Za-z0-9]{32}", key)
    assert re.fullmatch("[A-Za-z0-9]{16}", iv)
    assert key_generator.validate_key_iv_lengths(key, iv) is True
    assert key_generator.generate_random_string_key_iv() != pair


@pytest.mark.parametrize(
    ("key", "iv", "warning"),
    [
        (KEY, IV, None),
        ("é" * 16, "é" * 8, None),
        (KEY[:-1], IV, "⚠️  WARNING: Key is 31 bytes, should be 32 bytes"),
        (KEY, IV + "x", "⚠️  WARNING: IV is 17 bytes, should be 16 bytes"),
        ("é" * 32, "", "⚠️  WARNING: Key is 64 bytes, should be 32 bytes"),
        ("\ud800", IV, "⚠️  WARNING: Key is 3 bytes, should be 32 bytes"),
    ],
)
def test_lengths_are_those_of_the_utf8(key: str, iv: str, warning: str | None) -> None:
    assert key_generator._length_warning(key, iv) == warning


@pytest.mark.parametrize(
    ("key", "iv", "valid"),
    [
        (KEY, IV, True),
        (GCM_KEY, IV, True),
        (KEY, IV_B64, True),
        (GCM_KEY + "=", IV_B64 + "=", True),
        ("é" * 16, "é" * 8, False),
        ("é" * 16, IV, False),
        (KEY, "é" * 8, False),
        (KEY[:-1], IV, False),
        (KEY, IV + "x", False),
        (KEY[:-1] + "\n", IV, False),
        ("!" + GCM_KEY[1:], IV, False),
        (KEY, "!" + IV_B64[1:], False),
        ("é" * 32, "", False),
        ("\ud800", IV, False),
        (KEY, "\ud800", False),
    ],
)
def test_a_pair_is_valid_if_encrypting_takes_it(key: str, iv: str, valid: bool) -> None:
    assert key_generator.validate_key_iv_lengths(key, iv) is valid
    if valid:
        text = data_encryption.encrypt_with_string_key_iv(key, iv, "x")
        assert data_encryption.decrypt_with_string_key_iv(key, iv, text) == "x"
    else:
        with pytest.raises(netcore_aes.NetcoreAesError):
            data_encryption.encrypt_with_string_key_iv(key, iv, "x")


def test_white_space_is_skipped_and_nothing_else() -> None:
    text = data_encryption.encrypt_with_string_key_iv(KEY, IV, "a message")
    spaced = f" {text[:5]}\r\n\t{text[5:]}\n"
    assert data_encryption.decrypt_with_string_key_iv(KEY, IV, spaced) == "a message"
    assert data_encryption.decrypt_with_string_key_iv(KEY, IV, spaced.encode()) == "a message"
    for stray in ("-", "_", "!", ".", "\0", "é", "="):
        with pytest.raises(netcore_aes.EncodingError):
            data_encryption.decrypt_with_string_key_iv(KEY, IV, text[:5] + stray + text[5:])


def test_base64_forms_are_taken() -> None:
    key, iv = (base64.b64encode(text.encode()).decode() for text in (KEY, IV))
    text = data_encryption.encrypt_with_string_key_iv(key, iv, "a message")
    assert text == data_encryption.encrypt_with_string_key_iv(KEY, IV, "a message")
    assert data_encryption.decrypt_with_string_key_iv(key, iv, text) == "a message"


def test_white_space_outside_ascii_is_skipped() -> None:
    text = data_encryption.encrypt_with_string_key_iv(KEY, IV, "a message")
    assert data_encryption.decrypt_with_string_key_iv(KEY, IV, f"{text[:5]}\u00a0\u2003{text[5:]}") == "a message"


@pytest.mark.parametrize("surplus", ["=", "==", "=" * 40])
def test_surplus_padding_of_a_key_and_an_iv_is_ignored(surplus: str) -> None:
    wanted = data_encryption.encrypt_with_string_key_iv(GCM_KEY, IV, "a message")
    padded: list[Any] = [GCM_KEY + surplus, IV_B64 + surplus]
    for key, iv in (padded, [each.encode() for each in padded], [bytearray(each.encode()) for each in padded]):
        assert data_encryption.encrypt_with_string_key_iv(key, iv, "a message") == wanted
        assert data_encryption.decrypt_with_string_key_iv(key, iv, wanted) == "a message"


@pytest.mark.parametrize(
    "key", [GCM_KEY[:-1], GCM_KEY + "\n", GCM_KEY + "=\n", GCM_KEY[:-1] + "A=", KEY + "=", "=" * 45]
)
def test_other_faults_of_padding_are_refused(key: str) -> None:
    with pytest.raises(netcore_aes.InvalidKeyError):
        data_encryption.encrypt_with_string_key_iv(key, IV, "x")


def test_surplus_padding_of_a_text_is_refused() -> None:
    text = data_encryption.encrypt_with_string_key_iv(KEY, IV, "a message")
    with pytest.raises(netcore_aes.EncodingError):
        data_encryption.decrypt_with_string_key_iv(KEY, IV, text + "=")


def test_stray_low_bits_are_refused() -> None:
    assert GCM_KEY.endswith("I=")
    stray = GCM_KEY[:-2] + "J="
    assert base64.b64decode(stray) == base64.b64decode(GCM_KEY)
    with pytest.raises(netcore_aes.KeyBase64Error):
        data_encryption.encrypt_with_string_key_iv(stray, IV, "x")


def test_bytes_are_taken_for_strings() -> None:
    key, iv, plaintext = (text.encode() for text in (KEY, IV, "a message"))
    function: Any = data_encryption.encrypt_with_string_key_iv
    text = function(key, iv, plaintext)
    assert text == function(KEY, IV, "a message")
    assert data_encryption.decrypt_with_string_key_iv(KEY, IV, text.encode()) == "a message"


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_keys_of_other_lengths_are_refused(length: int) -> None:
    for function in (data_encryption.encrypt_with_string_key_iv, data_encryption.decrypt_with_string_key_iv):
        with pytest.raises(ValueError, match=f"key has {length} bytes"):
            function("k" * length, IV, "AAAA")
        with pytest.raises(ValueError, match="IV has 15 bytes"):
            function(KEY, IV[:-1], "AAAA")


@pytest.mark.parametrize("text", ["", "AAA", "AAAA", "A" * 24, "A" * 64])
def test_faults_of_a_text_are_value_errors(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be decrypted|not valid base64"):
        data_encryption.decrypt_with_string_key_iv(KEY, IV, text)


def test_other_types_are_refused() -> None:
    for value in (None, 5, ["x"]):
        with pytest.raises(TypeError, match="text must be"):
            data_encryption.decrypt_with_string_key_iv(KEY, IV, value)
        with pytest.raises(TypeError, match="plaintext must be"):
            data_encryption.encrypt_with_string_key_iv(KEY, IV, value)
