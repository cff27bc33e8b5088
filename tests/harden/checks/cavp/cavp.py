"""NIST's CAVP files for AES-256 through the C ABI: cavp.py WHEEL LIBRARY NAME, with the wheel of cryptography_vectors.

The library always pads, and the files do not: their blocks are the first of its ciphertext, and its padding block is appended before
decrypting theirs. The library takes no nonce, so encryption under GCM is checked by decrypting the file's ciphertext.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from abi import CBC_BASE64, CBC_HEX, ERR_DECRYPT, GCM_BASE64, Cipher, Library, figure, outcome

FOLDER = "cryptography_vectors/ciphers/AES"
CBC_CASES = {"GFSbox": 10, "KeySbox": 32, "VarKey": 512, "VarTxt": 256, "MMT": 20}
GCM_CASES = {"gcmEncryptExtIV": 375, "gcmDecrypt": 375}
SIZES = {"keylen": "256", "ivlen": "96", "taglen": "128"}


def cases(wheel: zipfile.ZipFile, path: str) -> Iterator[dict[str, bytes]]:
    """The cases of our sizes: the values by the fields' names in lower case, and `fail` where the tag must fail."""
    section, case = {}, {}
    for line in [*wheel.read(path).decode("ascii").splitlines(), ""]:
        name, _, value = (part.strip().lower() for part in line.strip("[]").partition("="))
        if line.startswith("["):
            section = {**section, name: value} if value else {}
        elif name == "count" or (not name and not case):
            continue
        elif name and not name.startswith("#"):
            case[name] = bytes.fromhex(value)
        elif case:
            if all(section.get(size, wanted) == wanted for size, wanted in SIZES.items()):
                yield case
            case = {}


def cbc(library: Library, scheme: int, case: dict[str, bytes]) -> bool:
    cipher = Cipher.of_bytes(library, scheme, case["key"], case["iv"])
    sealed = cipher.decode(cipher.encrypt(case["plaintext"]))
    blocks, padded = sealed[:-16], sealed[-16:]
    return blocks == case["ciphertext"] and cipher.decrypt(cipher.encode(case["ciphertext"] + padded)) == case["plaintext"]


def gcm(library: Library, case: dict[str, bytes]) -> bool:
    cipher = Cipher.of_bytes(library, GCM_BASE64, case["key"])
    text = cipher.encode(case["iv"] + case["ct"] + case["tag"])
    return outcome(cipher.decrypt, text, case["aad"]) == (ERR_DECRYPT if "fail" in case else case["pt"])


def main(wheel_path: str, path: str, name: str) -> int:
    library = Library(path)
    right = {}
    with zipfile.ZipFile(wheel_path) as wheel:
        for kind in CBC_CASES:
            file = list(cases(wheel, f"{FOLDER}/CBC/CBC{kind}256.rsp"))
            right[kind] = sum(all(cbc(library, scheme, case) for scheme in (CBC_BASE64, CBC_HEX)) for case in file)
        for kind in GCM_CASES:
            right[kind] = sum(gcm(library, case) for case in cases(wheel, f"{FOLDER}/GCM/{kind}256.rsp"))
    wanted = CBC_CASES | GCM_CASES
    print(", ".join(f"{kind} {right[kind]} of {wanted[kind]}" for kind in wanted))
    figure(f"NIST CAVP, {name}: AES-256-CBC as base64 and hex", sum(right[kind] for kind in CBC_CASES), sum(CBC_CASES.values()))
    figure(f"NIST CAVP, {name}: AES-256-GCM, decryption", sum(right[kind] for kind in GCM_CASES), sum(GCM_CASES.values()))
    return int(right != wanted)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
