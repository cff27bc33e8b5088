"""Arrow arrays of other types, and those that break the Arrow C data interface."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from common import cipher
from netcore_aes import check_arrow

OTHERS = {
    "int64": pa.array([1]),
    "null": pa.nulls(1),
    "dictionary": pa.array(["x"]).dictionary_encode(),
    "list": pa.array([["x"]]),
    "struct": pa.table({"secret": ["x"]}),
    "fixedsizebinary": pa.array([b"x"], pa.binary(1)),
    "date32": pl.Series([None], dtype=pl.Date),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_type_is_refused_with_those_that_are_taken(name: str) -> None:
    accepted = "string, large_string, string_view, binary, large_binary or binary_view"
    for work in (cipher().encrypt_arrow, cipher().decrypt_arrow, check_arrow):
        with pytest.raises(TypeError, match=f"^array must be of the type {accepted}, not {name}$"):
            work(OTHERS[name])


def test_objects_that_break_the_interface() -> None:
    class Broken:
        def __init__(self, result: Any) -> None:
            self.result = result

        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return self.result() if callable(self.result) else self.result

    class BrokenStream(Broken):
        __arrow_c_stream__ = Broken.__arrow_c_array__

    schema, rows = pa.array(["x"]).__arrow_c_array__()
    encrypt: Any = cipher().encrypt_arrow
    for broken in (Broken(5), Broken((schema,)), Broken((5, rows)), Broken((schema, 5)), BrokenStream(5)):
        with pytest.raises(TypeError, match="must be .* capsules?, not"):
            encrypt(broken)
    for broken in (Broken((rows, schema)), BrokenStream(schema)):
        with pytest.raises(ValueError, match="incorrect name"):
            encrypt(broken)
    assert pa.array(encrypt(Broken((schema, rows)))).to_pylist() == [cipher().encrypt("x")]
    with pytest.raises(ZeroDivisionError):
        encrypt(Broken(lambda: 1 / 0))
    stream = pa.chunked_array([["x"]]).__arrow_c_stream__()
    encrypt(BrokenStream(stream))
    with pytest.raises(ValueError, match="^array breaks the Arrow C data interface: the stream was released"):
        encrypt(BrokenStream(stream))


@pytest.mark.parametrize(
    ("kind", "offsets"), [(pa.string(), [0, 5, 3, 9]), (pa.string(), [0, -3, 5, 9]), (pa.large_string(), [0, 7, 6, 9])]
)
def test_offsets_that_decrease_or_are_negative(kind: pa.DataType, offsets: list[int]) -> None:
    width = pa.int32() if kind == pa.string() else pa.int64()
    data = pa.py_buffer(b"x" * 9)
    for more in (0, 100):
        buffers = [None, pa.array(offsets + [9] * more, width).buffers()[1], data]
        broken = pa.Array.from_buffers(kind, 3 + more, buffers)
        with pytest.raises(ValueError, match="^array breaks the Arrow C data interface: its offsets decrease, or are negative"):
            cipher().encrypt_arrow(broken)


def test_views_outside_their_buffers() -> None:
    views = pa.array(["x" * 50], pa.string_view()).buffers()
    for position, value in [(8, 1), (12, 1), (12, -1), (0, 51), (0, -1)]:
        changed = bytearray(views[1].to_pybytes())
        changed[position : position + 4] = value.to_bytes(4, sys.byteorder, signed=True)
        broken = pa.Array.from_buffers(pa.string_view(), 1, [None, pa.py_buffer(bytes(changed)), views[2]])
        with pytest.raises(ValueError, match="^array breaks the Arrow C data interface: a view points outside its buffers"):
            cipher().encrypt_arrow(broken)


class FailingStream:
    """A stream of strings that fails at its schema or at its first array, with this message."""

    class Struct(ctypes.Structure):
        Get = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        Told = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        Release = ctypes.CFUNCTYPE(None, ctypes.POINTER(ctypes.c_void_p))
        _fields_ = [("schema", Get), ("next", Get), ("error", Told), ("release", ctypes.c_void_p), ("private", ctypes.c_void_p)]

    def __init__(self, at: str, message: bytes | None) -> None:
        self.stream, self.message = self.Struct(), ctypes.c_char_p(message)
        self.released = 0
        self.stream.schema = self.Struct.Get(self.fail if at == "schema" else self.write_schema)
        self.stream.next = self.Struct.Get(self.fail)
        self.stream.error = self.Struct.Told(lambda _: ctypes.cast(self.message, ctypes.c_void_p).value)
        self.release = self.Struct.Release(self.free)
        self.stream.release = ctypes.cast(self.release, ctypes.c_void_p)

    def fail(self, _stream: int, _out: int) -> int:
        return 5

    def write_schema(self, _stream: int, out: int) -> int:
        pa.string()._export_to_c(out)
        return 0

    def free(self, stream: Any) -> None:
        self.released += 1
        stream[3] = None

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        self.name = b"arrow_array_stream"
        return new(ctypes.addressof(self.stream), self.name, None)


@pytest.mark.parametrize("at", ["schema", "next"])
@pytest.mark.parametrize("message", [b"of the producer", None])
def test_a_stream_that_fails(at: str, message: bytes | None) -> None:
    stream = FailingStream(at, message)
    told = message.decode() if message else "its producer does not say why"
    with pytest.raises(ValueError, match=f"^the stream of array failed: {told}$"):
        cipher().encrypt_arrow(stream)
    assert stream.released == 1
