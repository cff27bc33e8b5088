"""Every error: its class, its status, its message, and that it contains nothing else."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import netcore_aes
import pytest
from common import API_KEY, GCM_KEY, IV, KEY, REPOSITORY, python
from netcore_aes import NetcoreAesError
from refusals import REFUSALS, TEXT, Refusal

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = [
    value
    for value in vars(netcore_aes).values()
    if isinstance(value, type) and issubclass(value, NetcoreAesError) and value is not NetcoreAesError
]
# Base classes, which are never raised themselves.
GROUPS = {netcore_aes.InvalidKeyError, netcore_aes.InvalidIvError}
# Raised in other tests: two below, one by the drop-in.
ELSEWHERE = {netcore_aes.RandomError, netcore_aes.OutOfMemoryError, netcore_aes.CredentialsError}
# Out of reach: 2**32 messages under one key, a message of 2**62 bytes, and a CPU whose AES is wrong.
UNREACHABLE = {netcore_aes.KeyUsedUpError, netcore_aes.TooLargeError, netcore_aes.SelfTestError}
# Errors of buffers and offsets, which only a caller in C passes.
NOT_PYTHONS = {"BufferTooSmall", "Offsets"}


def everything_about(error: BaseException) -> str:
    """Everything that a log, a debugger or a pickle could read from an error."""
    parts = ["".join(traceback.TracebackException.from_exception(error).format())]
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is None or each in seen:
            continue
        seen.append(each)
        todo += [each.__cause__, each.__context__]
        parts += [repr(each), str(each), repr(each.args), repr(vars(each))]
        # The attributes in which Python's errors of encodings and JSON hold the input.
        parts += [repr(getattr(each, name, None)) for name in ("object", "doc", "msg", "obj")]
    return "\n".join(parts) + repr(pickle.dumps(error))


def refuse(refusal: Refusal) -> NetcoreAesError:
    with pytest.raises(NetcoreAesError) as caught:
        refusal.call()
    return caught.value


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.error.__name__)
def test_a_refusal_has_its_class_status_and_words(refusal: Refusal) -> None:
    error = refuse(refusal)
    assert type(error) is refusal.error
    assert error.status == type(error).status == refusal.status
    assert error.index == refusal.index
    assert re.search(refusal.words, str(error)), str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.error.__name__)
def test_a_refusal_carries_no_secret(refusal: Refusal) -> None:
    error = refuse(refusal)
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = everything_about(error)
    for secret in (KEY, IV, GCM_KEY, API_KEY, TEXT):
        for start in range(len(secret) - 7):
            assert secret[start : start + 8] not in shown


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.error.__name__)
def test_a_refusal_can_be_pickled(refusal: Refusal) -> None:
    error = refuse(refusal)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is type(error)
        assert (again.args, again.status, again.index) == (error.args, error.status, error.index)


def test_every_class_is_raised_and_exported() -> None:
    raised = {refusal.error for refusal in REFUSALS}
    assert set(CLASSES) == raised | GROUPS | ELSEWHERE | UNREACHABLE
    for error in CLASSES:
        assert issubclass(error, ValueError)
        assert error.__name__ in netcore_aes.__all__
        assert error.__module__ == "netcore_aes"
        assert error.__doc__


def test_every_cause_of_the_core_has_a_class() -> None:
    source = (REPOSITORY / "netcore-aes-core" / "src" / "error.rs").read_text()
    enum = source[source.index("pub enum Error {") : source.index("impl Error {")]
    causes = set(re.findall(r"^    ([A-Z]\w+)", enum, re.MULTILINE))
    assert len(causes) >= 21
    classes = {error.__name__ for error in CLASSES}
    missing = {cause for cause in causes - NOT_PYTHONS if f"{cause}Error" not in classes}
    assert missing == {"Memory"}, "a cause of the core without a class, or with one of another name"
    assert "OutOfMemoryError" in classes


def test_groups() -> None:
    for error in CLASSES:
        if error not in GROUPS:
            assert issubclass(error, netcore_aes.InvalidKeyError) == (error.status == 3)
            assert issubclass(error, netcore_aes.InvalidIvError) == (error.status == 4)
    assert issubclass(netcore_aes.OutOfMemoryError, MemoryError)


OUT_OF_MEMORY = """
import resource, netcore_aes
cipher = netcore_aes.Cipher("k" * 32, "i" * 16)
large, text = bytes(64 << 20), "A" * (64 << 20)
with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (24 << 20),) * 2)
for call in (
    lambda: cipher.encrypt(large), lambda: cipher.encrypt_batch([large]),
    lambda: cipher.decrypt(text), lambda: cipher.decrypt_bytes(text), lambda: cipher.decrypt_batch([text]),
):
    try:
        call()
    except netcore_aes.OutOfMemoryError as error:
        print(error.status, type(error).status, error)
for call in (lambda: cipher.encrypt(bytearray(large)), lambda: cipher.encrypt(memoryview(large))):
    try:
        call()
    except MemoryError:
        print("MemoryError")
print(cipher.decrypt(cipher.encrypt("still at work")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_out_of_memory(tmp_path: Path) -> None:
    result = python("-c", OUT_OF_MEMORY, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 8, result.stdout
    for line in lines[:5]:
        assert re.fullmatch(r"11 11 cannot allocate \d+ bytes of memory; .*", line)
    assert lines[5:] == ["MemoryError", "MemoryError", "still at work"]


NO_RANDOM = """
import os, netcore_aes
cbc, gcm = netcore_aes.Cipher("k" * 32, "i" * 16), netcore_aes.Cipher("k" * 32, scheme=11258)
text = gcm.encrypt("x")
os.environ["FAIL_RANDOM"] = "1"
for call in (
    netcore_aes.keygen, netcore_aes.generate_gcm_key,
    lambda: gcm.encrypt("x"), lambda: gcm.encrypt_batch(["x"]),
):
    try:
        call()
    except netcore_aes.RandomError as error:
        print(error.status, type(error).status, error.index, error)
print(gcm.decrypt(text), cbc.decrypt(cbc.encrypt("y")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="preloads a library")
@pytest.mark.skipif(shutil.which("cc") is None, reason="needs cc")
def test_no_random_bytes(tmp_path: Path) -> None:
    library = tmp_path / "failing_random.so"
    source = REPOSITORY / "netcore-aes-py" / "tests" / "failing_random.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", os.fspath(library), os.fspath(source)], check=True)
    # Python too reads random bytes, for its hashes.
    env = {"LD_PRELOAD": os.fspath(library), "PYTHONHASHSEED": "0"}
    result = python("-c", NO_RANDOM, env=env, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    *failures, last = result.stdout.splitlines()
    assert len(failures) == 4, result.stdout
    for line in failures:
        assert re.fullmatch(r"10 10 (None|0) .*the operating system returned no random bytes; .*", line)
    assert last == "x y"
