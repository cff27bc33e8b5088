"""Options that several commands have."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

Input = Annotated[str, typer.Argument(metavar="FILE", help="The file to read; - for standard input.")]
Scheme = Annotated[int, typer.Option(metavar="X-ECODE", help="11256 (CBC, base64), 11257 (CBC, hex) or 11258 (GCM).")]
AssetId = Annotated[
    str, typer.Option(envvar="NETCORE_ASSET_ID", metavar="ID", help="The asset id from the panel.", show_default=False)
]
Region = Annotated[str, typer.Option(metavar="us|in|eu", help="Where the panel's data lives.")]


class ReportFormat(str, Enum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
