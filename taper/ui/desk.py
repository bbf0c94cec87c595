"""What a prescriber is typing for one course, kept through reruns, refusals and other pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from taper.actions import plans
from taper.actions.plans import Draft
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId, PatientId
from taper.plan.draft import typed_plan, with_worked
from taper.plan.plan import PlanVersion, Step
from taper.plan.reading import read_date
from taper.plan.typed import ReadPlan, TypedPlan, TypedRow, read_plan
from taper.ui import here, supply_state
from taper.words import say

MOST_UNDONE = 50  # edits that can be taken back
COLUMNS = tuple(TypedRow.model_fields)
# No single field of the page.
KEPT = ("begun_after", "rows", "worked", "supply", "made", "shared_curves")
FIELDS = tuple(name for name in TypedPlan.model_fields if name not in KEPT)
ROWS_AT_FIRST = 12  # blank rows of the table; more are added at its end, a list begins with one
BLANK = TypedRow(starts="", dose="")


class Desk:
    """One course as it is being typed. Each round of fields has keys of its own."""

    def __init__(self, draft: Draft) -> None:
        self.course = draft.course
        self.as_list = False
        self.round = 0
        self.fresh = False  # a round whose fields have not been drawn yet
        self.rows_wanted = 1
        self.begun = draft.revision > 0  # False: the page asks what to begin with
        self.read_back = False
        self.asked = False  # whether what is missing is named at its field
        self.theirs: Draft | None = None
        self.signed: PlanVersion | None = None
        self.refused = 0  # signatures refused for the password
        self.reason = ""
        self.in_force_from = ""
        self.place = "head"  # where the page answers the last callback
        self.typed = draft.typed
        self.before: list[TypedPlan] = []  # as it stood before each edit, the newest last
        self._understood: tuple[TypedPlan, ReadPlan] | None = None
        self.facts: tuple[str, ...] = ()  # what was said beside rows that were worked out
        self.take(draft)

    def take(self, draft: Draft) -> None:
        """Put a draft on file on the desk, in place of what is typed."""
        self.on_file = draft
        self.theirs = None
        self.put(draft.typed)

    def put(self, typed: TypedPlan) -> None:
        """Begin a new round of fields that hold *typed*."""
        self._keep_before(typed)
        self.typed = typed
        least = self.rows_wanted if self.as_list else max(ROWS_AT_FIRST, len(typed.rows) + 2)
        self.base = typed.rows + (BLANK,) * (least - len(typed.rows))
        self.round += 1
        self.fresh = True

    def change(self, typed: TypedPlan) -> None:
        """Keep *typed* without a new round: for what stands in a field already."""
        self._keep_before(typed)
        self.typed = typed

    def _keep_before(self, typed: TypedPlan) -> None:
        if typed != self.typed:
            self.before = [*self.before, self.typed][-MOST_UNDONE:]

    def begin_after(self, version: int) -> None:
        """Keep which version was the newest when a draft was begun; one that says so keeps it."""
        self.begun = True
        if self.typed.begun_after is None:
            self.typed = self.typed.model_copy(update={"begun_after": version})

    def go_on_after(self, version: int) -> None:
        """Go on with what is typed though *version* was signed since: the prescriber's answer."""
        self.change(self.gather().model_copy(update={"begun_after": version}))

    def take_back(self) -> None:
        """Put what stood there before the last edit back into the fields."""
        self.gather()
        if self.before:
            before = self.before.pop()
            self.typed = before
            self.facts = ()
            self.put(before)

    def resume(self) -> None:
        """Put what was typed into the fields again where the page was left: they forget it."""
        if not self.fresh and self.key("then") not in st.session_state:
            self.put(self.typed)
        self.fresh = False

    def key(self, name: object) -> str:
        """Give the key of a field of this round."""
        return f"desk-{self.course.id}-{self.round}-{name}"

    def field(self, name: str, value: object) -> str:
        """Give a field's key, with *value* in it where the page has just been opened."""
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = value
        return key

    @property
    def is_saved(self) -> bool:
        """Whether what is typed is what is on file."""
        return self.on_file.revision > 0 and self.typed == self.on_file.typed

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return self.typed == TypedPlan(begun_after=self.typed.begun_after)

    def gather(self) -> TypedPlan:
        """Read every field of the page; TaperError for a text that can't be kept."""
        state = st.session_state
        typed = {
            name: state[self.key(name)] or self._nothing(name)
            for name in FIELDS
            if self.key(name) in state
        }
        rows = self._listed() if self.as_list else edited(self.base, self._edits())
        kept = {name: getattr(self.typed, name) for name in TypedPlan.model_fields}
        found = kept | typed | {"rows": without_blank_end(rows)}
        found["supply"] = supply_state.gather(self.key, self.typed.supply)
        gathered = TypedPlan(**found)
        if gathered == self.typed:  # what was understood of it is known already
            return self.typed
        self._keep_before(gathered)
        self.typed = gathered
        return gathered

    def _nothing(self, name: str) -> object:
        return TypedPlan.model_fields[name].default

    def _edits(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = st.session_state.get(self.key("rows"), {})
        return found

    def _listed(self) -> tuple[TypedRow, ...]:
        state = st.session_state
        return tuple(
            TypedRow(
                **{
                    column: state.get(self.key(f"{column}-{place}"), getattr(row, column))
                    for column in COLUMNS
                }
            )
            for place, row in enumerate(self.base)
        )

    def read(self) -> ReadPlan:
        """Give what is understood of what is typed; worked out once for each edit."""
        if self._understood is None or self._understood[0] is not self.typed:
            of = {"medicine": self.course.medicine, "form": self.course.form}
            self._understood = (self.typed, read_plan(self.typed, **of))
        return self._understood[1]


def edited(base: Sequence[TypedRow], edits: Mapping[str, Any]) -> tuple[TypedRow, ...]:
    """Apply what a table editor sent to the rows it was given.

    The browser sends what it likes: unknown columns, places and kinds of value are passed over.
    """
    cells = [row.model_dump() for row in base]
    for place, change in edits.get("edited_rows", {}).items():
        if 0 <= int(place) < len(cells):
            cells[int(place)] |= _texts(change)
    dropped = set(edits.get("deleted_rows", ()))
    kept = [row for place, row in enumerate(cells) if place not in dropped]
    added = [BLANK.model_dump() | _texts(row) for row in edits.get("added_rows", ())]
    return tuple(TypedRow(**row) for row in kept + added)


def _texts(change: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else ""
        for name, value in change.items()
        if name in COLUMNS
    }


def without_blank_end(rows: Sequence[TypedRow]) -> tuple[TypedRow, ...]:
    """Drop blank rows after the last one that was typed; those between keep their place."""
    typed = [place for place, row in enumerate(rows) if not row.is_blank]
    return tuple(rows[: typed[-1] + 1]) if typed else ()


def open_desk(patient: PatientId, course: CourseId) -> Desk:
    """Give the desk of a course as it was left, or with the draft on file."""
    key = f"desk-{course}"
    if key not in st.session_state:
        st.session_state[key] = Desk(plans.draft(here.clinic(), here.me(), patient, course))
    found: Desk = st.session_state[key]
    return found


def clear(desk: Desk) -> None:
    """Forget a desk: the next look at the course begins with what is on file."""
    forget(desk.course.id)


def forget(course: CourseId) -> None:
    """Forget the desk of a course, where there is one."""
    st.session_state.pop(f"desk-{course}", None)


def save(desk: Desk) -> Draft:
    """Keep what is typed; where a colleague saved meanwhile, both are shown and nothing is lost."""
    typed = desk.gather()
    try:
        desk.on_file = plans.save_draft(
            here.clinic(),
            here.me(),
            desk.course.patient,
            desk.course.id,
            typed,
            expected_revision=desk.on_file.revision,
        )
    except ChangedElsewhere:
        look_again(desk)
        raise
    return desk.on_file


def look_again(desk: Desk) -> None:
    """Fetch the draft that somebody else saved, to be shown beside what is typed."""
    desk.theirs = plans.draft(here.clinic(), here.me(), desk.course.patient, desk.course.id)
    desk.read_back = False


def save_draft(desk: Desk) -> str:
    """Keep what is typed."""
    save(desk)
    return say("write_plan.saved_now")


def keep_mine(desk: Desk) -> str:
    """Save what is typed in place of the other draft that was just shown."""
    if desk.theirs is not None:
        desk.on_file, desk.theirs = desk.theirs, None
    return save_draft(desk)


def take_theirs(desk: Desk) -> str:
    """Go on with the other draft."""
    if desk.theirs is not None:
        desk.take(desk.theirs)
    return say("write_plan.took_theirs")


def read_back(desk: Desk) -> str:
    """Save, and show the plan as it will be signed where nothing is in the way."""
    save(desk)
    desk.asked = True  # from here on, what is missing is named at its field
    read = desk.read()
    desk.read_back = not read.blocks
    if desk.read_back:
        return say("write_plan.ready")
    raise TaperError("write_plan.still_open", n=len(blocking(read)))


def blocking(read: ReadPlan) -> list[str]:
    """Give the key of everything that stands in the way of a signature."""
    of_rows = [problem for row in read.rows for problem in row.problems]
    return [problem.key for problem in [*of_rows, *read.problems] if problem.blocks]


def sign(desk: Desk, *, in_force_from: str | None, reason: str, password: str) -> str:
    """Sign the draft that was read back; a second click finds it signed.

    *in_force_from* is as typed, None for a first version.
    """
    if desk.signed is None:
        day = None if in_force_from is None else read_date(in_force_from)
        try:
            desk.signed = plans.sign(
                here.clinic(),
                here.me(),
                desk.course.patient,
                desk.course.id,
                draft_id=desk.on_file.draft_id,
                revision=desk.on_file.revision,
                in_force_from=day,
                reason=reason,
                password=password,
            )
        except ChangedElsewhere as error:
            if error.key == "plan.draft_older":
                desk.place = "head"  # where what was signed meanwhile is shown
            else:
                look_again(desk)
            raise
    return say("write_plan.signed", version=desk.signed.version)


def take_back(desk: Desk) -> str:
    """Take the last edit back."""
    desk.take_back()
    return say("write_plan.taken_back")


def put_worked(desk: Desk, steps: Sequence[Step], facts: tuple[str, ...], *, below: bool) -> None:
    """Put rows that were worked out on the desk, in place of the rows or *below* them."""
    desk.put(with_worked(desk.gather(), steps, below=below))
    desk.facts = facts


def discard(desk: Desk) -> str:
    """Throw the draft away, on file and on the desk."""
    plans.discard_draft(here.clinic(), here.me(), desk.course.patient, desk.course.id)
    clear(desk)
    return say("write_plan.discarded")


def start_empty(desk: Desk) -> str:
    """Begin a new version with nothing in it."""
    desk.begun = True
    return say("write_plan.started_empty")


def start_from(desk: Desk, signed: PlanVersion) -> str:
    """Put the rows and words of a signed version on the desk, as if typed again."""
    desk.put(typed_plan(signed.plan))
    desk.begin_after(signed.version)
    return say("write_plan.started_from", version=signed.version)
