"""Every table. The patient leads each key of patient data, so that it can be distributed by it."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from taper.storage.base import CLUSTERED as _CLUSTERED
from taper.storage.base import STRICT as _STRICT
from taper.storage.base import Base
from taper.storage.base import of_patient as _patient
from taper.storage.base import own_id as _id
from taper.storage.columns import Identifier
from taper.storage.tables_accounts import EntryCodeRow
from taper.storage.tables_beside import BESIDE
from taper.storage.tables_reminders import ReminderRow
from taper.storage.tables_sharing import GrantRow
from taper.storage.tables_takeout import SealedTrailRow

__all__ = [
    "BESIDE",
    "Base",
    "EntryCodeRow",
    "GrantRow",
    "ReminderRow",
    "SealedTrailRow",
]  # with every row below: one import makes all tables known

# Rows of these are never changed or removed: triggers on both engines refuse it.
APPEND_ONLY = (
    "plan_version",
    "plan_step",
    "check_in_revision",
    "event_revision",
    "questionnaire_revision",
    "patient_request_entry",
    "audit_event",
    "plan_elsewhere",
    "sealed_trail",
)


class InstallationRow(Base):
    """What is known of the installation itself: its mark, the set-up code's hash."""

    __tablename__ = "installation"
    __table_args__ = (_CLUSTERED,)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class PersonRow(Base):
    __tablename__ = "person"
    __table_args__ = (_CLUSTERED,)
    id: Mapped[int] = _id()
    name: Mapped[str]
    added_at: Mapped[datetime]
    language: Mapped[str | None]  # as chosen; a browser's own where nobody chose


class RoleRow(Base):
    __tablename__ = "person_role"
    __table_args__ = (_CLUSTERED,)
    person_id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    role: Mapped[str] = mapped_column(primary_key=True)


class AccountRow(Base):
    """How a person signs in; somebody may have a diary and no account."""

    __tablename__ = "account"
    __table_args__ = (_CLUSTERED,)
    person_id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    sign_in_name: Mapped[str] = mapped_column(unique=True)  # casefolded
    password_hash: Mapped[str | None]  # None: a demo's people, who enter by one click


class SignInRow(Base):
    """One signed-in session. The token itself is only in the person's cookie."""

    __tablename__ = "sign_in"
    __table_args__ = (_CLUSTERED,)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("person.id"))
    kind: Mapped[str]  # which limits hold: prescriber, patient, own_phone
    waits_for: Mapped[str | None]  # a code, or a second factor; until then it opens nothing
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailureRow(Base):
    """Sign-ins that failed in a row, by the hash of the name typed or of the address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (_CLUSTERED,)
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    last_at: Mapped[datetime]


class InvitationRow(Base):
    __tablename__ = "invitation"
    __table_args__ = (_CLUSTERED,)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(Identifier(), sa.ForeignKey("patient.id"))
    made_by: Mapped[int] = mapped_column(Identifier())
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]


class PatientRow(Base):
    __tablename__ = "patient"
    __table_args__ = (_CLUSTERED,)
    id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    zone: Mapped[str]
    country: Mapped[str | None]
    mark: Mapped[str] = mapped_column(default="")  # beside the name, typed by a prescriber


class PatientHeadRow(Base):
    """The row that a writer locks, with the newest link of the patient's trail. 0: the clinic's."""

    __tablename__ = "patient_head"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _id()
    trail_head: Mapped[bytes]
    news_at: Mapped[datetime | None]  # when the patient last wrote what others may read


class ConsentRow(Base):
    __tablename__ = "consent"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _patient()
    number: Mapped[int] = mapped_column(primary_key=True)
    wording: Mapped[int]  # which version of the words was agreed to
    agreed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class CareRow(Base):
    """A prescriber looks after a patient, from one day on, until it ends."""

    __tablename__ = "care"
    __table_args__ = (sa.Index(None, "patient_id"), _CLUSTERED)
    prescriber_id: Mapped[int] = mapped_column(
        Identifier(), sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    patient_id: Mapped[int] = _patient()
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]  # when the prescriber last opened the patient
    looks_id: Mapped[int | None] = mapped_column(Identifier())  # in free_text: "when I look"


class CourseRow(Base):
    __tablename__ = "course"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _patient()
    id: Mapped[int] = _id()
    medicine: Mapped[str]
    form: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(Identifier())


def _of_course() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["patient_id", "course_id"], ["course.patient_id", "course.id"])


class PlanDraftRow(Base):
    """What a prescriber has typed and not signed. No patient ever sees it."""

    __tablename__ = "plan_draft"
    __table_args__ = (_of_course(), _CLUSTERED)
    patient_id: Mapped[int] = _id()
    course_id: Mapped[int] = _id()
    draft_id: Mapped[int] = mapped_column(Identifier())
    revision: Mapped[int]
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(Identifier())


class PlanVersionRow(Base):
    """A signed plan: its canonical content, and who signed it."""

    __tablename__ = "plan_version"
    __table_args__ = (_of_course(), _CLUSTERED)
    patient_id: Mapped[int] = _id()
    course_id: Mapped[int] = _id()
    version: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(Identifier(), unique=True)  # a draft is signed once
    in_force_from: Mapped[date]
    changes: Mapped[list[Any]]  # days on which its rows change the dose; worked out of the content
    content: Mapped[str]
    content_sha256: Mapped[str]
    signed_by: Mapped[int] = mapped_column(Identifier())
    signed_by_name: Mapped[str]
    signed_at: Mapped[datetime]


class PlanStepRow(Base):
    """One row of a signed plan, for questions across patients; the content above is what counts."""

    __tablename__ = "plan_step"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id", "version"],
            ["plan_version.patient_id", "plan_version.course_id", "plan_version.version"],
        ),
        _CLUSTERED,
    )
    patient_id: Mapped[int] = _id()
    course_id: Mapped[int] = _id()
    version: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[date]
    cycle: Mapped[list[Any]]


class SymptomRow(Base):
    """One line of the patient's own list."""

    __tablename__ = "symptom"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _patient()
    slug: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    place: Mapped[int]
    retired_at: Mapped[datetime | None]


def _of_symptom() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["patient_id", "slug"], ["symptom.patient_id", "symptom.slug"])


class SymptomLabelRow(Base):
    """What a symptom was called before it was renamed."""

    __tablename__ = "symptom_label"
    __table_args__ = (_of_symptom(), _CLUSTERED)
    patient_id: Mapped[int] = _id()
    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    until: Mapped[datetime]


class SymptomTagRow(Base):
    """What the patient said about a symptom and the time before the taper; the newest holds."""

    __tablename__ = "symptom_tag"
    __table_args__ = (_of_symptom(), _CLUSTERED)
    patient_id: Mapped[int] = _id()
    slug: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str]
    tagged_at: Mapped[datetime]
    tagged_by: Mapped[int] = mapped_column(Identifier())


class DiaryPauseRow(Base):
    """A time without a diary, chosen by the patient."""

    __tablename__ = "diary_pause"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _patient()
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date]
    last: Mapped[date | None]
    set_at: Mapped[datetime]


class CheckInRow(Base):
    """The newest revision of one day. NULL: not answered."""

    __tablename__ = "check_in"
    __table_args__ = (
        sa.CheckConstraint("mood BETWEEN 0 AND 10", name="mood"),
        sa.CheckConstraint("sleep_min BETWEEN 0 AND 1440", name="sleep"),
        sa.CheckConstraint("sleep_quality BETWEEN 0 AND 10", name="sleep_quality"),
        sa.CheckConstraint("usual_things BETWEEN 0 AND 10", name="usual_things"),
        _CLUSTERED,
    )
    patient_id: Mapped[int] = _patient()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    zone: Mapped[str]
    recorded_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    late: Mapped[bool]
    revision: Mapped[int]
    form_version: Mapped[int]
    recorded_by: Mapped[int] = mapped_column(Identifier())
    source: Mapped[str]
    struck_out: Mapped[bool]
    mood: Mapped[int | None]
    sleep_min: Mapped[int | None]
    sleep_quality: Mapped[int | None]
    usual_things: Mapped[int | None]
    bad_day: Mapped[bool]
    scores: Mapped[dict[str, Any]]
    note_id: Mapped[int | None] = mapped_column(Identifier())
    note_sha256: Mapped[str | None]  # salted; outlives the words when they are deleted
    note_private: Mapped[bool]  # kept from everybody but the patient


class CheckInRevisionRow(Base):
    """What a day said before it was changed. Notes are named by id and hash, never repeated."""

    __tablename__ = "check_in_revision"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["patient_id", "local_date"], ["check_in.patient_id", "check_in.local_date"]
        ),
        _CLUSTERED,
    )
    patient_id: Mapped[int] = _id()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[int] = mapped_column(Identifier())


class IntakeRow(Base):
    """What was taken of one medicine on one day, in its newest revision."""

    __tablename__ = "intake"
    __table_args__ = (
        _of_course(),
        sa.CheckConstraint("ug >= 0", name="not_negative"),
        _CLUSTERED,
    )
    patient_id: Mapped[int] = _id()
    course_id: Mapped[int] = _id()
    local_date: Mapped[date] = mapped_column(primary_key=True)
    taken: Mapped[str]
    ug: Mapped[int]
    at: Mapped[time | None]
    recorded_by: Mapped[int] = mapped_column(Identifier())
    source: Mapped[str]


class FreeTextRow(Base):
    """Words somebody wrote: the only table from which rows may be deleted."""

    __tablename__ = "free_text"
    __table_args__ = (_CLUSTERED,)
    patient_id: Mapped[int] = _patient()
    id: Mapped[int] = _id()
    body: Mapped[str]
    salt: Mapped[bytes]  # of the hash that revisions and the trail keep


class AuditEventRow(Base):
    """One line of the trail."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index(None, "patient_id", "id"), _STRICT)
    id: Mapped[int] = mapped_column(Identifier(), primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Identifier())
    patient_id: Mapped[int] = mapped_column(Identifier())  # 0: no patient is meant
    event: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[bytes]
    link: Mapped[bytes]


def table_of(row: type[Base]) -> sa.Table:
    """Give the table of a kind of row: for what is asked so often that it is put together once."""
    return Base.metadata.tables[row.__tablename__]
