"""The conformance driver of Python: runs every shared vector and prints the results, as ../README.md says.

Argument: the folder of the vectors.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import netcore_aes
from netcore_aes import Cipher, NetcoreAesError, UploadRequest, check_events

if TYPE_CHECKING:
    from collections.abc import Iterator

    Case = dict[str, Any]

FILES = ("11256.json", "11257.json", "11258.json", "golden.json")
NOW = 1756209943
"""Stands for a ``now`` of null."""

NAMES: dict[type[NetcoreAesError], str] = {
    netcore_aes.UnknownSchemeError: "SCHEME",
    netcore_aes.AadNotTakenError: "SCHEME",
    netcore_aes.InvalidKeyError: "KEY",
    netcore_aes.InvalidIvError: "IV",
    netcore_aes.TooLargeError: "TOO_LARGE",
    netcore_aes.EncodingError: "ENCODING",
    netcore_aes.DecryptError: "DECRYPT",
    netcore_aes.RandomError: "RANDOM",
    netcore_aes.OutOfMemoryError: "MEMORY",
    netcore_aes.KeyUsedUpError: "LIMIT",
    netcore_aes.EventStreamError: "EVENT_STREAM",
    netcore_aes.EventTooLongError: "EVENT_TOO_LONG",
    netcore_aes.AssetIdError: "ASSET_ID",
    netcore_aes.ApiKeyError: "API_KEY",
    netcore_aes.UnknownRegionError: "REGION",
    netcore_aes.SelfTestError: "PANIC",
}
"""An error's name in C and in the vectors."""


def main(folder: Path) -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for line in library():
        print(*line, sep="\t")
    count = 0
    for line in outcomes(folder):
        print(*line, sep="\t")
        count += 1
    print("end", count, sep="\t")


def library() -> Iterator[list[object]]:
    """The lines of the library itself."""
    yield ["version", netcore_aes.__version__]
    for name, code in sorted(netcore_aes.SCHEMES.items(), key=lambda item: item[1]):
        yield ["scheme", code, name.removeprefix("AES_256_")]
    for status, name in sorted({(error.status, name) for error, name in NAMES.items()}):
        yield ["status", status, name]


def outcomes(folder: Path) -> Iterator[list[object]]:
    """A line for each case."""

    def load(file: str) -> list[Case]:
        return json.loads((folder / file).read_text(encoding="utf-8"))["cases"]  # type: ignore[no-any-return]

    for file in FILES:
        for case in load(file):
            yield ["case", file, case["id"], *of_case(case)]
    events = load("events.json")
    [golden] = load("golden.json")
    for scheme, wrong in ((11256, "AAAA"), (11257, "00")):
        for outcome in of_batch(golden, scheme, events, wrong):
            yield ["batch", scheme, *outcome]
    for case in events:
        yield ["events", case["id"], *of_events(case)]
    for case in load("requests.json"):
        yield ["request", case["id"], *of_request(case)]


def hexed(data: str | bytes) -> str:
    return (data.encode() if isinstance(data, str) else data).hex() or "-"


def refusal(error: NetcoreAesError) -> list[object]:
    [name] = [name for known, name in NAMES.items() if isinstance(error, known)]
    return ["error", name, error.status]


def of_case(case: Case) -> list[object]:
    try:
        cipher = Cipher(case["key"], case["iv"], scheme=case["scheme"])
    except NetcoreAesError as error:
        return [*refusal(error), hexed(str(error))]
    try:
        return ["ok", *of_op(cipher, case)]
    except NetcoreAesError as error:
        return refusal(error)


def of_op(cipher: Cipher, case: Case) -> list[object]:
    plaintext, aad = bytes.fromhex(case["plaintext"]), bytes.fromhex(case["aad"])
    match case["op"]:
        case "new":
            return [cipher.scheme, cipher.key_form]
        case "roundtrip":
            text = cipher.encrypt(plaintext)
            return [text, hexed(cipher.decrypt_bytes(text))]
        case "decrypt":
            plaintext = cipher.decrypt_bytes(case["text"], aad=aad)
            text = cipher.encrypt(plaintext, aad=aad)
            return [hexed(plaintext), len(text), hexed(cipher.decrypt_bytes(text, aad=aad))]
        case "encrypt":
            return [cipher.encrypt(plaintext, aad=aad)]
        case other:
            raise SystemExit(f"{case['id']}: unknown op {other}")


def of_batch(golden: Case, scheme: int, events: list[Case], wrong: str) -> Iterator[list[object]]:
    cipher = Cipher(golden["key"], golden["iv"], scheme=scheme)
    texts = cipher.encrypt_batch(case["payload"] for case in events)
    plaintexts = cipher.decrypt_batch(texts)
    yield ["ok", len(texts), ",".join(texts), ",".join(map(hexed, plaintexts))]
    texts[2] = wrong
    try:
        cipher.decrypt_batch(texts)
    except NetcoreAesError as error:
        yield [*refusal(error), error.index]
    else:
        yield ["ok"]


def of_events(case: Case) -> list[object]:
    now = NOW if case["now"] is None else case["now"]
    problems = check_events(case["payload"], asset_id=case["asset_id"], now=now)
    severities = [problem.severity for problem in problems]
    fields: list[object] = ["ok", severities.count("error"), severities.count("warning")]
    for problem in problems:
        fields += [hexed(problem.pointer), problem.rule, problem.severity, hexed(problem.message)]
    return fields


def of_request(case: Case) -> list[object]:
    arguments = {name: case[name] for name in ("scheme", "asset_id", "api_key", "region")}
    try:
        request = UploadRequest(case["text"], **arguments)
    except NetcoreAesError as error:
        return refusal(error)
    headers = [field for name, value in request.headers.items() for field in (name, hexed(value))]
    return ["ok", request.url, *headers, hexed(request.body)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
