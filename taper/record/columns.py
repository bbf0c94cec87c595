"""Columns of the record: whole numbers that may be missing, and their names."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import IntegerArray

from taper.diary.symptoms import Slug

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# No value in a diary or a plan is negative, so that one number can stand for "not recorded"
# inside this folder. It never leaves: every column that comes out says missing as missing.
MISSING = -1


def symptom_column(slug: Slug) -> str:
    """Give the column of a symptom; the prefix keeps a symptom called "mood" out of the mood."""
    return f"symptom_{slug}"


def numbers(values: Iterable[int | None]) -> Numbers:
    """Give *values* as an array with MISSING for None."""
    known = [MISSING if value is None else value for value in values]
    return np.fromiter(known, dtype=np.int64, count=len(known))


def blank(days: int) -> Numbers:
    """Give *days* missing values."""
    return np.full(days, MISSING, dtype=np.int64)


def nullable(values: Numbers, dtype: str) -> IntegerArray:
    """Give *values* as a nullable whole-number column of *dtype*, such as "int16"."""
    return pd.arrays.IntegerArray(values.astype(dtype), values < 0)
