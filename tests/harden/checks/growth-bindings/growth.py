"""See README.md."""

import ctypes
import gc
import os
import sys

from netcore_aes import Cipher, NetcoreAesError, UploadRequest

KEY, IV = "0123456789abcdefghijklmnopqrstuv", "0123456789abcdef"
EVENTS = (
    '[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z", "identity": "9999911111",'
    ' "activity_source": "web", "activity_params": {"day": "Tuesday"}}]'
)
MESSAGES = [f"event {number}" for number in range(100)]
BAD_TEXT = "00" * 16


def make(scheme: int) -> Cipher:
    return Cipher(KEY, None if scheme == 11258 else IV, scheme=scheme)


def refused(call, *arguments, **keywords) -> None:
    try:
        call(*arguments, **keywords)
    except NetcoreAesError:
        return
    raise SystemExit("a bad argument was not refused")


def step(cipher: Cipher) -> Cipher:
    aad = "data" if cipher.scheme == 11258 else None
    for message in MESSAGES:
        assert cipher.decrypt(cipher.encrypt(message, aad=aad), aad=aad) == message
    assert cipher.decrypt_batch(cipher.encrypt_batch(MESSAGES)) == MESSAGES
    refused(cipher.decrypt, BAD_TEXT)
    refused(cipher.decrypt_batch, [cipher.encrypt("event"), BAD_TEXT])
    refused(Cipher, "short", scheme=cipher.scheme)
    UploadRequest.from_events(cipher, EVENTS, asset_id="my-asset", api_key="key")
    closed = make(cipher.scheme)
    del closed
    # In a reference cycle, which only the collector frees.
    forgotten = [make(cipher.scheme)]
    forgotten.append(forgotten)
    return forgotten[0]


def main(steps: int, leak: bool) -> None:
    meter = ctypes.CDLL(os.environ["NETCORE_AES_METER"])
    for read in (meter.meter_library, meter.meter_malloc, meter.meter_resident):
        read.restype = ctypes.c_size_t
    ciphers, kept = [make(scheme) for scheme in (11256, 11257, 11258)], []
    for part in [steps // 10] * 20:
        for number in range(part):
            made = [step(cipher) for cipher in ciphers]
            if leak and number % 3 == 0:
                kept.append(made[0])
        del made
        gc.collect()
        print("reading", meter.meter_library(), meter.meter_malloc(), meter.meter_resident(), sys.getallocatedblocks())


if __name__ == "__main__":
    main(int(sys.argv[1]), "leak" in sys.argv[2:])
