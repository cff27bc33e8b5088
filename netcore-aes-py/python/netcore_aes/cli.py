"""``python3 -m netcore_aes.cli`` runs the command ``netcore-aes``, a program that the extra ``netcore-aes[cli]`` installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

INSTALL = "pip install --find-links FOLDER 'netcore-aes[cli]', FOLDER having a release's wheels"
_NAME = "netcore-aes"


def main() -> None:
    """Run the command with the arguments of this process, which ends with its exit status."""
    path = find()
    if path is None:
        _fail(f"the command is not installed; install it by: {INSTALL}")
    command = [path, *sys.argv[1:]]
    try:
        if sys.platform == "win32":
            # An exec there ends this process at once, and the shell does not wait for the other.
            sys.exit(subprocess.run(command, check=False).returncode)
        os.execv(path, command)
    except OSError as error:
        _fail(f"cannot run {path!r}: {error.strerror}; install it again by: {INSTALL}")


def find() -> str | None:
    """Return the path of the program, or none if it is not installed: where pip puts it, or else from ``PATH``."""
    name = _NAME + (sysconfig.get_config_var("EXE") or "")
    paths = (os.path.join(folder, name) for folder in _folders())
    installed = (path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK))
    return next(installed, None) or shutil.which(_NAME)


def _folders() -> Iterator[str]:
    """Where pip puts programs, for each way of installing."""
    yield sysconfig.get_path("scripts")
    # Seen from a virtual environment that shares the packages of the interpreter it was made by.
    yield sysconfig.get_path("scripts", vars={"base": sys.base_prefix})
    packages = Path(__file__).parent.parent
    # By `--target`, and by `--prefix`: <prefix>/lib/python3.13/site-packages, on Windows <prefix>/Lib/site-packages.
    yield str(packages / "bin")
    if sys.platform == "win32":
        yield str(packages.parent.parent / "Scripts")
    else:
        yield str(packages.parent.parent.parent / "bin")
    yield sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))


def _fail(message: str) -> NoReturn:
    print(f"{_NAME}: {message}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
