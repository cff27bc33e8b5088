"""The options of the sink, in Spark's habit, and those of the command ``netcore-aes send`` that they become."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._errors import NetcoreAesError

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_SEND = {
    "assetId": "--asset-id",
    "region": "--region",
    "endpoint": "--endpoint",
    "scheme": "--scheme",
    "column": "--column",
    "chunkEvents": "--chunk-events",
    "chunkBytes": "--chunk-bytes",
    "maxEventBytes": "--max-event-bytes",
    "maxRetries": "--max-retries",
    "timeout": "--timeout",
    "connections": "--connections",
    "caBundle": "--ca-bundle",
    "requestsPerSecond": "--requests-per-second",
}
"""Spark's names and send's. The command judges the values, so that each rule lives once."""
OWN = {"deadLetterPath": "deadletterpath"}
OF_SPARK = {"checkpointlocation", "path", "queryname", "outputmode"}
"""What Spark itself adds to a writer's options."""
ASSET_ID = "NETCORE_ASSET_ID"


@dataclass(frozen=True)
class Options:
    """The options of one write, as they go to its tasks. No key is among them."""

    of_send: tuple[str, ...]
    """Arguments for ``netcore-aes send``."""
    dead_letter_path: str

    @classmethod
    def read(cls, given: Mapping[str, str], slots: int | None) -> Options:
        """Read a writer's options. Raises :class:`NetcoreAesError` for one that is unknown, malformed or missing."""
        values = {name.lower(): value for name, value in given.items()}
        names = {name.lower(): name for name in (*OF_SEND, *OWN)}
        for name in given:
            if name.lower() not in names.keys() | OF_SPARK:
                raise NetcoreAesError(f"unknown option {name}; the options are {', '.join((*OF_SEND, *OWN))}")
        if "assetid" not in values and (asset_id := os.environ.get(ASSET_ID)):
            values["assetid"] = asset_id
        if "assetid" not in values:
            raise NetcoreAesError(f"the option assetId is missing; set it, or {ASSET_ID}, to the asset id of the panel")
        if "requestspersecond" in values:
            values["requestspersecond"] = _share(values["requestspersecond"], slots)
        path = values.get("deadletterpath", "")
        if not re.match(r"/|[A-Za-z][A-Za-z0-9+.-]*://", path):
            given_path = f"is {path!r}, which is relative" if path else "is missing"
            raise NetcoreAesError(
                f"the option deadLetterPath {given_path}; set it to an absolute path or a URI, such as s3://bucket/folder,"
                " that the driver and every executor reach"
            )
        arguments = (f"{flag}={values[name.lower()]}" for name, flag in OF_SEND.items() if name.lower() in values)
        return cls(tuple(arguments), path.rstrip("/"))


def in_our_words(message: str) -> str:
    """Say the names of options as Spark's users know them."""
    message = message.removesuffix(" (try --help)")
    for name, flag in OF_SEND.items():
        message = re.sub(rf"{flag}(?![\w-])(?: <[^>]+>)?", name, message)
    return message


def _share(text: str, slots: int | None) -> str:
    """What one task may send of the requests a second that all tasks may."""
    if slots is None:
        raise NetcoreAesError(
            "requestsPerSecond needs the number of tasks that run at the same time, which this session does not tell;"
            " give it to netcore_aes.spark.register(spark, slots=...)"
        )
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < float("inf"):
        raise NetcoreAesError(f"requestsPerSecond is {text!r}; it must be a number greater than 0")
    return f"{rate / slots:.6f}"
