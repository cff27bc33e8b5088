"""Something to try: a good event, encrypted with the sandbox's own key."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .diagnosis import FIELD

if TYPE_CHECKING:
    from .keyring import Keyring

ASSET = "demo-asset"
# Shows the form of a request when there is no key to make a real one with.
_NO_TEXT = "the text that encryption returned"


def sample(keys: Keyring, url: str) -> dict[str, Any]:
    """Return a request that the endpoint takes now, and the lines for a shell that send one."""
    scheme, cipher = next(iter(sorted(keys.ciphers.items())), (11256, None))
    text = cipher.encrypt(json.dumps([_event()])) if cipher else _NO_TEXT
    body = json.dumps({FIELD: text})
    headers = {
        "Content-Type": "application/json",
        "x-eCode": str(scheme),
        "x-asset": ASSET,
        "Authorization": "Bearer any-key",
    }
    lines = [f"curl {url}", *(f"--header '{name}: {value}'" for name, value in headers.items()), f"--data '{body}'"]
    return {
        "headers": headers,
        "body": body,
        "curl": " \\\n  ".join(lines),
        "send": f"netcore-aes send events.ndjson --asset-id {ASSET} \\\n  --endpoint {url}",
    }


def _event() -> dict[str, Any]:
    return {
        "asset_id": ASSET,
        "activity_name": "form_submitted",
        "timestamp": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {"form": "newsletter", "language": "en", "fields": 3, "consent": True},
    }
