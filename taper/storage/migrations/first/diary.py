"""What a patient records from day to day: words, symptoms, pauses, reminders, check-ins."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables, those that others point at first."""
    _symptom()
    _free_text()
    _intake()
    _symptom_label()
    _symptom_tag()
    _diary_pause()
    _reminder()
    _check_in()
    _check_in_revision()


def _symptom() -> None:
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


def _free_text() -> None:
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


def _intake() -> None:
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


def _symptom_label() -> None:
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


def _symptom_tag() -> None:
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


def _diary_pause() -> None:
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


def _reminder() -> None:
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


def _check_in() -> None:
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


def _check_in_revision() -> None:
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
