"""Where a plan stands: worked by hand, then the same as the models say, for any versions."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.plan.dose import Dose
from taper.plan.in_force import next_change, on_day, stretches
from taper.plan.plan import (
    Ending,
    Plan,
    PlanVersion,
    SignedContent,
    Step,
    TimedDose,
    canonical,
    read_canonical,
)
from taper.plan.standing import Standing, change_days, read_rows, standing
from tests.conftest import MORNING, count

FIRST = date(2026, 3, 2)


def _content(
    version: int, in_force_from: date, rows: list[tuple[date, int]], until: date | None = None
) -> str:
    """Sign rows of (starts, mg), the last until a day or until further notice."""
    plan = Plan(
        medicine="Exampline",
        form="tablets",
        steps=tuple(
            Step(starts=starts, cycle=((TimedDose(dose=Dose(ug=mg * 1000)),),))
            for starts, mg in rows
        ),
        ending=Ending(holds_until=until, then="We decide together."),
        if_too_hard="",
        if_missed="",
        contact="",
    )
    return canonical(
        SignedContent(
            patient=PatientId(1),
            course=CourseId(2),
            version=version,
            in_force_from=in_force_from,
            reason="",
            plan=plan,
        )
    )


def test_a_plan_worked_by_hand():
    rows = [(FIRST, 20), (date(2026, 3, 30), 20), (date(2026, 4, 27), 10)]
    signed = [read_rows(_content(1, FIRST, rows, until=date(2026, 5, 24)))]
    assert standing(signed, date(2026, 3, 1)) == Standing(
        None, None, None, date(2026, 4, 27), 10_000, FIRST, None
    )
    assert standing(signed, FIRST) == Standing(1, 3, 20_000, date(2026, 4, 27), 10_000, None, None)
    assert standing(signed, date(2026, 4, 26)).row == 2
    assert standing(signed, date(2026, 5, 24)) == Standing(3, 3, 10_000, None, None, None, None)
    assert standing(signed, date(2026, 5, 25)).ended == date(2026, 5, 24)


def test_a_row_that_repeats_days_gives_the_dose_of_the_day():
    cycle = ((TimedDose(dose=Dose(ug=2000)),), (TimedDose(dose=Dose(ug=1000)),))
    text = _content(1, FIRST, [(FIRST, 2)])
    content = read_canonical(text)
    plan = content.plan.model_copy(update={"steps": (Step(starts=FIRST, cycle=cycle),)})
    signed = [read_rows(canonical(content.model_copy(update={"plan": plan})))]
    doses = [standing(signed, FIRST + timedelta(days=days)).ug for days in range(3)]
    assert doses == [2000, 1000, 2000]


def test_content_of_a_newer_program_is_refused():
    with pytest.raises(TaperError, match=r"plan\.format_unknown"):
        read_rows(_content(1, FIRST, [(FIRST, 2)]).replace('"format":2', '"format":3'))


_DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def _versions(draw: st.DrawFn) -> list[str]:
    contents = []
    from_day = FIRST
    for version in range(1, draw(st.integers(1, 3)) + 1):
        starts = sorted(draw(st.sets(_DAYS, min_size=1, max_size=4)))
        rows = [(day, draw(st.integers(0, 2))) for day in starts]
        from_day = max(from_day, starts[0], draw(_DAYS)) if version > 1 else starts[0]
        last = max(starts[-1], from_day)
        held = draw(st.none() | st.integers(0, 20))
        until = None if held is None else last + timedelta(days=held)
        contents.append(_content(version, from_day, rows, until))
    return contents


def _by_models(contents: list[str], day: date) -> Standing:
    """Say the same by way of `in_force`."""
    versions = [_signed(text) for text in contents]
    course = stretches(versions)
    now, ahead = on_day(course, day), next_change(course, day)
    begins = None if now else next((each.first for each in course if each.first > day), None)
    rows = {each.version: len(each.plan.steps) for each in versions}
    return Standing(
        row=now.row if now else None,
        rows=rows[now.version] if now else None,
        ug=now.step.ug_on(day) if now else None,
        changes_on=ahead.first if ahead else None,
        changes_to_ug=ahead.step.ug_on(ahead.first) if ahead else None,
        begins=begins,
        ended=course[-1].last if now is None and begins is None else None,
    )


def _signed(text: str) -> PlanVersion:
    content = read_canonical(text)
    return PlanVersion(
        **content.model_dump(exclude={"format", "plan"}),
        plan=content.plan,
        signed_by=PersonId(3),
        signed_by_name="Dr Bose",
        signed_at=MORNING,
        content_sha256="",
    )


@settings(max_examples=count(short=200, ci=2_000, full=20_000), deadline=None)
@given(contents=_versions(), day=_DAYS.map(lambda day: day - timedelta(days=5)))
def test_plain_values_say_what_the_models_say(contents: list[str], day: date):
    assert standing([read_rows(text) for text in contents], day) == _by_models(contents, day)


def test_days_of_change_are_kept_beside_what_is_signed_worked_by_hand():
    rows = [(FIRST, 20), (date(2026, 3, 30), 20), (date(2026, 4, 27), 10)]
    plan = read_canonical(_content(1, FIRST, rows)).plan
    assert change_days(plan) == [date(2026, 4, 27)]


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3)), min_size=1, max_size=8))
def test_the_next_of_the_days_kept_is_the_next_change_that_the_rows_say(gaps):
    starts = [FIRST + timedelta(days=sum(gap for gap, _ in gaps[:n])) for n in range(len(gaps))]
    text = _content(1, FIRST, [(day, mg) for day, (_, mg) in zip(starts, gaps, strict=True)])
    kept = change_days(read_canonical(text).plan)
    for days in range(0, 200, 7):
        day = FIRST + timedelta(days=days)
        ahead = min((each for each in kept if each > day), default=None)
        assert ahead == standing([read_rows(text)], day).changes_on
