"""The request of the vendor's guide, step 3."""

from __future__ import annotations

import copy
import json

import pytest
from common import SCHEMES, cipher
from netcore_aes import UploadRequest

ASSET = "392ae07d8b69fe21423e6d9e026227c5"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_what_the_guide_posts(scheme: int) -> None:
    text = cipher(scheme).encrypt('[{"activity_name": "form_submitted"}]')
    request = UploadRequest(text, scheme=scheme, asset_id=ASSET, api_key="the-api-key")
    assert request.method == "POST"
    assert request.url == "https://api2.netcoresmartech.com/v1/activity/upload"
    assert list(request.headers.items()) == [
        ("Content-Type", "application/json"),
        ("x-eCode", str(scheme)),
        ("x-asset", ASSET),
        ("Authorization", "Bearer the-api-key"),
    ]
    assert request.body == f'{{"encryptedRequest":"{text}"}}'
    assert json.loads(request.body) == {"encryptedRequest": text}


@pytest.mark.parametrize(("region", "host"), [("us", "api2"), ("in", "apiin2"), ("eu", "apieu2")])
def test_every_region_has_a_host(region: str, host: str) -> None:
    request = UploadRequest("AAAA", scheme=11256, asset_id=ASSET, api_key="k", region=region)
    assert request.url == f"https://{host}.netcoresmartech.com/v1/activity/upload"


def test_its_repr_shows_where_it_goes_and_no_more() -> None:
    request = UploadRequest("AAAA", scheme=11258, asset_id=ASSET, api_key="the-api-key")
    assert repr(request) == (
        f"<UploadRequest to https://api2.netcoresmartech.com/v1/activity/upload with x-eCode: 11258, x-asset: {ASSET}>"
    )


def test_it_cannot_be_changed() -> None:
    request = UploadRequest("AAAA", scheme=11256, asset_id=ASSET, api_key="k")
    request.headers["x-eCode"] = "1"
    assert request.headers["x-eCode"] == "11256"
    for name in ("method", "url", "headers", "body", "anything"):
        with pytest.raises(AttributeError):
            setattr(request, name, "")
    assert copy.copy(request) is request
    assert copy.deepcopy([request])[0] is request
