"""Netcore's events from Apache Spark: a sink for batches and streams, and functions for columns.

>>> netcore_aes.spark.register(spark)
>>> writer = df.write.format("netcore").mode("append").option("assetId", "my-asset")
>>> writer.option("deadLetterPath", "/lake/dead-letters").save()

Keys come from the environment of the driver and of each executor, or from the file that it names, and never from an option.
"""

from __future__ import annotations

try:
    import pyarrow as _pyarrow  # noqa: F401 - PySpark lets one run without it
    from pyspark.sql.datasource import DataSource as _DataSource  # noqa: F401 - new in PySpark 4.0
except ImportError as _error:
    raise ImportError(
        "netcore_aes.spark needs PySpark 4.0 or later and pyarrow; install them by: pip install 'pyspark>=4' pyarrow"
    ) from _error

from ._functions import check, decrypt, encrypt
from ._register import register
from ._sink import NetcoreDataSource

__all__ = ["NetcoreDataSource", "check", "decrypt", "encrypt", "register"]
