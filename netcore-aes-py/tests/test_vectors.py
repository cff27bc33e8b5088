"""The vectors that every language runs."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import netcore_aes
import pytest
from common import Case, cases
from netcore_aes import NetcoreAesError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ("11256.json", "11257.json", "11258.json", "golden.json")
CASES = [case for file in FILES for case in cases(file)]

# The class and the status in C of each error of the vectors.
ERRORS: dict[str, tuple[tuple[type[NetcoreAesError], ...], int]] = {
    "SCHEME": ((netcore_aes.UnknownSchemeError, netcore_aes.AadNotTakenError), 2),
    "KEY": ((netcore_aes.InvalidKeyError,), 3),
    "IV": ((netcore_aes.InvalidIvError,), 4),
    "ENCODING": ((netcore_aes.EncodingError,), 8),
    "DECRYPT": ((netcore_aes.DecryptError,), 9),
}


def test_there_are_enough_of_each_scheme() -> None:
    counts = Counter(case.scheme for case in CASES)
    assert all(counts[scheme] >= 60 for scheme in netcore_aes.SCHEMES.values()), counts
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_vector(case: Case) -> None:
    if case.op == "new":
        makes(case)
    elif case.op == "roundtrip":
        encrypts(case)
        decrypts(case)
    elif case.op == "decrypt":
        decrypts(case)
    else:
        assert case.op == "encrypt"
        cipher = case.cipher()
        with refusal(case.error):
            cipher.encrypt(case.plaintext, aad=case.aad)


def makes(case: Case) -> None:
    if case.error is None:
        assert case.cipher().scheme == case.scheme
    else:
        with refusal(case.error):
            case.cipher()


def encrypts(case: Case) -> None:
    cipher = case.cipher()
    assert cipher.encrypt(case.plaintext) == case.text
    assert cipher.encrypt_batch([case.plaintext, case.plaintext]) == [case.text, case.text]


def decrypts(case: Case) -> None:
    cipher = case.cipher()
    if case.error is not None:
        for decrypt in (cipher.decrypt, cipher.decrypt_bytes):
            with refusal(case.error):
                decrypt(case.text, aad=case.aad)
        return
    assert cipher.decrypt_bytes(case.text, aad=case.aad) == case.plaintext
    again = cipher.encrypt(case.plaintext, aad=case.aad)
    assert cipher.decrypt_bytes(again, aad=case.aad) == case.plaintext
    try:
        string = case.plaintext.decode()
    except UnicodeDecodeError:
        with refusal("DECRYPT"):
            cipher.decrypt(case.text, aad=case.aad)
    else:
        assert cipher.decrypt(case.text, aad=case.aad) == string


@contextmanager
def refusal(error: str | None) -> Iterator[None]:
    assert error is not None
    classes, status = ERRORS[error]
    with pytest.raises(classes) as caught:
        yield
    assert caught.value.status == status
