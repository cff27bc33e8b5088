"""Project Wycheproof through the C ABI: wycheproof.py FOLDER LIBRARY NAME, with aes_cbc_pkcs5_test.json and aes_gcm_test.json in FOLDER.

Cases of our sizes must give the published results. The others must be refused: a key that is not for AES-256, a nonce that has not 12
bytes.
"""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from abi import CBC_BASE64, CBC_HEX, ERR_DECRYPT, ERR_IV, ERR_KEY, GCM_BASE64, Cipher, Library, figure, outcome


def cases(folder: str, name: str) -> Iterator[tuple[dict, dict]]:
    """Each case with its group, its hexadecimal decoded."""
    with open(Path(folder, name), encoding="utf-8") as file:
        for group in json.load(file)["testGroups"]:
            for test in group["tests"]:
                fields = {"key", "iv", "msg", "ct", "aad", "tag"} & test.keys()
                yield group, test | {field: bytes.fromhex(test[field]) for field in fields}


def no_key(library: Library, scheme: int, test: dict, sealed: bytes, iv: bytes = b"") -> bool:
    """Whether the bytes are refused as a key. 24 bytes make 32 characters of base64, a valid key: the text must not decrypt under it."""
    iv_given = base64.b64encode(iv)
    if outcome(lambda: Cipher(library, scheme, test["key"], iv_given)) != ERR_KEY:
        return False
    if len(test["key"]) == 24:
        cipher = Cipher.of_bytes(library, scheme, test["key"], iv)
        return outcome(cipher.decrypt, cipher.encode(sealed)) != test["msg"]
    return outcome(lambda: Cipher.of_bytes(library, scheme, test["key"], iv)) == ERR_KEY


def cbc(library: Library, scheme: int, test: dict) -> bool:
    cipher = Cipher.of_bytes(library, scheme, test["key"], test["iv"])
    text = cipher.encode(test["ct"])
    if test["result"] == "invalid":
        return outcome(cipher.decrypt, text) == ERR_DECRYPT
    return cipher.encrypt(test["msg"]) == text and cipher.decrypt(text) == test["msg"]


def gcm(library: Library, test: dict) -> bool:
    cipher = Cipher.of_bytes(library, GCM_BASE64, test["key"])
    text = cipher.encode(test["iv"] + test["ct"] + test["tag"])
    return outcome(cipher.decrypt, text, test["aad"]) == (ERR_DECRYPT if test["result"] == "invalid" else test["msg"])


def no_nonce(library: Library, test: dict) -> bool:
    """Whether a nonce is refused as an IV, and a text under a nonce of another length does not decrypt."""
    iv = test["iv"]
    given = outcome(lambda: Cipher.of_bytes(library, GCM_BASE64, test["key"], iv)) == ERR_IV if iv else True
    cipher = Cipher.of_bytes(library, GCM_BASE64, test["key"])
    return given and outcome(cipher.decrypt, cipher.encode(iv + test["ct"] + test["tag"]), test["aad"]) == ERR_DECRYPT


def main(folder: str, path: str, name: str) -> int:
    library = Library(path)
    wanted = {"CBC": 72, "GCM": 66, "refused by rule": 394}
    right = dict.fromkeys(wanted, 0)

    def count(kind: str, test: dict, good: bool) -> None:
        right[kind] += good
        if not good:
            print(f"{kind}, case {test['tcId']}: not the published result: {test['comment']}")

    for group, test in cases(folder, "aes_cbc_pkcs5_test.json"):
        if group["keySize"] == 256:
            count("CBC", test, all(cbc(library, scheme, test) for scheme in (CBC_BASE64, CBC_HEX)))
        else:
            refused = (no_key(library, scheme, test, test["ct"], test["iv"]) for scheme in (CBC_BASE64, CBC_HEX))
            count("refused by rule", test, all(refused))
    for group, test in cases(folder, "aes_gcm_test.json"):
        if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128):
            count("GCM", test, gcm(library, test))
        elif group["keySize"] == 256:
            count("refused by rule", test, no_nonce(library, test))
        else:
            count("refused by rule", test, no_key(library, GCM_BASE64, test, test["iv"] + test["ct"] + test["tag"]))

    kinds, measured = " + ".join(wanted), " + ".join(map(str, right.values()))
    figure(f"Wycheproof through the C ABI, {name}: {kinds}", measured, " + ".join(map(str, wanted.values())))
    return int(right != wanted)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
