"""Rows as the prescriber wrote them, shown day by day and never averaged."""

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.methods_listed import WEEK
from taper.words import say_error
from tests import row_requests as bench
from tests.row_requests import curve, many, worked_out

FIRST = date(2026, 12, 1)  # a Tuesday


def refusal(method, **rest):
    with pytest.raises(TaperError) as caught:
        worked_out(method, **rest)
    assert say_error(caught.value)
    return caught.value.key.removeprefix("method.")


def listed(*rows, then="holds"):
    typed = [{"dose_mg": dose, "days": days} for dose, days in rows]
    return {"kind": "list", "rows": typed, "source": "own figures", "then": then}


def strips(*doses, then="holds"):
    typed = [{"pouches": len(each), "doses_mg": list(each)} for each in doses]
    return {"kind": "strips", "strips": typed, "then": then}


def beads(first, step, last, *, capsule=30, per=250, then="holds", start_days=7):
    return {
        "kind": "beads",
        "capsule_mg": capsule,
        "beads_per_capsule": per,
        "start_beads": first,
        "start_days": start_days,
        "step_beads": step,
        "last_beads": last,
        "interval_days": 7,
        "then": then,
    }


def week(*doses, days=14):
    named = {f"{name}_mg": dose for name, dose in zip(WEEK, doses, strict=True)}
    return {**named, "days": days}


def split(*doses, step, order, last=0, then="holds", start_days=7):
    return {
        "kind": "split",
        "start": [{"at": at, "mg": mg} for at, mg in doses],
        "start_days": start_days,
        "step_mg": step,
        "reduce_in_order": order,
        "interval_days": 7,
        "last_mg": last,
        "then": then,
    }


def by_day(found, days):
    return [bench.dose_of_day(found, FIRST + timedelta(days=n)) for n in range(days)]


def test_the_steps_of_a_real_taper_as_a_literal_list():
    doses = [(150, 42), (105, 7), (73, 7), (51, 7), (37, 7), (25, 7), (18, 7), (12, 7), (9, 7)]
    found = worked_out(listed(*doses, then="zero"))
    assert [row.intended for row in found.rows] == [dose for dose, _ in doses] + [0]
    assert bench.said(found)[1] == "105 mg, as typed (own figures)"
    assert found.rows[1].starts_on == FIRST + timedelta(days=42)
    assert found.rows[-1].starts_on == FIRST + timedelta(days=sum(days for _, days in doses))


@many
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), min_size=1, max_size=12))
def test_a_list_says_on_each_day_what_was_typed(rows):
    written = [dose for dose, days in rows for _ in range(days)]
    assert by_day(worked_out(listed(*rows)), len(written)) == written


def test_pouches_of_one_dose_in_a_row_are_one_row_over_the_border_of_strips():
    found = worked_out(strips((5, 5, 4, 3), (3, 3), then="zero"))
    assert [(row.intended, row.days) for row in found.rows] == [(5, 2), (4, 1), (3, 3), (0, None)]
    assert bench.said(found)[:3] == [
        "5 mg, strip 1 pouch 1 to strip 1 pouch 2",
        "4 mg, strip 1 pouch 3",
        "3 mg, strip 1 pouch 4 to strip 2 pouch 2",
    ]


def test_a_strip_lists_every_one_of_its_pouches():
    method = {"kind": "strips", "strips": [{"pouches": 28, "doses_mg": [5]}], "then": "holds"}
    assert refusal(method) == "pouches_differ"


@many
@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=1, max_size=28).map(tuple), min_size=1, max_size=4
    )
)
def test_strips_say_on_each_day_what_its_pouch_holds(doses):
    pouches = [dose for strip in doses for dose in strip]
    assert by_day(worked_out(strips(*doses)), len(pouches)) == pouches


def test_beads_are_an_exact_count_and_their_mg_are_about():
    found = worked_out(beads(250, 100, 42, then="zero"))
    assert [row.intended for row in found.rows] == [30, 18, 6, Fraction(126, 25), 0]
    assert bench.said(found)[3] == "42 of about 250 beads of a 30 mg capsule: about 5.04 mg"
    assert [row.intakes[0].about for row in found.rows] == [True] * 4 + [False]
    assert found.rows[3].intakes[0].made_ug == 5040


def test_a_count_that_is_no_whole_microgram_is_kept_exactly_beside_its_rounded_one():
    found = worked_out(beads(100, 50, 50, per=247))
    intake = found.rows[1].intakes[0]
    assert intake.made == Fraction(1500, 247)
    assert intake.made_ug == 6073
    assert bench.keys(found) == [(None, "ends_above_zero")]


@many
@given(st.integers(1, 500), st.integers(1, 80), st.integers(0, 499), st.integers(1, 500))
def test_beads_agree_with_counting_down(first, step, last, per):
    assume(last < first and (first - last) / step < 700)
    found = worked_out(beads(first, step, last, per=per))
    left, wanted = first, [first]
    while left != last:
        for _ in range(step):
            left -= left > last
        wanted.append(left)
    assert [row.intended * per / 30 for row in found.rows] == wanted


@pytest.mark.parametrize("last", [250, 300])
def test_beads_go_down(last):
    assert refusal(beads(250, 10, last)) == "last_not_below_start"


def test_every_other_day_is_shown_per_day_and_has_no_average():
    found = worked_out(
        {"kind": "every_n_days", "dose_mg": 20, "every_n_days": 2, "days": 14, "then": "zero"}
    )
    assert [(row.step, row.starts_on.day, row.intended) for row in found.rows] == [
        (1, 1, 20),
        (1, 2, 0),
        (2, 15, 0),
    ]
    assert bench.said(found)[0] == "20 mg on day 1 of every 2 days, 0 mg on the others"
    assert [row.cut for row in found.rows] == [None, None, None]


@many
@given(st.integers(1, 100), st.integers(2, 28), st.integers(1, 200))
def test_every_n_days_agrees_with_the_calendar(dose, every, days):
    method = {"kind": "every_n_days", "dose_mg": dose, "every_n_days": every}
    found = worked_out({**method, "days": days, "then": "holds"})
    assert by_day(found, days) == [dose if n % every == 0 else 0 for n in range(days)]


@many
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 9), min_size=7, max_size=7).map(tuple), st.integers(1, 30)
        ),
        min_size=1,
        max_size=4,
    ),
    st.dates(date(2027, 12, 1), date(2028, 12, 31)),
)
def test_weekday_patterns_agree_with_the_calendar(rows, first):
    method = {
        "kind": "weekdays",
        "rows": [week(*doses, days=days) for doses, days in rows],
        "then": "holds",
    }
    found = worked_out(method, starts_on=first.isoformat())
    day = first
    for doses, days in rows:
        for _ in range(days):
            assert bench.dose_of_day(found, day) == doses[day.weekday()]
            day += timedelta(days=1)


def test_a_weekday_pattern_says_what_was_typed_for_each_day():
    found = worked_out({"kind": "weekdays", "rows": [week(*range(1, 8))], "then": "holds"})
    said = "Mon 1 mg, Tue 2 mg, Wed 3 mg, Thu 4 mg, Fri 5 mg, Sat 6 mg, Sun 7 mg"
    assert set(bench.said(found)) == {said}


def test_a_dose_split_over_the_day_is_reduced_at_one_time_before_the_other():
    method = split(("08:00", 10), ("20:00", 10), step=4, order=["20:00", "08:00"])
    found = worked_out(method)
    assert [[each.intended for each in row.intakes] for row in found.rows] == [
        [10, 10],
        [10, 6],
        [10, 2],
        [8, 0],
        [4, 0],
        [0, 0],
    ]
    assert bench.said(found)[3] == "12 mg − 4 mg = 8 mg a day: 08:00 8 mg + 20:00 0 mg"
    assert found.rows[0].intakes[0].at == time(8)


def test_each_intake_is_rounded_by_itself_and_the_day_is_their_sum():
    method = split(("08:00", 3), ("20:00", 3), step=1, order=["20:00", "08:00"], last=5)
    row = worked_out(method, delivery=bench.multiple_of(2, ties="up")).rows[1]
    assert [each.made for each in row.intakes] == [4, 2]
    assert (row.intended, row.made) == (5, 6)


@many
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4),
    st.integers(1, 30),
    st.integers(0, 50),
    st.randoms(),
)
def test_split_doses_agree_with_taking_one_mg_after_another(doses, step, last, random):
    assume(last < sum(doses))
    times = [f"{6 + 3 * place:02}:00" for place in range(len(doses))]
    order = random.sample(times, len(times))
    method = split(*zip(times, doses, strict=True), step=step, order=order, last=last)
    left, wanted = dict(zip(times, doses, strict=True)), [list(doses)]
    while sum(left.values()) > last:
        for _ in range(step):
            if sum(left.values()) > last:
                left[next(at for at in order if left[at])] -= 1
        wanted.append(list(left.values()))
    found = worked_out(method)
    assert [[each.intended for each in row.intakes] for row in found.rows] == wanted


@pytest.mark.parametrize(
    ("method", "key"),
    [
        (split(("08:00", 1), ("08:00", 1), step=1, order=["08:00", "08:00"]), "times_twice"),
        (split(("08:00", 1), ("20:00", 1), step=1, order=["08:00"]), "order_names_times"),
        (
            split(("08:00", 1), ("20:00", 1), step=1, order=["08:00", "20:00"], last=2),
            "last_not_below_start",
        ),
        (
            split(("08:00", 9), ("20:00", 9), step="0.02", order=["08:00", "20:00"]),
            "too_many_rows",
        ),
        (beads(10_000, 1, 0), "too_many_rows"),
        (listed(*[(1, 1)] * 800, then="zero"), "too_many_rows"),
        (
            {"kind": "hold", "dose_mg": 5, "days": "further_notice", "then": "zero"},
            "hold_has_no_end",
        ),
        (
            {"kind": "return_to", "present_mg": 5, "earlier_mg": 5, "days": 7, "then": "holds"},
            "earlier_not_above",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_reason(method, key):
    assert refusal(method) == key


def test_a_list_of_split_doses_is_kept_as_typed():
    rows = [
        {"intakes": [{"at": "08:00", "mg": 10}, {"at": "20:00", "mg": "7.5"}], "days": 7},
        {"intakes": [{"at": "08:00", "mg": 10}, {"at": "20:00", "mg": 5}], "days": 7},
    ]
    found = worked_out({"kind": "split_list", "rows": rows, "then": "holds"})
    assert bench.said(found)[0] == "08:00 10 mg + 20:00 7.5 mg, as typed"
    assert [row.intended for row in found.rows] == [Fraction("17.5"), 15]
    assert found.rows[1].cut == Fraction("2.5")


def test_a_cross_taper_is_two_plans_on_the_same_dates():
    found = worked_out(
        {
            "kind": "cross_taper",
            "second_medicine": "otherline",
            "second_form": "drops",
            "rows": [
                {"first_mg": 20, "second_mg": 0, "days": 7},
                {"first_mg": 10, "second_mg": 5, "days": 14},
            ],
            "first_then": "zero",
            "second_then": "holds",
        }
    )
    plans = {}
    for row in found.rows:
        plans.setdefault(row.medicine, []).append((row.starts_on.day, row.intended))
    assert plans == {
        "exampline": [(1, 20), (8, 10), (22, 0)],
        "otherline": [(1, 0), (8, 5)],
    }
    assert bench.said(found) == [
        "20 mg, as typed",
        "10 mg, as typed",
        "0 mg, as picked for after the last dose",
        "0 mg, as typed",
        "5 mg, as typed",
    ]


def test_either_medicine_of_a_cross_taper_may_end_or_hold():
    rows = [{"first_mg": 20, "second_mg": 5, "days": 7}]
    method = {
        "kind": "cross_taper",
        "second_medicine": "otherline",
        "second_form": "drops",
        "rows": rows,
        "first_then": "holds",
        "second_then": "zero",
    }
    found = worked_out(method)
    assert [(row.medicine, row.intended) for row in found.rows] == [
        ("exampline", 20),
        ("otherline", 5),
        ("otherline", 0),
    ]


@many
@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 30)),
        min_size=1,
        max_size=8,
    )
)
def test_both_medicines_of_a_cross_taper_say_on_each_day_what_was_typed(rows):
    typed = [{"first_mg": one, "second_mg": two, "days": days} for one, two, days in rows]
    method = {"kind": "cross_taper", "second_medicine": "otherline", "second_form": "drops"}
    found = worked_out({**method, "rows": typed, "first_then": "holds", "second_then": "holds"})
    for place, name in enumerate(("exampline", "otherline")):
        alone = found.model_copy(update={"rows": [r for r in found.rows if r.medicine == name]})
        written = [row[place] for row in rows for _ in range(row[2])]
        assert by_day(alone, len(written)) == written


def test_a_hold_and_a_return_are_one_row_each():
    hold = worked_out({"kind": "hold", "dose_mg": 5, "days": 28, "then": "zero"})
    assert [(row.starts_on.isoformat(), row.intended) for row in hold.rows] == [
        ("2026-12-01", 5),
        ("2026-12-29", 0),
    ]
    back = worked_out(
        {"kind": "return_to", "present_mg": 5, "earlier_mg": 10, "days": 28, "then": "holds"}
    )
    assert bench.said(back) == ["5 mg back to 10 mg, as typed"]
    assert back.rows[0].cut == -5
    assert bench.keys(back) == [(None, "ends_above_zero")]


@pytest.mark.parametrize(
    "method",
    [
        {"kind": "every_n_days", "dose_mg": 20, "every_n_days": 2, "days": 14, "then": "zero"},
        {"kind": "weekdays", "rows": [week(*range(7))], "then": "zero"},
        split(("08:00", 1), ("20:00", 1), step=1, order=["08:00", "20:00"]),
    ],
)
def test_modelled_occupancy_is_refused_for_what_is_not_once_daily_every_day(method):
    assert refusal(method, curve=curve(80, 2)) == "occupancy_once_daily"
