"""What came from another installation: plans signed there, and its sealed trails."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables."""
    _plan_elsewhere()
    _sealed_trail()


def _plan_elsewhere() -> None:
    op.create_table(
        "plan_elsewhere",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("draft_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("course_id", columns.Identifier(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_force_from", columns.LocalDay(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("signed_by", columns.Identifier(), nullable=False),
        sa.Column("signed_by_name", sa.Text(), nullable=False),
        sa.Column("signed_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id", "course_id"],
            ["course.patient_id", "course.id"],
            name="fk_plan_elsewhere_patient_id_course_id",
        ),
        sa.PrimaryKeyConstraint("patient_id", "draft_id", name="pk_plan_elsewhere"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _sealed_trail() -> None:
    op.create_table(
        "sealed_trail",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_sealed_trail_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "place", name="pk_sealed_trail"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
