"""Requests for worked-out rows: built from plain values, and the answer as plain values."""

from datetime import date
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from taper.plan.occupancy import Curve
from taper.plan.requests import StepsRequest, TypedCurve
from taper.plan.steps import WorkedOut, record, work_out
from taper.words import say_values
from tests.conftest import count

STARTS = "2026-12-01"
AS_WORKED_OUT = {"kind": "as_worked_out"}
many = settings(max_examples=count(short=200, ci=2_000, full=20_000), deadline=None)


def request(method, *, delivery=AS_WORKED_OUT, curve=None, starts_on=STARTS, **course):
    """Give a request for *method*."""
    asked = {"medicine": "exampline", "form": "drops", "starts_on": starts_on, **course}
    return StepsRequest.model_validate(
        {**asked, "method": method, "delivery": delivery, "curve": curve}
    )


def worked_out(method, **rest) -> WorkedOut:
    """Work *method* out, with its typed curve where it has one."""
    asked = request(method, **rest)
    curve = None
    if isinstance(asked.curve, TypedCurve):
        curve = Curve(**asked.curve.model_dump(exclude={"kind"}), scanned_mg=None)
    return work_out(asked, curve)


def intended(method, **rest):
    """Give the mg of each row as exact fractions."""
    return [row.intended for row in worked_out(method, **rest).rows]


def said(found: WorkedOut):
    """Give the working of each row as it is read."""
    return [say_values(row.working.key, row.working.values) for row in found.rows]


def keys(found: WorkedOut):
    """Give the facts as (row, name)."""
    return [(each.step, each.key.removeprefix("method.")) for each in found.findings]


def linear(start, step, end, *, start_days=28, days=28):
    """Ask for the same mg off each time."""
    return {
        "kind": "linear",
        "start_mg": start,
        "start_days": start_days,
        "step_mg": step,
        "interval_days": days,
        "end": end,
    }


def percent(start, cut, end, *, counted_on="intended", start_days=28, days=28):
    """Ask for a percentage of the row before."""
    return {
        "kind": "percent_of_current",
        "start_mg": start,
        "start_days": start_days,
        "percent": cut,
        "counted_on": counted_on,
        "interval_days": days,
        "end": end,
    }


def of_original(start, original, cut, end):
    """Ask for a percentage of one fixed dose."""
    return {
        "kind": "percent_of_original",
        "start_mg": start,
        "start_days": 14,
        "original_mg": original,
        "percent": cut,
        "interval_days": 14,
        "end": end,
    }


def two_phase(start, first, second, switch, end, counted_on="intended"):
    """Ask for one percentage above a dose, another at or below it."""
    return {
        "kind": "two_phase_percent",
        "start_mg": start,
        "start_days": 14,
        "first_percent": first,
        "second_percent": second,
        "switch_mg": switch,
        "counted_on": counted_on,
        "interval_days": 14,
        "end": end,
    }


def slide(start, cut, end, *, of="block_start", steps=4, hold=14, counted_on="intended"):
    """Ask for small steps and a hold."""
    return {
        "kind": "slide",
        "start_mg": start,
        "start_days": 0,
        "percent": cut,
        "of": of,
        "counted_on": counted_on,
        "steps": steps,
        "step_days": 7,
        "hold_days": hold,
        "end": end,
    }


def micro(start, cut, end):
    """Ask for a cut every day."""
    return {"kind": "micro", "start_mg": start, "start_days": 1, "cut": cut, "end": end}


def at_dose(last, then="holds"):
    """Give the end rule that cuts the last step short."""
    return {"kind": "at_dose", "last_mg": last, "then": then}


def above_dose(last, then="holds"):
    """Give the end rule that stops above a dose."""
    return {"kind": "above_dose", "last_mg": last, "then": then}


def after_steps(steps, then="holds"):
    """Give the end rule that counts cuts."""
    return {"kind": "after_steps", "steps": steps, "then": then}


def multiple_of(unit, rule="nearest", ties="down"):
    """Give a rounding to multiples of *unit* mg."""
    rounding = {"rule": rule, "ties": ties if rule == "nearest" else None}
    return {"kind": "multiple_of", "unit_mg": unit, "rounding": rounding}


def curve(vmax, k, region="striatum"):
    """Give a curve as a prescriber types it."""
    return {"kind": "typed", "region": region, "vmax_percent": vmax, "k_mg": k, "source": "typed"}


def text(number: Fraction) -> str:
    """Give a decimal as it is typed."""
    return f"{float(number):.6f}".rstrip("0").rstrip(".")


def dose_of_day(found: WorkedOut, day: date):
    """Give the mg in force on *day*, by looking at every row; patterns go round."""
    steps = {}
    for row in found.rows:
        steps.setdefault(row.step, []).append(row)
    begun = [rows for rows in steps.values() if rows[0].starts_on <= day]
    latest = begun[-1]
    return latest[(day - latest[0].starts_on).days % len(latest)].intended


# Numbers as somebody types them: whole micrograms, few decimals.
doses = st.integers(1, 200_000).map(lambda ug: Fraction(ug, 1000))
percents = st.integers(1, 900).map(lambda tenths: Fraction(tenths, 10))
days = st.integers(1, 90)


def shown(row):
    """Give the columns of a row as they are written."""
    return record(row, say_values(row.working.key, row.working.values))
