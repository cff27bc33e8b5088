"""The parts that the tests share: keys, events, vectors, and a clean Python process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import netcore_aes

REPOSITORY = Path(__file__).resolve().parents[2]
VECTORS = REPOSITORY / "tests" / "vectors"

KEY = "Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga"
IV = "Uo3Ei8Mt1Wx6Cz9B"
API_KEY = "Pn4Vt8Bz1Lq6Dy3K"
GCM_KEY = "jPb6Fe0SAZq3Xy7vT2mKcWd9RUhL4oGiN8tEsVwQa1I="

CBC_SCHEMES = (11256, 11257)
SCHEMES = (*CBC_SCHEMES, 11258)


def cipher(scheme: int = 11256) -> netcore_aes.Cipher:
    return netcore_aes.Cipher(GCM_KEY, scheme=scheme) if scheme == 11258 else netcore_aes.Cipher(KEY, IV, scheme=scheme)


def event(**changes: Any) -> dict[str, Any]:
    """An event that breaks no rule, with the fields in `changes` in place of its own."""
    return {
        "asset_id": "asset",
        "activity_name": "form_submitted",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60)),
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {"day": "Tuesday"},
        **changes,
    }


@dataclass(frozen=True)
class Case:
    """A case of the shared vectors, with its bytes decoded."""

    id: str
    op: str
    scheme: int
    key: str
    iv: str | None
    aad: bytes
    plaintext: bytes
    text: str
    error: str | None

    def cipher(self) -> netcore_aes.Cipher:
        return netcore_aes.Cipher(self.key, self.iv, scheme=self.scheme)


def cases(file: str) -> list[Case]:
    """The cases of a file of the shared vectors; their number must be the one in the file."""
    content = json.loads((VECTORS / file).read_text(encoding="utf-8"))
    found = [
        Case(
            id=case["id"],
            op=case["op"],
            scheme=case["scheme"],
            key=case["key"],
            iv=case["iv"],
            aad=bytes.fromhex(case["aad"]),
            plaintext=bytes.fromhex(case["plaintext"]),
            text=case["text"],
            error=case["error"],
        )
        for case in content["cases"]
    ]
    assert len(found) == content["count"] > 0
    return found


def golden() -> Case:
    """The vendor's own published sample."""
    [case] = cases("golden.json")
    return case


def python(*arguments: str, env: dict[str, str] | None = None, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs Python as a user would: outside the source tree, with the variables of `env` only."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
