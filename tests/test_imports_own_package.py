"""intake.csv and events.csv of our own package, line by line; what doesn't fit has its reason."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.events import Kind, Route, SessionFacts, Text, Vitals
from taper.diary.intake import Taken
from taper.diary.score import Score
from taper.errors import TaperError
from taper.exports.csv import unguard
from taper.exports.package_diary import event_table, intake_table
from taper.imports.day import FileMedicine, ImportedDose
from taper.imports.own import OwnDiary, read_own
from tests.refusals import tried

NOW = datetime.fromisoformat("2026-03-02T09:00")
TIMELINE = b"date,mood,sleep_hours,recorded,note\r\n2026-03-01,4,,yes,\r\n2026-03-02,5,,yes,\r\n"
INTAKE_COLUMNS = [each.name for each in intake_table([], {}).fields]
EVENT_COLUMNS = [each.name for each in event_table([]).fields]
TAKEN = {
    "date": "2026-03-01",
    "revision": "1",
    "newest": "yes",
    "entered_in_error": "no",
    "medicine": "'=Exampline",
    "form": "tablets",
    "taken": "other",
    "taken_mg": "12.5",
    "time": "21:30:00",
}
TOLD = {"date": "2026-03-01", "kind": "illness", "words": "A cold.", "private": "no"}


def table(columns: list[str], *lines: Mapping[str, str]) -> bytes:
    rows = [",".join(columns)] + [
        ",".join(line.get(column, "") for column in columns) for line in lines
    ]
    return ("\r\n".join(rows) + "\r\n").encode("utf-8-sig")


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, body in {"timeline": TIMELINE, **files}.items():
            package.writestr(f"{name}.csv", body)
    return made.getvalue()


def read(**files: bytes) -> OwnDiary:
    return read_own(packed(**files), unguard, now=NOW)


def intakes(*lines: Mapping[str, str]) -> OwnDiary:
    return read(intake=table(INTAKE_COLUMNS, *lines))


def told(*lines: Mapping[str, str]) -> OwnDiary:
    return read(events=table(EVENT_COLUMNS, *lines))


def test_an_intake_worked_by_hand():
    first, second = intakes(TAKEN).days
    named = FileMedicine("=Exampline", "tablets")
    dose = ImportedDose(of=named, taken=Taken.OTHER, ug=12_500, at=time(21, 30))
    assert (first.day, first.doses) == (date(2026, 3, 1), (dose,))
    assert second.doses == ()


@pytest.mark.parametrize("change", [{"newest": "no"}, {"entered_in_error": "yes"}])
def test_what_a_day_no_longer_says_is_not_read(change: Mapping[str, str]):
    found = intakes({**TAKEN, **change})
    assert found.refused == ()
    assert [each.doses for each in found.days] == [(), ()]


@pytest.mark.parametrize(
    ("change", "column", "key"),
    [
        ({"date": "2026-02-27"}, "date", "bring_in.day_not_there"),
        ({"date": "2027-02-29"}, "date", "import.no_such_day"),
        ({"taken": "maybe"}, "taken", "bring_in.not_known"),
        ({"taken": "not_taken"}, "taken_mg", "import.amount_out"),
        ({"taken_mg": "-1"}, "taken_mg", "import.amount_out"),
        ({"time": "25:00:00"}, "time", "bring_in.not_known"),
        ({"time": "T21"}, "time", "bring_in.not_known"),
        ({"date": "2026-03-02", "time": "09:01:00"}, "time", "check_in.time_future"),
    ],
)
def test_an_intake_that_does_not_fit_is_named_with_its_file(
    change: Mapping[str, str], column: str, key: str
):
    found = intakes({**TAKEN, **change})
    assert [(each.line, each.column, each.key) for each in found.refused] == [
        (2, f"intake.csv: {column}", key)
    ]


def test_a_medicine_that_stands_twice_on_a_day_is_refused():
    (refused,) = intakes(TAKEN, TAKEN).refused
    assert (refused.line, refused.key) == (3, "bring_in.dose_twice")


def test_a_session_worked_by_hand():
    session = {
        "date": "2026-03-01",
        "kind": "session",
        "private": "no",
        "session_route": "nasal",
        "session_number": "3",
        "session_starts": "10:30:00",
        "session_escorted_home": "no",
        "session_before_systolic_mmhg": "120",
        "session_journal": "'=1+1",
        "private_texts": "journal",
    }
    (entry,) = told(session).entries
    assert entry.session == SessionFacts(
        route=Route.NASAL,
        number=3,
        starts=time(10, 30),
        escorted_home=False,
        before=Vitals(systolic_mmhg=120),
    )
    assert entry.texts == {"journal": Text(words="=1+1", private=True)}


def test_a_score_and_a_thing_that_was_talked_about_worked_by_hand():
    points = {"score_points": "1.5", "score_lowest": "0", "score_highest": "21"}
    asked = {"kind": "to_talk", "words": "Sleep", "private": "yes", "talked_about_on": "2026-03-01"}
    score, talk = told({**TOLD, "kind": "score", **points}, asked).entries
    assert score.score == Score(points=Decimal("1.5"), lowest=Decimal(0), highest=Decimal(21))
    assert (talk.kind, talk.day, talk.private) == (Kind.TO_TALK, None, True)
    assert talk.closed_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("change", "column", "key"),
    [
        ({"kind": ""}, "kind", "bring_in.not_known"),
        ({"kind": "=1+1"}, "kind", "bring_in.not_known"),
        ({"date": "2026-03-03"}, "date", "import.future"),
        ({"date": ""}, "", "events.day_missing"),
        ({"words": ""}, "", "events.words_missing"),
        ({"words": "x" * 4001}, "words", "import.note_too_long"),
        ({"private": "maybe"}, "private", "bring_in.not_known"),
        ({"kind": "score"}, "score_points", "events.score_unreadable"),
        (
            {"kind": "score", "score_points": "9", "score_lowest": "0", "score_highest": "5"},
            "score_points",
            "events.score_outside",
        ),
        ({"kind": "session", "session_route": "soup"}, "session_route", "bring_in.not_known"),
        ({"kind": "session", "session_number": "0"}, "session_number", "import.outside_scale"),
        ({"kind": "session", "session_nausea": "4"}, "session_nausea", "import.outside_scale"),
        (
            {"kind": "session", "session_after_heart_rate_per_min": "9"},
            "session_after_heart_rate_per_min",
            "import.outside_scale",
        ),
        (
            {"kind": "session", "date": "2026-03-02", "session_starts": "10:00:00"},
            "",
            "events.time_future",
        ),
    ],
)
def test_an_entry_that_does_not_fit_is_named_with_its_file(
    change: Mapping[str, str], column: str, key: str
):
    found = told({**TOLD, **change})
    place = f"events.csv: {column}" if column else "events.csv"
    assert [(each.line, each.column, each.key) for each in found.refused] == [(2, place, key)]
    assert found.entries == ()


def test_names_of_symptoms_are_read_as_names_and_what_can_be_none_is_left_out():
    lines = ("symptom,label,followed", "symptom_own_1,'=Jaw,yes", "symptom_own_2,,no")
    file = "\r\n".join([*lines, f"symptom_own_3,{'x' * 81},no"]).encode("utf-8-sig")
    assert read(symptoms=file).labels == {"own_1": "=Jaw"}


@pytest.mark.parametrize("name", ["intake", "events"])
def test_a_file_of_a_package_without_its_columns_ends_in_a_sentence(name: str):
    found = tried(lambda: read(**{name: b"day,mood\r\n"}))
    assert isinstance(found, TaperError)
    assert found.key == "bring_in.package_odd"


_CELLS = st.one_of(
    st.sampled_from(["", "yes", "no", "2026-03-01", "1", "-1", "=1", "session", "score", "other"]),
    st.text(st.characters(exclude_characters='",\r\n', exclude_categories=["Cs"]), max_size=6),
)


@given(
    st.dictionaries(st.sampled_from(INTAKE_COLUMNS), _CELLS),
    st.dictionaries(st.sampled_from(EVENT_COLUMNS), _CELLS),
)
def test_no_cells_end_in_anything_but_entries_or_reasons(
    taken: Mapping[str, str], said: Mapping[str, str]
):
    found = tried(
        lambda: read(
            intake=table(INTAKE_COLUMNS, {**TAKEN, **taken}),
            events=table(EVENT_COLUMNS, {**TOLD, **said}),
        )
    )
    assert isinstance(found, OwnDiary | TaperError)
