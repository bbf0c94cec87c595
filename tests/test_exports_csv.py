"""The CSV for the appointment: its bytes, its cells, its guard, and the page that explains it."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taper.diary.check_in import Source
from taper.diary.days import DiaryDays
from taper.diary.events import Kind
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity
from taper.exports.csv import RISKY, guard, timeline_csv, unguard
from taper.plan.plan import Course
from taper.record.beside import HAPPENED, Beside
from taper.record.timeline import timeline
from tests.conftest import count
from tests.record_cases import (
    EXAMPLINE,
    OTHERINE,
    SYMPTOMS,
    check_in,
    day,
    event,
    sheet,
    signed,
    step,
    took,
)

DICTIONARY = Path(__file__).parent.parent / "docs/data-dictionary.md"

# Text as a browser can send it; NUL is taken out by the guard and asked for separately.
notes = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


BESIDE = Beside(
    sheets=(sheet(0, 12), sheet(1, None)),
    events=(event(1, Kind.ILLNESS, "=1+1"), event(1, Kind.SESSION)),
)


def shape(check_ins: list, last: int = 0, course: Course = EXAMPLINE) -> pd.DataFrame:
    return timeline(
        course=course,
        versions=[signed(1, 0, [step(0, 10_000), step(1, 7_250)], holds_until=2)],
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(last),
        beside=BESIDE,
    )


def written(check_ins: list, last: int = 0) -> list[list[str]]:
    text = timeline_csv([(EXAMPLINE, shape(check_ins, last))], SYMPTOMS, BESIDE).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_four_days_worked_by_hand():
    full = check_in(
        1,
        taken=[took(500, Taken.OTHER)],
        mood=6,
        symptoms={"nausea": Severity.NONE},
        sleep_min=440,
        sleep_quality=3,
        usual_things=8,
        note="slept, badly",
        late=True,
        source=Source.PAPER,
    )
    days = shape([check_in(0, taken=[took(10_000)]), full], last=3)
    bytes_ = timeline_csv([(EXAMPLINE, days)], SYMPTOMS, BESIDE)
    header = (
        "date,plan_version,planned_mg,change_28d_mg,change_28d_percent,taken_mg,taken,days_since_planned_change,"
        "days_since_taken_change,mood,symptom_dizziness,symptom_nausea,sleep_hours,"
        "sleep_quality,usual_things,total_phq9,events,event_words,bad_day,recorded,late,source,note,"
        "note_private"
    )
    assert bytes_.decode("utf-8-sig").split("\r\n") == [
        header,
        "2026-03-02,1,10,,,10,as_planned,,,,,,,,,12,,,no,yes,no,patient,,no",
        "2026-03-03,1,7.25,,,0.5,other,0,0,6,,0,7.3333,3,8,,illness session,'=1+1,no,yes,yes,paper,"
        '"slept, badly",no',
        "2026-03-04,1,7.25,,,,,1,,,,,,,,,,,,no,,,,",
        "2026-03-05,,,,,,,,,,,,,,,,,,,no,,,,",
        "",
    ]


def test_the_file_starts_with_a_byte_order_mark_and_every_line_ends_in_cr_lf():
    bytes_ = timeline_csv([(EXAMPLINE, shape([check_in(0, note="two\nlines")]))], SYMPTOMS)
    assert bytes_.startswith(b"\xef\xbb\xbfdate,")
    assert bytes_.endswith(b"\r\n")
    assert bytes_.count(b"\r\n") == 2


def test_zero_is_written_and_missing_is_empty():
    zero = check_in(0, mood=0, taken=[took(0, Taken.NOT_TAKEN)], sleep_min=0)
    header, first, second = written([zero], last=1)
    row = dict(zip(header, first, strict=True))
    assert (row["mood"], row["taken_mg"], row["sleep_hours"]) == ("0", "0", "0")
    row = dict(zip(header, second, strict=True))
    assert (row["mood"], row["taken_mg"], row["sleep_hours"]) == ("", "", "")


def test_an_entry_in_error_leaves_no_value():
    header, row = written([check_in(0, mood=9, note="wrong person", struck_out=True)])
    assert dict(zip(header, row, strict=True))["recorded"] == "no"
    assert "wrong person" not in row
    assert "9" not in row


@pytest.mark.parametrize("first", RISKY)
def test_a_note_that_a_spreadsheet_could_run_has_an_apostrophe_before_it(first: str):
    assert guard(f"{first}1+1") == f"'{first}1+1"


def test_spaces_before_a_formula_do_not_hide_it():
    assert guard("  =1+1") == "'  =1+1"
    assert guard("\u00a0＝1+1") == "'\u00a0＝1+1"


@pytest.mark.parametrize("harmless", ["", "fine", "2 - 1", "a=b", "mail me @ home", "Zoë ☀"])
def test_an_ordinary_note_is_left_alone(harmless: str):
    assert guard(harmless) == harmless


def test_nul_is_taken_out_before_the_guard_looks():
    assert guard("\0=1+1\0") == "'=1+1"


@settings(max_examples=count(short=300, ci=2_000, full=100_000), deadline=None)
@given(st.text(st.sampled_from("'=+-@\t\r\n \0＝＋－＠a\u00a0"), max_size=8) | notes)
@example("'=1")
@example("''")
def test_what_was_guarded_comes_back_and_nothing_guarded_runs(text: str):
    cell = guard(text)
    assert unguard(cell) == text.replace("\0", "")
    assert not cell.lstrip().startswith(RISKY)


@settings(max_examples=count(short=300, ci=2_000, full=100_000), deadline=None)
@given(notes, notes)
def test_two_notes_never_look_the_same_in_the_file(one: str, other: str):
    assert (guard(one) == guard(other)) == (one == other)


@settings(max_examples=count(short=60, ci=500, full=10_000), deadline=None)
@given(note=notes)
@example(note='"')
@example(note="\r")
@example(note='a\r\nb,"c"\n\'')
@example(note="NA")
def test_any_note_comes_back_through_two_readers(note: str):
    bytes_ = timeline_csv([(EXAMPLINE, shape([check_in(0, mood=1, note=note)]))], SYMPTOMS)
    reader = csv.DictReader(io.StringIO(bytes_.decode("utf-8-sig"), newline=""))
    assert [unguard(row["note"]) for row in reader] == [note]
    table = pd.read_csv(io.BytesIO(bytes_), dtype=str, keep_default_na=False)
    assert [unguard(each) for each in table["note"]] == [note]


def test_two_medicines_have_columns_of_their_own_with_their_names():
    two = [check_in(0, taken=[took(10_000), took(2_500, Taken.OTHER, OTHERINE)], mood=6)]
    risky = OTHERINE.model_copy(update={"medicine": "=1+1"})
    days = shape(two), shape(two, course=OTHERINE)
    alone = timeline_csv([(EXAMPLINE, days[0])], SYMPTOMS, BESIDE).decode("utf-8-sig")
    made = timeline_csv([(EXAMPLINE, days[0]), (risky, days[1])], SYMPTOMS, BESIDE)
    (row,) = csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    assert (row["medicine"], row["form"]) == ("Exampline", "tablet")
    assert (row["planned_mg"], row["taken_mg"], row["taken"]) == ("10", "10", "as_planned")
    assert (row["medicine_2"], row["form_2"]) == ("'=1+1", "liquid")
    assert (row["planned_mg_2"], row["taken_mg_2"], row["taken_2"]) == ("", "2.5", "other")
    (before,) = csv.DictReader(io.StringIO(alone, newline=""))
    assert {name: row[name] for name in before} == dict(before)
    assert len(row) == len(before) + 12


def test_every_column_is_in_the_data_dictionary_in_the_same_order():
    page = DICTIONARY.read_text("utf-8").split("### Several medicines")[0]
    explained = re.findall(r"^\| `([a-z0-9_<>]+)` \|", page, re.MULTILINE)
    explained.remove("total_elsewhere_<name>_<mark>")
    header = written([])[0]
    own = [f"symptom_{each.slug}" for each in SYMPTOMS]
    place = header.index(own[0])
    assert header[place : place + len(own)] == own
    shown = [*header[:place], "symptom_<slug>", *header[place + len(own) :]]
    assert explained == ["total_<instrument>" if each == "total_phq9" else each for each in shown]


def test_every_word_that_a_cell_can_hold_is_in_the_data_dictionary():
    page = DICTIONARY.read_text("utf-8")
    words = [each.value for each in (*Taken, *Source, *HAPPENED)]
    assert [word for word in words if f"`{word}`" not in page] == []
