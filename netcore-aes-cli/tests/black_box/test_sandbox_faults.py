"""Faults on demand."""

from __future__ import annotations

import time

import httpx
import pytest
from sandbox_process import event, running


def test_every_request_fails() -> None:
    with running("--fail-rate", "1") as sandbox:
        assert [sandbox.send(event()).status_code for _ in range(4)] == [500, 503, 500, 503]
        kept = sandbox.inbox()
        assert [one["status"] for one in kept] == [500, 503, 500, 503]
        assert {one["fault"] for one in kept} == {"failed on demand"}
        assert not any(one["accepted"] or one["events"] for one in kept)


def test_every_request_is_throttled() -> None:
    with running("--throttle-rate", "1") as sandbox:
        answers = [sandbox.send(event()) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [429] * 4
        assert [answer.headers["retry-after"] for answer in answers] == ["0", "1", "0", "1"]
        assert not any(one["accepted"] or one["events"] for one in sandbox.inbox())


def test_every_request_is_dropped_and_half_of_them_kept() -> None:
    with running("--drop-rate", "1") as sandbox:
        for number in range(6):
            with pytest.raises(httpx.TransportError):
                sandbox.send(event(activity_name=f"event {number}"))
        kept = sandbox.inbox()
        assert [one["status"] for one in kept] == [None] * 6
        assert [one["accepted"] for one in kept] == [True, False] * 3
        names = [one["events"][0]["activity_name"] for one in kept if one["accepted"]]
        assert names == ["event 0", "event 2", "event 4"]
        assert [one["events"] for one in kept if not one["accepted"]] == [None] * 3
        assert {one["fault"] for one in kept} == {
            "dropped before it was read",
            "received, but dropped without an answer",
        }


def test_nothing_fails_by_itself_and_what_was_kept_is_what_was_answered() -> None:
    with running() as sandbox:
        assert {sandbox.send(event()).status_code for _ in range(50)} == {200}
    with running("--fail-rate", "0.3", "--throttle-rate", "0.3", "--drop-rate", "0.2") as sandbox:
        answered = []
        for number in range(60):
            try:
                if sandbox.send(event(identity=number)).status_code == 200:
                    answered.append(number)
            except httpx.TransportError:
                continue
        kept = [one for one in sandbox.inbox() if one["accepted"]]
        assert [one["events"][0]["identity"] for one in kept if one["status"] == 200] == answered
        assert all(one["fault"] for one in kept if one["status"] is None)


def test_a_delay_is_one() -> None:
    with running("--delay-ms", "200") as sandbox:
        before = time.monotonic()
        assert sandbox.send(event()).status_code == 200
        assert time.monotonic() - before >= 0.2
