"""The key and the IV from the environment, or from a file that it names."""

from __future__ import annotations

import json
import os
import re

from ._errors import CredentialsError

KEY = "NETCORE_AES_KEY"
IV = "NETCORE_AES_IV"
FILE = "NETCORE_AES_CREDENTIALS"
API_KEY = "NETCORE_API_KEY"

# The names that the generators print are read too, so that their output can be saved as the file.
_NAMES = {
    **{KEY: "key", "key_string": "key", "KEY_B64": "key"},
    **{IV: "IV", "iv_string": "IV", "IV_B64": "IV"},
    API_KEY: "API key",
}
_LINE = re.compile(rf"\s*(?:export\s+)?({'|'.join(_NAMES)})\s*=\s*(.*?)\s*")
_VALUE = re.compile(r'"(.+)"|\'(.+)\'|([^"\'].*)')
_MAX_SIZE = 65536


def load_key_and_iv() -> tuple[str, str]:
    """Find the key and the IV of the CBC schemes. Raises :class:`CredentialsError`, which says how to set them."""
    key, iv = os.environ.get(KEY), os.environ.get(IV)
    if key and iv:
        return key, iv
    if key or iv:
        present, missing = (KEY, IV) if key else (IV, KEY)
        raise CredentialsError(f"{present} is set, but {missing} is not; set both")
    path = os.environ.get(FILE)
    if not path:
        raise CredentialsError(
            f"the key and the IV are not set: run `python3 -m aes256_key_iv_generator_script`, then set {KEY} and {IV}"
            f" to the values that it prints, or {FILE} to the name of a file that contains them"
        )
    found = _read(path)
    return _get(found, "key", path), _get(found, "IV", path)


def load_gcm_key() -> str:
    """Find the key of scheme 11258. Raises :class:`CredentialsError`, which says how to set it."""
    key, path = os.environ.get(KEY), os.environ.get(FILE)
    if key:
        return key
    if not path:
        raise CredentialsError(
            f"the key is not set: run `python3 -m AES256_KEY_generator_V5`, then set {KEY} to the KEY_B64 that it"
            f" prints, or {FILE} to the name of a file that contains it"
        )
    return _get(_read(path), "key", path)


def load_api_key() -> str | None:
    """Find the API key of the panel, which the file may contain as well; none if it is not set."""
    key, path = os.environ.get(API_KEY), os.environ.get(FILE)
    return key or (_read(path).get("API key") if path else None)


def _get(found: dict[str, str], name: str, path: str) -> str:
    if name not in found:
        line = f"{KEY if name == 'key' else IV}=..."
        raise CredentialsError(f"the file {path!r} contains no {name}; add a line {line}")
    return found[name]


def _read(path: str) -> dict[str, str]:
    # The error is raised outside the `except` blocks: the exceptions caught there contain the file's text, and would
    # become the context of ours.
    fault = ""
    data, text = b"", ""
    try:
        with open(path, "rb") as file:
            data = file.read(_MAX_SIZE + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        fault = f"cannot be read: {error.strerror}"
    except ValueError:
        fault = "is not UTF-8 text"
    if len(data) > _MAX_SIZE:
        fault = "is too large for a file of credentials"
    if fault:
        raise CredentialsError(f"the file {path!r}, which {FILE} names, {fault}")
    return _read_json(text, path) if text.lstrip().startswith("{") else _read_lines(text, path)


def _read_json(text: str, path: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise CredentialsError(f'the file {path!r} is not valid JSON; it must read {{"key": "...", "iv": "..."}}')
    found = {"key": values.get("key"), "IV": values.get("iv"), "API key": values.get("api_key")}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _read_lines(text: str, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        setting = _LINE.fullmatch(line)
        if setting is None:
            continue
        name = _NAMES[setting[1]]
        value = _VALUE.fullmatch(setting[2])
        if value is None:
            raise CredentialsError(f"the file {path!r}, line {number}: the {name} is empty, or its quotes do not match")
        if name in found:
            raise CredentialsError(f"the file {path!r}, line {number}, sets the {name} a second time; remove one line")
        found[name] = value[value.lastindex or 0]
    return found
