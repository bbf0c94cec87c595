"""CSV files of other programs: read for certain, or refused with the line."""

import csv
import io
import time
import tracemalloc
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.imports import table as module
from taper.imports.table import Row, file_bytes, read_table
from taper.words import say_error
from tests.refusals import tried


def _refusal(data: bytes, **stated: str) -> TaperError:
    with pytest.raises(TaperError) as caught:
        read_table(data, **stated)
    assert say_error(caught.value)  # every refusal has its sentence, with every gap filled
    return caught.value


def test_a_file_worked_by_hand():
    found = read_table(b"day,mood\r\n2026-01-01,5\r\n\r\n2026-01-02,6\r\n")
    assert found.columns == ("day", "mood")
    assert found.rows == (Row(2, ("2026-01-01", "5")), Row(4, ("2026-01-02", "6")))
    assert found.refused == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_one_separator_of_the_heading_is_taken(separator: str):
    text = separator.join(["day", "dose"]) + "\n" + separator.join(["1", "0.5"])
    assert read_table(text.encode()).rows[0].cells == ("1", "0.5")


def test_a_heading_with_two_kinds_of_separator_is_not_guessed():
    data = b"day;dose, mg\n1;0,5\n"
    assert _refusal(data).key == "import.separator_unclear"
    assert read_table(data, separator=";").rows[0].cells == ("1", "0,5")


@pytest.mark.parametrize(
    "data",
    [
        "día,ñ\n1,½\n".encode(),
        "día,ñ\n1,½\n".encode("utf-8-sig"),
        "día,ñ\n1,½\n".encode("utf-16"),
        b"\xfe\xff" + "día,ñ\n1,½\n".encode("utf-16-be"),
    ],
)
def test_unicode_with_or_without_its_mark_is_read(data: bytes):
    found = read_table(data)
    assert found.columns == ("día", "ñ")
    assert found.rows[0].cells == ("1", "½")


def test_windows_1252_is_read_where_it_is_stated_and_refused_where_not():
    data = "day,note\n1,café\n".encode("cp1252")
    error = _refusal(data)
    assert (error.key, error.values["line"]) == ("import.wrong_encoding", 2)
    assert read_table(data, encoding="cp1252").rows[0].cells == ("1", "café")


def test_a_mark_that_contradicts_what_was_stated_is_refused():
    assert _refusal("a\n".encode("utf-8-sig"), encoding="cp1252").key == "import.encoding_differs"


def test_utf_16_without_its_mark_is_refused():
    data = "a,b\n".encode("utf-16-le")
    assert _refusal(data, encoding="utf-16").key == "import.utf16_mark"
    assert _refusal(data).key == "import.nul"


def test_a_nul_is_refused_with_its_line():
    error = _refusal(b"a,b\n1,2\n3,\x004\n")
    assert (error.key, error.values["line"]) == ("import.nul", 3)


def test_a_quotation_mark_that_stays_open_is_refused_where_it_opens():
    error = _refusal(b'a,b\n1,2\n3,"4\n5,6\n')
    assert (error.key, error.values["line"]) == ("import.quotes", 3)


def test_a_cell_over_several_lines_keeps_them_and_the_count_goes_on():
    found = read_table(b'a,b\n1,"two\nlines"\n3,4\n')
    assert found.rows == (Row(2, ("1", "two\nlines")), Row(4, ("3", "4")))


def test_lines_with_too_few_or_too_many_cells_are_listed_and_the_rest_is_read():
    found = read_table(b"a,b\n1\n2,0,5\n3,4\n")
    assert [(each.line, each.key) for each in found.refused] == [
        (2, "import.cells"),
        (3, "import.cells"),
    ]
    assert found.rows == (Row(4, ("3", "4")),)


def test_a_decimal_comma_in_a_file_of_commas_never_moves_a_column():
    found = read_table(b"day,dose,words\n2026-01-01,0,5,morning\n")
    assert found.rows == ()
    assert found.refused[0].values == {"cells": 4, "columns": 3}


def test_formulas_are_text():
    cells = ("=1+1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("http://x")')
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c", "d", "e"], cells])
    assert read_table(text.getvalue().encode()).rows[0].cells == cells


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n", "\ufeff".encode()])
def test_an_empty_file_is_refused(data: bytes):
    assert _refusal(data).key == "import.empty"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"a,,c\n", "import.column_unnamed"),
        (b"a,b,a\n", "import.column_twice"),
        (b"a, a \n", "import.column_twice"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n", "import.too_many_columns"),
        (b"a\n" + b"1\n" * 20_001, "import.too_many_rows"),
        (b"a" * 5_000_001, "import.too_large"),
        (b'"' + b"a" * 200_000 + b'"\n', "import.quotes"),
    ],
)
def test_what_is_outside_the_limits_is_refused(data: bytes, key: str):
    assert _refusal(data).key == key


def test_exactly_20_000_lines_and_100_columns_are_read_within_seconds_and_60_mb():
    names = b",".join(b"c%d" % n for n in range(100))
    wide = read_table(names + b"\n" + b",".join([b"7"] * 100) + b"\n")
    assert len(wide.columns) == 100
    data = b"a,b\n" + b"1,2\n" * 20_000
    tracemalloc.start()
    began = time.perf_counter()
    assert len(read_table(data).rows) == 20_000
    assert time.perf_counter() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_a_cell_of_more_than_5_000_characters_is_listed():
    found = read_table(b"a,b\n1," + b"x" * 5_001 + b"\n2," + b"x" * 5_000 + b"\n")
    assert [(each.line, each.key) for each in found.refused] == [(2, "import.cell_too_long")]
    assert len(found.rows) == 1


def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(TaperError) as caught:
        file_bytes(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert caught.value.key == "import.too_large"


def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path):
    for path in (tmp_path, tmp_path / "none.csv", Path("/dev/zero")):
        with pytest.raises(TaperError, match=r"^import\.no_file$"):
            file_bytes(path)


def test_a_file_is_read_as_it_is(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"a\r\n\xff")
    assert file_bytes(tmp_path / "a.csv") == b"a\r\n\xff"


@given(st.binary(max_size=400))
@example(b'"')
@example(b"a\r")
@example(b'a,b\n"x"y,2')
@example(b"\xff\xfe\x00\xd8")
@example(b"a,b\r\r\r1,2")
def test_no_bytes_end_in_anything_but_a_table_or_a_sentence(data: bytes):
    for encoding in (None, "utf-8", "utf-16", "cp1252"):
        for separator in (None, ";"):
            read = partial(read_table, data, encoding=encoding, separator=separator)
            found = tried(read)
            assert isinstance(found, TaperError) or found.columns


_CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20
).filter(str.strip)


@given(
    st.lists(_CELL, min_size=2, max_size=5, unique_by=str.strip),
    st.integers(0, 6),
    st.data(),
)
def test_what_a_csv_writer_wrote_is_read_back(names: list[str], count: int, data: st.DataObject):
    rows = [
        data.draw(st.lists(_CELL, min_size=len(names), max_size=len(names))) for _ in range(count)
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *rows])
    found = read_table(text.getvalue().encode(), separator=",")
    assert list(found.columns) == [name.strip() for name in names]
    assert [list(row.cells) for row in found.rows] == rows


@given(st.binary(max_size=300))
def test_the_line_that_is_named_is_a_line_of_the_file(data: bytes):
    found = tried(lambda: read_table(data))
    line = found.values.get("line", 1) if isinstance(found, TaperError) else 1
    assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1


def test_the_limits_stand_where_the_document_says():
    text = (Path(__file__).parent.parent / "docs/imports.md").read_text("utf-8")
    assert f"{module.MOST_COLUMNS} columns" in text
    assert f"{module.MOST_ROWS:,} lines" in text
    assert f"{module.LARGEST_BYTES // 1_000_000} MB" in text
    assert f"{module.LONGEST_CELL:,} characters a cell" in text
