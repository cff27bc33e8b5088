"""One event and batches of 1000: netcore_aes, the vendor's function, and cryptography at its best. All str in, str out, but for a
column, which stays in the buffers of pyarrow, and goes through the C ABI too.

usage: bench.py ROUNDS LIBRARY EVENTS, a file of events; prints a line for each candidate: the group, the name, and the nanoseconds that an event took in
each round, with tabs between."""

import binascii
import ctypes
import json
import sys
import time
from base64 import b64encode
from itertools import repeat

import cryptography
import netcore_aes
import pyarrow
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY, IV = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4", "5TOMPCQvDu6uHuMw"  # the vendor's published sample pair
EVENT_LEN = 400
BATCH = 1000
SLICE = 5e6


def vendor(key_string, iv_string, plaintext):
    """The vendor's encrypt_with_string_key_iv(), without its prints."""
    padder = padding.PKCS7(algorithms.AES.block_size).padder()
    padded = padder.update(plaintext.encode("utf-8")) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key_string.encode("utf-8")), modes.CBC(iv_string.encode("utf-8"))).encryptor()
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode("utf-8")


class Tuned:
    """cryptography at its best: the cipher is made once, the padding comes from a table. The encryptor keeps the chain, so
    each message needs a new one."""

    PADDING = [bytes([16 - rest]) * (16 - rest) for rest in range(16)]

    def __init__(self):
        self.encryptor = Cipher(algorithms.AES(KEY.encode()), modes.CBC(IV.encode())).encryptor

    def encrypt(self, plaintext):
        data = plaintext.encode()
        return binascii.b2a_base64(self.encryptor().update(data + self.PADDING[len(data) & 15]), newline=False).decode(
            "ascii"
        )


class CAbi:
    """The C ABI's batch on the buffers of a column of strings. The memory for the texts is its own, and stays."""

    def __init__(self, library, column):
        self.library = ctypes.CDLL(library)
        handle, needed = ctypes.c_void_p(), ctypes.c_size_t()
        key, iv = KEY.encode(), IV.encode()
        sizes = ctypes.c_size_t(len(key)), ctypes.c_size_t(len(iv))
        self.must(self.library.netcore_aes_cipher_new(11256, key, sizes[0], iv, sizes[1], ctypes.byref(handle)))
        _, offsets, data = (buffer and ctypes.c_void_p(buffer.address) for buffer in column.buffers())
        count = ctypes.c_size_t(len(column))
        self.must(self.library.netcore_aes_encrypted_batch_len_i32(handle, offsets, count, ctypes.byref(needed)))
        self.out, self.offsets = pyarrow.allocate_buffer(needed.value), pyarrow.allocate_buffer(4 * len(column) + 4)
        out = ctypes.c_void_p(self.out.address), needed, ctypes.c_void_p(self.offsets.address)
        self.arguments = (handle, data, offsets, count, *out)
        self.column, self.call = column, self.library.netcore_aes_encrypt_batch_i32

    def must(self, status):
        assert status == 0, f"the C ABI returned {status}"

    def encrypt(self):
        self.must(self.call(*self.arguments))
        return self

    def __arrow_c_array__(self, requested_schema=None):
        buffers = [None, self.offsets, self.out]
        return pyarrow.Array.from_buffers(self.column.type, len(self.column), buffers).__arrow_c_array__(requested_schema)


def texts(result):
    """The texts of a result, as a list."""
    return pyarrow.array(result).to_pylist() if hasattr(result, "__arrow_c_array__") else result


def event(number):
    start = json.dumps([{"asset_id": "my-asset", "activity_name": "purchase", "identity": str(number)}])
    return start[:-2] + " " * (EVENT_LEN - len(start)) + start[-2:]


def measure(work, times):
    start = time.perf_counter_ns()
    for _ in repeat(None, times):
        work()
    return time.perf_counter_ns() - start


def calibrate(work):
    times = 1
    while (taken := measure(work, times)) < SLICE / 2:
        times *= 2
    return max(1, int(times * SLICE / taken))


def compare(group, events, rounds, candidates):
    results = {name: texts(work()) for name, work in candidates.items()}
    first = next(iter(results.values()))
    assert all(result == first for result in results.values()), f"{group}: not all write the same"
    times = {name: calibrate(work) for name, work in candidates.items()}
    taken = {name: [] for name in candidates}
    names = list(candidates)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            taken[name].append(measure(candidates[name], times[name]) / times[name] / events)
    for name, values in taken.items():
        print(group, name, *(f"{value:.3f}" for value in values), sep="\t")


def main():
    rounds = int(sys.argv[1])
    print("version", "Python", sys.version.split()[0], sep="\t")
    print("version", "cryptography", cryptography.__version__, sep="\t")
    print("version", "pyarrow", pyarrow.__version__, sep="\t")
    cipher, tuned, one = netcore_aes.Cipher(KEY, IV), Tuned(), event(1)
    events = [event(number) for number in range(BATCH)]
    compare(
        "python-one",
        1,
        rounds,
        {
            "ours": lambda: cipher.encrypt(one),
            "vendor": lambda: vendor(KEY, IV, one),
            "cryptography": lambda: tuned.encrypt(one),
        },
    )
    compare(
        "python-batch",
        BATCH,
        rounds,
        {"ours-batch": lambda: cipher.encrypt_batch(events), "cryptography": lambda: list(map(tuned.encrypt, events))},
    )
    with open(sys.argv[3], "rb") as file:
        lines = file.read()

    def uploads():
        return netcore_aes.UploadStream(cipher, lines, asset_id="a1b2c3d4e5", api_key="key")

    def way():
        return sum(upload.events for upload in uploads())

    def way_to_bytes():
        return sum(upload.events for upload in uploads() if upload.body)

    assert way() == lines.count(b"\n")
    compare("python-way", way(), rounds, {"ours": way, "ours-copies": way_to_bytes})
    column = pyarrow.array(events)
    compare(
        "python-column",
        BATCH,
        rounds,
        {
            "ours-column": lambda: cipher.encrypt_arrow(column),
            "ours-batch": lambda: cipher.encrypt_batch(events),
            "c": CAbi(sys.argv[2], column).encrypt,
            "cryptography": lambda: list(map(tuned.encrypt, events)),
        },
    )


if __name__ == "__main__":
    main()
