"""Calls that are refused, each with the class, the status and the message of its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import netcore_aes
from common import API_KEY, GCM_KEY, IV, KEY, cipher
from netcore_aes import Cipher, EventSplitter, UploadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = cipher().encrypt("a message")


def request(text: str = TEXT, asset_id: str = "asset", api_key: str = API_KEY, region: str = "us") -> UploadRequest:
    return UploadRequest(text, scheme=11256, asset_id=asset_id, api_key=api_key, region=region)


def from_events(events: object) -> UploadRequest:
    return UploadRequest.from_events(cipher(), events, asset_id="asset", api_key=API_KEY)  # type: ignore[arg-type]


def used_wrongly(scheme: int, key: str, iv: str | None = None) -> Callable[[], object]:
    return lambda: Cipher(key, iv, scheme=scheme)


@dataclass(frozen=True)
class Refusal:
    error: type[netcore_aes.NetcoreAesError]
    status: int
    call: Callable[[], object]
    words: str
    index: int | None = None


# The statuses are literal, since they must never change.
REFUSALS = [
    Refusal(netcore_aes.UnknownSchemeError, 2, used_wrongly(11255, KEY, IV), "11255 .* 11256, 11257 or 11258"),
    Refusal(netcore_aes.UnknownSchemeError, 2, used_wrongly(-1, KEY, IV), "11256, 11257 or 11258"),
    Refusal(netcore_aes.UnknownSchemeError, 2, used_wrongly(2**32, KEY, IV), "11256, 11257 or 11258"),
    Refusal(netcore_aes.UnknownSchemeError, 2, used_wrongly(10**5000, KEY, IV), "11256, 11257 or 11258"),
    Refusal(netcore_aes.AadNotTakenError, 2, lambda: cipher().encrypt("x", aad="y"), "not take associated data"),
    Refusal(netcore_aes.AadNotTakenError, 2, lambda: cipher().decrypt(TEXT, aad="y"), "not take associated data"),
    Refusal(netcore_aes.AadNotTakenError, 2, lambda: cipher().decrypt_bytes(TEXT, aad="y"), "not take associated data"),
    Refusal(netcore_aes.KeyLengthError, 3, used_wrongly(11256, KEY[:-1], IV), "key has 31 bytes"),
    Refusal(netcore_aes.KeyLengthError, 3, used_wrongly(11256, "", IV), "key has 0 bytes"),
    Refusal(netcore_aes.KeyCharacterError, 3, used_wrongly(11256, KEY + "\n", IV), "position 32"),
    Refusal(netcore_aes.KeyCharacterError, 3, used_wrongly(11256, KEY[:-1] + "é", IV), "position 31"),
    Refusal(netcore_aes.KeyBase64Error, 3, used_wrongly(11258, GCM_KEY[:-1] + "!"), "44 characters"),
    Refusal(netcore_aes.KeyPaddingError, 3, used_wrongly(11258, GCM_KEY + "="), 'has 45 .* remove each "="'),
    Refusal(netcore_aes.IvLengthError, 4, used_wrongly(11256, KEY, IV + "x"), "IV has 17 bytes"),
    Refusal(netcore_aes.IvCharacterError, 4, used_wrongly(11257, KEY, IV[:-1] + "\0"), "position 15"),
    Refusal(netcore_aes.IvBase64Error, 4, used_wrongly(11256, KEY, IV + IV[:8]), "24 characters"),
    Refusal(netcore_aes.IvPaddingError, 4, used_wrongly(11256, KEY, IV + IV[:8] + "=="), 'has 26 .* remove each "="'),
    Refusal(netcore_aes.IvRequiredError, 4, used_wrongly(11256, KEY), "needs an IV"),
    Refusal(netcore_aes.IvNotTakenError, 4, used_wrongly(11258, GCM_KEY, IV), "does not take an IV"),
    Refusal(netcore_aes.EncodingError, 8, lambda: cipher().decrypt(TEXT + " "), "not valid base64"),
    Refusal(netcore_aes.EncodingError, 8, lambda: cipher(11257).decrypt("0"), "not valid hexadecimal"),
    Refusal(netcore_aes.EncodingError, 8, lambda: request(text="[{}]"), "not valid base64"),
    Refusal(netcore_aes.EncodingError, 8, lambda: cipher().decrypt_batch([TEXT, "A"]), "item 1: .*valid base64", 1),
    Refusal(netcore_aes.DecryptError, 9, lambda: cipher().decrypt("AAAA"), "cannot be decrypted"),
    Refusal(netcore_aes.DecryptError, 9, lambda: cipher().decrypt_bytes(""), "cannot be decrypted"),
    Refusal(netcore_aes.DecryptError, 9, lambda: cipher().decrypt(cipher().encrypt(b"\xff")), "cannot be decrypted"),
    Refusal(netcore_aes.DecryptError, 9, lambda: cipher(11258).decrypt("A" * 64), "cannot be decrypted"),
    Refusal(netcore_aes.DecryptError, 9, lambda: cipher().decrypt_batch(["", TEXT]), "item 0: .* decrypted", 0),
    Refusal(netcore_aes.EventStreamError, 20, lambda: EventSplitter().push(b"[,{}]"), "at byte 1;"),
    Refusal(netcore_aes.EventTooLongError, 21, lambda: EventSplitter(9).push(b"[" + b"9" * 10), "longer than 9 bytes"),
    Refusal(netcore_aes.EventsError, -1, lambda: from_events({"identity": TEXT}), "/0/asset_id: missing field"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: from_events({KEY: "\ud800"}), "events contain half"),
    Refusal(netcore_aes.AssetIdError, 30, lambda: request(asset_id=""), "asset id is empty"),
    Refusal(netcore_aes.AssetIdError, 30, lambda: request(asset_id="a\r\nb: c"), "position 1"),
    Refusal(netcore_aes.ApiKeyError, 31, lambda: request(api_key=""), "API key is empty"),
    Refusal(netcore_aes.ApiKeyError, 31, lambda: request(api_key=API_KEY + "\n"), "position 16"),
    Refusal(netcore_aes.UnknownRegionError, 32, lambda: request(region="US"), "us, in or eu"),
    Refusal(netcore_aes.SurrogateError, -1, used_wrongly(11256, KEY + "\ud800", IV), "key contains half"),
    Refusal(netcore_aes.SurrogateError, -1, used_wrongly(11256, KEY, IV + "\udfff"), "iv contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: cipher().encrypt(KEY + "\ud800"), "plaintext contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: cipher().decrypt(KEY + "\ud800"), "text contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: cipher().decrypt_bytes(KEY + "\ud800"), "text contains half"),
    Refusal(
        netcore_aes.SurrogateError, -1, lambda: cipher(11258).encrypt("x", aad=KEY + "\ud800"), "aad contains half"
    ),
    Refusal(
        netcore_aes.SurrogateError, -1, lambda: cipher().encrypt_batch(["x", KEY + "\ud800"]), "item 1 contains", 1
    ),
    Refusal(netcore_aes.SurrogateError, -1, lambda: cipher().decrypt_batch([KEY + "\ud800"]), "item 0 contains", 0),
    Refusal(netcore_aes.SurrogateError, -1, lambda: request(text=TEXT + "\ud800"), "text contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: request(asset_id="a\ud800"), "asset_id contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: request(api_key=API_KEY + "\ud800"), "api_key contains half"),
    Refusal(netcore_aes.SurrogateError, -1, lambda: request(region="\ud800"), "region contains half"),
]
