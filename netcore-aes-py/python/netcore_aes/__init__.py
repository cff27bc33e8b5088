"""Encryption of event payloads for Netcore CE, as the vendor's guide describes it.

>>> import netcore_aes
>>> key, iv = netcore_aes.keygen()
>>> cipher = netcore_aes.Cipher(key, iv)
>>> text = cipher.encrypt('[{"activity_name": "form_submitted"}]')
>>> cipher.decrypt(text)
'[{"activity_name": "form_submitted"}]'

The CBC schemes, 11256 and 11257, use one IV for all messages, since the vendor's protocol does: equal events give equal
texts, and events that begin alike give texts that begin alike. CBC does not detect a change to a text. Prefer 11258
where the panel has it, and never decrypt for a stranger.
"""

from __future__ import annotations

from ._errors import (
    AadNotTakenError,
    ApiKeyError,
    AssetIdError,
    CredentialsError,
    DecryptError,
    EncodingError,
    EventsError,
    EventStreamError,
    EventTooLongError,
    InvalidIvError,
    InvalidKeyError,
    IvBase64Error,
    IvCharacterError,
    IvLengthError,
    IvPaddingError,
    IvNotTakenError,
    IvRequiredError,
    KeyBase64Error,
    KeyCharacterError,
    KeyLengthError,
    KeyPaddingError,
    KeyUsedUpError,
    NetcoreAesError,
    OutOfMemoryError,
    RandomError,
    SelfTestError,
    SurrogateError,
    TooLargeError,
    UnknownRegionError,
    UnknownSchemeError,
)

try:
    from ._native import (
        SCHEMES,
        ArrowColumn,
        Cipher,
        EventSplitter,
        UploadBody,
        UploadRequest,
        __version__,
        generate_gcm_key,
    )
except ModuleNotFoundError as _error:
    raise ImportError(
        "the compiled module netcore_aes._native is missing; build and install the package with"
        " `pip install ./netcore-aes-py`, and do not run from its source folder"
    ) from _error

from ._credentials import Credentials, keygen
from ._events import check_arrow, check_events
from ._problem import Problem
from ._uploads import EventProblems, UploadStream

__all__ = [
    "SCHEMES",
    "AadNotTakenError",
    "ApiKeyError",
    "ArrowColumn",
    "AssetIdError",
    "Cipher",
    "Credentials",
    "CredentialsError",
    "DecryptError",
    "EncodingError",
    "EventProblems",
    "EventSplitter",
    "EventStreamError",
    "EventTooLongError",
    "EventsError",
    "InvalidIvError",
    "InvalidKeyError",
    "IvBase64Error",
    "IvCharacterError",
    "IvLengthError",
    "IvPaddingError",
    "IvNotTakenError",
    "IvRequiredError",
    "KeyBase64Error",
    "KeyCharacterError",
    "KeyLengthError",
    "KeyPaddingError",
    "KeyUsedUpError",
    "NetcoreAesError",
    "OutOfMemoryError",
    "Problem",
    "RandomError",
    "SelfTestError",
    "SurrogateError",
    "TooLargeError",
    "UnknownRegionError",
    "UnknownSchemeError",
    "UploadBody",
    "UploadRequest",
    "UploadStream",
    "__version__",
    "check_arrow",
    "check_events",
    "generate_gcm_key",
    "keygen",
]

# Tracebacks and pickles then show the names that callers use.
for _name in __all__:
    if isinstance(_class := globals()[_name], type):
        _class.__module__ = __name__
