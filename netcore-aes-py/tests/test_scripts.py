"""The vendor's modules as scripts: their lines and exit statuses, by name and by path."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import netcore_aes
import pytest
from common import GCM_KEY, IV, KEY, golden, python

Run = Callable[..., subprocess.CompletedProcess[str]]

ENV = {"NETCORE_AES_KEY": KEY, "NETCORE_AES_IV": IV}
GCM_ENV = {"NETCORE_AES_KEY": GCM_KEY}
PAYLOAD = '[{"activity_name": "grüßen 🙂",\n "identity": "9999911111"}]'

CBC = "aes256_data_encryption_script"
GENERATOR = "aes256_key_iv_generator_script"
ENCRYPTION = "AES_CBC_standard_encryption"
DECRYPTION = "AES_CBC_standard_decryption"
V5_GENERATOR = "AES256_KEY_generator_V5"
# The newer names of the same scripts.
GCM_ENCRYPTION = "AES_GCM_standard_encryption"
GCM_DECRYPTION = "aes256_gcm_decryption_script"


@pytest.fixture(params=["by name", "by path"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    def run_script(name: str, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        if request.param == "by name":
            return python("-m", name, *arguments, env=env, cwd=tmp_path)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        return python(spec.origin, *arguments, env=env, cwd=tmp_path)

    return run_script


def answer(result: subprocess.CompletedProcess[str]) -> tuple[int, list[str], list[str]]:
    return result.returncode, result.stdout.split("\n"), result.stderr.split("\n")


def value(name: str, line: str) -> str:
    """The string in double quotes that follows `name` in a line."""
    found = re.fullmatch(f'{re.escape(name)}"(.*)"', line)
    assert found, line
    return found[1]


def test_the_generator(run: Run) -> None:
    status, out, err = answer(run(GENERATOR))
    assert (status, err) == (0, [""])
    key, iv = value("key_string = ", out[11]), value("iv_string = ", out[12])
    assert re.fullmatch("[A-Za-z0-9]{32}", key)
    assert re.fullmatch("[A-Za-z0-9]{16}", iv)
    assert out[:15] == [
        "=== AES Key and IV Generator ===",
        "",
        "Method 1: Random strings (for use with UTF-8 encoding)",
        "-------------------------------------------------------",
        f"Key string: '{key}'",
        "Key length: 32 characters, 32 bytes",
        f"IV string: '{iv}'",
        "IV length: 16 characters, 16 bytes",
        "✅ Key and IV lengths are correct!",
        "",
        "# Copy these values for your first script:",
        f'key_string = "{key}"',
        f'iv_string = "{iv}"',
        "",
        "Security Notes:",
    ]
    assert len(out[15:]) == 6
    assert all(line.startswith("- ") for line in out[15:20])
    assert out[20] == ""


def encryption_lines(key: str, iv: str, payload: str) -> list[str]:
    text = netcore_aes.Cipher(KEY, IV).encrypt(payload)
    return [
        f"Using Key: {key}",
        f"Using IV:  {iv}",
        "Key length: 32 bytes",
        "IV length: 16 bytes",
        "",
        f"Encrypted String (Base64): {text}",
        *f"Decrypted String: {payload}".split("\n"),
        "Match: True",
        "",
    ]


def test_encryption_hides_the_key(run: Run) -> None:
    status, out, err = answer(run(CBC, PAYLOAD, env=ENV))
    assert (status, err) == (0, [""])
    assert out == encryption_lines("********", "********", PAYLOAD)


@pytest.mark.parametrize(
    "arguments", [("--show-secrets", PAYLOAD), ("--show-secrets", "--", PAYLOAD), ("--show-secrets",) * 2 + (PAYLOAD,)]
)
def test_encryption_shows_the_key_when_asked(run: Run, arguments: tuple[str, str]) -> None:
    status, out, err = answer(run(CBC, *arguments, env=ENV))
    assert (status, err) == (0, [""])
    assert out == encryption_lines(KEY, IV, PAYLOAD)


def test_encryption_of_the_golden_vector(run: Run) -> None:
    case = golden()
    assert case.iv is not None
    env = {"NETCORE_AES_KEY": case.key, "NETCORE_AES_IV": case.iv}
    result = run(CBC, case.plaintext.decode(), env=env)
    assert f"\nEncrypted String (Base64): {case.text}\n" in result.stdout
    assert result.stdout.endswith("\nMatch: True\n")


def test_encryption_by_a_file_that_the_generator_wrote(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text(run(GENERATOR).stdout, encoding="utf-8")
    status, out, err = answer(run(CBC, "x", env={"NETCORE_AES_CREDENTIALS": str(path)}))
    assert (status, err, out[-2]) == (0, [""], "Match: True")


@pytest.mark.parametrize("name", [CBC, ENCRYPTION, DECRYPTION, GCM_ENCRYPTION, GCM_DECRYPTION])
@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("a", "b", "c")])
def test_a_wrong_number_of_arguments(run: Run, name: str, arguments: tuple[str, ...]) -> None:
    status, out, err = answer(run(name, *arguments))
    assert (status, err) == (1, [""])
    usage, example, end = out
    assert usage.startswith(f"Usage: python3 {name}.py ")
    assert example.startswith(f"Example: python3 {name}.py ")
    assert end == ""


@pytest.mark.parametrize("payload", ["--show-secrets", "--", "-h", ""])
@pytest.mark.parametrize("before", [(), ("--",)])
def test_the_last_argument_is_the_payload(run: Run, before: tuple[str, ...], payload: str) -> None:
    status, out, err = answer(run(CBC, *before, payload, env=ENV))
    assert (status, err) == (0, [""])
    assert out == encryption_lines("********", "********", payload)


def test_show_secrets_may_be_shown_and_encrypted(run: Run) -> None:
    status, out, err = answer(run(CBC, "--show-secrets", "--show-secrets", env=ENV))
    assert (status, err) == (0, [""])
    assert out == encryption_lines(KEY, IV, "--show-secrets")


@pytest.mark.parametrize(
    "arguments", [(PAYLOAD, "--show-secrets"), ("--", "--", PAYLOAD), ("--", "--show-secrets", PAYLOAD)]
)
def test_options_come_before_the_payload(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, _ = answer(run(CBC, *arguments, env=ENV))
    assert status == 1
    assert out[0].startswith("Usage: ")


NO_CBC_KEY = {
    "nothing": ({}, "aes256_key_iv_generator_script.*NETCORE_AES_KEY and NETCORE_AES_IV.*NETCORE_AES_CREDENTIALS"),
    "no iv": ({"NETCORE_AES_KEY": KEY}, "NETCORE_AES_IV is not; set both"),
    "no key": ({"NETCORE_AES_IV": IV}, "NETCORE_AES_KEY is not; set both"),
    "no file": ({"NETCORE_AES_CREDENTIALS": "/none"}, "'/none'.* cannot be read"),
    "short key": ({**ENV, "NETCORE_AES_KEY": KEY[:16]}, "the key has 16 bytes; it must have"),
    "long iv": ({**ENV, "NETCORE_AES_IV": IV + "xyz"}, "the IV has 19 bytes"),
    "line break": ({**ENV, "NETCORE_AES_KEY": KEY + "\n"}, "printable ASCII at position 32"),
}


@pytest.mark.parametrize(("env", "words"), NO_CBC_KEY.values(), ids=NO_CBC_KEY)
def test_encryption_without_a_good_key(run: Run, env: dict[str, str], words: str) -> None:
    status, out, err = answer(run(CBC, PAYLOAD, env=env))
    assert (status, out) == (2, [""])
    line, end = err
    assert re.search(words, line), line
    assert end == ""
    for secret in (KEY[:16], IV):
        assert secret not in line


def test_a_payload_that_is_not_utf8(run: Run) -> None:
    status, out, err = answer(run(CBC, "\udcff", env={**ENV, "PYTHONUTF8": "1"}))
    assert (status, out) == (2, [""])
    assert err[0].startswith("plaintext contains half of a surrogate pair")


@pytest.mark.parametrize(("name", "argument"), [(ENCRYPTION, "plaintext"), (DECRYPTION, "text")])
def test_a_v5_argument_that_is_not_utf8(run: Run, name: str, argument: str) -> None:
    status, out, err = answer(run(name, "\udcff", env={**GCM_ENV, "PYTHONUTF8": "1"}))
    assert (status, out) == (2, [""])
    assert err[0].startswith(f"{argument} contains half of a surrogate pair")


def test_a_terminal_that_is_not_utf8(run: Run) -> None:
    narrow = {**ENV, "PYTHONIOENCODING": "ascii"}
    assert "\\u2705 Key and IV lengths are correct!" in run(GENERATOR, env=narrow).stdout
    result = run(CBC, PAYLOAD, env={**narrow, "PYTHONUTF8": "1"})
    assert result.returncode == 0
    assert "gr\\xfc\\xdfen \\U0001f642" in result.stdout


def test_v5_generator(run: Run) -> None:
    status, out, err = answer(run(V5_GENERATOR))
    assert (status, err) == (0, [""])
    assert out[:2] == ["=== AES Base64 Credentials ===", ""]
    key, iv = value("KEY_B64 = ", out[2]), value("IV_B64  = ", out[3])
    assert netcore_aes.Cipher(key, iv).key_form == "base64"
    assert out[4] == ""
    assert out[5].startswith("Usage: ")


@pytest.mark.parametrize(("encryption", "decryption"), [(ENCRYPTION, DECRYPTION), (GCM_ENCRYPTION, GCM_DECRYPTION)])
@pytest.mark.parametrize("env", [GCM_ENV, {"NETCORE_AES_KEY": GCM_KEY + "="}], ids=["key", "surplus padding"])
def test_v5_there_and_back(run: Run, encryption: str, decryption: str, env: dict[str, str]) -> None:
    encrypted = run(encryption, PAYLOAD, env=env)
    assert (encrypted.returncode, encrypted.stderr) == (0, "")
    assert netcore_aes.Cipher(GCM_KEY, scheme=11258).decrypt(encrypted.stdout.removesuffix("\n")) == PAYLOAD
    decrypted = run(decryption, encrypted.stdout, env=env)
    assert answer(decrypted) == (0, [*PAYLOAD.split("\n"), ""], [""])


@pytest.mark.parametrize("name", [DECRYPTION, GCM_DECRYPTION])
@pytest.mark.parametrize("text", ["AAAA", "!", "A" * 64])
def test_v5_decryption_failed(run: Run, text: str, name: str) -> None:
    status, out, err = answer(run(name, text, env=GCM_ENV))
    assert (status, err) == (1, [""])
    line, end = out
    assert re.fullmatch("Decryption failed: the text (cannot be decrypted|is not valid base64).*", line)
    assert end == ""


@pytest.mark.parametrize("name", [ENCRYPTION, DECRYPTION, GCM_ENCRYPTION, GCM_DECRYPTION])
@pytest.mark.parametrize(
    ("env", "words"),
    [({}, "AES256_KEY_generator_V5.*NETCORE_AES_KEY"), ({"NETCORE_AES_KEY": KEY[:24]}, "the key has 24 bytes")],
)
def test_v5_without_a_good_key(run: Run, name: str, env: dict[str, str], words: str) -> None:
    status, out, err = answer(run(name, "AAAA", env=env))
    assert (status, out) == (2, [""])
    line, end = err
    assert re.search(words, line), line
    assert end == ""


@pytest.mark.parametrize("name", [CBC, GENERATOR, ENCRYPTION, DECRYPTION, V5_GENERATOR, GCM_ENCRYPTION, GCM_DECRYPTION])
def test_importing_prints_nothing(name: str, tmp_path: Path) -> None:
    assert answer(python("-c", f"import {name}", cwd=tmp_path)) == (0, [""], [""])
