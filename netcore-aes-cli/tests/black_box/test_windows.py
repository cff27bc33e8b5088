"""What is another way on Windows: names of files, line ends, folders, devices, files that are open, and keys."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from cli_support import OK, RUNNER, Answers, cli, event, fake, fault, letters, send, summary
from test_send_resume import start

FOLDER = "Daten für Ümläute"
SEPARATOR = "\\" if RUNNER else "/"
KEYS = {"NETCORE_AES_KEY": "", "NETCORE_AES_IV": "", "NETCORE_AES_CREDENTIALS": "Schlüssel 1.env"}


def named(name: str) -> str:
    """A file in the folder, as a user of the system writes it."""
    return f"{FOLDER}{SEPARATOR}{name}"


@pytest.mark.anywhere
def test_names_have_spaces_and_letters_and_lines_end_as_on_windows(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    lines = [json.dumps(event(number)) for number in range(30)]
    (tmp_path / FOLDER / "größe 1.ndjson").write_bytes("\r\n".join([*lines, "{}", ""]).encode())
    assert cli("keygen", "--format", "env", "--out", KEYS["NETCORE_AES_CREDENTIALS"], cwd=tmp_path).returncode == 0
    keys = tmp_path / KEYS["NETCORE_AES_CREDENTIALS"]
    keys.write_bytes(keys.read_bytes().replace(b"\n", b"\r\n"))
    text = cli("encrypt", named("größe 1.ndjson"), cwd=tmp_path, env=KEYS)
    (tmp_path / "Text 1").write_bytes(text.stdout.replace(b"\n", b"\r\n"))
    back = cli("decrypt", "Text 1", cwd=tmp_path, env=KEYS)
    assert back.stdout == (tmp_path / FOLDER / "größe 1.ndjson").read_bytes()
    assert b"31 events: 6 errors" in cli("check", named("größe 1.ndjson"), cwd=tmp_path).stdout
    with fake() as server:
        result = send(server, named("größe 1.ndjson"), "--log", "Protokoll ä.txt", cwd=tmp_path)
        assert (result.returncode, server.taken) == (1, list(range(30)))
    found = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert found == {"größe 1.ndjson", "größe 1.ndjson.journal", "größe 1.ndjson.dead-letter.ndjson"}
    [letter] = letters(tmp_path / FOLDER / "größe 1.ndjson.dead-letter.ndjson")
    assert letter["file"] == named("größe 1.ndjson")
    assert summary(result)["journal"] == f"finished: {named('größe 1.ndjson.journal')}"
    assert (tmp_path / "Protokoll ä.txt").read_text(encoding="utf-8").count(" request ") == 1


@pytest.mark.windows
def test_a_message_names_a_file_as_its_user_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "wide").write_bytes('{"a": 1}\n'.encode("utf-16"))
    (tmp_path / "keys").write_bytes("NETCORE_AES_KEY=x\n".encode("utf-16"))
    assert fault(cli("check", "no\\größe", cwd=tmp_path)).startswith("netcore-aes: cannot read 'no\\größe': ")
    assert fault(cli("check", "folder", cwd=tmp_path)) == "netcore-aes: the directory 'folder' holds no file of events\n"
    assert "convert it first, such as by: Get-Content FILE | Set-Content" in fault(cli("check", "wide", cwd=tmp_path))
    env = {**KEYS, "NETCORE_AES_CREDENTIALS": "keys"}
    assert "as PowerShell's > writes it" in fault(cli("encrypt", cwd=tmp_path, env=env))


@pytest.mark.windows
def test_a_device_is_read_and_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(json.dumps(event(1)) + "\n{}\n")
    with fake() as server:
        result = send(server, "a", "--dead-letter", "NUL", cwd=tmp_path)
        assert (result.returncode, summary(result)["dead letters"], server.taken) == (1, "1", [1])
        assert send(server, "a", "--dead-letter", "dead", "--log", "nul", cwd=tmp_path).returncode == 0
        assert "'NUL' contains no event" in fault(send(server, "NUL", cwd=tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {"a", "a.journal"}


@pytest.mark.windows
def test_capitals_make_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(json.dumps(event(1)))
    with fake() as server:
        for options in (("--journal", "A"), ("--journal", "J", "--dead-letter", "j")):
            assert "must be different files" in fault(send(server, "a", *options, cwd=tmp_path))
    assert server.asked == []


@pytest.mark.windows
def test_dead_letters_can_be_read_and_are_written_by_one_run(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("{}\n" + json.dumps(event(1)))
    may_end = threading.Event()

    def answer(_: list[Any]) -> Answers:
        may_end.wait(20)
        return OK

    with fake(answer) as server:
        first = start(server, "a", "--dead-letter", "dead", cwd=tmp_path)
        while not server.asked:
            may_end.wait(0.05)
            assert first.poll() is None
        # By another program for Windows.
        assert b"1 events" in cli("check", "dead", cwd=tmp_path).stdout
        second = send(server, "b", "--dead-letter", "dead", cwd=tmp_path)
        assert "another run writes to the dead letters 'dead'; wait until it has ended" in fault(second)
        may_end.set()
        assert first.wait(20) == 1
        first.communicate()
    assert [letter["file"] for letter in letters(tmp_path / "dead")] == ["a"]
