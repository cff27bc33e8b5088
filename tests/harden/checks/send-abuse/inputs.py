"""Hostile inputs and folders, and a good endpoint."""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import netcore_aes
from abuse import IS_LONG, Counted
from servers import GOOD, Server, saying, taking
from tool import COUNT, IV, KEY, Run, dead, event, send, write_events

_GOOD = "".join(json.dumps(event(number)) + "\n" for number in range(COUNT)).encode()
_MOST = 300_000_000 if IS_LONG else 60_000_000
_DEEP = json.dumps(event(9)).replace('"activity_params": {}', '"activity_params": ' + '{"a":' * 5000 + "0" + "}" * 5000).encode()
_POINTERS = json.dumps(event(9, activity_params={"k" * 200_000: [[]] * 100_000})).encode()

# Each behind good events, which must all arrive once.
INPUTS: dict[str, bytes] = {
    "an endless line": _GOOD + b'{"x":"' + b"y" * _MOST,
    "an endless array": _GOOD[:-1] + b"\n[" + b"[" * _MOST,
    "invalid UTF-8": _GOOD + b'{"x": "\xff\xfe\xc0\x80"}\n',
    "NULs": _GOOD + b"\0" * 1000 + b"\n",
    "a lone surrogate": _GOOD + json.dumps(event(9, activity_name="\ud800")).encode() + b"\n",
    "depth": _GOOD + _DEEP + b"\n",
    "a million problems": _GOOD + _POINTERS + b"\n",
    "terminal codes": _GOOD + b"\x1b]0;owned\x07\x1b[2J\n",
    "a bomb": gzip.compress(_GOOD + b"\n" * _MOST),
    "a bomb of one line": gzip.compress(_GOOD + b"y" * _MOST),
    "a damaged bomb": gzip.compress(_GOOD * 30)[:-20],
    "two gzip members": gzip.compress(_GOOD) + gzip.compress(b"x\n"),
    "commas": _GOOD + b"," * 1_000_000 + b"\n",
    "half an event a line": _GOOD + b'{"asset_id":\n"a"}\n',
    "a number as long as a line": _GOOD + b"1" * 1_000_000 + b"\n",
    "carriage returns": _GOOD + b"\r" * 100_000 + b"\n",
}
NAMES = ["a\nb", "-", "../up", "a\x1b]0;x\x07", "a;b", "$(touch owned)", "%s%n", "--", "a" * 200, "\udcff", "日本", " "]


def attack(runs: list[Run]) -> list[Counted]:
    inputs = Counted("hostile inputs: good events arrived, the rest is accounted for")
    files = Counted("hostile names, links and files refused or harmless")
    server = Server(taking(saying(GOOD)), netcore_aes.Cipher(KEY, IV))
    server.is_good.set()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: _read(name, server.port, inputs, runs), INPUTS))
    _endless(server.port, inputs, runs)
    for name in NAMES if IS_LONG else NAMES[:4]:
        _name(name, server.port, files, runs)
    _links(server, files, runs)
    _metrics(server, files, runs)
    server.close()
    return [inputs, files]


def _read(name: str, port: int, counted: Counted, runs: list[Run]) -> None:
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        (folder / "a").write_bytes(INPUTS[name])
        command = (f"http://127.0.0.1:{port}/", "a", "--chunk-events", "1", "--no-progress")
        run = send(folder, *command, seconds=120)
        runs.append(run)
        is_clean = run.is_clean
        arrived = _arrived(run)
        if run.status == 2 and b"run the same command again" in run.output:
            # As its message says: with the input mended, it resumes.
            (folder / "a").write_bytes(_GOOD * 30 if name == "a damaged bomb" else _GOOD)
            again = send(folder, *command, seconds=120)
            runs.append(again)
            arrived += _arrived(again)
            is_clean = is_clean and again.is_clean and again.status == 0
        identities = {letter.get("event", {}).get("identity") for letter in dead(folder)}
        is_whole = arrived == (30 * COUNT if name == "a damaged bomb" else COUNT)
        is_told = run.status in (0, 1, 2) and is_clean
        counted.note(name, is_told and is_whole and not identities & set(range(COUNT)), (run.status, arrived, run.output))


def _arrived(run: Run) -> int:
    found = re.search(rb"^arrived: (\d+)$", run.output, re.MULTILINE)
    return int(found[1]) if found else 0


def _endless(port: int, counted: Counted, runs: list[Run]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        options = ("/dev/zero", "--journal", "j", "--dead-letter", "d", "--no-progress")
        run = send(Path(folder), f"http://127.0.0.1:{port}/", *options, seconds=60)
        counted.note("/dev/zero", run.status == 2 and run.is_clean, (run.status, run.output))
        runs.append(run)


def _name(name: str, port: int, counted: Counted, runs: list[Run]) -> None:
    """Files are written beside the input, whatever its name."""
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "in"
        folder.mkdir()
        path = os.path.join(folder, os.fsencode(name).decode("utf-8", "surrogateescape"))
        with open(path, "wb") as file:
            file.write(_GOOD + json.dumps(event("")).encode() + b"\n")
        before = {os.path.join(root, one) for root, _, files in os.walk(outer) for one in files}
        run = send(folder, f"http://127.0.0.1:{port}/", os.path.join(".", name), "--no-progress")
        after = {os.path.join(root, one) for root, _, files in os.walk(outer) for one in files}
        there = os.path.realpath(path)
        wanted = {f"{there}.journal", f"{there}.dead-letter.ndjson"}
        is_beside = {os.path.realpath(one) for one in after - before} == wanted
        counted.note(repr(name)[:40], run.status == 1 and run.is_clean and is_beside, (run.output, after - before))
        runs.append(run)


def _links(server: Server, counted: Counted, runs: list[Run]) -> None:
    """In a folder that others may write to, links and files stand in the places of its files."""
    is_root = os.geteuid() == 0
    for ending in ("journal", "dead-letter.ndjson"):
        for trick in ("writable", "readable", *(("link", "theirs", "dangling") if is_root else ())):
            if trick == "readable" and ending == "journal":
                continue
            with tempfile.TemporaryDirectory() as folder_name:
                folder = Path(folder_name)
                write_events(folder / "a")
                place, victim = folder / f"a.{ending}", folder / "victim"
                victim.write_bytes(b"")
                if trick in ("link", "dangling"):
                    place.symlink_to(victim if trick == "link" else folder / "nowhere")
                    os.lchown(place, 12345, 12345)
                else:
                    place.write_bytes(b"")
                    place.chmod({"writable": 0o666, "readable": 0o604}.get(trick, 0o600))
                    if trick == "theirs":
                        os.chown(place, 12345, 12345)
                before = len(server.requests)
                run = send(folder, f"http://127.0.0.1:{server.port}/", "a", "--no-progress")
                is_refused = run.status == 2 and run.is_clean and len(server.requests) == before
                is_untouched = victim.read_bytes() == b"" and not (folder / "nowhere").exists()
                counted.note(f"{ending}: {trick}", is_refused and is_untouched, run.output)
                runs.append(run)


def _metrics(server: Server, counted: Counted, runs: list[Run]) -> None:
    """The file of numbers is replaced whole: neither through a link of another user nor into a pipe of theirs."""
    if os.geteuid() != 0:
        return
    for trick in ("link", "dangling", "pipe"):
        with tempfile.TemporaryDirectory() as folder_name:
            folder = Path(folder_name)
            write_events(folder / "a")
            place, victim = folder / "m.json", folder / "victim"
            victim.write_bytes(b"")
            if trick == "pipe":
                os.mkfifo(place)
            else:
                place.symlink_to(victim if trick == "link" else folder / "nowhere")
            os.lchown(place, 12345, 12345)
            before = len(server.requests)
            run = send(folder, f"http://127.0.0.1:{server.port}/", "a", "--metrics", "m.json", "--no-progress")
            is_refused = run.status == 2 and run.is_clean and len(server.requests) == before
            is_untouched = victim.read_bytes() == b"" and not (folder / "nowhere").exists()
            counted.note(f"metrics: {trick}", is_refused and is_untouched, run.output)
            runs.append(run)
