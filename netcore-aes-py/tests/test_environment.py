"""The key and the IV from the environment, or from a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import netcore_aes
import pytest
from common import GCM_KEY, IV, KEY
from netcore_aes import CredentialsError
from netcore_aes._environment import load_api_key, load_gcm_key, load_key_and_iv
from test_errors import everything_about

pytestmark = pytest.mark.usefixtures("no_credentials")

Setter = Callable[[str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setter:
    path = tmp_path / "credentials"

    def write(content: str | bytes) -> Path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.setenv("NETCORE_AES_CREDENTIALS", os.fspath(path))
        return path

    return write


GENERATOR = f"""=== AES Key and IV Generator ===

Key string: '{KEY}'
Key length: 32 characters, 32 bytes

# Copy these values for your first script:
key_string = "{KEY}"
iv_string = "{IV}"

Security Notes:
- a note
"""

GOOD = {
    "plain": f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n",
    "shell": f"# ours\n\nexport NETCORE_AES_KEY='{KEY}'\n  export  NETCORE_AES_IV=\"{IV}\"",
    "spaces": f"NETCORE_AES_IV =  {IV}  \r\nNETCORE_AES_KEY\t=\t{KEY}\r\n",
    "others": f"PATH=/bin\nNETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\nNETCORE_AES_KEY_OLD=x\nnothing\n",
    "generator": GENERATOR,
    "json": json.dumps({"key": KEY, "iv": IV, "more": 1}, indent=1),
    "bom": f"\ufeffNETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n",
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_a_file_may_look_like_this(content: str, file: Setter) -> None:
    file(content)
    assert load_key_and_iv() == (KEY, IV)
    assert load_gcm_key() == KEY


def test_a_value_may_hold_quotes_and_signs(file: Setter) -> None:
    file('NETCORE_AES_KEY="a\'b"c#d=e "\nNETCORE_AES_IV= f"g\'h # i ')
    assert load_key_and_iv() == ("a'b\"c#d=e ", "f\"g'h # i")


def test_the_v5_generators_output_will_do(file: Setter) -> None:
    file(f'=== AES Base64 Credentials ===\n\nKEY_B64 = "{GCM_KEY}"\nIV_B64  = "AAAAAAAAAAAAAAAAAAAAAA=="\n')
    assert load_gcm_key() == GCM_KEY
    assert netcore_aes.Cipher(*load_key_and_iv()).key_form == "base64"


def test_the_file_may_hold_the_api_key(file: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NETCORE_API_KEY", raising=False)
    assert load_api_key() is None
    file(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n")
    assert load_api_key() is None
    file(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\nNETCORE_API_KEY='an API key'\n")
    assert (load_api_key(), load_key_and_iv()) == ("an API key", (KEY, IV))
    file(json.dumps({"key": KEY, "iv": IV, "api_key": "another"}))
    assert (load_api_key(), load_key_and_iv()) == ("another", (KEY, IV))
    monkeypatch.setenv("NETCORE_API_KEY", "of the environment")
    assert load_api_key() == "of the environment"


def test_the_environment_comes_first(file: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    file(GOOD["plain"])
    monkeypatch.setenv("NETCORE_AES_KEY", "key")
    assert load_gcm_key() == "key"
    monkeypatch.setenv("NETCORE_AES_IV", "iv")
    assert load_key_and_iv() == ("key", "iv")
    monkeypatch.setenv("NETCORE_AES_KEY", "")
    monkeypatch.setenv("NETCORE_AES_IV", "")
    assert load_key_and_iv() == (KEY, IV)
    assert load_gcm_key() == KEY


@pytest.mark.parametrize(("there", "missing"), [("KEY", "IV"), ("IV", "KEY")])
def test_half_a_pair_is_no_pair(there: str, missing: str, file: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    file(GOOD["plain"])
    monkeypatch.setenv(f"NETCORE_AES_{there}", "x")
    with pytest.raises(CredentialsError, match=f"NETCORE_AES_{there} is set, but NETCORE_AES_{missing} is not"):
        load_key_and_iv()


def test_nothing_is_no_default() -> None:
    with pytest.raises(CredentialsError, match="aes256_key_iv_generator_script.*NETCORE_AES_KEY and NETCORE_AES_IV"):
        load_key_and_iv()
    with pytest.raises(CredentialsError, match="AES256_KEY_generator_V5.*NETCORE_AES_KEY"):
        load_gcm_key()


LINES = f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n"


def test_a_file_may_have_64_kib(file: Setter) -> None:
    file(LINES + "\u00e9" * ((65_536 - len(LINES)) // 2))
    assert load_key_and_iv() == (KEY, IV)
    file(LINES + "#" * (65_536 - len(LINES)))
    assert load_key_and_iv() == (KEY, IV)


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "contains no key; add a line NETCORE_AES_KEY="),
    "no iv": (f"NETCORE_AES_KEY={KEY}", "contains no IV; add a line NETCORE_AES_IV="),
    "twice": (f"NETCORE_AES_KEY={KEY}\n\nkey_string='{KEY}'", "line 3, sets the key a second time"),
    "no value": (f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV=", "line 2: the IV is empty"),
    "one quote": (f'NETCORE_AES_KEY="{KEY}', "line 1: .* quotes do not match"),
    "wrong quote": (f"NETCORE_AES_KEY='{KEY}\"", "line 1: .* quotes do not match"),
    "comment": (f'NETCORE_AES_KEY="{KEY}" # {IV}', "line 1: .* quotes do not match"),
    "not utf-8": (b"NETCORE_AES_KEY=" + KEY.encode() + b"\xff", "is not UTF-8 text"),
    "not json": (f'{{"key": "{KEY}", "iv": "{IV}"', "is not valid JSON"),
    "deep json": ('{"key":' + "[" * 20_000, "is not valid JSON"),
    "json number": (f'{{"key": 5, "iv": "{IV}"}}', "contains no key"),
    "json null": (f'{{"key": "{KEY}", "iv": null}}', "contains no IV"),
    "large": (LINES + "#" * (65_537 - len(LINES)), "is too large"),
    "large in bytes alone": (LINES + "\u20ac" * 22_000, "is too large"),
    "very large": (LINES + "\u00e9" * 1_000_000, "is too large"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named_and_not_shown(content: str | bytes, words: str, file: Setter) -> None:
    path = file(content)
    with pytest.raises(CredentialsError, match=words) as caught:
        load_key_and_iv()
    assert repr(os.fspath(path)) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert KEY not in everything_about(caught.value)
    assert IV not in everything_about(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "none", tmp_path):
        monkeypatch.setenv("NETCORE_AES_CREDENTIALS", os.fspath(path))
        for load in (load_key_and_iv, load_gcm_key):
            with pytest.raises(
                CredentialsError, match="which NETCORE_AES_CREDENTIALS names, cannot be read: "
            ) as caught:
                load()
            assert os.fspath(path) in str(caught.value)
