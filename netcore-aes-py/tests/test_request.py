"""The upload request, step 3 of the vendor's guide."""

from __future__ import annotations

import copy
import json
from typing import Any

import netcore_aes
import pytest
from common import SCHEMES, VECTORS, cipher
from netcore_aes import UploadRequest

ASSET = "392ae07d8b69fe21423e6d9e026227c5"

FILE = json.loads((VECTORS / "requests.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]

# The class and the status in C of each error of the vectors.
ERRORS: dict[str, tuple[type[netcore_aes.NetcoreAesError], int]] = {
    "SCHEME": (netcore_aes.UnknownSchemeError, 2),
    "ENCODING": (netcore_aes.EncodingError, 8),
    "ASSET_ID": (netcore_aes.AssetIdError, 30),
    "API_KEY": (netcore_aes.ApiKeyError, 31),
    "REGION": (netcore_aes.UnknownRegionError, 32),
}


def test_there_are_as_many_cases_as_the_file_says() -> None:
    assert len(CASES) == FILE["count"] >= 40
    assert {case["error"] for case in CASES} == {None, *ERRORS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    arguments = {name: case[name] for name in ("scheme", "asset_id", "api_key", "region")}
    if case["error"] is None:
        request = UploadRequest(case["text"], **arguments)
        assert request.url == case["url"]
        assert [list(header) for header in request.headers.items()] == case["headers"]
        assert request.body == case["body"]
    else:
        error, status = ERRORS[case["error"]]
        with pytest.raises(error) as caught:
            UploadRequest(case["text"], **arguments)
        assert caught.value.status == status


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


def test_curl_is_the_guides_step_3_without_the_key() -> None:
    request = UploadRequest("AbC+/w==", scheme=11256, asset_id="asset", api_key="secret-api-key")
    assert request.curl() == (
        "curl --location 'https://api2.netcoresmartech.com/v1/activity/upload' \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        "  --header 'x-eCode: 11256' \\\n"
        "  --header 'x-asset: asset' \\\n"
        '  --header "Authorization: Bearer $NETCORE_API_KEY" \\\n'
        """  --data '{"encryptedRequest":"AbC+/w=="}'"""
    )


def test_curl_leaves_nothing_to_the_shell() -> None:
    request = UploadRequest("AAAA", scheme=11256, asset_id="a'$(id)`id`\\", api_key="key")
    assert r"'x-asset: a'\''$(id)`id`\'" in request.curl()


def test_it_cannot_be_changed() -> None:
    request = UploadRequest("AAAA", scheme=11256, asset_id=ASSET, api_key="k")
    request.headers["x-eCode"] = "1"
    assert request.headers["x-eCode"] == "11256"
    for name in ("method", "url", "headers", "body", "anything"):
        with pytest.raises(AttributeError):
            setattr(request, name, "")
    assert copy.copy(request) is request
    assert copy.deepcopy([request])[0] is request
