"""Fixtures that several files of tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no IV in the environment."""
    for name in ("NETCORE_AES_KEY", "NETCORE_AES_IV", "NETCORE_AES_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """A test that prints anything fails."""
    yield
    assert capfd.readouterr() == ("", "")
