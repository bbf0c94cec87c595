"""Columns with holes in them."""

import pandas as pd

from taper.record.columns import MISSING, whole


def test_a_hole_in_a_column_of_whole_numbers_is_kept_as_a_mark():
    column = pd.Series([20_000, None, 0], dtype="Int64")
    assert whole(column).tolist() == [20_000, MISSING, 0]
