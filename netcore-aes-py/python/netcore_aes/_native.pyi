"""The compiled half of the package. Import from ``netcore_aes``."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NoReturn, SupportsIndex, TypeAlias, final

_Bytes: TypeAlias = str | bytes | bytearray | memoryview

__all__ = [
    "SCHEMES",
    "Cipher",
    "EventSplitter",
    "UploadRequest",
    "__version__",
    "check_events",
    "generate_gcm_key",
    "keygen",
]

__version__: Final[str]
SCHEMES: Final[Mapping[str, int]]

def keygen() -> tuple[str, str]:
    """Generates a key and an IV; ``netcore_aes.keygen`` names them."""

def generate_gcm_key() -> str:
    """Generates a key for scheme 11258, as the vendor's "V5" generator does: 32 random bytes, in base64.

    Any thread may call it. Raises :class:`RandomError` if the operating system gives no random bytes.
    """

def check_events(
    payload: _Bytes, asset_id: str | None, now: int
) -> list[tuple[str, str, Literal["error", "warning"], str]]:
    """Checks a payload; ``netcore_aes.check_events`` makes objects of what it returns."""

@final
class EventSplitter:
    """Finds the events in a stream of bytes, piece by piece, and returns each just as it was written.

    The stream is a JSON array, NDJSON, or one object by itself; what it is shows in its first line. Whether an event is
    proper JSON is not looked at: :func:`check_events` does that. ``max_event_bytes``: an event longer than that is an
    error, so that memory is bounded.

    For one thread at a time.
    """

    def __new__(cls, max_event_bytes: int = 1_048_576) -> EventSplitter: ...
    def push(self, data: _Bytes) -> list[bytes]:
        """Takes the next piece of the stream; returns the events that are complete by then.

        Raises :class:`EventStreamError` where no event can begin or end, and :class:`EventTooLongError`; nothing can be
        split after that. If there are events before that place, they are returned first, and the next call raises.
        ``ValueError`` after :meth:`finish`.
        """

    def finish(self) -> list[bytes]:
        """Ends the stream; returns the event of a last line without a line break, if there is one.

        Raises :class:`EventStreamError` if the stream ends within an event or an array; ``ValueError`` the second time.
        """

@final
class Cipher:
    """Encrypts and decrypts under one scheme, key and IV.

    ``key``: 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters of
    base64. ``iv``: likewise 16 characters, or 16 bytes as 24 characters of base64; none for scheme 11258, which
    draws a nonce for each message. ``scheme``: the x-eCode, 11256 (CBC, base64), 11257 (CBC, hexadecimal) or
    11258 (GCM, base64).

    Raises :class:`UnknownSchemeError`, :class:`InvalidKeyError`, :class:`InvalidIvError` (a subclass of them
    says what is wrong), :class:`SurrogateError`; ``TypeError`` for an argument of another type.

    Make it once and share it: it cannot be changed, and every method may run in any number of threads at once.
    The key is wiped when the last reference goes. ``repr`` shows the scheme alone; it cannot be pickled;
    copying returns the same object.

    Wherever ``bytes`` are taken, so are ``bytearray`` and ``memoryview``: they are copied first, so changing
    them meanwhile does no harm. ``str`` stands for its UTF-8. The GIL is released around work that is worth it.
    """

    def __new__(cls, key: _Bytes, iv: _Bytes | None = None, *, scheme: int = 11256) -> Cipher: ...
    @property
    def scheme(self) -> int:
        """The x-eCode."""

    @property
    def key_form(self) -> Literal["text", "base64"]:
        """How the key was written: ``"text"`` if its 32 characters are the key, ``"base64"`` if 44 of them hold it."""

    def encrypt(self, plaintext: _Bytes, *, aad: _Bytes | None = None) -> str:
        """Encrypts a message to text: base64, or hexadecimal for scheme 11257.

        ``aad``: associated data, which scheme 11258 authenticates and does not encrypt. The CBC schemes take none.

        Raises :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``; under
        11258 also :class:`RandomError` and :class:`KeyUsedUpError`.
        """

    def decrypt(self, text: _Bytes, *, aad: _Bytes | None = None) -> str:
        """Decrypts a text to a string, with the associated data that it was encrypted with.

        Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle to
        whoever may try texts at will: never decrypt for a stranger.

        Raises :class:`EncodingError` if the text is not strict base64 or hexadecimal, and :class:`DecryptError` for
        every other cause, one of which is a plaintext that is not UTF-8 (:meth:`decrypt_bytes` returns those). Also
        :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``.
        """

    def decrypt_bytes(self, text: _Bytes, *, aad: _Bytes | None = None) -> bytes:
        """Decrypts a text to bytes, whatever they are; otherwise as :meth:`decrypt`."""

    def encrypt_batch(self, items: Iterable[_Bytes]) -> list[str]:
        """Encrypts many messages in one call, in order and without associated data.

        All or nothing. An error says which item is at fault, in words and as its attribute ``index``; otherwise the
        errors are those of :meth:`encrypt`.
        """

    def decrypt_batch(self, items: Iterable[_Bytes]) -> list[str]:
        """Decrypts many texts in one call, in order and without associated data.

        All or nothing. An error says which item is at fault, in words and as its attribute ``index``; otherwise the
        errors are those of :meth:`decrypt`.
        """

    def __copy__(self) -> Cipher: ...
    def __deepcopy__(self, _memo: object) -> Cipher: ...
    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn: ...

@final
class UploadRequest:
    """A request to upload one encrypted payload, ready for any HTTP client. Plain data: nothing is sent.

    ``text``: what a cipher of ``scheme`` returned. ``asset_id``: the panel's asset, the same as in the events.
    ``api_key``: the panel's API key. ``region``: where the panel's data lives, ``"us"``, ``"in"`` or ``"eu"``.

    Raises :class:`UnknownSchemeError`, :class:`UnknownRegionError`; :class:`AssetIdError` and
    :class:`ApiKeyError` if one is empty or could not stand in a header; :class:`EncodingError` if ``text`` is
    no text of the scheme's, such as a payload that was never encrypted; :class:`SurrogateError`; ``TypeError``
    for an argument of another type.

    It cannot be changed and may be shared between threads. ``repr`` shows neither the API key nor the body; it
    cannot be pickled; copying returns the same object.
    """

    def __new__(cls, text: str, *, scheme: int, asset_id: str, api_key: str, region: str = "us") -> UploadRequest: ...
    @classmethod
    def from_events(
        cls,
        cipher: Cipher,
        events: _Bytes | list[Any] | dict[str, Any],
        *,
        asset_id: str,
        api_key: str,
        region: str = "us",
    ) -> UploadRequest:
        """Checks events, encrypts them and puts the request together.

        ``cipher``: its scheme is the request's. ``events``: a list of events, one event as a dict, or their JSON as
        ``str`` or ``bytes``, which is sent as it is. The rest: as for the class.

        Raises :class:`EventsError` if :func:`check_events` finds an error, with all that it found; nothing is encrypted
        then. Otherwise the errors are those of the class and of :meth:`Cipher.encrypt`.
        """

    def curl(self) -> str:
        """The request as a ``curl`` command for a POSIX shell.

        The API key is not in it: the shell takes it from the variable ``NETCORE_API_KEY``.
        """

    @property
    def method(self) -> Literal["POST"]:
        """``"POST"``."""

    @property
    def url(self) -> str:
        """The URL to post to."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers, in a new dict each time. ``Authorization`` holds the API key: keep it out of logs."""

    @property
    def body(self) -> str:
        """The body: ``{"encryptedRequest":"..."}``."""

    def __copy__(self) -> UploadRequest: ...
    def __deepcopy__(self, _memo: object) -> UploadRequest: ...
    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn: ...
