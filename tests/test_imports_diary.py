"""Diaries of other programs: exact days, all or nothing, each refusal with line and column."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.check_in import Answers
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.errors import TaperError
from taper.ids import CourseId
from taper.imports.day import UNNAMED, amount_of
from taper.imports.diary import DiaryImport, read_diary
from taper.imports.mapping import ColumnMap, read_mapping
from taper.words import say
from tests.refusals import tried

TODAY = date(2026, 3, 2)
MAPPING = """
format = 1
[file]
encoding = "utf-8"
separator = ";"
decimal = ","
missing = ["", "NA"]
[date]
column = "day"
form = "DD.MM.YYYY"
[taken_dose]
column = "taken"
unit = "mg"
[mood]
column = "mood"
from = [1, 7]
to = [0, 10]
rounding = "half_up"
[[symptom]]
slug = "dizziness"
label = "Dizziness"
column = "dizzy"
values = { no = 0, yes = 2 }
[sleep]
column = "slept"
unit = "hours"
rounding = "half_up"
[note]
column = "words"
"""
HEADING = "day;mood;dizzy;slept;taken;words;steps"


def _mapping(text: str = MAPPING) -> ColumnMap:
    return read_mapping(text.encode())


def _read(*lines: str, heading: str = HEADING, **asked: bool) -> DiaryImport:
    data = "\n".join([heading, *lines]).encode()
    found = read_diary(_mapping().table(data), _mapping(), today=TODAY, **asked)
    for each in found.refused:
        assert say(each.key, **each.values)
    return found


def _reasons(found: DiaryImport) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.key) for each in found.refused]


def test_two_days_worked_by_hand():
    found = _read("01.03.2026;4;yes;7,5;12,5;A walk.;9000", "02.03.2026;NA;;NA;0;;")
    assert found.refused == ()
    first, second = found.entries
    assert (first.line, first.day, first.doses) == (2, date(2026, 3, 1), (amount_of(12_500),))
    assert first.answers == Answers(
        mood=5, symptoms={"dizziness": Severity.MODERATE}, sleep_min=450, note="A walk."
    )
    assert (second.day, second.answers) == (date(2026, 3, 2), Answers())
    assert second.doses == (amount_of(0),)
    assert found.symptoms == (Symptom(slug="dizziness", label="Dizziness"),)
    assert found.columns_left_out == ("steps",)


def test_missing_is_not_zero():
    (day,) = _read("01.03.2026;;no;;;;").entries
    assert day.answers == Answers(symptoms={"dizziness": Severity.NONE})
    assert day.doses == ()
    (day,) = _read("01.03.2026;4;;;;;").entries
    assert day.answers.symptoms == {}


def test_a_line_without_any_answer_makes_no_entry_and_is_named():
    found = _read("01.03.2026;;NA;;;;9000", "02.03.2026;4;;;;;")
    assert [each.day for each in found.entries] == [date(2026, 3, 2)]
    assert found.unanswered == (date(2026, 3, 1),)


def test_one_line_that_does_not_fit_keeps_the_whole_file_out():
    found = _read("28.02.2026;4;;;;;", "01.03.2026;9;;;;;", "02.03.2026;5;;;;;")
    assert found.entries == ()
    assert _reasons(found) == [(3, "mood", "import.outside_scale")]


def test_the_lines_that_fit_are_taken_where_that_was_asked():
    found = _read("28.02.2026;4;;;;;", "01.03.2026;9;;;;;", keep_fitting=True)
    assert [each.day for each in found.entries] == [date(2026, 2, 28)]
    assert len(found.refused) == 1


def test_every_reason_of_a_line_is_named():
    found = _read("29.02.2026;0;maybe;25;-1;x;")
    assert _reasons(found) == [
        (2, "day", "import.no_such_day"),
        (2, "taken", "import.amount_out"),
        (2, "mood", "import.outside_scale"),
        (2, "dizzy", "import.word_unknown"),
        (2, "slept", "import.sleep_out"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";4;;;;;", ("day", "import.no_date")),
        ("NA;4;;;;;", ("day", "import.no_date")),
        ("03.03.2026;4;;;;;", ("day", "import.future")),
        ("2026-03-01;4;;;;;", ("day", "import.date_differs")),
        ("01.03.2026;4.5;;;;;", ("mood", "import.not_a_number")),
        ("01.03.2026;four;;;;;", ("mood", "import.not_a_number")),
        ("01.03.2026;=4;;;;;", ("mood", "import.not_a_number")),
        ("01.03.2026;;;;0,0005;;", ("taken", "import.amount_too_fine")),
        ("01.03.2026;;;;10000,1;;", ("taken", "import.amount_out")),
        ("01.03.2026;;;24,1;;;", ("slept", "import.sleep_out")),
        ("01.03.2026;;;;;" + "x" * 4_001 + ";", ("words", "import.note_too_long")),
        ("01.03.2026;4;;;;", ("", "import.cells")),
        ("01.03.2026;4;;;;;;", ("", "import.cells")),
    ],
)
def test_what_does_not_fit_is_refused_with_its_column(line: str, reason: tuple[str, str]):
    found = _read("27.02.2026;4;;;;;", line)
    assert _reasons(found) == [(3, *reason)]
    assert found.entries == ()


def test_an_empty_cell_means_nothing_that_was_not_stated():
    mapping = _mapping(MAPPING.replace('["", "NA"]', '["NA"]'))
    data = f"{HEADING}\n01.03.2026;;NA;NA;NA;NA;\n".encode()
    found = read_diary(mapping.table(data), mapping, today=TODAY)
    assert _reasons(found) == [(2, "mood", "import.blank")]


def test_a_day_that_stands_twice_is_refused_with_both_lines():
    found = _read("01.03.2026;4;;;;;", "28.02.2026;4;;;;;", "01.03.2026;5;;;;;", keep_fitting=True)
    assert [(each.line, each.values["other"]) for each in found.refused] == [(2, 4), (4, 2)]
    assert [each.day for each in found.entries] == [date(2026, 2, 28)]


def test_a_formula_in_a_note_is_a_note():
    (day,) = _read("01.03.2026;;;;;=HYPERLINK(1);").entries
    assert day.answers.note == "=HYPERLINK(1)"


def test_a_mapping_without_a_diary_column_is_refused():
    mapping = _mapping(MAPPING.split("[taken_dose]", maxsplit=1)[0])
    with pytest.raises(TaperError, match=r"^import\.no_diary_column$"):
        read_diary(mapping.table(b"day\n"), mapping, today=TODAY)


def test_the_planned_dose_of_a_file_is_never_an_intake():
    mapping = _mapping(
        MAPPING.replace("[taken_dose]", "[planned_dose]\nrows = 'every_day'").replace("steps", "x")
    )
    data = f"{HEADING}\n01.03.2026;4;;;12,5;;\n".encode()
    (day,) = read_diary(mapping.table(data), mapping, today=TODAY).entries
    assert day.doses == ()
    assert day.answers_with({UNNAMED: CourseId(7)}).intakes == ()


def test_what_was_taken_is_an_amount_of_one_course():
    some, none, unknown = _read(
        "28.02.2026;4;;;12,5;;", "01.03.2026;4;;;0;;", "02.03.2026;4;;;;;"
    ).entries
    (taken,) = some.answers_with({UNNAMED: CourseId(7)}).intakes
    assert (taken.course, taken.taken, taken.ug) == (7, Taken.OTHER, 12_500)
    (taken,) = none.answers_with({UNNAMED: CourseId(7)}).intakes
    assert (taken.taken, taken.ug) == (Taken.NOT_TAKEN, 0)
    assert unknown.answers_with({UNNAMED: CourseId(7)}).intakes == ()
    assert some.answers_with({}) == some.answers


_CELLS = st.one_of(
    st.sampled_from(["", "NA", "4", "7,5", "yes", "0", "01.03.2026", "02.03.2026", "-1", "=1"]),
    st.text(max_size=6),
)


@given(st.lists(st.lists(_CELLS, min_size=6, max_size=8), max_size=6), st.booleans())
def test_no_cells_end_in_anything_but_days_or_reasons(lines: list[list[str]], keep: bool):
    clean = [";".join(cell.replace('"', "").replace(";", "") for cell in line) for line in lines]
    found = tried(lambda: _read(*clean, keep_fitting=keep))
    if isinstance(found, TaperError):
        assert found.key == "import.nul"
        return
    assert keep or not (found.entries and found.refused)
    days = [each.day for each in found.entries]
    assert len(days) == len(set(days))
    assert all(day <= TODAY for day in days)
