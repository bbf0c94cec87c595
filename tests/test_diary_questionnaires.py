"""A total stands on every counted answer or there is none; days asked for are those typed."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taper.diary.questionnaires import (
    Assignment,
    AssignmentId,
    is_complete,
    safety_points,
    total,
)
from taper.facts.questionnaires import instrument, instruments
from taper.ids import PatientId, PersonId

PHQ9, GAD7 = instrument("phq9"), instrument("gad7")
MONDAY = date(2026, 3, 2)


def asked(**when: object) -> Assignment:
    return Assignment(
        id=AssignmentId(1),
        patient=PatientId(2),
        instrument="phq9",
        assigned_by=PersonId(3),
        assigned_at=datetime(2026, 3, 1, tzinfo=UTC),
        **when,  # type: ignore[arg-type]
    )


def test_a_total_worked_by_hand():
    assert PHQ9 is not None
    answers = {f"phq_{n}": points for n, points in enumerate((1, 2, 0, 3, 1, 0, 2, 0, 0), start=1)}
    assert (total(PHQ9, answers), PHQ9.maximum) == (9, 27)


def test_one_missing_answer_means_no_total_and_zero_is_an_answer():
    assert GAD7 is not None
    whole = {f"gad_{n}": 0 for n in range(1, 8)}
    assert total(GAD7, whole) == 0
    for missing in whole:
        assert total(GAD7, {code: 0 for code in whole if code != missing}) is None


def test_the_line_on_difficulty_is_never_added_up():
    assert PHQ9 is not None
    whole = {f"phq_{n}": 1 for n in range(1, 10)}
    assert total(PHQ9, whole) == total(PHQ9, {**whole, "phq_difficulty": 3}) == 9
    assert is_complete(PHQ9, whole)
    for code in whole:
        assert not is_complete(PHQ9, whole.keys() - {code})


def test_an_answer_is_found_by_its_points():
    assert PHQ9 is not None
    item = PHQ9.items[0]
    assert [item.choice(each.points) for each in item.choices] == list(item.choices)
    assert (item.choice(None), item.choice(7)) == (None, None)


@given(st.data())
def test_a_total_is_the_sum_of_all_points_or_nothing(data: st.DataObject):
    chosen = data.draw(st.sampled_from(instruments()))
    codes = [item.code for item in chosen.counted]
    given_codes = data.draw(st.lists(st.sampled_from(codes), unique=True))
    answers = {code: data.draw(st.integers(0, 3)) for code in given_codes}
    whole = set(given_codes) == set(codes)
    assert total(chosen, answers) == (sum(answers.values()) if whole else None)


def test_only_the_ninth_item_asks_for_safety():
    assert PHQ9 is not None
    assert safety_points(PHQ9, {"phq_9": 1}) == 1
    assert safety_points(PHQ9, {"phq_9": 0, "phq_1": 3}) == 0
    assert safety_points(PHQ9, {}) == 0
    assert GAD7 is not None
    assert safety_points(GAD7, {"gad_1": 3}) == 0
    assert [each.id for each in instruments() if each.asks_safety] == ["phq9"]


def test_every_fourteen_days_from_the_day_typed():
    one = asked(first_day=MONDAY, every_days=14)
    assert one.asked_until(MONDAY - timedelta(days=1)) is None
    assert one.asked_after(MONDAY - timedelta(days=1)) == MONDAY
    assert one.asked_until(MONDAY + timedelta(days=13)) == MONDAY
    assert one.asked_until(MONDAY + timedelta(days=14)) == MONDAY + timedelta(days=14)
    assert one.asked_after(MONDAY) == MONDAY + timedelta(days=14)


def test_on_days_typed_and_on_no_other():
    days = (date(2026, 3, 5), date(2026, 4, 1))
    one = asked(on_days=days)
    assert one.asked_between(date(2026, 1, 1), date(2026, 12, 31)) == days
    assert one.asked_until(date(2026, 3, 4)) is None
    assert one.asked_until(days[0]) == days[0]
    assert one.asked_after(days[0]) == days[1]
    assert asked(first_day=MONDAY, on_days=days).asked_after(MONDAY) == days[0]
    assert one.asked_after(date(2026, 4, 1)) is None


def test_without_a_rhythm_it_is_never_asked_for_by_itself():
    one = asked()
    assert one.asked_between(date(2020, 1, 1), date(2030, 1, 1)) == ()
    assert not one.is_asked_now(MONDAY, [])


def test_it_is_asked_for_until_it_is_finished_on_that_day_or_later():
    one = asked(first_day=MONDAY, every_days=7)
    day = MONDAY + timedelta(days=9)
    assert one.is_asked_now(day, [MONDAY])
    assert one.is_asked_now(day, [MONDAY + timedelta(days=6)])
    assert not one.is_asked_now(day, [MONDAY + timedelta(days=7)])


@given(
    st.integers(1, 366), st.integers(-400, 400), st.integers(0, 800),
)  # fmt: skip
def test_the_days_asked_for_are_those_of_a_count_by_hand(every: int, first: int, length: int):
    one = asked(first_day=MONDAY, every_days=every)
    start = MONDAY + timedelta(days=first)
    end = start + timedelta(days=length)
    by_hand = tuple(
        day
        for day in (start + timedelta(days=n) for n in range(length + 1))
        if day >= MONDAY and (day - MONDAY).days % every == 0
    )
    assert one.asked_between(start, end) == by_hand
