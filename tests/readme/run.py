"""Runs the code on the README: every block that is named, in order, in a folder of their own.

A block is named by a word after its language ("```c send.c"): it is saved under that name, and run as its language is. What is
shown without its `import`s and `main` gets them here. C is left to the shell block after it; Rust blocks are the core's
documentation tests. The Java and Go packages, and the installed C library, are where run.sh put them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EVENTS = """[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",
 "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}]"""


class Place:
    """A folder with the programs' inputs."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def run(self, *command: str) -> str:
        """Runs a command and returns its output; exits if it fails."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"README: {' '.join(command)} failed with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def write(self, name: str, code: str) -> None:
        (self.folder / name).write_text(code, encoding="utf-8")


def python(place: Place, name: str, code: str) -> str:
    place.write(name, code)
    return place.run(sys.executable, name)


def shell(place: Place, name: str, code: str) -> str:
    place.write(name, code)
    return place.run("bash", "-euo", "pipefail", name)


def php(place: Place, name: str, code: str) -> str:
    place.write(name, f"<?php\n{code.replace('vendor/autoload.php', str(ROOT / 'bindings/php/autoload.php'))}")
    return place.run("php", name)


def java(place: Place, name: str, code: str) -> str:
    jdk = os.environ["JAVA_HOME_22"]
    jars = f"{next((ROOT / 'bindings/java/target').glob('netcore-aes-*[0-9].jar'))}:{ROOT / 'bindings/java/target/lib/*'}"
    place.write(
        name,
        f"""import io.github.netcoreaes.*;
        public class {Path(name).stem} {{
            public static void main(String[] arguments) {{
                String events = \"\"\"
{EVENTS}\"\"\";
                {code}
            }}
        }}""",
    )
    place.run(f"{jdk}/bin/javac", "-cp", jars, name)
    return place.run(
        f"{jdk}/bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", f"{jars}:.", Path(name).stem
    )


def go(place: Place, name: str, code: str) -> str:
    module = "github.com/netcore-aes/netcore-aes/bindings/go"
    place.write(
        name,
        f"""package main

        import (
            "fmt"
            "log"
            "os"

            netcoreaes "{module}"
        )

        func main() {{
            events := []byte(`{EVENTS}`)
            {code}
        }}""",
    )
    place.write(
        "go.mod",
        f"module example.com/readme\n\ngo 1.24\n\nrequire {module} v0.0.0\n\nreplace {module} => {ROOT}/bindings/go\n",
    )
    return place.run("go", "run", name)


def cpp(place: Place, name: str, code: str) -> str:
    place.write(name, f"#include <netcore_aes.hpp>\n#include <cstdlib>\n#include <iostream>\nint main()\n{{\n{code}}}\n")
    flags = place.run("pkg-config", "--cflags", "--libs", "netcore_aes").split()
    place.run(os.environ.get("CXX", "c++"), "-std=c++17", name, *flags, "-o", "send-cpp")
    return place.run("./send-cpp")


RUNNERS: dict[str, Callable[[Place, str, str], str]] = {
    "python": python,
    "sh": shell,
    "php": php,
    "java": java,
    "go": go,
    "cpp": cpp,
}
# Every block of code on the page.
EXPECTED = ["c", "cpp", "go", "java", "php", "python", "python", "sh"]


def main() -> None:
    from netcore_aes import keygen

    key, iv = keygen()
    environment = os.environ | {"NETCORE_AES_KEY": key, "NETCORE_AES_IV": iv, "NETCORE_API_KEY": "the-api-key"}
    ran = []
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), environment)
        for language, name, code in FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8")):
            if language not in EXPECTED:
                continue
            if not name:
                sys.exit(f"README: a block of {language} has no name, so it would not run")
            ran.append(language)
            if language == "c":
                place.write(name, code)
                continue
            printed = RUNNERS[language](place, name, code)
            if "encryptedRequest" not in printed:
                sys.exit(f"README: {name} printed no request:\n{printed}")
            print(f"README: {name} runs")
    if sorted(ran) != EXPECTED:
        sys.exit(f"README: only {ran} was run")


if __name__ == "__main__":
    main()
