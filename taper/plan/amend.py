"""Changes to a signed plan from a day on; each gives a new plan, in force only once signed.

Rows before the day stay as they were. Nothing is chosen here: the day, the number of days,
the row and the words are the prescriber's.
"""

from datetime import date, timedelta
from typing import Literal

from taper.errors import TaperError
from taper.plan.plan import Ending, Plan, Step
from taper.plan.typed import MOST_ROWS

WEEK = 7
LONGEST_DAYS = 3650
LAST_DAY = date(2200, 12, 31)

AndThen = Literal["present_row", "rows_again"]


def hold(plan: Plan, day: date, days: int) -> Plan:
    """Keep the row of *day* for *days* days longer: later rows, and a named end, move by them."""
    place = row_on(plan, day)
    return lengthen(plan, place, days)


def lengthen(plan: Plan, place: int, days: int) -> Plan:
    """Let the row at *place* (0 for the first) hold *days* days longer; all that follows moves."""
    _check_days(days)
    if not 0 <= place < len(plan.steps):
        raise TaperError("amend.no_row")
    if place == len(plan.steps) - 1 and plan.ends_on is None:
        raise TaperError("amend.already_holds")
    later = tuple(_moved(step, days) for step in plan.steps[place + 1 :])
    return _changed(plan, (*plan.steps[: place + 1], *later), _moved_end(plan.ending, days))


def hold_until_further_notice(plan: Plan, day: date, then: str) -> Plan:
    """Keep the row of *day* until further notice; later rows go, and *then* says what follows."""
    place = row_on(plan, day)
    return _changed(plan, plan.steps[: place + 1], Ending(holds_until=None, then=_said(then)))


def go_back(plan: Plan, day: date, place: int, then: str) -> Plan:
    """From *day* take what the earlier row at *place* says, until further notice."""
    kept, back = _back(plan, day, place)
    return _changed(plan, (*kept, back), Ending(holds_until=None, then=_said(then)))


def go_back_for(plan: Plan, day: date, place: int, days: int, and_then: AndThen) -> Plan:
    """From *day* take what the earlier row at *place* says, for *days* days; then go on.

    With ``present_row`` the row of *day* and those after it follow, later by *days*. With
    ``rows_again`` the rows after the earlier one are gone through again, each for as long as
    it was planned, and those after the row of *day* follow them.
    """
    _check_days(days)
    now = row_on(plan, day)
    kept, back = _back(plan, day, place)
    if and_then == "present_row":
        resumed = _starting(plan.steps[now], day + timedelta(days=days))
        later = tuple(_moved(step, days) for step in plan.steps[now + 1 :])
        return _changed(plan, (*kept, back, resumed, *later), _moved_end(plan.ending, days))
    moved_by = (day - plan.steps[place + 1].starts).days + days
    again = tuple(_moved(step, moved_by) for step in plan.steps[place + 1 :])
    return _changed(plan, (*kept, back, *again), _moved_end(plan.ending, moved_by))


def end_on(plan: Plan, last_day: date, then: str) -> Plan:
    """Let the plan end with *last_day*; rows that start later go."""
    place = row_on(plan, last_day)
    return _changed(plan, plan.steps[: place + 1], Ending(holds_until=last_day, then=_said(then)))


def row_on(plan: Plan, day: date) -> int:
    """Give the place of the row of *day*, 0 for the first; refuse a day that has none."""
    begun = [place for place, step in enumerate(plan.steps) if step.starts <= day]
    if not begun or (plan.ends_on is not None and day > plan.ends_on):
        raise TaperError("amend.not_covered", day=day)
    return begun[-1]


def _back(plan: Plan, day: date, place: int) -> tuple[tuple[Step, ...], Step]:
    """Give the rows that stay before *day*, and the earlier row begun again on it."""
    if not 0 <= place < row_on(plan, day):
        raise TaperError("amend.not_earlier")
    kept = tuple(step for step in plan.steps if step.starts < day)
    return kept, _starting(plan.steps[place], day)


def _starting(step: Step, day: date) -> Step:
    return _moved(step, (day - step.starts).days)


def _moved(step: Step, days: int) -> Step:
    """Start *step* later; a pattern of a week keeps its weekdays, any other begins anew."""
    cycle = step.cycle
    if len(cycle) == WEEK:
        turn = days % WEEK
        cycle = (*cycle[turn:], *cycle[:turn])
    return step.model_copy(update={"starts": _later(step.starts, days), "cycle": cycle})


def _later(day: date, days: int) -> date:
    moved = day + timedelta(days=days)
    if moved > LAST_DAY:
        raise TaperError("amend.too_far", last=LAST_DAY.year)
    return moved


def _moved_end(ending: Ending | None, days: int) -> Ending | None:
    if ending is None or ending.holds_until is None:
        return ending
    return ending.model_copy(update={"holds_until": _later(ending.holds_until, days)})


def _changed(plan: Plan, steps: tuple[Step, ...], ending: Ending | None) -> Plan:
    """Build the new plan, so that all of a plan's own rules are checked again."""
    if len(steps) > MOST_ROWS:
        raise TaperError("row.plan_too_many_rows", most=MOST_ROWS, n=len(steps))
    fields = {name: getattr(plan, name) for name in Plan.model_fields}
    return Plan(**fields | {"steps": steps, "ending": ending})


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise TaperError("amend.days", most=LONGEST_DAYS)


def _said(then: str) -> str:
    if not then.strip():
        raise TaperError("row.plan_then_empty")
    return then.strip()
