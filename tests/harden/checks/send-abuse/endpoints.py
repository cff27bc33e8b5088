"""Hostile endpoints: a first run meets each; then the endpoint turns good, and a second run must bring the rest."""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import netcore_aes
from abuse import IS_LONG, Counted
from servers import GOOD, HOSTILE, QUICK, Server, early, saying, silent, taking
from tool import API_KEY, COUNT, IV, KEY, SECRETS, Run, dead, send, write_events

# Two tries of four timeouts each, reading the answers, and a pause.
_SECONDS = 40
_OPTIONS = ("a", "--chunk-events", "1", "--connections", "2", "--timeout", "0.5", "--max-retries", "1", "--no-progress")


def attack(runs: list[Run]) -> list[Counted]:
    came_through = Counted("hostile endpoints: ended in time, nothing shown")
    kept = Counted("after them: every event arrived, or is a dead letter")
    names = list(HOSTILE) if IS_LONG else QUICK
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: _meet(name, came_through, kept, runs), names))
    elsewhere = Counted("the API key went nowhere else")
    _redirects(elsewhere, runs)
    _tls(elsewhere, runs)
    _stop(came_through, runs)
    return [came_through, kept, elsewhere]


def _meet(name: str, came_through: Counted, kept: Counted, runs: list[Run]) -> None:
    server = Server(HOSTILE[name], netcore_aes.Cipher(KEY, IV))
    url = f"http://127.0.0.1:{server.port}/"
    is_waiting = "to wait" in name and "nonsense" not in name
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        write_events(folder / "a")
        first = send(folder, url, *_OPTIONS, seconds=_SECONDS, stop_when=server.was_asked if is_waiting else None)
        is_ended = first.status in ((130,) if is_waiting else (0, 1))
        came_through.note(name, is_ended and first.is_clean, (first.status, first.output))
        server.is_good.set()
        second = send(folder, url, *_OPTIONS, seconds=_SECONDS)
        letters = dead(folder)
        everything = {*server.taken, *(letter["event"]["identity"] for letter in letters)}
        files = b"".join(path.read_bytes() for path in folder.iterdir())
        is_secret = not any(secret in files for secret in SECRETS)
        # Two runs of two tries send an event at most four times.
        most = max((sum(identity in seen for seen in server.seen) for identity in range(COUNT)), default=0)
        is_kept = everything == set(range(COUNT)) and is_secret and most <= 4
        kept.note(name, is_kept and _doubles_are_named(server, second, first), (server.taken, letters, first.output, second.output))
        runs += [first, second]
    server.close()


def _doubles_are_named(server: Server, *both: Run) -> bool:
    """Events that arrived twice are among those that a summary names."""
    doubled = {identity for identity in server.taken if server.taken.count(identity) > 1}
    told = b"".join(run.output for run in both)
    return all(f"events {identity} to {identity} of a".encode() in told for identity in doubled)


def _redirects(counted: Counted, runs: list[Run]) -> None:
    """Redirects to another port, which is another origin: nothing may arrive there."""
    thief = Server(taking(saying(GOOD)), netcore_aes.Cipher(KEY, IV))
    for status in (301, 302, 303, 307, 308, 300) if IS_LONG else (302, 307):
        places = [f"http://127.0.0.1:{thief.port}/v1/activity/upload", f"//127.0.0.1:{thief.port}/", f"http://localhost:{thief.port}/"]
        for place in places[: 3 if IS_LONG else 1]:
            answer = f"HTTP/1.1 {status} Moved\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
            server = Server(saying(answer), netcore_aes.Cipher(KEY, IV))
            with tempfile.TemporaryDirectory() as folder:
                write_events(Path(folder) / "a")
                run = send(Path(folder), f"http://127.0.0.1:{server.port}/", *_OPTIONS)
            is_safe = run.status == 1 and run.is_clean and b"has moved" in run.output and not thief.requests
            counted.note(f"{status} to {place}", is_safe, run.output)
            runs.append(run)
            server.close()
    thief.close()


def _tls(counted: Counted, runs: list[Run]) -> None:
    """Untrusted certificates, certificates of another name, and no TLS at all."""
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        write_events(folder / "a")
        for name in ("127.0.0.1", "evil.example"):
            kind = "IP" if name[0].isdigit() else "DNS"
            made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
            files = ["-keyout", "key.pem", "-out", "certificate.pem", "-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}"]
            subprocess.run([*made, *files], cwd=folder, check=True, capture_output=True)
            server = subprocess.Popen(
                ["openssl", "s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "certificate.pem"],
                cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            port = next(int(line.rsplit(b":", 1)[1]) for line in server.stdout if line.startswith(b"ACCEPT"))
            # The certificate of another name is trusted, so that the name alone is wrong.
            trust = ("--ca-bundle", "certificate.pem") if name != "127.0.0.1" else ()
            run = send(folder, f"https://127.0.0.1:{port}/", *_OPTIONS, *trust, "--journal", name)
            server.stdin.close()
            server.kill()
            said = server.stdout.read()
            fault = b"certificate is for another name" if trust else b"certificate is not trusted"
            is_safe = run.status == 1 and run.is_clean and fault in run.output
            counted.note(f"certificate of {name}", is_safe and API_KEY.encode() not in said and b"POST" not in said, run.output)
            runs.append(run)
        for name, serve in {"plain HTTP for TLS": saying(GOOD), "no handshake": silent}.items():
            server = Server(early(serve), netcore_aes.Cipher(KEY, IV))
            run = send(folder, f"https://127.0.0.1:{server.port}/", *_OPTIONS, "--journal", name.replace(" ", "-"), seconds=_SECONDS)
            counted.note(name, run.status == 1 and run.is_clean and not server.requests, run.output)
            runs.append(run)
            server.close()


def _stop(counted: Counted, runs: list[Run]) -> None:
    """SIGTERM while the endpoint is silent."""
    server = Server(silent, netcore_aes.Cipher(KEY, IV))
    with tempfile.TemporaryDirectory() as folder:
        write_events(Path(folder) / "a")
        run = send(Path(folder), f"http://127.0.0.1:{server.port}/", "a", "--no-progress", stop_when=server.was_asked, seconds=20)
    is_ended = run.status == 130 and run.is_clean
    counted.note("SIGTERM beside silence", is_ended, (run.status, run.output))
    runs.append(run)
    server.close()
