"""The compiled half of the package. Import from ``netcore_aes``."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NoReturn, Protocol, SupportsIndex, TypeAlias, final

_Bytes: TypeAlias = str | bytes | bytearray | memoryview

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

_Arrow: TypeAlias = _ArrowArray | _ArrowStream

__all__ = [
    "SCHEMES",
    "ArrowColumn",
    "Cipher",
    "EventSplitter",
    "UploadBody",
    "UploadPieces",
    "UploadRequest",
    "__version__",
    "check_arrow",
    "check_events",
    "generate_gcm_key",
    "keygen",
]

__version__: Final[str]
SCHEMES: Final[Mapping[str, int]]

def keygen() -> tuple[str, str]:
    """Generates a key and an IV; ``netcore_aes.keygen`` returns them as :class:`Credentials`."""

def generate_gcm_key() -> str:
    """Generates a key for scheme 11258, as the vendor's "V5" generator does: 32 random bytes, in base64.

    Any thread may call it. Raises :class:`RandomError` if the operating system returns no random bytes.
    """

def check_events(
    payload: _Bytes, asset_id: str | None, now: int
) -> list[tuple[str, int | None, str, Literal["error", "warning"], str]]:
    """Checks a payload; ``netcore_aes.check_events`` makes each row a :class:`Problem`."""

def check_arrow(array: _Arrow, asset_id: str | None, now: int) -> ArrowColumn:
    """Checks a column; ``netcore_aes.check_arrow`` passes the time."""

@final
class ArrowColumn:
    """A column of an Arrow array: the result of ``encrypt_arrow``, ``decrypt_arrow`` and ``check_arrow``.

    Any library that takes Arrow arrays takes it without a copy: ``pyarrow.array(column)``, ``polars.Series(column)``,
    ``nanoarrow.Array(column)``. It is immutable and may be shared between threads; ``repr`` shows its type and length.
    """

    def __arrow_c_schema__(self) -> object:
        """The type, as an Arrow C schema in a capsule."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """The type and the rows, as an Arrow C array in two capsules. ``requested_schema`` is not used: the type stays.

        Raises ``ValueError`` if the strings are longer in all than one array of 32-bit offsets can hold, 2^31 - 1 bytes.
        """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, as an Arrow C stream of arrays in a capsule. ``requested_schema`` is not used: the type stays."""

    def __len__(self) -> int: ...

@final
class EventSplitter:
    """Finds the events in a stream of bytes, piece by piece, and returns each exactly as it was written.

    The stream is a JSON array, NDJSON, or a single object; its first line shows which. The splitter does not check
    that an event is valid JSON: :func:`check_events` does. ``max_event_bytes``: the longest event allowed, in bytes,
    which bounds memory.

    For one thread at a time.
    """

    def __new__(cls, max_event_bytes: int = 1_048_576) -> EventSplitter: ...
    def push(self, data: _Bytes) -> list[bytes]:
        """Takes the next piece of the stream; returns the events that are now complete.

        Raises :class:`EventStreamError` where the next event cannot be found, and :class:`EventTooLongError`; the
        splitter cannot go on after either. Events before that position are returned first, and the next call raises.
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

    Raises :class:`UnknownSchemeError`, a subclass of :class:`InvalidKeyError` or :class:`InvalidIvError` that
    names the fault, :class:`SurrogateError`; ``TypeError`` for an argument of the wrong type.

    Create it once and share it: it is immutable, and any number of threads may call its methods at once. The
    key is wiped when the last reference is dropped. ``repr`` shows only the scheme; it cannot be pickled; copying
    returns the same object.

    An argument that may be ``bytes`` may also be ``bytearray`` or ``memoryview``: the call works on a copy, so
    the buffer may change meanwhile. ``str`` means its UTF-8 encoding. The GIL is released for messages of 4096
    bytes and more, and for batches.
    """

    def __new__(cls, key: _Bytes, iv: _Bytes | None = None, *, scheme: int = 11256) -> Cipher: ...
    @property
    def scheme(self) -> int:
        """The x-eCode."""

    @property
    def key_form(self) -> Literal["text", "base64"]:
        """The form of the key: ``"text"`` for its 32 characters, ``"base64"`` for 44 characters of base64."""

    @property
    def key_is_published(self) -> bool:
        """Whether the vendor has published the key as a sample, in a script or in its guide. Anyone can decrypt the texts of a
        published key: never send events under it.
        """

    def encrypt(self, plaintext: _Bytes, *, aad: _Bytes | None = None) -> str:
        """Encrypts a message and returns the text: base64, or hexadecimal for scheme 11257.

        ``aad``: associated data, which scheme 11258 authenticates and does not encrypt. The CBC schemes take none.

        Raises :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``; under
        11258 also :class:`RandomError` and :class:`KeyUsedUpError`.
        """

    def decrypt(self, text: _Bytes, *, aad: _Bytes | None = None) -> str:
        """Decrypts a text and returns the message as a string.

        ``aad``: the associated data that was passed to :meth:`encrypt`.

        CBC does not detect a change to a text, and the error itself is a padding oracle for anyone who may submit
        texts at will: never decrypt for a stranger.

        Raises :class:`EncodingError` if the text is not strict base64 or hexadecimal, and :class:`DecryptError` for
        every other cause, including a message that is not UTF-8 (:meth:`decrypt_bytes` returns those). Also
        :class:`AadNotTakenError`, :class:`SurrogateError`, :class:`TooLargeError`, ``MemoryError``.
        """

    def decrypt_bytes(self, text: _Bytes, *, aad: _Bytes | None = None) -> bytes:
        """Decrypts a text and returns the message as bytes, which need not be UTF-8; otherwise like :meth:`decrypt`."""

    def encrypt_batch(self, items: Iterable[_Bytes]) -> list[str]:
        """Encrypts many messages in one call and returns their texts in order. It takes no associated data.

        All or nothing: if one item is at fault, the call raises, and the error names the item in its message and in
        its attribute ``index``. The errors are those of :meth:`encrypt`.
        """

    def decrypt_batch(self, items: Iterable[_Bytes]) -> list[str]:
        """Decrypts many texts in one call and returns their messages in order. It takes no associated data.

        All or nothing: if one item is at fault, the call raises, and the error names the item in its message and in
        its attribute ``index``. The errors are those of :meth:`decrypt`.
        """

    def encrypt_arrow(self, array: _Arrow) -> ArrowColumn:
        """Encrypts each row of an Arrow array, and returns a column of the same type; nulls stay null. It takes no associated data.

        ``array``: an object with ``__arrow_c_array__`` or ``__arrow_c_stream__``, such as a ``pyarrow.Array`` or a
        ``polars.Series``, of type ``string``, ``large_string``, ``string_view``, ``binary``, ``large_binary`` or
        ``binary_view``. It is not copied. A text is ASCII: in a binary column it is the bytes of its characters.

        All or nothing: if one row is at fault, the call raises, and the error names the row in its message and in its
        attribute ``index``. Raises ``TypeError`` for an array of another type, ``ValueError`` for one that is malformed or
        whose stream fails, and the errors of :meth:`encrypt`.
        """

    def decrypt_arrow(self, array: _Arrow) -> ArrowColumn:
        """Decrypts each row of an Arrow array, and returns a column of the same type; nulls stay null. It takes no associated data.

        ``array``: as for :meth:`encrypt_arrow`. The messages of a string column must be UTF-8; those of a binary column
        may be any bytes.

        All or nothing, as :meth:`encrypt_arrow`. Raises the same ``TypeError`` and ``ValueError``, and the errors of
        :meth:`decrypt`.
        """

    def __copy__(self) -> Cipher: ...
    def __deepcopy__(self, _memo: object) -> Cipher: ...
    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn: ...

@final
class UploadRequest:
    """A request to upload one encrypted payload, for any HTTP client. It is plain data: nothing is sent.

    ``text``: the text that a cipher of ``scheme`` returned. ``asset_id``: the panel's asset id, the same as in the
    events. ``api_key``: the panel's API key. ``region``: where the panel stores its data, ``"us"``, ``"in"`` or
    ``"eu"``.

    Raises :class:`UnknownSchemeError`, :class:`UnknownRegionError`; :class:`AssetIdError` and
    :class:`ApiKeyError` if one is empty or not a valid header value; :class:`EncodingError` if ``text`` is not in
    the encoding of the scheme, such as a payload that was never encrypted; :class:`SurrogateError`;
    ``TypeError`` for an argument of the wrong type.

    It is immutable and may be shared between threads. ``repr`` shows neither the API key nor the body; it
    cannot be pickled; copying returns the same object.
    """

    def __new__(cls, text: str, *, scheme: int, asset_id: str, api_key: str, region: str = "us") -> UploadRequest: ...
    @classmethod
    def from_events(
        cls,
        cipher: Cipher,
        events: _Bytes | list[Any] | tuple[Any, ...] | dict[str, Any],
        *,
        asset_id: str,
        api_key: str,
        region: str = "us",
    ) -> UploadRequest:
        """Checks events, encrypts them and builds the request.

        ``cipher``: its scheme is the request's. ``events``: a list or tuple of events, one event as a dict, or their JSON
        as ``str`` or ``bytes``, which is sent unchanged. The other parameters are those of the class.

        Raises :class:`EventsError`, with every problem, if :func:`check_events` finds an error; nothing is encrypted
        then. The other errors are those of the class and of :meth:`Cipher.encrypt`.
        """

    def curl(self) -> str:
        """The request as a ``curl`` command for a POSIX shell.

        It does not contain the API key: the shell takes it from the variable ``NETCORE_API_KEY``.
        """

    @property
    def method(self) -> Literal["POST"]:
        """``"POST"``."""

    @property
    def url(self) -> str:
        """The URL to post to."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers, in a new dict each time. ``Authorization`` contains the API key: keep it out of logs."""

    @property
    def body(self) -> str:
        """The body: ``{"encryptedRequest":"..."}``."""

    def __copy__(self) -> UploadRequest: ...
    def __deepcopy__(self, _memo: object) -> UploadRequest: ...
    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn: ...

@final
class UploadBody:
    """The body of a request. Post it with the URL and the headers of its :class:`UploadStream`.

    It is immutable and may be shared between threads. ``repr`` does not show the body; it cannot be pickled; copying
    returns the same object.
    """

    @property
    def body(self) -> bytes:
        """``{"encryptedRequest":"..."}``: a new object each time."""

    @property
    def events(self) -> int:
        """The number of events in it."""

    @property
    def first(self) -> int:
        """The index of the first event in the stream, from 0."""

    @property
    def last(self) -> int:
        """The index of the last event. Refused events between the two are not in the body."""

    def __copy__(self) -> UploadBody: ...
    def __deepcopy__(self, _memo: object) -> UploadBody: ...

@final
class UploadPieces:
    """Splits, checks, groups and encrypts, piece by piece; ``netcore_aes.UploadStream`` iterates over it."""

    def __new__(
        cls,
        cipher: Cipher,
        asset_id: str,
        api_key: str,
        region: str,
        max_events: int,
        max_payload_bytes: int,
        max_event_bytes: int,
    ) -> UploadPieces: ...
    @property
    def url(self) -> str:
        """The URL to post to."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers, in a new dict each time."""

    def push(self, piece: _Bytes, now: int) -> list[UploadBody | tuple[Any, ...]]:
        """Takes the next piece; returns what came out: bodies, and tuples ``(index, event, rows of problems, is_refused,
        is_last)``.
        """

    def finish(self, now: int) -> list[UploadBody | tuple[Any, ...]]:
        """Ends the stream; returns the rest as ``push`` does."""
