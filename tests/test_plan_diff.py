"""What is read back and signed: every row, old and new, with its dates and mg."""

from hypothesis import given
from hypothesis import strategies as st

from taper.plan import amend
from taper.plan.diff import changed_texts, row_changes, spans, spans_in_force
from taper.plan.dose import Dose
from taper.plan.guard import PrintedPart
from taper.plan.plan import Step, TimedDose
from tests.amending import FIRST, day, ended_plans, number_of, plan, signed

DOWN = plan((1, 20), (8, 15), (15, 10), (22, 5), until=40)


def told(changes):
    """(mg, first day, last day) before and after."""

    def side(span):
        if span is None:
            return None
        last = span.last and number_of(span.last)
        return span.step.ug_on(span.first) // 1000, number_of(span.first), last

    return [(side(each.before), side(each.after)) for each in changes]


def test_a_hold_shows_each_later_row_with_its_old_and_its_new_days():
    held = amend.hold(DOWN, day(10), 14)
    found = row_changes(spans(DOWN, day(10)), spans(held, day(10)))
    assert told(found) == [
        ((15, 10, 14), (15, 10, 28)),
        ((10, 15, 21), (10, 29, 35)),
        ((5, 22, 40), (5, 36, 54)),
    ]
    assert not any(each.is_same for each in found)


def test_a_row_that_goes_and_a_row_that_comes_stand_alone():
    back = amend.go_back(DOWN, day(18), 0, "We talk.")
    found = row_changes(spans(DOWN, day(18)), spans(back, day(18)))
    assert told(found) == [((10, 18, 21), (20, 18, None)), ((5, 22, 40), None)]


def test_a_row_that_stays_as_it_was_is_the_same():
    longer = amend.lengthen(DOWN, 3, 5)
    found = row_changes(spans(DOWN, day(2)), spans(longer, day(2)))
    assert [each.is_same for each in found] == [True, True, True, False]


def test_a_row_with_other_words_is_not_the_same():
    worded = DOWN.steps[0].model_copy(update={"words": "With food."})
    other = DOWN.model_copy(update={"steps": (worded, *DOWN.steps[1:])})
    found = row_changes(spans(DOWN, FIRST), spans(other, FIRST))
    assert [each.is_same for each in found] == [False, True, True, True]


def test_a_row_that_is_made_of_something_else_is_not_the_same():
    def made_of(amount, mg):
        part = PrintedPart(kind="tablet", amount=amount, mg=mg)
        timed = TimedDose(dose=Dose(ug=5000), made_of=(part,))
        step = Step(starts=FIRST, cycle=((timed,),))
        return plan((1, 5)).model_copy(update={"steps": (step,)})

    one, same, other = made_of("1", "5"), made_of("1", "5"), made_of("2", "2.5")
    for found, wanted in ((same, True), (other, False), (plan((1, 5)), False)):
        (row,) = row_changes(spans(one, FIRST), spans(found, FIRST))
        assert row.is_same is wanted


def test_a_week_that_begins_on_another_day_is_the_same_row():
    week = plan((1, 9), (8, 1, 2, 3, 4, 5, 6, 7))
    moved = amend.hold(week, day(2), 3)
    found = row_changes(spans(week, day(2)), spans(moved, day(2)))
    assert [(each.before.row, each.after.row) for each in found] == [(1, 1), (2, 2)]


def test_what_is_in_force_is_told_across_versions():
    later = plan((1, 20), (30, 4))
    versions = (signed(DOWN), signed(later, 2, day(18)))
    assert [
        (each.row, number_of(each.first), each.last and number_of(each.last))
        for each in spans_in_force(versions, day(10))
    ] == [(2, 10, 14), (3, 15, 17), (1, 18, 29), (2, 30, None)]


def test_texts_that_differ_are_named():
    assert changed_texts(plan((1, 20)), plan((1, 20), contact="Ring me.")) == ("contact",)
    ending_at_zero = plan((1, 5), (8, 0), zero=True)
    assert changed_texts(ending_at_zero, plan((1, 5), (8, 0))) == ("then",)
    assert changed_texts(DOWN, amend.hold(DOWN, day(10), 14)) == ("holds_until",)


def days_of(found, side):
    """mg of each day of one side."""
    said = {}
    for each in found:
        span = getattr(each, side)
        if span is not None:
            for number in range(number_of(span.first), number_of(span.last or day(160)) + 1):
                assert number not in said
                said[number] = span.step.ug_on(day(number)) // 1000
    return said


@given(ended_plans, ended_plans, st.integers(1, 60))
def test_both_sides_say_every_day_of_both_plans_once(old, new, since):
    found = row_changes(spans(old, day(since)), spans(new, day(since)))
    for side, whole in (("before", old), ("after", new)):
        said = days_of(found, side)
        wanted = {
            number: step.ug_on(day(number)) // 1000
            for step in whole.steps
            for number in range(max(since, number_of(step.starts)), number_of(whole.ends_on) + 1)
        }
        assert said == wanted


@given(ended_plans, ended_plans, st.integers(1, 60))
def test_days_that_differ_are_never_in_a_row_called_the_same(old, new, since):
    found = row_changes(spans(old, day(since)), spans(new, day(since)))
    same = [each for each in found if each.is_same]
    assert days_of(same, "before") == days_of(same, "after")


@given(ended_plans, st.integers(1, 60))
def test_a_plan_beside_itself_is_the_same_row_for_row(old, since):
    rows = spans(old, day(since))
    found = row_changes(rows, rows)
    assert all(each.is_same for each in found)
    assert len(found) == len(rows)
