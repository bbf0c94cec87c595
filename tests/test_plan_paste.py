"""Rows come out of a pasted block as they stood there, or the paste is refused."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.dose import LARGEST_UG, Dose, mg_text
from taper.plan.paste import LONGEST_PASTE, paste
from taper.plan.reading import dose_text
from taper.plan.typed import MOST_ROWS, TypedRow, read_rows
from taper.words import say_error


def cells(text):
    return [(row.starts, row.dose, row.words) for row in paste(text)]


def refusal(text):
    with pytest.raises(TaperError) as caught:
        paste(text)
    assert say_error(caught.value)
    return caught.value.key


@pytest.mark.parametrize("separator", ["\t", ";", "  ", "      "])
def test_a_decimal_comma_survives_every_separator_but_the_comma(separator):
    text = f"2026-12-01{separator}0,5\n2026-12-08{separator}0,25\n"
    assert cells(text) == [("2026-12-01", "0,5", ""), ("2026-12-08", "0,25", "")]


def test_commas_separate_where_doses_have_points():
    assert cells("2026-12-01,0.5\n2026-12-08,0.25") == [
        ("2026-12-01", "0.5", ""),
        ("2026-12-08", "0.25", ""),
    ]


@pytest.mark.parametrize(
    "line", ["2026-12-01,0,5", "2026-12-01, 0, 5", "2026-12-01,0,5 mg", "2026-12-01,1,5,with food"]
)
def test_a_comma_that_may_be_either_is_refused_at_its_row_alone(line):
    rows = read_rows(paste(f"2026-11-24,1.5\n{line}\n2026-12-08,0.25"))
    assert [[each.key for each in row.problems] for row in rows] == [
        [],
        ["row.columns_unclear"],
        [],
    ]
    assert rows[1].typed.starts == line
    assert rows[1].dose is None


def test_quoted_cells_keep_their_commas_line_ends_and_quotation_marks():
    text = '"2026-12-01","0,5","with ""food"",\nin the evening"\r\n'
    assert cells(text) == [("2026-12-01", "0,5", 'with "food",\nin the evening')]


def test_a_date_with_a_comma_in_it_is_one_cell():
    text = "Nov 22, 2026,0.5,with food\nSunday, Nov 29, 2026,0.25"
    assert cells(text) == [
        ("Nov 22, 2026", "0.5", "with food"),
        ("Sunday, Nov 29, 2026", "0.25", ""),
    ]


@pytest.mark.parametrize(
    "heading", ["Starts on;Dose", "date;mg", "Date;dose (mg);words", "starts_on;dose_mg", "Datum"]
)
def test_a_heading_is_passed_over(heading):
    assert cells(f"\ufeff{heading}\n2026-12-01;0,5") == [("2026-12-01", "0,5", "")]


@pytest.mark.parametrize("line", ["from Monday;10", "soon;ten", "tomorrow;½"])
def test_a_row_that_is_only_unreadable_is_not_taken_for_a_heading(line):
    rows = read_rows(paste(f"{line}\n2026-12-01;5"))
    assert [row.typed.starts for row in rows] == [line.split(";")[0], "2026-12-01"]
    assert "row.date_unreadable" in [each.key for each in rows[0].problems]


@pytest.mark.parametrize("unit", ["mcg", "µg", "g", "mL", "tablets", "%"])
def test_a_heading_with_another_unit_is_refused(unit):
    assert refusal(f"Date;Dose ({unit})\n2026-12-01;500") == "row.paste_heading_unit"


def test_a_unit_in_a_column_of_its_own_belongs_to_the_dose():
    assert cells("2026-12-01\t500\tmcg\twith food") == [("2026-12-01", "500 mcg", "with food")]
    assert cells("2026-12-01\t5\tmg") == [("2026-12-01", "5 mg", "")]
    assert [row.dose for row in read_rows(paste("2026-12-01\t5\tmL"))] == [None]


def test_further_columns_are_the_prescribers_words_as_they_stood():
    text = "2026-12-01;10;with food; in the evening;\n2026-12-08;5;;\n"
    assert cells(text) == [
        ("2026-12-01", "10", "with food; in the evening"),
        ("2026-12-08", "5", ""),
    ]


def test_blank_lines_and_empty_columns_are_passed_over():
    text = "\n\t\t\n2026-12-01\t10\t\t\n \n\r\n2026-12-08\t5\t\t\n"
    assert cells(text) == [("2026-12-01", "10", ""), ("2026-12-08", "5", "")]


def test_the_whole_block_decides_where_one_line_would_mislead():
    text = "2026-12-01;0,5\n2026-12-08;1,5;morning, noon; night\n2026-12-15;2"
    assert [row.dose for row in paste(text)] == ["0,5", "1,5", "2"]


def test_lines_that_cannot_be_cut_stay_whole_and_are_named_at_their_row():
    rows = read_rows(paste("2026-12-01 0.5"))
    assert [each.key for each in rows[0].problems] == ["row.date_unreadable", "row.dose_empty"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "paste_empty"),
        ("\n \t\n", "paste_empty"),
        ("Date;Dose\n", "paste_empty"),
        ("2026-12-01;0\0005", "text_not_text"),
        ("2026-12-01;\ud800", "text_not_text"),
        ("x" * (LONGEST_PASTE + 1), "paste_too_long"),
        ("2026-12-01;5\n" * (MOST_ROWS + 1), "paste_too_many"),
        ('2026-12-01;"0,5\n2026-12-08;0,25', "paste_quotes"),
        ("2026-12-01;5;" + "x" * 20_001, "text_too_long"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_with_its_reason(text, key):
    assert refusal(text) == f"row.{key}"


def test_as_many_rows_as_a_plan_may_have_are_read():
    assert len(paste("Date;Dose\n" + "2026-12-01;5\n" * MOST_ROWS)) == MOST_ROWS


many_rows = st.lists(
    st.tuples(
        st.dates(date(1950, 1, 1), date(2200, 12, 31)),
        st.integers(0, LARGEST_UG).map(lambda ug: Dose(ug=ug)),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[0],
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


@given(many_rows, st.sampled_from(["\t", ";", "  ", ","]))
def test_what_was_written_in_mg_and_iso_dates_comes_back_as_it_was(rows, separator):
    text = "\n".join(f"{day.isoformat()}{separator}{mg_text(dose.ug)}" for day, dose in rows)
    typed = paste(text)
    assert typed == tuple(
        TypedRow(starts=day.isoformat(), dose=mg_text(dose.ug)) for day, dose in rows
    )


@given(many_rows, st.sampled_from("\t;,"), st.booleans())
def test_what_a_csv_writer_wrote_is_understood_row_for_row(rows, separator, quoted):
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=separator, quoting=quoting)
    writer.writerow(["starts on", "dose", "words"])
    writer.writerows([day.isoformat(), dose_text(dose), "a, b; c"] for day, dose in rows)
    read = read_rows(paste(file.getvalue()))
    assert [(row.starts, row.dose) for row in read] == rows
    assert {row.typed.words for row in read} == {"a, b; c"}


@given(st.text() | st.text(alphabet='0123456789-.,;\t\n "½mgatedos'))
def test_no_text_makes_pasting_fail_in_another_way(text):
    try:
        rows = read_rows(paste(text))
    except TaperError as error:
        rows = ()
        say_error(error)
    assert all(problem.key.startswith("row.") for row in rows for problem in row.problems)
