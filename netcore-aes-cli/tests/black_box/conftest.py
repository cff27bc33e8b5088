"""Fixtures that several files of tests share."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from cli_support import RUNNER
from sandbox_process import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "anywhere: it is for programs of every system")
    config.addinivalue_line("markers", "windows: it is for programs for Windows")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A program for another system gets only the tests that are for it."""
    names = ("anywhere", "windows") if RUNNER else ()
    left = [item for item in items if any(map(item.get_closest_marker, names)) or not (names or item.get_closest_marker("windows"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left


@pytest.fixture(scope="session", autouse=True)
def runner() -> Iterator[None]:
    """Keeps one program for another system running: with none, Wine would start anew for each."""
    with running() if RUNNER else nullcontext():
        yield


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    """One sandbox for all tests of a file."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared: Running) -> Running:
    """The file's sandbox, with an empty inbox."""
    shared.clear()
    return shared
