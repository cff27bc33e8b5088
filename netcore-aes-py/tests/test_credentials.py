"""Generated keys, and that nothing shows them."""

from __future__ import annotations

import base64
import copy
import pickle
import pprint
import re
from collections import Counter

import netcore_aes
import pytest
from netcore_aes import Credentials, keygen


def test_they_are_a_named_tuple() -> None:
    credentials = keygen()
    key, iv = credentials
    assert isinstance(credentials, tuple)
    assert (credentials.key, credentials.iv) == (credentials[0], credentials[1]) == (key, iv)
    assert re.fullmatch("[A-Za-z0-9]{32}", key)
    assert re.fullmatch("[A-Za-z0-9]{16}", iv)
    assert netcore_aes.Cipher(*credentials).key_form == "text"


def test_no_two_are_the_same_and_no_character_is_missing() -> None:
    keys = [keygen() for _ in range(500)]
    assert len({credentials.key for credentials in keys}) == len({credentials.iv for credentials in keys}) == 500
    counts = Counter("".join(key + iv for key, iv in keys))
    assert len(counts) == 62
    # 24 000 draws: 387 of each on average, with a standard deviation of 20.
    assert 387 - 160 < min(counts.values()) <= max(counts.values()) < 387 + 160


def test_a_gcm_key_is_32_bytes() -> None:
    keys = [netcore_aes.generate_gcm_key() for _ in range(100)]
    assert len(set(keys)) == 100
    assert {len(key) for key in keys} == {44}
    assert {len(base64.b64decode(key, validate=True)) for key in keys} == {32}
    assert netcore_aes.Cipher(keys[0], scheme=11258).key_form == "base64"


def test_nothing_shows_them() -> None:
    credentials = keygen()
    shown = f"{credentials} {credentials!r} {credentials!s} {pprint.pformat([credentials])} {[credentials]} %s" % (
        (credentials,),
    )
    assert shown.count("Credentials(key=<hidden>, iv=<hidden>)") == 6
    assert credentials.key not in shown
    assert credentials.iv not in shown


def test_they_are_copied_and_not_pickled() -> None:
    credentials = keygen()
    assert copy.copy(credentials) is credentials
    assert copy.deepcopy([credentials])[0] is credentials
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="secret and cannot be pickled") as caught:
            pickle.dumps(credentials, protocol)
        assert credentials.key not in str(caught.value)


def test_they_can_be_made_from_a_pair() -> None:
    assert Credentials("a", "b") == ("a", "b")
    assert Credentials(key="a", iv="b").iv == "b"


def test_ciphers_and_requests_neither_show_nor_pickle_them() -> None:
    key, iv = keygen()
    cipher = netcore_aes.Cipher(key, iv)
    text = cipher.encrypt("x")
    request = netcore_aes.UploadRequest(text, scheme=11256, asset_id="my-asset", api_key="my-api-key")
    assert repr(cipher) == "Cipher(scheme=11256)"
    for shown in (f"{cipher} {cipher!r} {dir(cipher)}", f"{request} {request!r}"):
        for secret in (key, iv, text, "my-api-key"):
            assert secret not in shown
    for secretive in (cipher, request):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="secret and cannot be pickled"):
                pickle.dumps(secretive, protocol)
