"""Whatever stands in the diary, the plan and every sentence stay the same, echoed values apart.

A plan is drawn and told beside two different diaries. What is said about the plan may not differ
by a byte; what is said about the diary may differ in the values that it repeats, and no more.
"""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper import ids
from taper.actions import diary
from taper.charts.compare import ChartItems, compare_spec
from taper.charts.compare_text import compare_alt_text, compare_table
from taper.charts.frames import compare_frames
from taper.charts.steps_table import steps_table
from taper.diary.check_in import CheckIn
from taper.diary.days import DiaryDays
from taper.plan.plan import PlanVersion, SignedContent, canonical
from taper.record.steps import steps
from taper.record.timeline import timeline
from tests.conftest import Cast, count, sign_plan, typed_plan
from tests.pages import opened, served, text
from tests.record_cases import EXAMPLINE, SYMPTOMS, day, diaries, plans
from tests.saving import TODAY

ITEMS = ChartItems(medicines=("Exampline",), symptoms=SYMPTOMS)
OF_PLAN = ("plan_version", "step", "planned_ug", "planned_change", "days_since_planned_change")
MEMBERS = ("change_28d_ug", "change_28d_percent")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Words of a sentence that stand for an echoed value or for its number.
ECHOED = re.compile(r"\b(days?|symptoms?|events?|is|are|There|a row each|has a row of its own)\b")


def shape(versions: list[PlanVersion], check_ins: list[CheckIn]) -> Any:
    return timeline(
        course=EXAMPLINE,
        versions=versions,
        diary=DiaryDays.of(check_ins),
        symptoms=SYMPTOMS,
        first=day(0),
        last=day(60),
    )


def signed_words(versions: list[PlanVersion]) -> list[str]:
    """Give what was signed, in the one way that is hashed."""
    return [
        canonical(
            SignedContent(
                patient=each.patient,
                course=each.course,
                version=each.version,
                in_force_from=each.in_force_from,
                reason=each.reason,
                plan=each.plan,
            )
        )
        for each in versions
    ]


@settings(max_examples=count(short=60, ci=600, full=10_000), deadline=None)
@given(versions=plans(), one=diaries(), other=diaries(), today=st.integers(0, 60))
def test_no_diary_reaches_what_is_said_of_the_plan(
    versions: list[PlanVersion], one: list[CheckIn], other: list[CheckIn], today: int
):
    before = signed_words(versions)
    tables = [shape(versions, check_ins) for check_ins in (one, other)]
    for name in (*OF_PLAN, *MEMBERS):
        assert tables[0][name].equals(tables[1][name]), name
    frames = [compare_frames([table], SYMPTOMS, day(today)) for table in tables]
    for name in ("plan", "changes", "versions0"):
        assert frames[0][name].equals(frames[1][name]), name
    assert compare_spec(ITEMS, mode="light") == compare_spec(ITEMS, mode="light")
    named = [[line.name for line in _steps(table, today).lines] for table in tables]
    assert named[0] == named[1]
    planned = ["Plan version", "Planned, mg", "Days since planned change"]
    told = [compare_table([table], ITEMS)[planned] for table in tables]
    assert told[0].equals(told[1])
    assert signed_words(versions) == before


def _steps(table: Any, today: int) -> Any:
    return steps_table(steps(table, SYMPTOMS, day(today)), SYMPTOMS)


@settings(max_examples=count(short=60, ci=600, full=10_000), deadline=None)
@given(versions=plans(), check_ins=diaries(), today=st.integers(0, 60))
def test_every_sentence_about_a_diary_is_one_of_a_few_with_its_values_taken_out(
    versions: list[PlanVersion], check_ins: list[CheckIn], today: int
):
    said = compare_alt_text([shape(versions, check_ins)], ITEMS, day(today))
    skeletons = {without_values(each) for each in sentences(said)}
    assert skeletons <= SKELETONS, skeletons - SKELETONS


def sentences(said: str) -> list[str]:
    return [each for each in re.split(r"(?<=[a-z\d])\. ", said.rstrip(".")) if each]


def without_values(sentence: str) -> str:
    """Take out numbers, days of the calendar, and what only tells one from many."""
    months = (
        r"(January|February|March|April|May|June|July|August|September|October|November|December)"
    )
    sentence = re.sub(rf"\d+ {months} \d+", "#", sentence)
    return " ".join(ECHOED.sub("", NUMBER.sub("#", sentence)).split())


SKELETONS = {
    without_values(each)
    for each in (
        "Chart of the days from 1 May 2026 to 2 May 2026, one panel below the other",
        "Exampline: the planned dose is 1 mg on 1 May 2026 and 2 mg on 2 May 2026",
        "Exampline: no signed plan on these days",
        "There are 3 planned changes",
        "There is 1 planned change",
        "One plan version was in force",
        "2 plan versions were in force",
        "The dose taken is recorded on 3 days: 1 with another amount, 0 not taken",
        "The days after 1 May 2026 are signed and ahead",
        "Something is recorded on 3 of 9 days up to 1 May 2026",
        "Mood is recorded on 3 days: 0 to 9 of 10",
        "2 symptoms have a row each, from none to severe",
        "Sleep is recorded on 3 days: 1.5 to 9 hours",
    )
}


# --- through the pages --------------------------------------------------------------------------

PAGES = ("compare", "plan", "visit", "today")


@pytest.mark.parametrize("seed", range(count(short=2, ci=10, full=50)))
def test_pages_say_the_same_of_the_plan_beside_any_diary(sqlite_cast: Cast, seed: int):
    sign_plan(
        sqlite_cast, typed_plan(("2026-02-01", "20"), ("2026-02-21", "17.5"), ("2026-03-09", "15"))
    )
    with served(sqlite_cast):
        before = [of_plan(sqlite_cast, page) for page in PAGES]
        for back in range(8):
            diary.save_check_in(
                sqlite_cast.clinic,
                sqlite_cast.alex,
                sqlite_cast.patient,
                TODAY - timedelta(days=back),
                diary.Said(
                    mood=(seed * 7 + back * 3) % 11,
                    symptoms={"dizziness": (seed + back) % 4, "anxiety": (seed * back) % 4},
                    sleep_min=60 * ((seed + back) % 12),
                    bad_day=(seed + back) % 3 == 0,
                ),
                expected_revision=0,
            )
        assert [of_plan(sqlite_cast, page) for page in PAGES] == before


def of_plan(cast: Cast, page: str) -> list[str]:
    """Give every line of a page that names a dose, a version or a planned change."""
    at = opened(cast.dr_bose if page != "today" else cast.alex, page, **_whose(cast, page))
    lines = [line for block in text(at).split("\n") for line in sentences(block)]
    return sorted(
        line
        for line in lines
        if re.search(r" mg\b|[Vv]ersion|planned change", line) and "recorded as taken" not in line
    )


def _whose(cast: Cast, page: str) -> dict[str, str]:
    return {} if page == "today" else {"patient": ids.to_text(cast.patient)}


def test_a_sentence_that_judges_would_be_found():
    assert without_values("Mood is lower than before") not in SKELETONS
    assert json.dumps(sorted(SKELETONS))
