"""A typed program that uses the package, checked by mypy --strict; a `type: ignore` that is not needed fails."""

from collections.abc import Mapping

import netcore_aes
from netcore_aes import Cipher, Credentials, EventsError, NetcoreAesError, Problem, UploadRequest


def use() -> None:
    credentials: Credentials = netcore_aes.keygen()
    key, iv = credentials
    cipher = Cipher(key, iv.encode(), scheme=11256)
    text: str = cipher.encrypt(bytearray(b"x"), aad=None)
    plaintext: str = cipher.decrypt(memoryview(text.encode()))
    raw: bytes = cipher.decrypt_bytes(text)
    texts: list[str] = cipher.encrypt_batch(iter([plaintext, raw.hex()]))
    plaintexts: list[str] = cipher.decrypt_batch(texts)
    column: netcore_aes.ArrowColumn = cipher.encrypt_arrow(Column())
    checked: netcore_aes.ArrowColumn = netcore_aes.check_arrow(cipher.decrypt_arrow(column), asset_id="asset", now=0.5)
    print(len(checked))
    request = UploadRequest(text, scheme=cipher.scheme, asset_id="asset", api_key="api-key", region="in")
    headers: dict[str, str] = request.headers
    schemes: Mapping[str, int] = netcore_aes.SCHEMES
    problems: list[Problem] = netcore_aes.check_events([])
    event: int | None = problems[0].event
    print(event)
    print(plaintexts, headers, schemes, request.method, request.url, request.body, netcore_aes.__version__)
    try:
        Cipher(netcore_aes.generate_gcm_key(), scheme=11258)
    except EventsError as error:
        first: int | None = error.problems[0].event
        print(first)
    except NetcoreAesError as error:
        status: int = error.status
        index: int | None = error.index
        print(status, index)


def misuse(cipher: Cipher) -> None:
    Cipher(5)  # type: ignore[arg-type]
    Cipher("key", "iv", 11256)  # type: ignore[call-arg]
    Cipher("key", scheme="11256")  # type: ignore[arg-type]
    cipher.encrypt(None)  # type: ignore[arg-type]
    cipher.encrypt_batch([5])  # type: ignore[list-item]
    cipher.encrypt_arrow(["x"])  # type: ignore[arg-type]
    cipher.scheme = 1  # type: ignore[misc]
    netcore_aes.check_events([])[0].event = 1  # type: ignore[misc]
    UploadRequest("text", scheme=11256, asset_id=b"x", api_key="x")  # type: ignore[arg-type]


class Column:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return requested_schema


class Mine(Cipher):  # type: ignore[misc]
    pass
