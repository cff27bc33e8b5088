"""The shared vectors, and the expected outcome of each case.

An outcome is a list of fields; an expected field is the string itself, or a check of the string.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

CASES = ("11256.json", "11257.json", "11258.json", "golden.json")
BATCHES = {"11256": "AAAA", "11257": "00"}
BY_CLOCK = {"timestamp-old", "timestamp-future"}

Case = dict[str, Any]
Key = tuple[str, ...]
"""The kind of a line, and what identifies it among others of its kind."""
Check = Callable[[str], bool]
Expected = list[str | Check]


@dataclass(frozen=True)
class Vectors:
    """The files of a folder. `statuses`: the number of each error's name."""

    folder: Path
    statuses: dict[str, str]

    def load(self, file: str) -> list[Case]:
        content = json.loads((self.folder / file).read_text(encoding="utf-8"))
        cases: list[Case] = content["cases"]
        if not len(cases) == content["count"] > 0 or len({case["id"] for case in cases}) != len(cases):
            raise SystemExit(f"{file}: the number of cases is not its count, or an id stands twice")
        return cases

    @cached_property
    def cases(self) -> dict[Key, Case]:
        """Each case of each file, in the order of the output."""
        found: dict[Key, Case] = {("case", file, case["id"]): case for file in CASES for case in self.load(file)}
        found |= {("batch", scheme, which): {} for scheme in BATCHES for which in ("all", "one-wrong")}
        found |= {("events", case["id"]): case for case in self.load("events.json")}
        return found | {("request", case["id"]): case for case in self.load("requests.json")}

    @cached_property
    def payloads(self) -> list[bytes]:
        """The messages of the batches."""
        return [case["payload"].encode() for case in self.load("events.json")]

    @cached_property
    def ciphertexts(self) -> list[bytes] | None:
        """The payloads as OpenSSL encrypts them; None without OpenSSL."""
        [golden] = self.load("golden.json")
        key, iv = golden["key"].encode().hex(), golden["iv"].encode().hex()
        command = ["openssl", "enc", "-aes-256-cbc", "-K", key, "-iv", iv]
        try:
            return [subprocess.run(command, input=it, capture_output=True, check=True).stdout for it in self.payloads]
        except FileNotFoundError:
            return None

    def expected(self, key: Key) -> Expected:
        """The expected outcome of a case; for events see `same_problems`."""
        if key[0] == "batch":
            return self.of_batch(key)
        case = self.cases[key]
        if key[0] == "request":
            return self.of_request(case)
        if case["error"] is not None:
            message: Expected = [says_nothing_of(case["key"], case["iv"] or "")] if case["op"] == "new" else []
            return self.error(case["error"]) + message
        return of_success(case)

    def error(self, name: str) -> Expected:
        return ["error", name, self.statuses[name]]

    def of_batch(self, key: Key) -> Expected:
        _, scheme, which = key
        if which == "one-wrong":
            return [*self.error("DECRYPT"), "2"]
        encode = hexed if scheme == "11257" else lambda data: base64.b64encode(data).decode()
        count = str(len(self.payloads))
        texts = any_texts(count) if self.ciphertexts is None else ",".join(map(encode, self.ciphertexts))
        return ["ok", count, texts, ",".join(map(hexed, self.payloads))]

    def of_request(self, case: Case) -> Expected:
        if case["error"] is not None:
            return self.error(case["error"])
        headers = [field for name, value in case["headers"] for field in (name, hexed(value.encode()))]
        return ["ok", case["url"], *headers, hexed(case["body"].encode())]


def hexed(data: bytes) -> str:
    return data.hex() or "-"


def unhexed(field: str) -> str | None:
    """The string that a field holds as hex; None if the field is not hex, or empty."""
    try:
        data = bytes.fromhex(field)
        return data.decode() if data and data.hex() == field else None
    except ValueError:
        return None


def any_texts(count: str) -> Check:
    return lambda field: str(len(field.split(","))) == count


def says_nothing_of(*secrets: str) -> Check:
    """A check that a field is the hex of a message without any of the secrets, even in part."""

    def check(field: str) -> bool:
        message = unhexed(field)
        return message is not None and not any(secret[:8] in message for secret in secrets if len(secret) >= 8)

    return check


def of_success(case: Case) -> Expected:
    plaintext = hexed(bytes.fromhex(case["plaintext"]))
    if case["op"] == "new":
        return ["ok", str(case["scheme"]), "text" if len(case["key"]) == 32 else "base64"]
    if case["op"] == "roundtrip":
        return ["ok", case["text"], plaintext]
    assert case["op"] == "decrypt", case["id"]
    return ["ok", plaintext, str(text_len(case["scheme"], len(case["plaintext"]) // 2)), plaintext]


def text_len(scheme: int, plaintext_len: int) -> int:
    """The length of a plaintext's text, by the definition of each scheme."""
    sealed = plaintext_len + 28 if scheme == 11258 else plaintext_len // 16 * 16 + 16
    return sealed * 2 if scheme == 11257 else -(-sealed // 3) * 4


def same_problems(case: Case, fields: list[str]) -> bool:
    """Whether the fields of an `events` line list the problems of the case, each with a message.

    A case without a time is checked at a fixed one, so its problems of old and future timestamps are not compared.
    """
    rows = [tuple(fields[start : start + 4]) for start in range(3, len(fields), 4)]
    if fields[:1] != ["ok"] or any(len(row) != 4 or unhexed(row[3]) is None for row in rows):
        return False
    severities = [row[2] for row in rows]
    if fields[1:3] != [str(severities.count("error")), str(severities.count("warning"))]:
        return False
    listed = [row[:3] for row in rows if case["now"] is not None or row[1] not in BY_CLOCK]
    expected = [(hexed(it["pointer"].encode()), it["rule"], it["severity"]) for it in case["problems"]]
    return listed == expected
