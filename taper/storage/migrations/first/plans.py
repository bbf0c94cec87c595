"""Courses of a medicine, drafts, and signed versions with their rows."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables, those that others point at first."""
    _course()
    _plan_draft()
    _plan_version()
    _plan_step()


def _course() -> None:
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


def _plan_draft() -> None:
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


def _plan_version() -> None:
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


def _plan_step() -> None:
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
