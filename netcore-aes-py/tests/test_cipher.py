"""The cipher: its arguments, its repr and copies, and its use by threads."""

from __future__ import annotations

import copy
import itertools
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import netcore_aes
import pytest
from common import GCM_KEY, IV, KEY, SCHEMES, cipher, golden

LARGE = 32 * 1024 * 1024
THREADS = 16


def has_gil() -> bool:
    return sys.version_info < (3, 13) or sys._is_gil_enabled()


def test_the_default_scheme_is_the_vendors() -> None:
    assert netcore_aes.Cipher(KEY, IV).scheme == 11256
    assert dict(netcore_aes.SCHEMES) == {
        "AES_256_CBC_BASE64": 11256,
        "AES_256_CBC_HEX": 11257,
        "AES_256_GCM_BASE64": 11258,
    }
    with pytest.raises(TypeError):
        netcore_aes.SCHEMES["AES_256_CBC_BASE64"] = 1  # type: ignore[index]


def test_it_says_how_the_key_was_written() -> None:
    assert cipher(11256).key_form == "text"
    assert cipher(11258).key_form == "base64"
    assert netcore_aes.Cipher(KEY, scheme=11258).key_form == "text"
    assert not cipher(11256).key_is_published
    assert netcore_aes.Cipher(golden().key, IV).key_is_published


@pytest.mark.parametrize(
    "kind", [str.encode, lambda text: bytearray(text, "ascii"), lambda text: memoryview(text.encode())]
)
def test_every_kind_of_bytes_is_taken_everywhere(kind: Callable[[str], Any]) -> None:
    by_text = netcore_aes.Cipher(KEY, IV)
    by_kind = netcore_aes.Cipher(kind(KEY), kind(IV))
    text = by_text.encrypt("a message")
    assert by_kind.encrypt(kind("a message")) == text
    assert by_kind.encrypt_batch([kind("a message"), "a message"]) == [text, text]
    assert by_kind.decrypt(kind(text)) == "a message"
    assert by_kind.decrypt_bytes(kind(text)) == b"a message"
    assert by_kind.decrypt_batch([kind(text), text]) == ["a message", "a message"]
    gcm = netcore_aes.Cipher(kind(GCM_KEY), scheme=11258)
    assert gcm.decrypt(gcm.encrypt("a message", aad=kind("aad")), aad="aad") == "a message"
    assert gcm.decrypt(gcm.encrypt("a message", aad="aad"), aad=kind("aad")) == "a message"


def test_a_memoryview_with_gaps_is_its_items() -> None:
    assert cipher().decrypt(cipher().encrypt(memoryview(b"a-b-c-")[::2])) == "abc"


def test_str_is_utf8() -> None:
    message = "Grüße, 世界, 🙂, \0 and \x7f"
    assert cipher().encrypt(message) == cipher().encrypt(message.encode())
    assert cipher().decrypt(cipher().encrypt(message)) == message


def test_subclasses_of_str_bytes_and_int_are_taken() -> None:
    class Text(str):
        __slots__ = ()

    class Bytes(bytes):
        pass

    class Code(int):
        pass

    ours = netcore_aes.Cipher(Text(KEY), Bytes(IV.encode()), scheme=Code(11256))
    assert ours.encrypt(Text("x")) == ours.encrypt(Bytes(b"x")) == cipher().encrypt("x")


def test_an_empty_iv_is_none() -> None:
    assert netcore_aes.Cipher(GCM_KEY, "", scheme=11258).scheme == 11258
    with pytest.raises(netcore_aes.IvRequiredError):
        netcore_aes.Cipher(KEY, "")


def test_empty_associated_data_is_none() -> None:
    assert cipher(11256).encrypt("x", aad="") == cipher(11256).encrypt("x", aad=None)
    gcm = cipher(11258)
    assert gcm.decrypt(gcm.encrypt("x", aad=b""), aad=None) == "x"


@pytest.mark.parametrize("size", [1, 255, 256, 4095, 4096, 65_535, 65_536, 65_537, 1 << 20])
def test_each_byte_of_associated_data_counts(size: int) -> None:
    gcm = cipher(11258)
    aad = b"a" * size
    text = gcm.encrypt("x", aad=aad)
    assert gcm.decrypt(text, aad=aad) == "x"
    for other in (aad[:-1] + b"b", aad[:-1], aad + b"a", b"b" + aad[1:]):
        with pytest.raises(netcore_aes.DecryptError):
            gcm.decrypt(text, aad=other)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_copies_are_the_cipher_itself(scheme: int) -> None:
    ours = cipher(scheme)
    assert copy.copy(ours) is ours
    assert copy.deepcopy({"cipher": ours})["cipher"] is ours


def test_it_cannot_be_changed_or_subclassed() -> None:
    ours = cipher()
    for name in ("scheme", "key_form", "key_is_published", "key", "anything"):
        with pytest.raises(AttributeError):
            setattr(ours, name, 1)
    with pytest.raises(TypeError):
        type("Mine", (netcore_aes.Cipher,), {})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_sixteen_threads_share_one(scheme: int) -> None:
    ours = cipher(scheme)
    start = threading.Barrier(THREADS)

    def work(thread: int) -> int:
        start.wait()
        for i in range(150):
            # From a few bytes to well past the length from which the GIL is released.
            message = f"{thread}/{i} " * (1 + i * 5 % 700)
            text = ours.encrypt(message)
            assert ours.decrypt(text) == message
            assert ours.decrypt_batch([*ours.encrypt_batch([message, "x"]), text]) == [message, "x", message]
        return thread

    with ThreadPoolExecutor(THREADS) as pool:
        assert sorted(pool.map(work, range(THREADS))) == list(range(THREADS))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_threads_on_one_do_not_wait_for_each_other(scheme: int) -> None:
    ours = cipher(scheme)
    large, done = bytes(LARGE), threading.Event()
    ends: list[float] = []

    def work() -> None:
        while not done.is_set():
            ours.encrypt("short")
            ends.append(time.perf_counter())

    def long_call() -> tuple[float, float]:
        start = time.perf_counter()
        ours.encrypt(large)
        return start, time.perf_counter()

    def longest_gap() -> float:
        ends.clear()
        start, end = long_call()
        times = [start, *(time for time in ends[:] if start < time < end), end]
        return max(later - earlier for earlier, later in itertools.pairwise(sorted(times)))

    alone = min(end - start for start, end in (long_call() for _ in range(5)))
    workers = [threading.Thread(target=work) for _ in range(THREADS - 1)]
    for worker in workers:
        worker.start()
    # If they waited for the long call, none of theirs would end for as long as it takes alone.
    overlapped = any(longest_gap() < alone / 2 for _ in range(20))
    done.set()
    for worker in workers:
        worker.join()
    assert overlapped


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this CPython has the GIL")
def test_free_threaded_cpython_stays_so() -> None:
    assert not has_gil()


@pytest.fixture
def no_forced_switches() -> Iterator[None]:
    """Another thread gets the GIL only when a call releases it."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    yield
    sys.setswitchinterval(interval)


class Ticker(threading.Thread):
    """Counts while it runs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.count = 0
        self.done = False

    def run(self) -> None:
        while not self.done:
            self.count += 1
            time.sleep(0.0001)

    def ticks_during(self, work: Callable[[], object]) -> int:
        before = self.count
        work()
        return self.count - before


@pytest.mark.skipif(not has_gil(), reason="this CPython has no GIL")
@pytest.mark.usefixtures("no_forced_switches")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_gil_is_released_around_large_work_alone(scheme: int) -> None:
    ours = cipher(scheme)
    large = bytes(LARGE)
    text = ours.encrypt(large)
    small_text = ours.encrypt("small")
    ticker = Ticker()
    ticker.start()
    while ticker.count == 0:
        time.sleep(0.001)
    assert ticker.ticks_during(lambda: [ours.decrypt(ours.encrypt("small")) for _ in range(1000)]) == 0
    for work in (
        lambda: ours.encrypt(large),
        lambda: ours.decrypt_bytes(text),
        lambda: ours.encrypt_batch([large]),
        lambda: ours.decrypt_batch([text]),
        lambda: ours.decrypt_batch([small_text] * 50_000),
    ):
        # Milliseconds of work each; a busy machine may need more than one try to let the other thread in.
        assert any(ticker.ticks_during(work) > 0 for _ in range(20))
    # Around the length from which it is released; associated data counts.
    for size, aad_size, is_released in ((4095, 0, False), (4096, 0, True), (4000, 95, False), (4000, 96, True)):
        if aad_size > 0 and scheme != 11258:
            continue
        message, aad = bytes(size), bytes(aad_size)

        def many(message: bytes = message, aad: bytes = aad) -> None:
            for _ in range(1000):
                ours.encrypt(message, aad=aad)

        assert any(ticker.ticks_during(many) > 0 for _ in range(20)) == is_released
    ticker.done = True
    ticker.join()


@pytest.mark.skipif(not has_gil(), reason="without the GIL, it may change while it is copied")
@pytest.mark.usefixtures("no_forced_switches")
@pytest.mark.parametrize("wrap", [lambda buffer: buffer, memoryview])
def test_a_buffer_may_change_while_it_is_encrypted(wrap: Callable[[bytearray], bytearray | memoryview]) -> None:
    ours = cipher()
    buffer = bytearray(LARGE)
    texts: list[str] = []
    begun: list[bool] = []

    def work() -> None:
        given = wrap(buffer)
        begun.append(True)
        texts.append(ours.encrypt(given))

    thread = threading.Thread(target=work)
    thread.start()
    while not begun:
        time.sleep(0)
    # Here `encrypt` is running: nothing else releases the GIL. It would read the end of the buffer last.
    buffer[-64:] = b"x" * 64
    thread.join()
    assert ours.decrypt_bytes(texts[0]) == bytes(LARGE)
    assert buffer == bytes(LARGE - 64) + b"x" * 64
