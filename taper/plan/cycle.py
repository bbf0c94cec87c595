"""A row that is no single dose, as typed: 20 | 0 for every other day, 08:00 10 + 20:00 5."""

import re
from datetime import time

from taper.errors import TaperError
from taper.plan.dose import LARGEST_UG, mg_text
from taper.plan.plan import TimedDose
from taper.plan.reading import dose_text, plain, read_dose

Cycle = tuple[tuple[TimedDose, ...], ...]

MOST_DAYS = 28
BETWEEN_DAYS, BETWEEN_INTAKES = "|", "+"
_INTAKE = re.compile(r"(?:(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2}) +)?(?P<dose>.*)")


def is_one_dose(text: str) -> bool:
    """Whether *text* is meant as one dose a day."""
    return not re.search(r"[|+]|[0-9]:[0-9]", text)


def read_cycle(text: str) -> Cycle:
    """Read days with a | between them, and intakes of a day with a + between them."""
    if is_one_dose(text):
        return ((TimedDose(dose=read_dose(text)),),)
    days = [_read_day(day) for day in text.split(BETWEEN_DAYS)]
    if len(days) > MOST_DAYS:
        raise TaperError("row.cycle_too_long", most=MOST_DAYS)
    return tuple(days)


def _read_day(text: str) -> tuple[TimedDose, ...]:
    intakes = tuple(_read_intake(plain(each)) for each in text.split(BETWEEN_INTAKES))
    times = [intake.at for intake in intakes]
    if len(intakes) > 1 and (None in times or len(set(times)) < len(times)):
        raise TaperError("row.cycle_times")
    if sum(intake.dose.ug for intake in intakes) > LARGEST_UG:
        raise TaperError("row.dose_too_large", largest=mg_text(LARGEST_UG))
    return intakes


def _read_intake(text: str) -> TimedDose:
    found = _INTAKE.fullmatch(text)
    if found is None or not found["hour"]:
        return TimedDose(dose=read_dose(text))
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise TaperError("row.cycle_no_such_time")
    return TimedDose(at=time(hour, minute), dose=read_dose(found["dose"]))


def cycle_text(cycle: Cycle) -> str:
    """Write *cycle* so that `read_cycle` gives its times and doses back."""
    return f" {BETWEEN_DAYS} ".join(map(_day_text, cycle))


def _day_text(day: tuple[TimedDose, ...]) -> str:
    return f" {BETWEEN_INTAKES} ".join(
        f"{timed.at:%H:%M} {dose_text(timed.dose)}" if timed.at else dose_text(timed.dose)
        for timed in day
    )
