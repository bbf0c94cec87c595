"""Rows by an amount or a percentage, against other arithmetic: closed forms and Decimal."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests import row_requests as bench
from tests.row_requests import (
    above_dose,
    after_steps,
    at_dose,
    intended,
    linear,
    many,
    micro,
    multiple_of,
    of_original,
    percent,
    slide,
    two_phase,
    worked_out,
)

ends = st.sampled_from(["at", "above", "after"])


def counted(doses_above, last, kind):
    """Cut a list of doses by an end rule, by looking at the whole of it."""
    if kind == "above":
        return [dose for dose in doses_above if dose >= last]
    return [dose for dose in doses_above if dose > last] + [last]


@many
@given(st.integers(1, 200_000), st.integers(1, 50_000), st.integers(0, 199_999), ends)
def test_linear_agrees_with_whole_micrograms(start, step, last, kind):
    steps = start // step
    assume(last < start and steps < 700)
    wanted = list(range(start, -1, -step))
    if kind == "after":
        assume(steps)
        rule = after_steps(steps)
    else:
        rule = {"at": at_dose, "above": above_dose}[kind](bench.text(Fraction(last, 1000)))
        wanted = counted(wanted, last, kind)
    method = linear(bench.text(Fraction(start, 1000)), bench.text(Fraction(step, 1000)), rule)
    assert [dose * 1000 for dose in intended(method)] == wanted


@many
@given(bench.doses, bench.doses, bench.percents)
def test_percent_of_original_agrees_with_a_linear_taper_of_that_cut(start, original, cut):
    step = original * cut / 100
    assume(start / step < 700)
    wanted = [start]
    while wanted[-1] > 0:
        wanted.append(start - step * len(wanted))
    wanted[-1] = Fraction(0)
    method = of_original(bench.text(start), bench.text(original), bench.text(cut), at_dose(0))
    assert intended(method) == wanted


def close(found, wanted):
    """Whether exact fractions and 60-digit decimals agree to 40 digits."""
    with localcontext(prec=60):
        return all(
            abs(Decimal(one.numerator) / Decimal(one.denominator) - other) <= other.scaleb(-40)
            for one, other in zip(found, wanted, strict=True)
        )


@many
@given(bench.doses, bench.percents, st.integers(1, 60))
def test_percent_of_current_agrees_with_powers(start, cut, steps):
    found = intended(percent(bench.text(start), bench.text(cut), after_steps(steps)))
    with localcontext(prec=60):
        keep = 1 - Decimal(bench.text(cut)) / 100
        wanted = [Decimal(bench.text(start)) * keep**step for step in range(steps + 1)]
    assert close(found, wanted)


@many
@given(st.integers(1, 400), st.integers(1, 90), st.integers(1, 25), st.integers(1, 20))
def test_percent_of_the_dose_as_made_agrees_with_whole_numbers(start, cut, steps, unit):
    """In units of 0.1 mg: nearest multiple of *unit*, a tie going up."""
    found = worked_out(
        percent(bench.text(Fraction(start, 10)), cut, after_steps(steps), counted_on="deliverable"),
        delivery=multiple_of(bench.text(Fraction(unit, 10)), ties="up"),
    )

    def made(hundredths):
        return (hundredths + 50 * unit) // (100 * unit) * unit

    wanted = [made(start * 100)]
    for _ in range(steps):
        wanted.append(made(wanted[-1] * (100 - cut)))
    assert [row.made * 10 for row in found.rows] == wanted


@many
@given(bench.doses, bench.percents, bench.percents, bench.doses, st.integers(1, 40))
def test_two_phases_agree_with_decimals(start, first, second, switch, steps):
    texts = [bench.text(each) for each in (start, first, second, switch)]
    found = intended(two_phase(*texts, after_steps(steps)))
    with localcontext(prec=60):
        dose, high, low, border = map(Decimal, texts)
        wanted = [dose]
        for _ in range(steps):
            share = high if dose > border else low
            dose = dose - dose * share / Decimal(100)
            wanted.append(dose)
    assert close(found, wanted)


@many
@given(
    st.integers(10, 400),
    st.integers(1, 9),
    st.integers(1, 6),
    st.integers(0, 30),
    st.integers(1, 24),
    st.sampled_from(["block_start", "previous"]),
)
def test_slides_agree_with_a_walk_day_by_day(start, cut, steps, hold, cuts, of):
    found = worked_out(slide(start, cut, after_steps(cuts), of=of, steps=steps, hold=hold))
    with localcontext(prec=60):
        dose, wanted, block = Decimal(start), [], Decimal(start)
        day, cuts_made = 0, 0
        while cuts_made < cuts:
            in_block = cuts_made % steps
            if in_block == 0:
                block = dose
            dose -= (block if of == "block_start" else dose) * cut / Decimal(100)
            wanted.append((day, dose))
            cuts_made += 1
            day += 7 + (hold if cuts_made % steps == 0 else 0)
    first = date(2026, 12, 1).toordinal()
    assert [row.starts_on.toordinal() - first for row in found.rows] == [day for day, _ in wanted]
    assert close([row.intended for row in found.rows], [dose for _, dose in wanted])


@many
@given(st.integers(1, 400), st.integers(1, 99), st.integers(1, 60))
def test_micro_tapers_agree_with_powers_and_multiples(start, cut, steps):
    share = {"by": "percent", "percent": cut, "counted_on": "intended"}
    found = intended(micro(start, share, after_steps(steps)))
    with localcontext(prec=60):
        wanted = [Decimal(start) * (Decimal(100 - cut) / 100) ** n for n in range(steps + 1)]
    assert close(found, wanted)
    by_mg = intended(micro(start, {"by": "mg", "step_mg": f"0.{cut:02}"}, after_steps(1)))
    assert by_mg == [start, start - Fraction(cut, 100)]


@given(bench.doses, bench.percents, st.integers(2, 40))
def test_each_cut_in_mg_is_smaller_than_the_last(start, cut, steps):
    doses = intended(percent(bench.text(start), bench.text(cut), after_steps(steps)))
    cuts = [before - after for before, after in pairwise(doses)]
    assert all(later < earlier for earlier, later in pairwise(cuts))


@given(bench.doses, bench.percents, st.integers(1, 20), st.integers(1, 60), st.integers(0, 60))
def test_rows_start_one_interval_after_another(start, cut, steps, days, start_days):
    method = percent(
        bench.text(start), bench.text(cut), after_steps(steps), start_days=start_days, days=days
    )
    found = worked_out(method, starts_on="2027-12-20")
    starts = [row.starts_on.toordinal() for row in found.rows]
    gaps = [after - before for before, after in pairwise(starts)]
    assert starts[0] == date(2027, 12, 20).toordinal()
    assert gaps == ([start_days] if start_days else []) + [days] * (steps - 1)


@given(bench.doses, bench.percents, st.integers(1, 30))
def test_the_working_is_the_arithmetic_of_its_row_to_four_figures(start, cut, steps):
    found = worked_out(percent(bench.text(start), bench.text(cut), after_steps(steps)))
    for before, row, sentence in zip(
        found.rows, found.rows[1:], bench.said(found)[1:], strict=False
    ):
        figures = [word for word in sentence.split() if word[0].isdigit()]
        exact = (before.intended, Fraction(bench.text(cut)), row.intended)
        assert all(
            abs(Fraction(shown) - number) <= number / 1000
            for shown, number in zip(figures, exact, strict=True)
        )
        whole = all(Fraction(one) == two for one, two in zip(figures, exact, strict=True))
        assert ("=" in sentence) == whole


def test_eight_hundred_rows_keep_their_exact_fractions():
    share = {"by": "percent", "percent": "2.123", "counted_on": "intended"}
    found = worked_out(micro("150.123", share, after_steps(799)))
    assert len(str(found.rows[-1].intended)) > 4000
    rounded = Decimal(found.rows[1].intended.numerator) / found.rows[1].intended.denominator
    assert rounded.quantize(Decimal("0.001"), ROUND_HALF_UP) == Decimal("146.936")
