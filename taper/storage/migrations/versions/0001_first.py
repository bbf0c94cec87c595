"""The first schema."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns
from taper.storage.migrations.append_only import guard

revision = "0001"
down_revision = None

APPEND_ONLY = (
    "plan_version",
    "plan_step",
    "check_in_revision",
    "event_revision",
    "questionnaire_revision",
    "patient_request_entry",
    "audit_event",
)
UNIQUE_BESIDE_THE_KEY = {"plan_version": ("draft_id",)}


def upgrade() -> None:
    """Make every table, and make the signed and the written ones append-only."""
    _accounts()
    _patients()
    _plans()
    _diary()
    _my_symptoms()
    _check_ins()
    _events()
    _questionnaires()
    _requests()
    _visits()
    _trail()
    for table in APPEND_ONLY:
        guard(op.get_bind(), table, *UNIQUE_BESIDE_THE_KEY.get(table, ()))


def _accounts() -> None:
    op.create_table(
        "installation",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_installation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_role",
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_role_person_id"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_person_role"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_account"),
        sa.UniqueConstraint("sign_in_name", name="uq_account_sign_in_name"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", columns.Identifier(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("seen_at", columns.Moment(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_sign_in_failure"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _patients() -> None:
    op.create_table(
        "patient",
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["person.id"], name="fk_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient_head",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("trail_head", sa.LargeBinary(), nullable=False),
        sa.Column("news_at", columns.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_head"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("patient_id", columns.Identifier(), nullable=False),
        sa.Column("made_by", columns.Identifier(), nullable=False),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("expires_at", columns.Moment(), nullable=False),
        sa.Column("used_at", columns.Moment(), nullable=True),
        sa.Column("replaced_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_invitation_patient_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invitation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consent",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("agreed_at", columns.Moment(), nullable=False),
        sa.Column("withdrawn_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_consent_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "number", name="pk_consent"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "care",
        sa.Column("prescriber_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("since", columns.Moment(), nullable=False),
        sa.Column("until", columns.Moment(), nullable=True),
        sa.Column("opened_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_care_patient_id"),
        sa.ForeignKeyConstraint(["prescriber_id"], ["person.id"], name="fk_care_prescriber_id"),
        sa.PrimaryKeyConstraint("prescriber_id", "patient_id", name="pk_care"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_care_patient_id", "care", ["patient_id"], unique=False)


def _plans() -> None:
    op.create_table(
        "course",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("medicine", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("opened_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_course_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_course"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_draft",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("draft_id", columns.Identifier(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", columns.Json(), nullable=False),
        sa.Column("saved_at", columns.Moment(), nullable=False),
        sa.Column("saved_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id"],
            ["course.patient_id", "course.id"],
            name="fk_plan_draft_patient_id_course_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "course_id", name="pk_plan_draft"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_version",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_id", columns.Identifier(), nullable=False),
        sa.Column("in_force_from", columns.LocalDay(), nullable=False),
        sa.Column("changes", columns.Json(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("signed_by", columns.Identifier(), nullable=False),
        sa.Column("signed_by_name", sa.Text(), nullable=False),
        sa.Column("signed_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id"],
            ["course.patient_id", "course.id"],
            name="fk_plan_version_patient_id_course_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "course_id", "version", name="pk_plan_version"),
        sa.UniqueConstraint("draft_id", name="uq_plan_version_draft_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_step",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("starts", columns.LocalDay(), nullable=False),
        sa.Column("cycle", columns.Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id", "version"],
            ["plan_version.patient_id", "plan_version.course_id", "plan_version.version"],
            name="fk_plan_step_patient_id_course_id_version",
        ),
        sa.PrimaryKeyConstraint("patient_id", "course_id", "version", "row", name="pk_plan_step"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _diary() -> None:
    op.create_table(
        "symptom",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("retired_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_symptom_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "slug", name="pk_symptom"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "free_text",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_free_text_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_free_text"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intake",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("ug", sa.Integer(), nullable=False),
        sa.Column("at", columns.TimeOfDay(), nullable=True),
        sa.Column("recorded_by", columns.Identifier(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("ug >= 0", name=op.f("ck_intake_not_negative")),
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id"],
            ["course.patient_id", "course.id"],
            name="fk_intake_patient_id_course_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "course_id", "local_date", name="pk_intake"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _my_symptoms() -> None:
    op.create_table(
        "symptom_label",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("until", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "slug"],
            ["symptom.patient_id", "symptom.slug"],
            name="fk_symptom_label_patient_id_slug",
        ),
        sa.PrimaryKeyConstraint("patient_id", "slug", "number", name="pk_symptom_label"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "symptom_tag",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("tagged_at", columns.Moment(), nullable=False),
        sa.Column("tagged_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "slug"],
            ["symptom.patient_id", "symptom.slug"],
            name="fk_symptom_tag_patient_id_slug",
        ),
        sa.PrimaryKeyConstraint("patient_id", "slug", "number", name="pk_symptom_tag"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "diary_pause",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", columns.LocalDay(), nullable=False),
        sa.Column("last", columns.LocalDay(), nullable=True),
        sa.Column("set_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_diary_pause_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "number", name="pk_diary_pause"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    _reminders()


def _reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("check_in", columns.Flag(), nullable=False),
        sa.Column("check_in_at", columns.TimeOfDay(), nullable=True),
        sa.Column("since", columns.LocalDay(), nullable=True),
        sa.Column("dose_changes", columns.Flag(), nullable=False),
        sa.Column("questionnaires", columns.Flag(), nullable=False),
        sa.Column("names_shown", columns.Flag(), nullable=False),
        sa.Column("told_changes", columns.Flag(), nullable=False),
        sa.Column("told_questionnaires", columns.Flag(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_reminder_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", name="pk_reminder"),
        sa.UniqueConstraint("secret_sha256", name="uq_reminder_secret_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _check_ins() -> None:
    op.create_table(
        "check_in",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.Moment(), nullable=False),
        sa.Column("revised_at", columns.Moment(), nullable=False),
        sa.Column("late", columns.Flag(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("recorded_by", columns.Identifier(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("struck_out", columns.Flag(), nullable=False),
        sa.Column("mood", sa.Integer(), nullable=True),
        sa.Column("sleep_min", sa.Integer(), nullable=True),
        sa.Column("sleep_quality", sa.Integer(), nullable=True),
        sa.Column("usual_things", sa.Integer(), nullable=True),
        sa.Column("bad_day", columns.Flag(), nullable=False),
        sa.Column("scores", columns.Json(), nullable=False),
        sa.Column("note_id", columns.Identifier(), nullable=True),
        sa.Column("note_sha256", sa.Text(), nullable=True),
        sa.Column("note_private", columns.Flag(), nullable=False),
        sa.CheckConstraint("mood BETWEEN 0 AND 10", name=op.f("ck_check_in_mood")),
        sa.CheckConstraint("sleep_min BETWEEN 0 AND 1440", name=op.f("ck_check_in_sleep")),
        sa.CheckConstraint(
            "sleep_quality BETWEEN 0 AND 10", name=op.f("ck_check_in_sleep_quality")
        ),
        sa.CheckConstraint("usual_things BETWEEN 0 AND 10", name=op.f("ck_check_in_usual_things")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_check_in_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "local_date", name="pk_check_in"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_in_revision",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", columns.Json(), nullable=False),
        sa.Column("replaced_at", columns.Moment(), nullable=False),
        sa.Column("replaced_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "local_date"],
            ["check_in.patient_id", "check_in.local_date"],
            name="fk_check_in_revision_patient_id_local_date",
        ),
        sa.PrimaryKeyConstraint(
            "patient_id", "local_date", "revision", name="pk_check_in_revision"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("facts", columns.Json(), nullable=False),
        sa.Column("texts", columns.Json(), nullable=False),
        sa.Column("private", columns.Flag(), nullable=False),
        sa.Column("closed_on", columns.LocalDay(), nullable=True),
        sa.Column("recorded_at", columns.Moment(), nullable=False),
        sa.Column("revised_at", columns.Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", columns.Identifier(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("struck_out", columns.Flag(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_event_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_event"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_revision",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("event_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", columns.Json(), nullable=False),
        sa.Column("replaced_at", columns.Moment(), nullable=False),
        sa.Column("replaced_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "event_id"],
            ["event.patient_id", "event.id"],
            name="fk_event_revision_patient_id_event_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "event_id", "revision", name="pk_event_revision"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _questionnaires() -> None:
    op.create_table(
        "questionnaire_assignment",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("first_day", columns.LocalDay(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("on_days", columns.Json(), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("reader_id", columns.Identifier(), nullable=True),
        sa.Column("assigned_by", columns.Identifier(), nullable=False),
        sa.Column("assigned_at", columns.Moment(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.Column("ended_by", columns.Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_questionnaire_assignment_patient_id"
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_questionnaire_assignment"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "questionnaire_response",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.Text(), nullable=False),
        sa.Column("answers", columns.Json(), nullable=False),
        sa.Column("finished", columns.Flag(), nullable=False),
        sa.Column("recorded_at", columns.Moment(), nullable=False),
        sa.Column("revised_at", columns.Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", columns.Identifier(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("struck_out", columns.Flag(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "assignment_id"],
            ["questionnaire_assignment.patient_id", "questionnaire_assignment.id"],
            name="fk_questionnaire_response_patient_id_assignment_id",
        ),
        sa.PrimaryKeyConstraint(
            "patient_id", "assignment_id", "local_date", name="pk_questionnaire_response"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_questionnaire_response_patient_id_instrument_local_date",
        "questionnaire_response",
        ["patient_id", "instrument", "local_date"],
        unique=False,
    )
    op.create_table(
        "questionnaire_revision",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", columns.Json(), nullable=False),
        sa.Column("replaced_at", columns.Moment(), nullable=False),
        sa.Column("replaced_by", columns.Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "assignment_id", "local_date"],
            [
                "questionnaire_response.patient_id",
                "questionnaire_response.assignment_id",
                "questionnaire_response.local_date",
            ],
            name="fk_questionnaire_revision_patient_id_assignment_id_local_date",
        ),
        sa.PrimaryKeyConstraint(
            "patient_id",
            "assignment_id",
            "local_date",
            "revision",
            name="pk_questionnaire_revision",
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "safety_answer",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("answered_at", columns.Moment(), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=True),
        sa.Column("opened_by", columns.Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id", "assignment_id", "local_date"],
            [
                "questionnaire_response.patient_id",
                "questionnaire_response.assignment_id",
                "questionnaire_response.local_date",
            ],
            name="fk_safety_answer_patient_id_assignment_id_local_date",
        ),
        sa.PrimaryKeyConstraint(
            "patient_id", "assignment_id", "local_date", "revision", name="pk_safety_answer"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _requests() -> None:
    op.create_table(
        "patient_request",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_at", columns.Moment(), nullable=False),
        sa.Column("closed_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_patient_request_patient_id"
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_patient_request"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient_request_entry",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("request_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said_at", columns.Moment(), nullable=False),
        sa.Column("said_by", columns.Identifier(), nullable=False),
        sa.Column("words_id", columns.Identifier(), nullable=True),
        sa.Column("words_sha256", sa.Text(), nullable=True),
        sa.Column("course_id", columns.Identifier(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id", "request_id"],
            ["patient_request.patient_id", "patient_request.id"],
            name="fk_patient_request_entry_patient_id_request_id",
        ),
        sa.PrimaryKeyConstraint(
            "patient_id", "request_id", "number", name="pk_patient_request_entry"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appointment_note",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("written_at", columns.Moment(), nullable=False),
        sa.Column("written_by", columns.Identifier(), nullable=False),
        sa.Column("words_id", columns.Identifier(), nullable=True),
        sa.Column("words_sha256", sa.Text(), nullable=True),
        sa.Column("closed_at", columns.Moment(), nullable=True),
        sa.Column("closed_by", columns.Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_appointment_note_patient_id"
        ),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_appointment_note"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _visits() -> None:
    op.create_table(
        "visit_choice",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("reader_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("left_out", columns.Json(), nullable=False),
        sa.Column("chosen_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_visit_choice_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "reader_id", name="pk_visit_choice"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _trail() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", columns.Identifier(), autoincrement=True, nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor_id", columns.Identifier(), nullable=True),
        sa.Column("patient_id", columns.Identifier(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("detail", columns.Json(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_audit_event_patient_id_id", "audit_event", ["patient_id", "id"], unique=False
    )
