"""The days on which a signed plan changes the dose, with those that a later version took back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from taper.plan.in_force import stretches
from taper.plan.plan import PlanVersion


class ChangeDay(NamedTuple):
    """One such day; *flips* counts how often a new version took it back or put it back."""

    day: date
    stands: bool
    flips: int
    since: datetime  # when the version was signed that last said so


def change_days(versions: Sequence[PlanVersion]) -> list[ChangeDay]:
    """Give every day that any version made a change on, in order.

    What a version says is what was in force once it was signed: a day that it no longer
    reaches does not stand, and stays in the list, so that a calendar can cancel it.
    """
    found: dict[date, ChangeDay] = {}
    signed = sorted(versions, key=lambda each: each.version)
    for count, newest in enumerate(signed, start=1):
        days = {each.first for each in stretches(signed[:count]) if each.is_change}
        for day in days - found.keys():
            found[day] = ChangeDay(day, stands=True, flips=0, since=newest.signed_at)
        for day, before in found.items():
            if before.stands is not (day in days):
                found[day] = ChangeDay(day, day in days, before.flips + 1, newest.signed_at)
    return [found[day] for day in sorted(found)]
