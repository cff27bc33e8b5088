#!/usr/bin/env python3
"""Publishes a release to repositories and a server of this machine, and takes it from there: test_publish.py, after `make dist`."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import tempfile
import threading
import unittest
import zipfile
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

REPOSITORY = Path(__file__).resolve().parents[2]
DIST = REPOSITORY / "build" / "dist"
[SOURCE] = DIST.glob("netcore_aes-*.tar.gz")
VERSION = SOURCE.name.removeprefix("netcore_aes-").removesuffix(".tar.gz")
MODULE = "github.com/netcore-aes/netcore-aes"


def run(*command: str, folder: Path = REPOSITORY, **environment: str) -> str:
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


class Publishing(unittest.TestCase):
    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def repository(self, name: str) -> Path:
        path = self.folder / f"{name}.git"
        run("git", "init", "--quiet", "--bare", str(path))
        return path

    def test_go_takes_the_same_module_from_the_tag(self) -> None:
        remote = self.repository("go")
        run("packaging/publish.sh", "go", GO_REMOTE=str(remote))
        run("tar", "-xf", str(next(DIST.glob("netcore-aes-go-*.tar.gz"))), "-C", str(self.folder))
        sums = set()
        for proxy in ("direct", f"file://{self.folder}/netcore-aes-go-{VERSION}"):
            found = run(
                *("go", "mod", "download", "-json", f"{MODULE}/bindings/go@v{VERSION}"),
                folder=self.folder,
                GOPROXY=proxy,
                GONOSUMDB=MODULE,
                GOFLAGS="-modcacherw",
                GOMODCACHE=str(self.folder / f"cache{len(sums)}"),
                GIT_CONFIG_COUNT="1",
                GIT_CONFIG_KEY_0=f"url.file://{remote}.insteadOf",
                GIT_CONFIG_VALUE_0=f"https://{MODULE}",
                GIT_ALLOW_PROTOCOL="file",
            )
            sums.add(json.loads(found)["Sum"])
        self.assertEqual(len(sums), 1)

    def test_composer_takes_the_package_from_the_tag(self) -> None:
        remote = self.repository("composer")
        run("packaging/publish.sh", "composer", COMPOSER_REMOTE=str(remote))
        project = {
            "repositories": [{"type": "vcs", "url": str(remote)}, {"packagist.org": False}],
            "require": {"netcore-aes/netcore-aes": VERSION},
        }
        (self.folder / "composer.json").write_text(json.dumps(project))
        run("composer", "--no-interaction", "--quiet", "install", folder=self.folder, COMPOSER_ALLOW_SUPERUSER="1")
        program = "require 'vendor/autoload.php'; echo NetcoreAes\\Library::version();"
        self.assertEqual(run("php", "-r", program, folder=self.folder, NETCORE_AES_LIBRARY=""), VERSION)

    def test_maven_central_gets_a_signed_bundle(self) -> None:
        got: list[tuple[str, str | None, bytes]] = []

        class Central(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the base class names it
                body = self.rfile.read(int(self.headers["Content-Length"]))
                head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
                [part] = message_from_bytes(head + body).get_payload()
                got.append((self.path, self.headers["Authorization"], part.get_payload(decode=True)))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Central)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        home = self.folder / "gnupg"
        home.mkdir(mode=0o700)
        run("gpg", "--batch", "--quick-generate-key", "--passphrase", "", "a test", "rsa2048", "sign", "never", GNUPGHOME=str(home))
        url = f"http://127.0.0.1:{server.server_address[1]}"
        run("packaging/publish.sh", "maven", CENTRAL_URL=url, CENTRAL_TOKEN="dG9rZW4=", GNUPGHOME=str(home))
        [(path, authorization, bundle)] = got
        self.assertEqual(path, f"/api/v1/publisher/upload?name=netcore-aes-{VERSION}&publishingType=AUTOMATIC")
        self.assertEqual(authorization, "Bearer dG9rZW4=")
        with zipfile.ZipFile(BytesIO(bundle)) as archive:
            archive.extractall(self.folder)
        group = self.folder / "io" / "github" / "netcore-aes"
        self.assertEqual({folder.name for folder in group.iterdir()}, {"netcore-aes", "netcore-aes-spark"})
        for folder in group.iterdir():
            self.check_artifact(folder, home)

    def check_artifact(self, folder: Path, home: Path) -> None:
        """Central wants the four files of each, with signatures and sums, and in the pom whose it is and where its source is."""
        name = f"{folder.name}-{VERSION}"
        base = {folder / VERSION / f"{name}{end}" for end in (".jar", ".pom", "-sources.jar", "-javadoc.jar")}
        wanted = base | {path.with_name(path.name + end) for path in base for end in (".asc", ".md5", ".sha1")}
        self.assertEqual({path for path in folder.rglob("*") if path.is_file()}, wanted)
        for path in base:
            self.assertEqual(path.read_bytes(), (DIST / path.name).read_bytes())
            run("gpg", "--batch", "--verify", f"{path}.asc", str(path), GNUPGHOME=str(home))
        pom = ElementTree.parse(folder / VERSION / f"{name}.pom")
        for element in ("name", "description", "url", "licenses/license/url", "developers/developer/name", "scm/url", "scm/connection"):
            self.assertTrue(pom.findtext("/".join(f"{{*}}{part}" for part in element.split("/"))), element)


if __name__ == "__main__":
    unittest.main()
