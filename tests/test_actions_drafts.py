"""A draft is never lost to another page, another person or another moment, nor signed twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from taper.actions import imports, plans
from taper.errors import ChangedElsewhere, TaperError
from taper.ids import CourseId
from taper.people.audit import Event
from taper.people.person import Actor
from taper.plan.plan import PlanVersion
from taper.plan.typed import TypedPlan
from taper.storage import trail
from taper.storage.tables import PlanDraftRow
from tests.conftest import PASSWORD, Cast, typed_plan
from tests.saving import chains_hold, events

ONE = typed_plan(("2026-03-09", "20"), ("2026-05-04", "0"))
OTHER = typed_plan(("2026-03-09", "10"), ("2026-05-04", "0"))
THIRD = typed_plan(("2026-03-09", "5"), ("2026-05-04", "0"))


class Desk:
    """Dr Bose at Alex's Exampline tablets."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.doctor = cast, cast.dr_bose
        self.course = self.open()

    def open(self, medicine: str = "Exampline", form: str = "tablets") -> CourseId:
        return plans.open_course(
            self.cast.clinic, self.doctor, self.cast.patient, medicine=medicine, form=form
        )

    def look(self) -> plans.Draft:
        return plans.draft(self.cast.clinic, self.doctor, self.cast.patient, self.course)

    def save(self, typed: TypedPlan, expected: int) -> plans.Draft:
        return plans.save_draft(
            self.cast.clinic,
            self.doctor,
            self.cast.patient,
            self.course,
            typed,
            expected_revision=expected,
        )

    def discard(self) -> None:
        plans.discard_draft(self.cast.clinic, self.doctor, self.cast.patient, self.course)

    def sign(self, draft: plans.Draft, *, by: Actor | None = None, **signature: Any) -> PlanVersion:
        return plans.sign(
            self.cast.clinic,
            by or self.doctor,
            self.cast.patient,
            self.course,
            draft_id=draft.draft_id,
            revision=draft.revision,
            **{"in_force_from": None, "reason": "", "password": PASSWORD, **signature},
        )

    def versions(self) -> list[PlanVersion]:
        found = plans.signed_plans(self.cast.clinic, self.doctor, self.cast.patient, page="plan")
        return [version for each in found for version in each.versions]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make every call in a thread of its own, at the same moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except TaperError as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_a_draft_is_on_file_exactly_as_typed(desk: Desk):
    typed = ONE.model_copy(update={"contact": "  Ring\n\tme. \u202e <b> {x} ", "holds": "until"})
    saved = desk.save(typed, 0)
    assert desk.look() == saved
    assert (saved.typed, saved.revision) == (typed.model_copy(update={"begun_after": 0}), 1)


def test_an_empty_page_is_revision_0(desk: Desk):
    assert (desk.look().revision, desk.look().typed) == (0, TypedPlan())
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        plans.draft(desk.cast.clinic, desk.doctor, desk.cast.patient, CourseId(77))


def test_saving_the_same_words_again_is_no_new_revision(desk: Desk):
    for expected in (0, 0, 1, 5):
        assert desk.save(ONE, expected).revision == 1
    assert events(desk.cast, Event.DRAFT_SAVED) == [Event.DRAFT_SAVED]


def test_of_eight_saves_at_once_one_is_kept_and_seven_are_told(desk: Desk):
    typed = [typed_plan(("2026-03-09", str(dose)), ("2026-05-04", "0")) for dose in range(1, 9)]
    made = at_once([lambda each=each: desk.save(each, 0) for each in typed])
    kept = [each for each in made if isinstance(each, plans.Draft)]
    assert len(kept) == 1
    assert sum(isinstance(each, ChangedElsewhere) for each in made) == 7
    assert desk.look() == kept[0]
    assert chains_hold(desk.cast)


def test_a_page_left_open_on_a_dropped_draft_overwrites_nothing(desk: Desk):
    """Both drafts would be a first revision, were numbers begun anew."""
    seen = desk.save(ONE, 0)
    desk.discard()
    newer = desk.save(OTHER, 0)
    assert newer.revision > seen.revision
    with pytest.raises(ChangedElsewhere):
        desk.save(THIRD, seen.revision)
    assert desk.look() == newer


def test_a_page_left_open_on_a_signed_draft_overwrites_nothing(desk: Desk):
    seen = desk.save(ONE, 0)
    desk.sign(seen)
    with pytest.raises(ChangedElsewhere):
        desk.save(THIRD, seen.revision)
    newer = desk.save(OTHER, 0)
    with pytest.raises(ChangedElsewhere):
        desk.save(THIRD, seen.revision)
    assert desk.look() == newer
    assert newer.draft_id != seen.draft_id


def test_the_words_of_a_dropped_draft_are_gone(desk: Desk):
    desk.save(ONE.model_copy(update={"contact": "quince marmalade"}), 0)
    desk.discard()
    desk.discard()
    assert desk.look().revision == 0
    with desk.cast.clinic.store.reading() as session:
        assert "quince" not in str(session.execute(sa.select(PlanDraftRow.body)).all())
    assert events(desk.cast, Event.DRAFT_DISCARDED) == [Event.DRAFT_DISCARDED]


def test_four_clicks_at_once_on_sign_make_one_version(desk: Desk):
    draft = desk.save(ONE, 0)
    made = at_once([lambda: desk.sign(draft)] * 4)
    assert made == [made[0]] * 4
    assert isinstance(made[0], PlanVersion)
    assert desk.versions() == [made[0]]
    assert events(desk.cast, Event.PLAN_SIGNED) == [Event.PLAN_SIGNED]


def test_signing_and_saving_at_once_signs_what_was_read_or_nothing(desk: Desk):
    draft = desk.save(ONE, 0)
    signed, saved = at_once([lambda: desk.sign(draft), lambda: desk.save(OTHER, 1)])
    if isinstance(signed, PlanVersion):
        assert isinstance(saved, ChangedElsewhere)
        assert [each.plan for each in desk.versions()] == [signed.plan]
    else:
        assert isinstance(signed, ChangedElsewhere)
        assert desk.look() == saved
        assert desk.versions() == []


def test_nothing_is_signed_or_saved_where_its_line_cannot_be_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    draft = desk.save(ONE, 0)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as full:
        full.setattr(trail, "write", fail)
        for deed in (
            lambda: desk.sign(draft),
            lambda: desk.save(OTHER, 1),
            desk.discard,
            lambda: desk.open("Otherine"),
        ):
            with pytest.raises(OSError, match="no room"):
                deed()
    assert desk.look() == draft
    assert desk.versions() == []


def test_a_refused_signature_is_in_the_trail_and_the_draft_stays(desk: Desk):
    draft = desk.save(ONE, 0)
    for password in ("", "seven noisy herons", PASSWORD.upper()):
        with pytest.raises(TaperError, match=r"plan\.signature_refused"):
            desk.sign(draft, password=password)
    assert events(desk.cast, Event.SIGNATURE_REFUSED) == [Event.SIGNATURE_REFUSED] * 3
    assert desk.look() == draft


def test_another_prescribers_password_signs_nothing(desk: Desk):
    """Dr Stranger knows a password, and it is not Dr Bose's; here they are the same word."""
    draft = desk.save(ONE, 0)
    with pytest.raises(TaperError, match=r"access\.refused"):
        desk.sign(draft, by=desk.cast.dr_stranger)
    assert desk.versions() == []


def test_a_course_is_opened_once_however_its_name_is_written(desk: Desk):
    for medicine, form in (
        ("Exampline", "tablets"),
        (" exampline ", "Tablets"),
        ("EXAMPLINE", "TABLETS"),
    ):
        assert desk.open(medicine, form) == desk.course
    assert desk.open("Exampline", "drops") != desk.course
    assert len(set(at_once([lambda: desk.open("Otherine")] * 4))) == 1
    assert events(desk.cast, Event.COURSE_OPENED) == [Event.COURSE_OPENED] * 3


@pytest.mark.parametrize(
    ("medicine", "form"), [("", "tablets"), ("X" * 121, "tablets"), ("X", " \t")]
)
def test_a_course_has_a_name_and_a_form(sqlite_cast: Cast, medicine: str, form: str):
    with pytest.raises(TaperError, match=r"plan\.name_length"):
        Desk(sqlite_cast).open(medicine, form)


def test_the_name_of_a_medicine_can_be_seen(sqlite_cast: Cast):
    desk = Desk(sqlite_cast)
    for medicine in ("Examp\0line", "Examp\u202eline", "Examp\x1bline"):
        with pytest.raises(TaperError, match=r"plan\.name_unseen"):
            desk.open(medicine)


def test_a_file_never_replaces_what_a_prescriber_typed(desk: Desk):
    typed = desk.save(ONE, 0)
    put = {"medicine": "Exampline", "form": "tablets"}
    with pytest.raises(TaperError, match=r"plan\.draft_there"):
        imports.import_plan(desk.cast.clinic, desk.cast.patient, OTHER, **put)
    assert desk.look() == typed
    imports.import_plan(desk.cast.clinic, desk.cast.patient, ONE, **put)
    assert desk.look() == typed
    desk.discard()
    imports.import_plan(desk.cast.clinic, desk.cast.patient, OTHER, **put)
    assert desk.look().typed.rows == OTHER.rows
    assert desk.versions() == []
