"""The cases that must be refused: setting up, reading the text, decrypting it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bad_texts import BASE64_FAULTS, HEX_FAULTS, LOW_BYTE_A, loosen, put
from oracle import (
    BLOCK,
    CBC_BASE64,
    ENCODING,
    GCM_BASE64,
    KEY_SIZE,
    LENGTH,
    NONCE_SIZE,
    PADDING,
    TAG,
    TAG_SIZE,
    TAKES_NO_AAD,
    UNKNOWN_SCHEME,
    Case,
    Fault,
    Scheme,
    cbc,
    draw,
    draw_base64,
    draw_pair,
    draw_text,
    encode,
    read_pair,
    read_text,
    sealed,
    spoiled,
)

PLUS_SLASH = bytes.fromhex("fbffbf")  # "+/+/" in base64

# Bytes of the messages in bad_texts.py, before they are encoded.
CBC_SIZES = {"two": 16, "one": 32, "none": 48, "long": 192}
GCM_SIZES = {"two": 28, "one": 29, "none": 30, "long": 192}


def flip(raw: bytes, at: int) -> bytes:
    flipped = bytearray(raw)
    flipped[at] ^= 1
    return bytes(flipped)


def refusals(scheme: Scheme) -> Iterator[Case]:
    yield from unknown_schemes(scheme)
    yield from bad_pairs(scheme)
    yield from bad_encodings(scheme)
    if scheme.gcm:
        yield from gcm_forgeries(scheme)
    else:
        yield from unwanted_aad(scheme)
        yield from cbc_lengths(scheme)
        yield from cbc_mismatches(scheme)
        yield from cbc_paddings(scheme)


# Setting up


def new(scheme: Scheme, name: str, fault: Fault, /, **changes: Any) -> Case:
    case_id = f"{scheme.code}/new/{name}"
    return replace(Case(case_id, "new", scheme.code, *draw_pair(scheme, case_id), fault=fault), **changes)


def unknown_schemes(scheme: Scheme) -> Iterator[Case]:
    # Some 65536 above a scheme: a code cut down to 16 bits must not pass for it.
    for code in (0, 1, 11255, 11259, scheme.code + 65536, 4294967295):
        yield new(scheme, f"scheme/{code}", UNKNOWN_SCHEME, scheme=code)
    yield new(scheme, "scheme/before-key", UNKNOWN_SCHEME, scheme=0, key="short")
    yield new(scheme, "scheme/before-iv", UNKNOWN_SCHEME, scheme=11259, iv="short")


def bad_pairs(scheme: Scheme) -> Iterator[Case]:
    for name, key, reason in bad_credentials(f"{scheme.code}/key", KEY_SIZE, (0, 1, 16, 24, 31, 33, 43, 45, 64)):
        yield new(scheme, f"key/{name}", Fault("KEY", reason), key=key)
    yield new(scheme, "key/before-iv", Fault("KEY", "length"), key="short", iv="short")
    if scheme.gcm:
        taken = Fault("IV", "not taken")
        for size in (1, NONCE_SIZE, BLOCK, 24, 32):
            yield new(scheme, f"iv/given-{size}", taken, iv=draw_text(f"{scheme.code}/iv-{size}", size))
        yield new(scheme, "iv/given-base64", taken, iv=draw_base64(f"{scheme.code}/iv", BLOCK))
        return
    yield new(scheme, "iv/null", Fault("IV", "length"), iv=None)
    for name, iv, reason in bad_credentials(f"{scheme.code}/iv", BLOCK, (0, 1, 12, 15, 17, 23, 25, 32)):
        yield new(scheme, f"iv/{name}", Fault("IV", reason), iv=iv)


def bad_credentials(label: str, size: int, lengths: tuple[int, ...]) -> Iterator[tuple[str, str, str]]:
    """Name, value and reason of each: a key and an IV go wrong in the same ways, but for their sizes."""
    for length in lengths:
        yield f"length-{length}", draw_text(f"{label}/length-{length}", length), "length"
    yield "hex", draw(f"{label}/hex", size).hex(), "length"

    text = draw_text(f"{label}/text", size)
    yield "right-bytes-wrong-characters", put(text[1:], 5, "é"), "characters"
    yield "right-characters-wrong-bytes", put(text, 5, "é"), "characters"
    yield "low-byte-is-ascii", put(text, 5, LOW_BYTE_A), "characters"
    yield "tab-inside", put(text, 5, "\t"), "characters"
    yield "newline-last", put(text, -1, "\n"), "characters"
    yield "delete-character", put(text, 5, "\x7f"), "characters"
    yield "text-then-newline", text + "\n", "characters"

    raw = (PLUS_SLASH * size)[:size]
    good = base64.b64encode(raw).decode()
    yield "base64-bad-character", put(good, 9, "!"), "base64"
    yield "base64-url-safe", base64.urlsafe_b64encode(raw).decode(), "base64"
    yield "base64-unpadded", good.rstrip("="), "length"
    yield "base64-surplus-padding", good + "=", "length"
    yield "base64-surplus-padding-twice", good + "==", "length"
    yield "base64-padding-replaced", good.rstrip("=").ljust(len(good), "A"), "base64"
    yield "base64-one-byte-less", base64.b64encode(raw[1:]).decode().ljust(len(good), "="), "base64"
    yield "base64-stray-bits", loosen(good), "base64"
    yield "base64-equals-inside", put(good, 9, "="), "base64"
    yield "base64-space-first", put(good, 0, " "), "base64"
    yield "base64-space-inside", put(good, 9, " "), "base64"
    yield "base64-newline-last", put(good, -1, "\n"), "characters"
    yield "base64-then-newline", good + "\n", "characters"
    yield "base64-low-byte-is-ascii", put(good, 9, LOW_BYTE_A), "characters"


# Reading the text


def bad_encodings(scheme: Scheme) -> Iterator[Case]:
    for name, size, spoil in HEX_FAULTS if scheme.hex else BASE64_FAULTS:
        good = message(scheme, f"encoding/{name}", size)
        yield spoiled(good, ENCODING, text=spoil(good.text))
    if scheme.gcm:
        good = message(scheme, "encoding/before-aad", "none")
        yield spoiled(good, ENCODING, text=good.text + " ", aad=b"wrong")


def message(scheme: Scheme, name: str, size: str) -> Case:
    """A good message of a known length, to be spoiled."""
    room = GCM_SIZES[size] - NONCE_SIZE - TAG_SIZE if scheme.gcm else CBC_SIZES[size] - 1
    return sealed(scheme, "decrypt", name, draw(f"{scheme.code}/{name}/plaintext", room))


# Decrypting


def with_raw(scheme: Scheme, name: str, fault: Fault, raw: bytes) -> Case:
    """A text that is read well and cannot be decrypted."""
    case_id = f"{scheme.code}/decrypt/{name}"
    return Case(case_id, "decrypt", scheme.code, *draw_pair(scheme, case_id), text=encode(scheme, raw), fault=fault)


def random_raw(scheme: Scheme, sizes: tuple[int, ...]) -> Iterator[Case]:
    for size in sizes:
        yield with_raw(scheme, f"bad-length/{size}", LENGTH, draw(f"{scheme.code}/bad-length/{size}", size))


def unwanted_aad(scheme: Scheme) -> Iterator[Case]:
    for name, plaintext, aad in (("text", b"event", b"aad"), ("empty", b"", b"\0"), ("block", b"event", bytes(BLOCK))):
        good = sealed(scheme, "encrypt", f"aad/{name}", plaintext)
        yield spoiled(good, TAKES_NO_AAD, plaintext=plaintext, text="", aad=aad)
    good = sealed(scheme, "decrypt", "aad/good-text", b"event")
    yield spoiled(good, TAKES_NO_AAD, aad=b"aad")
    for name, text in (("bad-text", "!"), ("empty-text", ""), ("short-text", "AAAA")):
        good = sealed(scheme, "decrypt", f"aad/{name}", b"event")
        yield spoiled(good, TAKES_NO_AAD, text=text, aad=b"aad")


def cbc_lengths(scheme: Scheme) -> Iterator[Case]:
    yield from random_raw(scheme, (0, 1, 3, 15, 17, 31, 33))
    if not scheme.hex:
        good = sealed(scheme, "decrypt", "bad-length/hex-read-as-base64", b"event")
        yield spoiled(good, LENGTH, text=read_text(scheme, good.text).hex())


def cbc_mismatches(scheme: Scheme) -> Iterator[Case]:
    """Faults that reach the padding by way of AES. One in 256 would pass by chance: `verify` saw that none does."""
    # Letters and digits are above 16: whatever block of them comes last, it is no padding.
    letters = draw_text(f"{scheme.code}/truncated", 3 * BLOCK).encode()
    good = sealed(scheme, "decrypt", "padding/truncated-by-a-block", letters)
    yield spoiled(good, PADDING, text=encode(scheme, read_text(scheme, good.text)[:-BLOCK]))

    good = sealed(scheme, "decrypt", "padding/wrong-key", b"event " * 10)
    yield spoiled(good, PADDING, key=draw_text(f"{good.id}/other-key", KEY_SIZE))
    good = sealed(scheme, "decrypt", "padding/wrong-iv-of-one-block", b"event")
    yield spoiled(good, PADDING, iv=draw_text(f"{good.id}/other-iv", BLOCK))
    other = sealed(GCM_BASE64, "decrypt", "padding/gcm-text", b"even")  # 4 bytes make it two whole blocks
    yield with_raw(scheme, "padding/gcm-text", PADDING, read_text(GCM_BASE64, other.text))


def cbc_paddings(scheme: Scheme) -> Iterator[Case]:
    for name, blocks in wrong_paddings():
        empty = with_raw(scheme, f"padding/{name}", PADDING, b"")
        # Some stand behind another block, by the toss of the id: a padding is found in the first block or in a later.
        before = draw(f"{empty.id}/before", BLOCK) if draw(empty.id, 1)[0] % 2 else b""
        raw = cbc(*read_pair(scheme, empty.key, empty.iv), before + blocks)
        yield replace(empty, text=encode(scheme, raw))


def wrong_paddings() -> Iterator[tuple[str, bytes]]:
    """Last blocks before encryption, each with a padding that PKCS#7 does not allow."""
    for last in (0, 17, 32, 128, 255):
        yield f"last-byte-{last}", b"fifteen letters" + bytes([last])
    yield "sixteen-of-0", bytes(16)
    yield "sixteen-of-17", bytes([17]) * 16
    yield "thirty-two-of-32", bytes([32]) * 32
    yield "zeros-then-4", b"twelve chars" + bytes([0, 0, 0, 4])  # ANSI X9.23
    yield "sixteen-of-16-but-one", bytes([16]) * 8 + b"!" + bytes([16]) * 7
    for n in range(2, 17):
        letters, padding = b"fifteen letters"[: 16 - n], bytes([n]) * n
        yield f"{n}-first-wrong", letters + bytes([n ^ 0x80]) + padding[1:]
        if n > 2:  # of two, the first is also the last but one
            yield f"{n}-last-but-one-wrong", letters + padding[:-2] + bytes([n ^ 1, n])


def gcm_forgeries(scheme: Scheme) -> Iterator[Case]:
    yield from random_raw(scheme, (0, 1, 3, 11, 12, 13, 27))
    yield with_raw(scheme, "tag/random-28", TAG, draw(f"{scheme.code}/tag/random-28", 28))
    end = NONCE_SIZE + 40  # of the ciphertext, which is 40 bytes long below
    forgeries: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("nonce-first-flipped", lambda raw: flip(raw, 0)),
        ("nonce-last-flipped", lambda raw: flip(raw, NONCE_SIZE - 1)),
        ("ciphertext-first-flipped", lambda raw: flip(raw, NONCE_SIZE)),
        ("ciphertext-last-flipped", lambda raw: flip(raw, end - 1)),
        ("tag-first-flipped", lambda raw: flip(raw, end)),
        ("tag-last-flipped", lambda raw: flip(raw, -1)),
        ("tag-zeroed", lambda raw: raw[:end] + bytes(TAG_SIZE)),
        ("tag-cut-by-1", lambda raw: raw[:-1]),
        ("tag-cut-by-4", lambda raw: raw[:-4]),
        ("tag-missing", lambda raw: raw[:end]),
        ("tag-before-ciphertext", lambda raw: raw[:NONCE_SIZE] + raw[end:] + raw[NONCE_SIZE:end]),
        ("nonce-missing", lambda raw: raw[NONCE_SIZE:]),
        ("byte-added", lambda raw: raw + b"\0"),
        ("byte-missing-inside", lambda raw: raw[:20] + raw[21:]),
    ]
    for name, forge in forgeries:
        good = sealed(scheme, "decrypt", f"tag/{name}", draw(f"{scheme.code}/{name}", 40), b"aad")
        yield spoiled(good, TAG, text=encode(scheme, forge(read_text(scheme, good.text))))
    yield from gcm_mismatches(scheme)


def gcm_mismatches(scheme: Scheme) -> Iterator[Case]:
    for name, sealed_under, opened_under in (
        ("aad-wrong", b"aad", b"abd"),
        ("aad-missing", b"aad", b""),
        ("aad-surplus", b"", b"aad"),
        ("aad-surplus-nul", b"", b"\0"),
        ("aad-cut", bytes(17), bytes(16)),
    ):
        good = sealed(scheme, "decrypt", f"tag/{name}", b"event " * 5, sealed_under)
        yield spoiled(good, TAG, aad=opened_under)
    good = sealed(scheme, "decrypt", "tag/empty-aad-missing", b"", b"aad")
    yield spoiled(good, TAG, aad=b"")
    good = sealed(scheme, "decrypt", "tag/wrong-key", b"event " * 5)
    yield spoiled(good, TAG, key=draw_text(f"{good.id}/other-key", KEY_SIZE))
    other = sealed(CBC_BASE64, "decrypt", "tag/cbc-text", b"event " * 5)
    yield with_raw(scheme, "tag/cbc-text", TAG, read_text(CBC_BASE64, other.text))
