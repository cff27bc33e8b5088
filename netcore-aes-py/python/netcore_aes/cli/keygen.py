"""``netcore-aes keygen``."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from enum import Enum
from typing import Annotated

import typer

import netcore_aes

from .fault import Fault, of_os
from .options import Scheme  # noqa: TC001 - typer reads it

_GCM = 11258


class KeyFormat(str, Enum):
    """How a key is written. Each of them will do as the file that ``NETCORE_AES_CREDENTIALS`` names."""

    TEXT = "text"
    ENV = "env"
    JSON = "json"


def keygen(
    key_format: Annotated[KeyFormat, typer.Option("--format", help="How it is written.")] = KeyFormat.TEXT,
    scheme: Scheme = 11256,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it to this file, which only you can read.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Generate a key and an IV (scheme 11258 takes no IV). Give the same to Netcore."""
    if scheme not in netcore_aes.SCHEMES.values():
        raise Fault(f"scheme {scheme} is unknown; use 11256, 11257 or 11258")
    text = _write(key_format, scheme)
    if out is None:
        sys.stdout.write(text)
    elif force:
        _replace(out, text.encode())
    else:
        _create(out, text.encode())


def _write(key_format: KeyFormat, scheme: int) -> str:
    key, iv = (netcore_aes.generate_gcm_key(), None) if scheme == _GCM else netcore_aes.keygen()
    if key_format is KeyFormat.JSON:
        return json.dumps({"key": key} if iv is None else {"key": key, "iv": iv}) + "\n"
    if key_format is KeyFormat.ENV:
        return f"NETCORE_AES_KEY={key}\n" + ("" if iv is None else f"NETCORE_AES_IV={iv}\n")
    # The lines of the vendor's generators.
    return f'KEY_B64 = "{key}"\n' if iv is None else f'key_string = "{key}"\niv_string = "{iv}"\n'


def _create(path: str, data: bytes) -> None:
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Fault(f"{path!r} is there already; name another file, or add --force to replace it") from None
    except OSError as error:
        raise of_os("write", path, error) from None
    try:
        _fill(fd, data)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise of_os("write", path, error) from None


def _replace(path: str, data: bytes) -> None:
    temporary = ""
    try:
        fd, temporary = tempfile.mkstemp(prefix=".netcore-aes-", dir=os.path.dirname(path) or ".")
        _fill(fd, data)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise of_os("write", path, error) from None


def _fill(fd: int, data: bytes) -> None:
    with open(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
