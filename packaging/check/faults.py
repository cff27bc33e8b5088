"""The faults that the check has found."""

from __future__ import annotations

faults: list[str] = []


def expect(condition: object, artefact: str, words: str) -> None:
    if not condition:
        faults.append(f"{artefact}: {words}")
