"""The commands that send nothing."""

from __future__ import annotations

import fcntl
import gzip
import json
import lzma
import os
import re
import stat
import subprocess
import termios
import time
from pathlib import Path

import netcore_aes
import pytest
from cli_support import ASSET, COMMAND, ENV, RUNNER, cli, event, fault, padded, write_events
from common import API_KEY, GCM_KEY, IV, KEY, SCHEMES, golden
from test_environment import BAD, GOOD

FORMATS = ("text", "env", "json")


@pytest.mark.anywhere
@pytest.mark.parametrize("key_format", FORMATS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_keygen_writes_what_the_others_read(key_format: str, scheme: int, tmp_path: Path) -> None:
    result = cli("keygen", "--format", key_format, "--scheme", scheme, "--out", "keys", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    path = tmp_path / "keys"
    assert RUNNER or stat.S_IMODE(path.stat().st_mode) == 0o600
    env = {"NETCORE_AES_KEY": "", "NETCORE_AES_IV": "", "NETCORE_AES_CREDENTIALS": "keys"}
    text = cli("encrypt", "--scheme", scheme, cwd=tmp_path, stdin=b"x", env=env).stdout
    assert cli("decrypt", "--scheme", scheme, cwd=tmp_path, stdin=text, env=env).stdout == b"x"
    assert text != cli("encrypt", "--scheme", scheme, cwd=tmp_path, stdin=b"x").stdout
    values = re.findall(r"[A-Za-z0-9+/]{16,}=*", path.read_text())
    assert [len(value) for value in values if "===" not in value][:2] == ([44] if scheme == 11258 else [32, 16])


def test_keygen_draws_anew_and_prints(tmp_path: Path) -> None:
    found = {cli("keygen", "--format", "env", cwd=tmp_path).stdout.decode() for _ in range(2)}
    assert len(found) == 2
    assert all(
        re.fullmatch("NETCORE_AES_KEY=[A-Za-z0-9]{32}\nNETCORE_AES_IV=[A-Za-z0-9]{16}\n", text) for text in found
    )


@pytest.mark.anywhere
def test_keygen_never_writes_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("precious")
    path.chmod(0o644)
    assert "add --force" in fault(cli("keygen", "--out", "keys", cwd=tmp_path))
    assert path.read_text() == "precious"
    assert cli("keygen", "--out", "keys", "--force", cwd=tmp_path).returncode == 0
    assert path.read_text().startswith("key_string = ")
    assert RUNNER or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["keys"]


def test_keygen_leaves_nothing_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    fault(cli("keygen", "--out", "folder", cwd=tmp_path))
    fault(cli("keygen", "--out", "folder", "--force", cwd=tmp_path))
    fault(cli("keygen", "--out", "none/keys", "--force", cwd=tmp_path))
    assert "scheme 5 is unknown" in fault(cli("keygen", "--scheme", "5", "--out", "keys", cwd=tmp_path))
    assert os.listdir(tmp_path) == ["folder"]


@pytest.mark.anywhere
@pytest.mark.parametrize("scheme", SCHEMES)
def test_encrypt_and_decrypt(scheme: int, tmp_path: Path) -> None:
    env = {"NETCORE_AES_KEY": GCM_KEY} if scheme == 11258 else {}
    payload = '[{"activity_name": "grüßen 🙂"}]\n\n'.encode()
    (tmp_path / "payload").write_bytes(payload)
    text = cli("encrypt", "payload", "--scheme", scheme, cwd=tmp_path, env=env)
    assert (text.returncode, text.stderr) == (0, b"")
    back = cli("decrypt", "--scheme", scheme, cwd=tmp_path, env=env, stdin=b" \r\n" + text.stdout + b"\n\t")
    assert (back.returncode, back.stdout, back.stderr) == (0, payload, b"")


@pytest.mark.anywhere
def test_encrypt_the_published_sample(tmp_path: Path) -> None:
    case = golden()
    assert case.iv is not None
    result = cli(
        "encrypt", "-", cwd=tmp_path, stdin=case.plaintext, env={"NETCORE_AES_KEY": case.key, "NETCORE_AES_IV": case.iv}
    )
    assert result.stdout.decode() == case.text + "\n"


@pytest.mark.parametrize("form", [*GOOD, *BAD])
def test_a_file_of_credentials_in_every_form(form: str, tmp_path: Path) -> None:
    content, words = BAD[form] if form in BAD else (GOOD[form], "")
    (tmp_path / "keys").write_bytes(content.encode() if isinstance(content, str) else content)
    env = {"NETCORE_AES_KEY": "", "NETCORE_AES_IV": "", "NETCORE_AES_CREDENTIALS": "keys"}
    result = cli("encrypt", cwd=tmp_path, stdin=b"x", env=env)
    if words:
        assert re.search(f"^netcore-aes: the file 'keys'.*{words}", fault(result))
    else:
        assert result.stdout.decode() == netcore_aes.Cipher(KEY, IV).encrypt("x") + "\n"


@pytest.mark.anywhere
def test_credentials_come_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n")
    env = {"NETCORE_AES_KEY": "", "NETCORE_AES_IV": "", "NETCORE_AES_CREDENTIALS": "keys"}
    result = cli("encrypt", cwd=tmp_path, stdin=b"x", env=env)
    assert result.stdout.decode() == netcore_aes.Cipher(KEY, IV).encrypt("x") + "\n"


def forms(events: list[dict[str, object]]) -> dict[str, bytes]:
    lines = "\n".join(map(json.dumps, events)).encode()
    array = json.dumps(events, indent=1).encode()
    members = gzip.compress(array[:100]) + gzip.compress(array[100:]) + b"\0" * 9
    return {
        "lines": lines,
        "array": array,
        "gz": gzip.compress(lines),
        "members": members,
        "bom": b"\xef\xbb\xbf" + array,
    }


@pytest.mark.anywhere
@pytest.mark.parametrize("form", ["lines", "array", "gz", "members", "bom"])
def test_check_finds_every_problem_at_its_place(form: str, tmp_path: Path) -> None:
    events = [event(number) for number in range(2500)]
    events[7]["extra"] = 1
    events[1234]["activity_params"] = {"items": []}
    events[2499]["identity"] = ""
    events[2499]["asset_id"] = "another"
    (tmp_path / "events").write_bytes(forms(events)[form])
    result = cli("check", "events", "--format", "json", "--asset-id", ASSET, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, b"")
    report = json.loads(result.stdout)
    assert [(problem["pointer"], problem["rule"], problem["severity"]) for problem in report["problems"]] == [
        ("/7/extra", "unknown-field", "warning"),
        ("/1234/activity_params/items", "empty-array", "error"),
        ("/2499/asset_id", "asset-id", "error"),
        ("/2499/identity", "empty", "error"),
    ]
    assert (report["events"], report["errors"], report["warnings"]) == (2500, 3, 1)
    table = cli("check", "-", cwd=tmp_path, stdin=(tmp_path / "events").read_bytes())
    assert table.returncode == 1
    assert "/1234/activity_params/items" in table.stdout.decode()
    assert table.stdout.decode().endswith("2500 events: 2 errors, 1 warnings\n")


def test_check_passes_warnings_and_lone_objects(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(1, extra=1)])
    assert cli("check", "events", cwd=tmp_path).returncode == 0
    result = cli("check", "-", "--format", "json", cwd=tmp_path, stdin=json.dumps(event(1), indent=2).encode())
    assert (result.returncode, json.loads(result.stdout)["problems"]) == (0, [])


@pytest.mark.parametrize(("number", "more"), [(999, 0), (1000, 0), (1001, 1), (4000, 3000)])
def test_check_says_how_many_more_there_are(number: int, more: int, tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number, extra=1) for number in range(number)])
    text = cli("check", "events", cwd=tmp_path).stdout.decode()
    assert text.count("unknown-field") == number - more
    assert ("problems more" in text) == bool(more)
    assert not more or f"... and {more} problems more" in text


@pytest.mark.parametrize(
    ("size", "is_taken"), [(1_048_575, True), (1_048_576, True), (1_048_577, False), (5 << 20, False)]
)
def test_an_event_has_a_mebibyte_at_most(size: int, is_taken: bool, tmp_path: Path) -> None:
    data = padded(event(1), size)
    for stdin in (data + b"\n", b"[" + data + b"]"):
        result = cli("check", "-", cwd=tmp_path, stdin=stdin)
        assert (result.returncode, result.stderr) == (0 if is_taken else 1, b"")
        assert is_taken or "longer than" in result.stdout.decode()


@pytest.mark.parametrize(("mebibytes", "is_taken"), [(48, True), (64, True), (96, False), (128, False)])
def test_xz_has_80_mebibytes_at_most(mebibytes: int, is_taken: bool, tmp_path: Path) -> None:
    how = {"id": lzma.FILTER_LZMA2, "dict_size": mebibytes << 20, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}
    data = lzma.compress(json.dumps(event(1)).encode(), filters=[how])
    result = cli("check", "-", cwd=tmp_path, stdin=data)
    if is_taken:
        assert (result.returncode, result.stderr) == (0, b"")
    else:
        assert "takes too much memory to decompress its xz data" in fault(result)


@pytest.mark.parametrize(
    ("sizes", "is_one"),
    [([300] * 1000, True), ([300] * 1001, False), ([1 << 20] * 2, True), ([1 << 20, (1 << 20) - 300, 301], False)],
)
def test_a_request_has_a_thousand_events_and_two_mebibytes_at_most(
    sizes: list[int], is_one: bool, tmp_path: Path
) -> None:
    (tmp_path / "events").write_bytes(b"\n".join(padded(event(1), size) for size in sizes))
    result = cli("request", "events", "--asset-id", ASSET, cwd=tmp_path)
    assert result.returncode == (0 if is_one else 2)
    assert is_one or "more events than one request may carry" in fault(result)


@pytest.mark.parametrize("form", ["gz", "bom", "lines"])
def test_a_pipe_may_give_a_byte_at_a_time(form: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "check", "-"], cwd=tmp_path, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        content = forms([event(1)])[form]
        for byte in content[:5]:
            process.stdin.write(bytes((byte,)))
            deadline = time.monotonic() + 20
            while any(fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))) and time.monotonic() < deadline:
                time.sleep(0.01)
        process.stdin.write(content[5:])
        output, _ = process.communicate()
    assert (process.returncode, output) == (0, b"1 events: 0 errors, 0 warnings\n")


def test_a_fields_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(1) | {"[red]\x1b]0;x\x07": 1}])
    result = cli("check", "events", cwd=tmp_path)
    assert b"\x1b" not in result.stdout
    assert b"/0/[red]\\u001b]0;x\\u0007" in result.stdout


def test_a_plaintext_cannot_steer_the_terminal(tmp_path: Path) -> None:
    plaintext = b'["\x1b]0;x\x07 \xc2\x9b \xff \xc3\xa9"\r\n\t1]\n'
    (tmp_path / "text").write_bytes(netcore_aes.Cipher(KEY, IV).encrypt(plaintext).encode())
    assert cli("decrypt", "text", cwd=tmp_path).stdout == plaintext
    ours, theirs = os.openpty()
    with open(ours, "rb", buffering=0) as shown:
        subprocess.run([*COMMAND, "decrypt", "text"], cwd=tmp_path, env=ENV, stdout=theirs, check=True)
        os.close(theirs)
        lines = shown.read(1000).replace(b"\r\n", b"\n").decode().expandtabs()
    assert lines == '["\\u001b]0;x\\u0007 \\u009b \ufffd é"\n        1]\n'


@pytest.mark.parametrize(
    "lines",
    [
        '{"a":[{}\n{}]}',  # two halves that a comma would join
        "{GOOD},{GOOD}",
        "{GOOD}\n{GOOD}{GOOD}",
        "{GOOD}\nnull\n",
        "hello",
    ],
)
def test_a_line_is_one_event(lines: str, tmp_path: Path) -> None:
    good = json.dumps(event(1))
    result = cli("check", "-", "--format", "json", cwd=tmp_path, stdin=lines.replace("{GOOD}", good).encode())
    assert result.returncode == 1
    assert {"json", "event"} & {problem["rule"] for problem in json.loads(result.stdout)["problems"]}


@pytest.mark.anywhere
def test_request(tmp_path: Path) -> None:
    events = [event(1), event(2)]
    write_events(tmp_path / "events", events)
    arguments = ("request", "events", "--asset-id", ASSET, "--region", "in", "--scheme", "11257")
    result = cli(*arguments, cwd=tmp_path)
    assert result.returncode == 0
    head, body = result.stdout.decode().rstrip("\n").split("\n\n")
    assert head.splitlines()[0] == "POST https://apiin2.netcoresmartech.com/v1/activity/upload"
    assert "Authorization: Bearer ********" in head
    assert API_KEY not in head
    text = json.loads(body)["encryptedRequest"]
    assert json.loads(netcore_aes.Cipher(KEY, IV, scheme=11257).decrypt(text)) == events
    # The API key is no part of what is printed, so it need not be there.
    command = cli(*arguments, "--curl", cwd=tmp_path, env={"NETCORE_API_KEY": ""}).stdout.decode()
    assert '"Authorization: Bearer $NETCORE_API_KEY"' in command
    assert text in command


def test_the_asset_id_may_come_from_the_environment(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(1)])
    assert cli("request", "events", cwd=tmp_path, env={"NETCORE_ASSET_ID": ASSET}).returncode == 0


def test_version_and_help(tmp_path: Path) -> None:
    assert cli("--version", cwd=tmp_path).stdout.decode() == f"netcore-aes {netcore_aes.__version__}\n"
    text = cli("--help", cwd=tmp_path).stdout.decode()
    for name in ("keygen", "encrypt", "decrypt", "check", "request", "send", "sandbox"):
        assert cli(name, "--help", cwd=tmp_path).returncode == 0
        assert f"\n  {name} " in text
    assert "insecure" not in cli("send", "--help", cwd=tmp_path).stdout.decode()


DEFAULTS = {
    "send": {
        "scheme": "11256",
        "region": "us",
        "connections": "4",
        "chunk-events": "1000",
        "max-retries": "8",
        "timeout": "30",
    },
    "request": {"scheme": "11256", "region": "us"},
    "keygen": {"scheme": "11256", "format": "text"},
    "sandbox": {"port": "8025", "host": "127.0.0.1", "keep": "1000", "delay-ms": "0", "fail-rate": "0.0"},
}


@pytest.mark.parametrize("command", DEFAULTS)
def test_the_help_names_the_defaults(command: str, tmp_path: Path) -> None:
    text = " ".join(cli(command, "--help", cwd=tmp_path).stdout.decode().split())
    named = dict(re.findall(r" --([a-z-]+) (?:(?! --).)*?\[default: ([^];]+)", text))
    assert {name: named.get(name) for name in DEFAULTS[command]} == DEFAULTS[command]


def test_output_that_nobody_reads(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number, extra=1) for number in range(5000)])
    with subprocess.Popen(
        [*COMMAND, "check", "events", "--format", "json"],
        cwd=tmp_path,
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 1


def test_output_that_does_not_fit(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [*COMMAND, "encrypt"], cwd=tmp_path, env=ENV, input=b"x", stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (result.returncode, result.stderr) == (2, b"netcore-aes: cannot write the output: No space left on device\n")
