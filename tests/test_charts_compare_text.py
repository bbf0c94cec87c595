"""The compare chart as sentences and as a table: the same facts, for those who don't see it."""

from typing import Any

import pandas as pd

from taper.charts.compare import ChartItems
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.record.timeline import timeline
from tests.record_cases import EXAMPLINE, OTHERINE, SYMPTOMS, check_in, day, signed, step, took

ITEMS = ChartItems(medicines=("Exampline",), symptoms=SYMPTOMS)
PLAN = [signed(1, 0, [step(0, 10_000), step(2, 7_500)]), signed(2, 4, [step(4, 500)])]
DIARY = [
    check_in(0, mood=6, taken=[took(10_000)], symptoms={"dizziness": Severity.SEVERE}),
    check_in(1, mood=0, taken=[took(0, Taken.NOT_TAKEN)], late=True),
    check_in(3, taken=[took(8_250, Taken.OTHER)], sleep_min=440, note="=not a formula"),
]


def shape(check_ins: list[CheckIn] = DIARY, last: int = 5, course: Any = EXAMPLINE) -> pd.DataFrame:
    return timeline(
        course=course,
        versions=PLAN,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(last),
    )


def test_the_sentences_hold_the_range_the_doses_the_changes_and_the_days_recorded():
    assert compare_alt_text([shape()], ITEMS, day(4)) == (
        "Chart of the days from 2 March 2026 to 7 March 2026, one panel below the other. "
        "Exampline: the planned dose is 10 mg on 2 March 2026 and 0.5 mg on 7 March 2026. "
        "There are 2 planned changes. 2 plan versions were in force. "
        "The dose taken is recorded on 3 days: 1 with another amount, 1 not taken. "
        "The days after 6 March 2026 are signed and ahead. "
        "Something is recorded on 3 of 5 days up to 6 March 2026. "
        "Mood is recorded on 2 days: 0 to 6 of 10. "
        "2 symptoms have a row each, from none to severe. "
        "Sleep is recorded on 1 day: 7.33 to 7.33 hours."
    )


def test_an_empty_diary_without_a_plan_is_said_to_be_one():
    text = compare_alt_text([shape([], course=None)], ChartItems(medicines=(), symptoms=()), day(9))
    assert text == (
        "Chart of the days from 2 March 2026 to 7 March 2026, one panel below the other. "
        "Something is recorded on 0 of 6 days up to 7 March 2026."
    )


def test_a_medicine_without_a_plan_on_these_days_is_named():
    table = timeline(
        course=OTHERINE,
        versions=[],
        diary=DiaryDays(),
        symptoms=(),
        first=day(0),
        last=day(1),
    )
    items = ChartItems(medicines=("Otherine",), symptoms=())
    assert "Otherine: no signed plan on these days." in compare_alt_text([table], items, day(9))


def test_no_days_are_said_in_one_sentence():
    assert compare_alt_text([shape(last=-1)], ITEMS, day(9)) == "Nothing recorded on these days"


def test_the_table_says_every_day_in_words():
    table = compare_table([shape()], ITEMS)
    assert table.T.to_dict("list") == {
        0: ["Mon 2 Mar 2026", "1", "10", "10", "as planned", "", "", "6", "", "severe", "", "",
            "", "", "yes", ""],
        1: ["Tue 3 Mar 2026", "1", "10", "0", "not taken", "", "0", "0", "", "", "", "",
            "", "", "yes, later", ""],
        2: ["Wed 4 Mar 2026", "1", "7.5", "", "", "0", "", "", "", "", "", "", "", "",
            "no", ""],
        3: ["Thu 5 Mar 2026", "1", "7.5", "8.25", "other amount", "1", "", "", "", "", "",
            "7.33", "", "", "yes", "=not a formula"],
        4: ["Fri 6 Mar 2026", "2", "0.5", "", "", "0", "", "", "", "", "", "", "", "",
            "no", ""],
        5: ["Sat 7 Mar 2026", "2", "0.5", "", "", "1", "", "", "", "", "", "", "", "",
            "no", ""],
    }  # fmt: skip


def test_the_columns_have_headings_in_words_and_name_both_clocks():
    assert list(compare_table([shape()], ITEMS)) == [
        "Day",
        "Plan version",
        "Planned, mg",
        "Taken, mg",
        "Taken",
        "Days since planned change",
        "Days since taken change",
        "Mood, 0 to 10",
        "Mood, mean of 7 days",
        "Dizziness",
        "Feeling sick",
        "Sleep, hours",
        "Quality of sleep, 0 to 10",
        "Usual things, 0 to 10",
        "Recorded",
        "Note",
    ]


def test_with_two_medicines_the_columns_of_the_plan_name_theirs():
    items = ChartItems(medicines=("Exampline", "Otherine"), symptoms=())
    headings = list(compare_table([shape(), shape(course=OTHERINE)], items))
    assert headings[1:3] == ["Exampline: Plan version", "Exampline: Planned, mg"]
    assert headings[7:9] == ["Otherine: Plan version", "Otherine: Planned, mg"]
    assert len(set(headings)) == len(headings)


def test_what_is_not_open_to_the_reader_has_no_column_and_no_sentence():
    """An empty cell would say "not recorded" of what may well be."""
    items = ChartItems(
        medicines=("Exampline",), symptoms=(), mood=False, sleep=False, check_ins=False
    )
    assert list(compare_table([shape()], items)) == [
        "Day",
        "Plan version",
        "Planned, mg",
        "Days since planned change",
        "Note",  # shared by itself
    ]
    assert "recorded" not in compare_alt_text([shape()], items, day(9))


def test_a_symptom_called_like_a_column_gets_a_number():
    own = (Symptom(slug="a", label="Note"), Symptom(slug="b", label="Note"))
    table = timeline(
        course=None, versions=[], diary=DiaryDays(), symptoms=own, first=day(0), last=day(0)
    )
    headings = list(compare_table([table], ChartItems(medicines=(), symptoms=own)))
    assert headings[3:5] == ["Note (2)", "Note (3)"]
    assert headings[-1] == "Note"
