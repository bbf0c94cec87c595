"""Plans, signed versions and their days, for tests of changes to a signed plan."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from taper.ids import CourseId, PatientId, PersonId
from taper.plan.dose import Dose
from taper.plan.in_force import on_day, stretches
from taper.plan.plan import Ending, Plan, PlanVersion, Step, TimedDose

FIRST = date(2028, 2, 20)  # nine days before a leap day


def day(number):
    """Day 1 is FIRST."""
    return FIRST + timedelta(days=number - 1)


def number_of(found):
    """The other way round."""
    return (found - FIRST).days + 1


def plan(*rows, until=None, zero=False, first=FIRST, **texts):
    """Rows of (day, mg, mg of the next day, …)."""
    shift = first - FIRST
    steps = tuple(
        Step(
            starts=day(starts) + shift,
            cycle=tuple((TimedDose(dose=Dose(ug=mg * 1000)),) for mg in cycle),
        )
        for starts, *cycle in rows
    )
    ending = None if zero else Ending(holds_until=until and day(until) + shift, then="We talk.")
    named = {"if_too_hard": "", "if_missed": "", "contact": "", **texts}
    return Plan(medicine="Exampline", form="drops", steps=steps, ending=ending, **named)


def signed(found, version=1, in_force_from=None):
    """A signed version of *found*."""
    return PlanVersion(
        course=CourseId(7),
        patient=PatientId(3),
        version=version,
        in_force_from=in_force_from or found.steps[0].starts,
        plan=found,
        reason="",
        signed_by=PersonId(9),
        signed_by_name="Dr Bose",
        signed_at=datetime(2028, 2, 1, tzinfo=UTC),
        content_sha256="0" * 64,
    )


def doses(versions, first, last):
    """mg of each day from whichever version is in force; None where nothing is said."""
    laid_out = stretches(versions)
    found = []
    for step in range((last - first).days + 1):
        today = first + timedelta(days=step)
        stretch = on_day(laid_out, today)
        found.append(stretch and stretch.step.ug_on(today) // 1000)
    return found


ended_plans = st.builds(
    lambda gaps, last: plan(
        *((1 + sum(gaps[:n]), n + 1) for n in range(len(gaps))), until=sum(gaps) + last
    ),
    st.lists(st.integers(1, 20), min_size=1, max_size=6),
    st.integers(0, 20),
)
