"""Draws a key and an IV, and prints the words that a copy of them would hold, for a process that searches itself. So that the process
never holds the words that it searches for, each word of eight bytes is masked with the same one.

usage: needles.py text|base64

mask WORD
key BYTES, iv BYTES    the arguments of the library, filled up to whole words
needle WORD NAME       halves of round keys (FIPS 197), and pieces of the key and the IV in either form
"""

import base64
import secrets
import string
import sys


def times(a, b):
    """In GF(2^8), FIPS 197 section 4.2."""
    product = 0
    for bit in range(8):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(14, 7, -1):
        product ^= (0x11B << bit - 8) * (product >> bit & 1)
    return product


def substitute(byte):
    """The S-box, FIPS 197 section 5.1.1: the inverse, which is the 254th power, and an affine map."""
    inverse = 1
    for _ in range(254):
        inverse = times(inverse, byte)
    return 0x63 ^ inverse ^ (inverse * 0x101 >> 7 ^ inverse * 0x101 >> 6 ^ inverse * 0x101 >> 5 ^ inverse * 0x101 >> 4) & 0xFF


def round_keys(key):
    """FIPS 197, section 5.2, for 256 bits."""
    words, constant = [key[i : i + 4] for i in range(0, 32, 4)], 1
    while len(words) < 60:
        word = words[-1]
        if len(words) % 8 == 0:
            word = bytes(map(substitute, word[1:] + word[:1]))
            word, constant = bytes([word[0] ^ constant]) + word[1:], times(constant, 2)
        elif len(words) % 8 == 4:
            word = bytes(map(substitute, word))
        words.append(bytes(a ^ b for a, b in zip(word, words[-8], strict=True)))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def inverse_mix(block):
    """FIPS 197, section 5.3.3: turns a round key into one for decryption."""
    mixed = b""
    for column in range(0, 16, 4):
        a, b, c, d = block[column : column + 4]
        for w, x, y, z in ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c)):
            mixed += bytes([times(w, 14) ^ times(x, 11) ^ times(y, 13) ^ times(z, 9)])
    return mixed


def main():
    letters = string.ascii_letters + string.digits
    if sys.argv[1] == "text":
        key_text, iv_text = ("".join(secrets.choice(letters) for _ in range(size)).encode() for size in (32, 16))
        key, iv = key_text, iv_text
    else:
        key, iv = secrets.token_bytes(32), secrets.token_bytes(16)
        key_text, iv_text = base64.b64encode(key), base64.b64encode(iv)
    mask = secrets.token_bytes(8)

    def masked(data):
        data += bytes(-len(data) % 8)
        return bytes(byte ^ mask[i % 8] for i, byte in enumerate(data)).hex()

    keys = round_keys(key)
    pieces = {"key": key_text, "decoded key": key, "IV": iv_text, "decoded IV": iv}
    pieces |= {f"round key {i}": block for i, block in enumerate(keys) if i >= 2}
    pieces |= {f"round key {i} for decryption": inverse_mix(block) for i, block in enumerate(keys) if 0 < i < 14}
    print("mask", mask.hex())
    print("key", len(key_text), masked(key_text))
    print("iv", len(iv_text), masked(iv_text))
    for name, piece in pieces.items():
        for at in range(0, len(piece) - 7, 8):
            print("needle", masked(piece[at : at + 8]), name)


if __name__ == "__main__":
    main()
