"""``python -m netcore_aes.cli``: it finds the program wherever pip puts it, and becomes it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path

import netcore_aes
import pytest
from common import REPOSITORY

INSTALLED = Path(netcore_aes.__file__).parent
MISSING = (
    "netcore-aes: the command is not installed; install it by: pip install --find-links FOLDER 'netcore-aes[cli]',"
    " FOLDER having a release's wheels\n"
)


def program(folder: Path, says: str = "here", mode: int = 0o755) -> Path:
    """A program in the place of the command, which shows its arguments and ends with status 7."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "netcore-aes"
    path.write_text(f'#!/bin/sh\necho {says} "$#" "$@"\nexit 7\n')
    path.chmod(mode)
    return path


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package is installed, alone."""
    prefix = tmp_path_factory.mktemp("prefix")
    shutil.copytree(INSTALLED, packages(prefix) / "netcore_aes")
    return prefix


def packages(prefix: Path) -> Path:
    return prefix / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment without any package."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    return folder


def run(
    *arguments: str, prefix: Path, environment: Path, path: str = "/nowhere", code: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    words = ["-c", code] if code else ["-m", "netcore_aes.cli"]
    env = {
        "PATH": path,
        "PYTHONPATH": str(packages(prefix)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUSERBASE": "/nowhere",
        **variables,
    }
    command = [environment / "bin" / "python", *words, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("place", ["environment", "prefix", "target", "user", "path"])
def test_the_program_is_found(place: str, prefix: Path, environment: Path, tmp_path: Path) -> None:
    folders = {
        "environment": environment / "bin",
        "prefix": prefix / "bin",
        "target": packages(prefix) / "bin",
        "user": tmp_path / "bin",
        "path": tmp_path,
    }
    found = program(folders[place])
    variables = {"PYTHONUSERBASE": str(tmp_path)} if place == "user" else {}
    path = str(tmp_path) if place == "path" else "/nowhere"
    done = run("a b", "--c", "", prefix=prefix, environment=environment, path=path, **variables)
    found.unlink()
    assert (done.returncode, done.stdout, done.stderr) == (7, "here 3 a b --c \n", "")


def test_what_belongs_to_the_interpreter_comes_before_the_path(prefix: Path, environment: Path, tmp_path: Path) -> None:
    program(tmp_path, says="elsewhere")
    found = program(environment / "bin")
    done = run(prefix=prefix, environment=environment, path=str(tmp_path))
    found.chmod(0o644)
    other = run(prefix=prefix, environment=environment, path=str(tmp_path))
    found.unlink()
    assert (done.stdout, other.stdout) == ("here 0\n", "elsewhere 0\n")


def test_without_the_program_it_says_what_to_install(prefix: Path, environment: Path) -> None:
    for arguments in ((), ("--help",), ("send", "x")):
        done = run(*arguments, prefix=prefix, environment=environment)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", MISSING)


def test_a_program_that_cannot_run_is_named(prefix: Path, environment: Path) -> None:
    found = program(environment / "bin")
    found.write_bytes(b"\x7fELF for another machine")
    done = run(prefix=prefix, environment=environment)
    found.unlink()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"netcore-aes: cannot run {str(found)!r}: Exec format error; ")
    assert done.stderr.count("\n") == 1


def test_the_process_becomes_the_program(prefix: Path, environment: Path) -> None:
    """A signal to the process reaches the program, and its end is the process's."""
    found = program(environment / "bin")
    found.write_text('#!/bin/sh\nkill -TERM $$\n')
    done = run(prefix=prefix, environment=environment)
    found.unlink()
    assert done.returncode == -signal.SIGTERM


def test_on_windows_it_waits_for_the_program(prefix: Path, environment: Path) -> None:
    found = program(environment / "bin")
    found_here = "path = cli.find(); cli.find = lambda: path"
    code = f"import sys; from netcore_aes import cli; {found_here}; sys.platform = 'win32'; cli.main()"
    done = run("a", prefix=prefix, environment=environment, code=code)
    found.unlink()
    assert (done.returncode, done.stdout, done.stderr) == (7, "here 1 a\n", "")


def test_it_runs_the_command_of_this_version(prefix: Path, environment: Path) -> None:
    done = run("--version", prefix=prefix, environment=environment, path=str(REPOSITORY / "build" / "bin"))
    assert (done.returncode, done.stdout) == (0, f"netcore-aes {netcore_aes.__version__}\n")
