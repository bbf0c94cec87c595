"""A change that a prescriber asks for, and the new plan it gives; in force only once signed.

Nothing here has a default: the kind, the day, the number of days, the row and the words are typed
or picked.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field

from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.plan import amend
from taper.plan.amend import AndThen
from taper.plan.diff import RowChange, changed_texts, row_changes, spans, spans_in_force
from taper.plan.plan import Plan, PlanVersion, SignedContent, canonical, sha256

Row = Annotated[int, Field(ge=1)]  # 1 for the first row
Days = Annotated[int, Field(strict=True)]
Words = Annotated[str, Field(max_length=4000)]


class Hold(BaseModel, frozen=True):
    """Stay on the dose of the day so many days longer; all that follows moves."""

    kind: Literal["hold"] = "hold"
    days: Days


class HoldOn(BaseModel, frozen=True):
    """Stay on the dose of the day until further notice; later rows go."""

    kind: Literal["hold_on"] = "hold_on"
    then: Words


class Lengthen(BaseModel, frozen=True):
    """Let one row hold so many days longer; all that follows moves."""

    kind: Literal["lengthen"] = "lengthen"
    row: Row
    days: Days


class GoBack(BaseModel, frozen=True):
    """Take an earlier row's dose until further notice."""

    kind: Literal["go_back"] = "go_back"
    row: Row
    then: Words


class GoBackFor(BaseModel, frozen=True):
    """Take an earlier row's dose for so many days, then go on in the way that is named."""

    kind: Literal["go_back_for"] = "go_back_for"
    row: Row
    days: Days
    and_then: AndThen


class End(BaseModel, frozen=True):
    """Let the plan end with a day; rows that start later go."""

    kind: Literal["end"] = "end"
    last_day: date
    then: Words


Change = Annotated[Hold | HoldOn | Lengthen | GoBack | GoBackFor | End, Field(discriminator="kind")]


class Proposal(NamedTuple):
    """A new version before it is signed, and what it changes."""

    of_version: int  # the newest signed one when it was worked out
    in_force_from: date
    plan: Plan
    rows: tuple[RowChange, ...]
    texts: tuple[str, ...]
    gives_way: tuple[int, ...]  # versions that were to come into force later, and now never do
    mark: str  # the hash of everything that a signature would cover but the reason

    def content(self, patient: PatientId, course: CourseId, reason: str) -> SignedContent:
        """Give what a signature covers."""
        return SignedContent(
            patient=patient,
            course=course,
            version=self.of_version + 1,
            in_force_from=self.in_force_from,
            reason=reason,
            plan=self.plan,
        )


def propose(versions: Sequence[PlanVersion], day: date, change: Change, *, today: date) -> Proposal:
    """Give the plan that *change* makes from *day* on of what is in force on that day.

    TaperError for a day that is over, and where the change can't be made as asked for. A version
    that was to come into force after *day* gives way to the new one; the rows show it.
    """
    if day < today:
        raise TaperError("amend.past", today=today)
    base = in_force_on(versions, day)
    plan = _made(base.plan, day, change)
    made = Proposal(
        of_version=versions[-1].version,
        in_force_from=day,
        plan=plan,
        rows=row_changes(spans_in_force(versions, day), spans(plan, day)),
        texts=changed_texts(base.plan, plan),
        gives_way=tuple(each.version for each in versions if each.in_force_from > day),
        mark="",
    )
    whole = canonical(made.content(base.patient, base.course, reason=""))
    return made._replace(mark=sha256(whole))


def in_force_on(versions: Sequence[PlanVersion], day: date) -> PlanVersion:
    """Give the version in force on *day*; refuse a day before the first."""
    begun = [each for each in versions if each.in_force_from <= day]
    if not begun:
        raise TaperError("amend.not_covered", day=day)
    return max(begun, key=lambda each: each.version)


def _made(plan: Plan, day: date, change: Change) -> Plan:
    now = amend.row_on(plan, day)
    match change:
        case Hold():
            return amend.hold(plan, day, change.days)
        case HoldOn():
            return amend.hold_until_further_notice(plan, day, change.then)
        case Lengthen():
            if change.row - 1 < now:
                raise TaperError("amend.row_over")
            return amend.lengthen(plan, change.row - 1, change.days)
        case GoBack():
            return amend.go_back(plan, day, change.row - 1, change.then)
        case GoBackFor():
            return amend.go_back_for(plan, day, change.row - 1, change.days, change.and_then)
    if change.last_day < day:
        raise TaperError("amend.ends_before", day=day)
    return amend.end_on(plan, change.last_day, change.then)
