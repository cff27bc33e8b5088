"""``netcore-aes encrypt`` and ``netcore-aes decrypt``."""

from __future__ import annotations

import sys

from .._utf8 import decoded
from . import source
from .credentials import load_cipher
from .fault import Fault, printable
from .options import Input, Scheme  # noqa: TC001 - typer reads them


def encrypt(file: Input = source.STDIN, scheme: Scheme = 11256) -> None:
    """Encrypt a payload, byte for byte as it is, to standard output."""
    cipher = load_cipher(scheme)
    payload = source.read(file)
    if decoded(payload) is None:
        raise Fault(f"{source.name_of(file)!r} is not UTF-8 text; a payload is JSON in UTF-8, not compressed")
    sys.stdout.write(cipher.encrypt(payload) + "\n")


def decrypt(file: Input = source.STDIN, scheme: Scheme = 11256) -> None:
    """Decrypt a text, whatever white space stands around it, to standard output.

    A terminal gets what could steer it in escaped form, everything else the bytes as they are.
    """
    cipher = load_cipher(scheme)
    payload = cipher.decrypt_bytes(source.read(file).strip())
    if sys.stdout.isatty():
        # Whoever can change a text of CBC has a say in what comes out.
        lines = payload.decode(errors="replace").removesuffix("\n").split("\n")
        payload = "".join(printable(line.removesuffix("\r"), keep="\t") + "\n" for line in lines).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(payload)
