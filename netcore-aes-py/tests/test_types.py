"""Every argument of every function, with values of the wrong type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import netcore_aes
import pytest
from common import IV, KEY, cipher
from refusals import TEXT

NOT_BYTES: list[Any] = [None, 5, 1.5, True, ["x"], {"x": 1}, object(), Ellipsis, str, range(3)]
NOT_TEXT: list[Any] = [*NOT_BYTES, b"x", bytearray(b"x"), memoryview(b"x")]
NOT_INT: list[Any] = [None, True, False, 11256.0, "11256", b"11256", [11256], object()]
NOT_ITERABLE: list[Any] = [None, 5, 1.5, object(), list]
NOT_ARROW: list[Any] = [None, 5, "x", b"x", ["x"], object(), netcore_aes.ArrowColumn]


def request(**changes: Any) -> netcore_aes.UploadRequest:
    arguments: dict[str, Any] = {"text": TEXT, "scheme": 11256, "asset_id": "asset", "api_key": "api-key", **changes}
    return netcore_aes.UploadRequest(arguments.pop("text"), **arguments)


def or_none(values: list[Any]) -> list[Any]:
    return [value for value in values if value is not None]


ARGUMENTS: list[tuple[str, list[Any], Callable[[Any], object]]] = [
    ("key", NOT_BYTES, lambda value: netcore_aes.Cipher(value, IV)),
    ("iv", or_none(NOT_BYTES), lambda value: netcore_aes.Cipher(KEY, value)),
    ("scheme", NOT_INT, lambda value: netcore_aes.Cipher(KEY, IV, scheme=value)),
    ("plaintext", NOT_BYTES, lambda value: cipher().encrypt(value)),
    ("aad", or_none(NOT_BYTES), lambda value: cipher(11258).encrypt("x", aad=value)),
    ("text", NOT_BYTES, lambda value: cipher().decrypt(value)),
    ("aad", or_none(NOT_BYTES), lambda value: cipher(11258).decrypt("AAAA", aad=value)),
    ("text", NOT_BYTES, lambda value: cipher().decrypt_bytes(value)),
    ("aad", or_none(NOT_BYTES), lambda value: cipher(11258).decrypt_bytes("AAAA", aad=value)),
    ("items", NOT_ITERABLE, lambda value: cipher().encrypt_batch(value)),
    ("items", NOT_ITERABLE, lambda value: cipher().decrypt_batch(value)),
    ("item 0", NOT_BYTES, lambda value: cipher().encrypt_batch([value])),
    ("item 0", NOT_BYTES, lambda value: cipher().decrypt_batch([value])),
    ("array", NOT_ARROW, lambda value: cipher().encrypt_arrow(value)),
    ("array", NOT_ARROW, lambda value: cipher().decrypt_arrow(value)),
    ("array", NOT_ARROW, lambda value: netcore_aes.check_arrow(value)),
    ("text", NOT_TEXT, lambda value: request(text=value)),
    ("scheme", NOT_INT, lambda value: request(scheme=value)),
    ("asset_id", NOT_TEXT, lambda value: request(asset_id=value)),
    ("api_key", NOT_TEXT, lambda value: request(api_key=value)),
    ("region", NOT_TEXT, lambda value: request(region=value)),
]


@pytest.mark.parametrize(("name", "values", "call"), ARGUMENTS)
def test_a_wrong_type_is_named_without_its_value(name: str, values: list[Any], call: Callable[[Any], object]) -> None:
    for value in values:
        with pytest.raises(TypeError) as caught:
            call(value)
        assert re.fullmatch(rf"{name} must be .*, not {type(value).__name__}", str(caught.value)), value
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


# As programs without type checking see them.
PACKAGE: Any = netcore_aes
CIPHER: Any = cipher()


@pytest.mark.parametrize(
    "call",
    [
        lambda: PACKAGE.Cipher(),
        lambda: PACKAGE.Cipher(KEY, IV, 11256),
        lambda: PACKAGE.Cipher(KEY, IV, secret=1),
        lambda: CIPHER.encrypt(),
        lambda: CIPHER.encrypt("x", "y"),
        lambda: CIPHER.decrypt(),
        lambda: CIPHER.decrypt_bytes("x", "y"),
        lambda: CIPHER.encrypt_batch(),
        lambda: CIPHER.decrypt_batch([], aad="x"),
        lambda: CIPHER.encrypt_arrow(),
        lambda: CIPHER.decrypt_arrow([], aad="x"),
        lambda: PACKAGE.check_arrow([], "asset"),
        lambda: PACKAGE.ArrowColumn(),
        lambda: PACKAGE.UploadRequest(TEXT),
        lambda: PACKAGE.UploadRequest(TEXT, 11256, "asset", "api-key"),
        lambda: PACKAGE.keygen(1),
        lambda: PACKAGE.generate_gcm_key(1),
    ],
)
def test_arguments_too_many_or_too_few(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert KEY not in str(caught.value)


def test_a_released_memoryview_is_refused() -> None:
    view = memoryview(b"x")
    view.release()
    for call in (cipher().encrypt, cipher().decrypt, lambda value: cipher().encrypt_batch([value])):
        with pytest.raises(ValueError, match="released"):
            call(view)
