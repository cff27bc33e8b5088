"""Many messages in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import netcore_aes
import pytest
from common import SCHEMES, cipher


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("of", [list, tuple, iter, dict.fromkeys, lambda items: (item for item in items)])
def test_any_iterable_will_do(scheme: int, of: Callable[[list[str]], Any]) -> None:
    ours = cipher(scheme)
    plaintexts = ["", "a", "Grüße", "x" * 10_000]
    texts = ours.encrypt_batch(of(plaintexts))
    assert type(texts) is list
    assert ours.decrypt_batch(of(texts)) == plaintexts


def test_nothing_makes_nothing() -> None:
    assert cipher().encrypt_batch([]) == []
    assert cipher().decrypt_batch(()) == []


@pytest.mark.parametrize("items", ["abc", b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_one_message_is_no_batch(items: Any) -> None:
    for work in (cipher().encrypt_batch, cipher().decrypt_batch):
        with pytest.raises(TypeError, match=f"^items must be a list .*, not {type(items).__name__}$"):
            work(items)


def test_an_item_of_another_type_is_named() -> None:
    for work in (cipher().encrypt_batch, cipher().decrypt_batch):
        for item in (None, 5, ["x"]):
            with pytest.raises(TypeError, match=f"^item 2 must be str, .*, not {type(item).__name__}$"):
                work(["AAAA", b"AAAA", item])  # type: ignore[list-item]


def test_the_item_at_fault_is_named() -> None:
    ours = cipher()
    good = ours.encrypt("good")
    with pytest.raises(netcore_aes.EncodingError, match="^item 3: the text is not valid base64") as caught:
        ours.decrypt_batch([good, good, good, good[:-1], "!"])
    assert caught.value.index == 3
    with pytest.raises(netcore_aes.DecryptError, match="^item 0: the text cannot be decrypted") as caught_too:
        ours.decrypt_batch(["AAAA", good])
    assert caught_too.value.index == 0
    with pytest.raises(netcore_aes.SurrogateError, match="^item 1 contains half of a surrogate pair") as third:
        ours.encrypt_batch(["x", "\ud800"])
    assert third.value.index == 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("size", "count"), [(767, 200), (768, 200), (769, 200), (4096, 63), (4096, 64), (4096, 65), (300_000, 60)])
def test_texts_are_those_of_one_message_each(scheme: int, size: int, count: int) -> None:
    """The core is called once 49 152 bytes in 64 messages are gathered, or 16 MiB."""
    ours = cipher(scheme)
    plaintexts = [f"{index:020}".ljust(size + index % 3, "x") for index in range(count)]
    texts = ours.encrypt_batch(plaintexts)
    assert [ours.decrypt(text) for text in texts] == plaintexts
    if scheme != 11258:
        assert texts == [ours.encrypt(plaintext) for plaintext in plaintexts]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [20, 8191, 8192, 49_151, 49_152, 49_153, 200_000])
def test_a_batch_is_taken_in_pieces(scheme: int, size: int) -> None:
    """The core is called once 49 152 bytes are gathered; to encrypt, in 64 messages at least, or 16 MiB."""
    ours = cipher(scheme)
    plaintexts = [f"{index:020}".ljust(size, "x") for index in range(max(8, 100_000 // size))]
    texts = ours.encrypt_batch(plaintexts)
    assert ours.decrypt_batch(texts) == plaintexts
    assert [ours.decrypt(text) for text in texts] == plaintexts
    not_utf8 = ours.encrypt(b"\xff")
    for index in (0, 1, 6, len(texts) // 2, len(texts) - 1):
        for bad in ("AAAA", "!", not_utf8):
            error = netcore_aes.EncodingError if bad == "!" else netcore_aes.DecryptError
            with pytest.raises(error, match=f"^item {index}: ") as caught:
                ours.decrypt_batch([*texts[:index], bad, *texts[index + 1 :]])
            assert caught.value.index == index


def test_without_a_batch_there_is_no_index() -> None:
    with pytest.raises(netcore_aes.DecryptError) as caught:
        cipher().decrypt("AAAA")
    assert caught.value.index is None


def test_what_is_not_utf8_is_a_plain_decrypt_error() -> None:
    ours = cipher()
    texts = ours.encrypt_batch(["good", b"\xff\xfe"])
    with pytest.raises(netcore_aes.DecryptError) as caught:
        ours.decrypt_batch(texts)
    with pytest.raises(netcore_aes.DecryptError) as other:
        ours.decrypt_batch([texts[0], "AAAA"])
    assert (caught.value.args, caught.value.index) == (other.value.args, other.value.index)


def test_an_error_of_the_iterable_comes_through() -> None:
    def items() -> Iterator[str]:
        yield "x"
        raise LookupError("of the iterable")

    class Broken:
        def __iter__(self) -> Iterator[str]:
            raise LookupError("of the iterable")

    for broken in (items(), Broken()):
        with pytest.raises(LookupError, match="of the iterable"):
            cipher().encrypt_batch(broken)
