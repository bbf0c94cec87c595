"""Columns of the record: whole numbers that may be missing, and their names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowStringArray, IntegerArray

from taper.diary.symptoms import Slug

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# No value in a diary or a plan is negative, so that one number can stand for "not recorded"
# inside this folder and in what reads its columns. Every column that comes out says missing as
# missing.
MISSING = -1


def symptom_column(slug: Slug) -> str:
    """Give the column of a symptom; the prefix keeps a symptom called "mood" out of the mood."""
    return f"symptom_{slug}"


def numbers(values: Sequence[int | None]) -> Numbers:
    """Give *values* as an array with MISSING for None; they are small, ids are not among them."""
    found = np.array(values, dtype=np.float64)  # None becomes nan
    return np.where(np.isnan(found), MISSING, found).astype(np.int64)


def texts(values: Sequence[str | None]) -> ArrowStringArray:
    """Give *values* as a column of text."""
    return pd.arrays.ArrowStringArray(pa.array(values, pa.large_string()))


def blank(days: int) -> Numbers:
    """Give *days* missing values."""
    return np.full(days, MISSING, dtype=np.int64)


def nullable(values: Numbers, dtype: str) -> IntegerArray:
    """Give *values* as a nullable whole-number column of *dtype*, such as "int16"."""
    return pd.arrays.IntegerArray(values.astype(dtype), values < 0)


def whole(column: "pd.Series[Any]") -> Numbers:
    """Give a column of whole numbers as a plain array, MISSING where it is missing."""
    found: Numbers = column.to_numpy(dtype=np.int64, na_value=MISSING)
    return found
