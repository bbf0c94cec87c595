"""The frames of the compare chart: corners of the dose line, missing as null, and their size."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_table
from taper.charts.frames import compare_frames
from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.diary.events import Kind, SessionFacts
from taper.diary.intake import Taken
from taper.diary.symptoms import Severity, Symptom
from taper.plan.plan import PlanVersion
from taper.record.beside import Beside
from taper.record.timeline import timeline
from tests.conftest import count
from tests.record_cases import (
    EXAMPLINE,
    OTHERINE,
    SYMPTOMS,
    check_in,
    day,
    diaries,
    event,
    plans,
    sheet,
    signed,
    step,
    took,
)

FIRST = (day(0) - date(1970, 1, 1)).days  # the Monday's number


def shape(
    versions: list[PlanVersion], check_ins: list[CheckIn], last: int, course: Any = EXAMPLINE
) -> pd.DataFrame:
    return timeline(
        course=course,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(last),
    )


def rows(frame: pa.Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name].to_pylist() for name in columns), strict=True))


def test_the_dose_line_has_two_corners_for_each_run_of_days_with_one_dose():
    plan = signed(1, 0, [step(0, 10_000), step(3, 7_500)], holds_until=5)
    frames = compare_frames([shape([plan], [], 9)], SYMPTOMS, day(9))
    corners = [
        (number - FIRST, ug, ahead)
        for number, ug, ahead in rows(frames["plan"], "day", "ug", "ahead")
    ]
    assert corners == [
        (0, 10_000, False),
        (3, 10_000, False),
        (3, 7_500, False),
        (6, 7_500, False),  # the plan's last day is day 5: the line ends when it is over
        (6, None, False),
    ]


def test_days_after_today_are_a_line_of_their_own_that_starts_where_the_other_ends():
    plan = signed(1, 0, [step(0, 10_000), step(3, 7_500)])
    frames = compare_frames([shape([plan], [], 4)], SYMPTOMS, day(2))
    corners = [
        (number - FIRST, ug, ahead)
        for number, ug, ahead in rows(frames["plan"], "day", "ug", "ahead")
    ]
    assert corners == [
        (0, 10_000, False),
        (3, 10_000, False),
        (3, 10_000, True),  # so that the step down is drawn
        (3, 7_500, True),
        (5, 7_500, True),
    ]
    assert frames["days"]["ahead"].to_pylist() == [False] * 3 + [True] * 2


def test_changes_and_versions_are_named_by_day_and_medicine():
    plan = [
        signed(1, 0, [step(0, 10_000), step(3, 7_500)]),
        signed(2, 5, [step(5, 10_000)]),
    ]
    other = signed(1, 1, [step(1, 500), step(2, 400)], course=OTHERINE)
    both = [shape(plan, [], 9), shape([other], [], 9, OTHERINE)]
    frames = compare_frames(both, SYMPTOMS, day(9))
    changes = [
        (start / 86_400_000 - FIRST, medicine)
        for start, medicine in rows(frames["changes"], "start", "medicine")
    ]
    assert changes == [(3, 0), (5, 0), (2, 1)]
    start = FIRST * 86_400_000.0
    assert rows(frames["versions0"], "start", "next", "version") == [
        (start, start + 5 * 86_400_000, 1),
        (start + 5 * 86_400_000, start + 10 * 86_400_000, 2),
    ]
    assert frames["versions1"]["version"].to_pylist() == [1]


def test_what_is_missing_travels_as_null_and_zero_as_zero():
    diary = [
        check_in(
            0,
            mood=0,
            symptoms={"dizziness": Severity.NONE},
            sleep_min=0,
            taken=[took(0, Taken.NOT_TAKEN)],
        )
    ]
    days = compare_frames([shape([], diary, 1)], SYMPTOMS, day(9))["days"]
    wanted = (
        "mood",
        "s0",
        "s1",
        "sleep",
        "taken_code0",
        "answer0",
        "planned_code0",
        "recorded",
        "late",
    )
    assert rows(days, *wanted) == [
        (0, 0, None, 0, 0, 1, None, True, False),
        (None, None, None, None, None, None, None, False, False),
    ]


def test_the_mean_travels_in_tenths_as_it_is_written():
    diary = [check_in(number, mood=mood) for number, mood in enumerate([5, 5, 5, 4])]
    days = compare_frames([shape([], diary, 3)], SYMPTOMS, day(9))["days"]
    assert days["mean_tenths"].to_pylist() == [None, None, None, 48]
    assert days["mean_days"].to_pylist() == [1, 2, 3, 4]


def test_labels_of_symptoms_travel_as_data_in_the_patients_order():
    frames = compare_frames([shape([], [], 0)], SYMPTOMS, day(0))
    assert rows(frames["symptoms"], "slot", "label") == [
        ("s0", "Dizziness"),
        ("s1", "Feeling sick"),
    ]


def test_no_days_at_all_make_empty_frames():
    frames = compare_frames([shape([], [], -1)], (), day(0))
    assert {name: frame.num_rows for name, frame in frames.items()} == dict.fromkeys(frames, 0)


def test_notes_and_names_of_writers_never_travel_with_a_chart():
    diary = [check_in(0, mood=5, note="between us")]
    frames = compare_frames([shape([], diary, 0)], SYMPTOMS, day(0))
    assert "between us" not in json.dumps([frame.to_pydict() for frame in frames.values()])
    assert not {"note", "recorded_by", "source"} & set(frames["days"].column_names)


@settings(max_examples=count(short=40, ci=300, full=5_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), today=st.integers(-5, 45))
def test_the_corners_give_back_the_planned_dose_of_every_day(
    versions: list[PlanVersion], check_ins: list[CheckIn], today: int
):
    table = shape(versions, check_ins, 40)
    plan = compare_frames([table], SYMPTOMS, day(today))["plan"]
    found: dict[int, int] = {}
    for is_ahead in (False, True):
        line = [
            (number - FIRST, ug)
            for number, ug, ahead in rows(plan, "day", "ug", "ahead")
            if ahead is is_ahead
        ]
        assert line == sorted(line, key=lambda corner: corner[0])
        # As a step line is drawn: each corner holds until the next one.
        for (start, ug), (end, _) in pairwise(line):
            if ug is not None:
                found |= dict.fromkeys(range(start, end), ug)
    planned = {
        place: ug for place, ug in enumerate(table["planned_ug"].tolist()) if not pd.isna(ug)
    }
    assert found == planned


def test_a_dose_travels_as_its_place_in_the_list_of_doses():
    plan = signed(1, 0, [step(0, 10_000), step(1, 7_500)])
    frames = compare_frames(
        [shape([plan], [check_in(0, taken=[took(500, Taken.OTHER)])], 2)], SYMPTOMS, day(9)
    )
    assert frames["doses"].to_pydict() == {"code": [0, 1, 2], "ug": [500, 7_500, 10_000]}
    assert rows(frames["days"], "planned_code0", "taken_code0") == [(2, 0), (1, None), (1, None)]
    assert frames["days"]["planned_code0"].type == pa.uint8()


def test_events_of_a_day_are_one_row_and_a_questionnaire_has_its_own_frame():
    beside = Beside(
        sheets=(sheet(0, 12), sheet(1, 9, "gad7", 21), sheet(3, None)),
        events=(
            event(2, Kind.ILLNESS, "A cold"),
            event(2, Kind.SESSION, session=SessionFacts(number=3)),
            event(30, Kind.ILLNESS, "outside"),
            event(None, Kind.GOAL, "no day"),
        ),
    )
    frames = compare_frames([shape([], [], 5)], SYMPTOMS, day(9), beside=beside)
    assert rows(frames["events"], "day", "says", "session", "other") == [
        (FIRST + 2, "Illness: A cold; Treatment session: number 3 in the series", True, True)
    ]
    assert rows(frames["sheets0"], "day", "points", "says", "next") == [
        (FIRST, 12, "12 of 27 points", FIRST + 3),
        (FIRST + 3, None, "answered, no total", FIRST + 6),
    ]
    assert frames["sheets1"]["points"].to_pylist() == [9]


def test_long_words_of_an_event_are_cut_in_the_chart_and_whole_in_the_table():
    beside = Beside(events=(event(0, Kind.LIFE_EVENT, "word " * 100),))
    table = timeline(
        course=None,
        versions=[],
        diary=DiaryDays(),
        symptoms=(),
        first=day(0),
        last=day(0),
        beside=beside,
    )
    said = compare_frames([table], (), day(0), beside=beside)["events"]["says"][0].as_py()
    assert said.endswith("…")
    assert len(said) <= 90
    whole = compare_table([table], ChartItems(medicines=(), symptoms=(), events=True), beside)
    assert whole["Events"][0].count("word") == 100


def two_years() -> tuple[pd.DataFrame, tuple[Symptom, ...]]:
    symptoms = tuple(Symptom(slug=f"s{number}", label=f"Symptom {number}") for number in range(10))
    diary = [
        check_in(
            number,
            mood=number % 11,
            symptoms={each.slug: Severity((number + 1) % 4) for each in symptoms},
            sleep_min=400 + number % 60,
            taken=[took(10_000)],
        )
        for number in range(730)
        if number % 9
    ]
    plan = signed(1, 0, [step(28 * number, 20_000 - 700 * number) for number in range(26)])
    table = timeline(
        course=EXAMPLINE,
        versions=[plan],
        diary=DiaryDays.of(diary),
        symptoms=symptoms,
        first=day(0),
        last=day(729),
    )
    return table, symptoms


def test_two_years_of_ten_symptoms_are_sent_in_less_than_60_kilobytes():
    table, symptoms = two_years()
    beside = Beside(
        sheets=tuple(sheet(number, number % 28) for number in range(0, 700, 14)),
        events=tuple(event(number, Kind.ILLNESS, "A few words") for number in range(0, 700, 20)),
    )
    table = table.assign(sleep_quality=table["mood"], usual_things=table["mood"])
    items = ChartItems(
        medicines=("Exampline",),
        symptoms=symptoms,
        of_ten=("sleep_quality", "usual_things"),
        instruments=beside.instruments,
        events=True,
    )
    sizes = [len(json.dumps(compare_spec(items, mode="dark")))]
    frames = compare_frames([table], symptoms, day(700), beside=beside, of_ten=items.of_ten)
    for frame in frames.values():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, frame.schema) as stream:
            stream.write_table(frame)
        sizes.append(sink.getvalue().size)
    assert sum(sizes) < 60_000
