"""Functions for columns, over whole Arrow arrays: no Python string is made for a row."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions
from pyspark.sql.types import ArrayType, DataType, StringType, StructField, StructType

from .._environment import load_gcm_key, load_key_and_iv
from .._events import check_arrow
from .._native import Cipher

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column

TEXT = StringType()
PROBLEMS = ArrayType(
    StructType([StructField(name, TEXT, nullable=False) for name in ("pointer", "rule", "severity", "message")]),
    containsNull=False,
)


def encrypt(column: Column | str, *, scheme: int = 11256) -> Column:
    """Encrypt each row of a column of strings or binaries, and return a column of texts; null stays null.

    ``scheme``: the x-eCode, 11256, 11257 or 11258. The key and the IV are those of each executor's environment. A row
    that cannot be encrypted fails its task, with the error of :meth:`netcore_aes.Cipher.encrypt_arrow`.
    """
    return encrypting(scheme)(column)


def decrypt(column: Column | str, *, scheme: int = 11256) -> Column:
    """Decrypt each row of a column of texts, and return a column of strings; null stays null.

    ``scheme`` and keys are as for :func:`encrypt`. A row that cannot be decrypted fails its task, with the error of
    :meth:`netcore_aes.Cipher.decrypt_arrow`. Never decrypt for a stranger.
    """
    return decrypting(scheme)(column)


def check(column: Column | str, *, asset_id: str | None = None) -> Column:
    """Check each row of a column of JSON as one event, and return a column of its problems.

    A row of the result is an array of structs of ``pointer``, ``rule``, ``severity`` and ``message``, empty for an
    event without a problem; null stays null. ``asset_id``: the asset id of the request, which each event must have;
    ``None`` to skip that rule. It needs no key.
    """
    return checking(asset_id)(column)


def encrypting(scheme: int) -> Callable[..., Column]:
    """Make the function that encrypts, for a column or for SQL."""

    def netcore_encrypt(column: pa.Array) -> pa.Array:
        return _strings(cipher(scheme).encrypt_arrow(column))

    # Scheme 11258 draws a nonce for each row, so Spark must not take two calls for one.
    return _function(netcore_encrypt, TEXT, is_deterministic=scheme != 11258)


def decrypting(scheme: int) -> Callable[..., Column]:
    """Make the function that decrypts."""

    def netcore_decrypt(column: pa.Array) -> pa.Array:
        return _strings(cipher(scheme).decrypt_arrow(column))

    return _function(netcore_decrypt, TEXT)


def checking(asset_id: str | None) -> Callable[..., Column]:
    """Make the function that checks."""

    def netcore_check(column: pa.Array) -> pa.Array:
        return pa.array(check_arrow(column, asset_id=asset_id))

    # The rules for timestamps ask for the time.
    return _function(netcore_check, PROBLEMS, is_deterministic=False)


@functools.cache
def cipher(scheme: int) -> Cipher:
    """Return the cipher of this process, an executor's, by the keys of its environment."""
    if scheme == 11258:
        return Cipher(load_gcm_key(), scheme=scheme)
    return Cipher(*load_key_and_iv(), scheme=scheme)


def _strings(column: Any) -> pa.Array:
    array = pa.array(column)
    is_binary = pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type)
    return array.cast(pa.string()) if is_binary else array


def _function(
    of_arrays: Callable[[pa.Array], pa.Array], result: DataType, *, is_deterministic: bool = True
) -> Callable[..., Column]:
    # New in PySpark 4.1.
    arrow_udf = getattr(functions, "arrow_udf", None)
    made: Any = arrow_udf(of_arrays, result) if arrow_udf else _by_pandas(of_arrays, result)
    function: Callable[..., Column] = made if is_deterministic else made.asNondeterministic()
    return function


def _by_pandas(of_arrays: Callable[[pa.Array], pa.Array], result: DataType) -> Any:
    """Make a function for PySpark 4.0, which has none of whole columns but those of pandas."""
    import pandas as pd

    def of_series(series: pd.Series) -> pd.Series:
        array = pa.array(series, from_pandas=True)
        # Of nothing but nulls no type is seen.
        return of_arrays(array.cast(pa.string()) if pa.types.is_null(array.type) else array).to_pandas()

    of_series.__name__ = of_arrays.__name__
    of_series.__annotations__ = {"series": pd.Series, "return": pd.Series}
    pandas_udf: Any = vars(functions)["pandas_udf"]
    return pandas_udf(of_series, result)
