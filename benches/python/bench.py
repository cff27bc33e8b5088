"""One event and batches of 1000: netcore_aes, the vendor's function, and cryptography at its best. All str in, str out.

usage: bench.py ROUNDS; prints a line for each candidate: the group, the name, and the nanoseconds that an event took in
each round, with tabs between."""

import binascii
import json
import sys
import time
from base64 import b64encode
from itertools import repeat

import cryptography
import netcore_aes
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
    results = {name: work() for name, work in candidates.items()}
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


main()
