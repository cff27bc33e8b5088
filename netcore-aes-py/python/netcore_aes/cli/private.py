"""Files that hold what events hold, or what is to be done with them: for the user alone."""

from __future__ import annotations

import errno
import os
import stat

from .fault import Fault


def open_private(path: str, *, is_secret: bool) -> int:
    """Open a file to read and to append, and make it for the user alone if it is not there.

    Where others may write, they may have put a file or a link of theirs in its place: :class:`Fault` for one that is
    theirs, that they may write to, or, if it ``is_secret``, that everyone may read. Raises ``OSError``.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    try:
        fd = os.open(path, flags | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EMLINK):
            raise
        if not _is_ours(os.lstat(path)):
            raise Fault(f"{path!r} is a link that another user made; remove it, or name another file") from None
        fd = os.open(path, flags, 0o600)
    try:
        _judge(path, os.fstat(fd), is_secret=is_secret)
    except Fault:
        os.close(fd)
        raise
    return fd


def _judge(path: str, found: os.stat_result, *, is_secret: bool) -> None:
    # A device or a pipe was named by the user.
    if not stat.S_ISREG(found.st_mode):
        return
    if not _is_ours(found):
        raise Fault(f"{path!r} belongs to another user; remove it, or name another file")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Fault(f"others may write to {path!r}; make it yours alone, such as by: chmod 600")
    if is_secret and found.st_mode & stat.S_IROTH:
        raise Fault(f"everyone may read {path!r}, and events go there; make it yours alone, such as by: chmod 600")


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid in (0, os.geteuid())
