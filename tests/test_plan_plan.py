"""A plan is in order, names its end, and is signed in one form."""

import hashlib
import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taper.errors import TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.plan.dose import Dose
from taper.plan.guard import PrintedPart
from taper.plan.plan import (
    Ending,
    Plan,
    PlanVersion,
    SignedContent,
    Step,
    TimedDose,
    canonical,
    read_canonical,
    sha256,
    shortest_cycle,
)

DAY = date(2028, 2, 28)  # the day before a leap day
TEXTS = {"if_too_hard": "", "if_missed": "", "contact": ""}
HOLDS = Ending(holds_until=None, then="We talk.")


def once(ug, at=None, intended=None):
    return (TimedDose(at=at, dose=Dose(ug=ug), intended=intended),)


def plan(*steps, ending=HOLDS, **texts):
    return Plan(
        medicine="Exampline", form="drops", steps=steps, ending=ending, **{**TEXTS, **texts}
    )


def step(starts, *ugs):
    return Step(starts=starts, cycle=tuple(once(ug) for ug in ugs))


def test_a_cycle_goes_round_over_a_leap_day_and_a_year_end():
    every_third = step(DAY, 30, 20, 10)
    days = [DAY + timedelta(days=n) for n in range(5)]
    assert days[1] == date(2028, 2, 29)
    assert [every_third.ug_on(day) for day in days] == [30, 20, 10, 30, 20]
    new_year = step(date(2027, 12, 31), 10, 0)
    assert [new_year.ug_on(date(2028, 1, n)) for n in (1, 2)] == [0, 10]


def test_a_day_of_several_intakes_is_their_sum():
    split = Step(starts=DAY, cycle=((*once(100, time(8)), *once(50, time(20))),))
    assert split.ug_on(DAY) == 150
    assert [timed.at for timed in split.doses_on(DAY)] == [time(8), time(20)]


def test_an_intended_dose_is_exact_and_defaults_to_what_was_typed():
    assert once(333, intended="1/3")[0].intended_mg * 3 == 1
    assert once(500)[0].intended_mg == Dose(ug=500).mg


@pytest.mark.parametrize("bad", ["1/0", "1", "-1/3", "1/03", "1/3 ", "a/b", "1.5/2"])
def test_an_intended_dose_is_a_fraction_and_nothing_else(bad):
    with pytest.raises(ValidationError):
        once(333, intended=bad)


def test_every_day_of_a_cycle_says_a_dose():
    with pytest.raises(ValidationError):
        Step(starts=DAY, cycle=(once(10), ()))
    with pytest.raises(ValidationError):
        Step(starts=DAY, cycle=())


@pytest.mark.parametrize("days", [0, -1])
def test_steps_are_in_the_order_of_their_dates(days):
    with pytest.raises(ValidationError):
        plan(step(DAY, 10), step(DAY + timedelta(days=days), 5))


def test_a_plan_above_zero_names_its_end():
    with pytest.raises(ValidationError):
        plan(step(DAY, 10), ending=None)
    assert plan(step(DAY, 10)).ends_on is None


def test_a_plan_to_zero_needs_no_end():
    to_zero = plan(step(DAY, 10), step(DAY + timedelta(days=1), 0), ending=None)
    assert to_zero.reaches_zero
    assert to_zero.ends_on is None


def test_a_cycle_with_a_dose_in_it_is_not_zero():
    assert not plan(step(DAY, 10, 0)).reaches_zero


def test_a_plan_does_not_end_before_its_last_row():
    until = Ending(holds_until=DAY, then="We talk.")
    assert plan(step(DAY, 10), ending=until).ends_on == DAY
    with pytest.raises(ValidationError):
        plan(step(DAY, 10), step(DAY + timedelta(days=1), 5), ending=until)


def content(signed):
    return SignedContent(
        patient=PatientId(1),
        course=CourseId(2),
        version=1,
        in_force_from=DAY,
        reason="As agreed.",
        plan=signed,
    )


amounts = st.integers(1, 10_000_000)
cycles = st.lists(
    st.lists(
        st.builds(TimedDose, at=st.times() | st.none(), dose=st.builds(Dose, ug=amounts)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    min_size=1,
    max_size=4,
).map(tuple)
printable = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50)
plans = st.builds(
    lambda gaps, all_cycles, words: plan(
        *(
            Step(starts=DAY + timedelta(days=sum(gaps[: n + 1])), cycle=cycle, words=words)
            for n, cycle in enumerate(all_cycles[: len(gaps)])
        ),
        contact=words,
    ),
    st.lists(st.integers(1, 400), min_size=3, max_size=3),
    st.lists(cycles, min_size=1, max_size=3),
    printable,
)


@given(plans)
def test_signed_content_is_read_back_as_it_was_and_hashes_the_same(signed):
    text = canonical(content(signed))
    assert read_canonical(text) == content(signed)
    assert canonical(read_canonical(text)) == text
    assert sha256(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()


@given(plans, plans)
def test_two_plans_have_one_text_only_where_they_are_the_same(one, other):
    assert (canonical(content(one)) == canonical(content(other))) == (one == other)


def test_canonical_text_has_sorted_keys_and_no_spaces():
    text = canonical(content(plan(step(DAY, 10), contact="Ring\nme")))
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text
    assert json.loads(text)["format"] == 2


def test_content_of_a_newer_program_is_refused():
    text = canonical(content(plan(step(DAY, 10)))).replace('"format":2', '"format":3')
    with pytest.raises(TaperError, match=r"plan\.format_unknown"):
        read_canonical(text)


@given(plans)
def test_content_of_format_1_is_read_and_hashes_as_it_was_signed(signed):
    old = content(signed).model_copy(update={"format": 1})
    text = canonical(old)
    assert not re.search("made_of|supply|shared_curves", text.replace(signed.contact, ""))
    assert read_canonical(text) == old
    assert canonical(read_canonical(text)) == text


def test_content_that_was_signed_before_make_ups_is_read_word_for_word():
    # Written out by hand as the program of format 1 wrote it.
    text = (
        '{"course":2,"format":1,"in_force_from":"2028-01-01","patient":1,"plan":{"contact":"",'
        '"ending":null,"form":"tablets","if_missed":"","if_too_hard":"","medicine":"Exampline",'
        '"steps":[{"cycle":[[{"at":null,"dose":{"ug":0},"intended":null}]],"starts":"2028-01-01",'
        '"words":"","working":""}]},"reason":"","version":1}'
    )
    assert canonical(read_canonical(text)) == text
    assert read_canonical(text).plan.supply is None


def test_a_make_up_that_does_not_add_up_is_never_part_of_a_dose():
    half = PrintedPart(kind="tablet", amount="½", mg="10")
    assert TimedDose(dose=Dose(ug=5_000), made_of=(half,)).make_up.dose_mg == "5"
    with pytest.raises(ValidationError):
        TimedDose(dose=Dose(ug=5_001), made_of=(half,))


def test_a_regimen_is_what_is_taken_from_a_day_on_however_it_was_written():
    one, two = step(DAY, 10, 0), step(DAY + timedelta(days=1), 0, 10, 0, 10)
    later = DAY + timedelta(days=5)
    assert one.regimen(later) == two.regimen(later)
    assert one.regimen(later) != step(DAY, 0, 10).regimen(later)
    assert step(DAY, 10, 10).regimen(later) == step(DAY, 10).regimen(later)


def test_a_regimen_knows_times_of_day_and_not_how_a_dose_was_worked_out():
    split = Step(starts=DAY, cycle=((*once(5, time(8)), *once(5, time(20))),))
    assert split.regimen(DAY) != step(DAY, 10).regimen(DAY)
    worked_out = Step(starts=DAY, cycle=(once(333, intended="1/3"),), working="1 mg / 3")
    assert worked_out.regimen(DAY) == step(DAY, 333).regimen(DAY)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.integers(1, 4))
def test_the_shortest_cycle_repeats_to_the_whole(days, times):
    found = shortest_cycle(tuple(days) * times)
    assert found * (len(days) * times // len(found)) == tuple(days) * times
    assert len(found) <= len(days)


def test_a_version_is_printed_with_eight_characters_of_its_hash():
    signed = PlanVersion(
        course=CourseId(1),
        patient=PatientId(2),
        version=1,
        in_force_from=DAY,
        plan=plan(step(DAY, 10)),
        reason="",
        signed_by=PersonId(3),
        signed_by_name="Dr Bose",
        signed_at=datetime(2028, 1, 1, tzinfo=UTC),
        content_sha256="0123456789abcdef" * 4,
    )
    assert signed.short_hash == "01234567"
