"""What a patient shares: grants, ways in for supporters, observations, single links."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables."""
    _sharing_grant()
    _supporter_invitation()
    _observation()
    _share_link()


def _sharing_grant() -> None:
    op.create_table(
        "sharing_grant",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("sections", columns.Json(), nullable=False),
        sa.Column("may_observe", columns.Flag(), nullable=False),
        sa.Column("since", columns.Moment(), nullable=False),
        sa.Column("last_day", columns.LocalDay(), nullable=True),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_sharing_grant_patient_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sharing_grant_person_id"),
        sa.PrimaryKeyConstraint("patient_id", "person_id", name="pk_sharing_grant"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sharing_grant_person_id", "sharing_grant", ["person_id"], unique=False)


def _supporter_invitation() -> None:
    op.create_table(
        "supporter_invitation",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("patient_id", columns.Identifier(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sections", columns.Json(), nullable=False),
        sa.Column("may_observe", columns.Flag(), nullable=False),
        sa.Column("last_day", columns.LocalDay(), nullable=True),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("expires_at", columns.Moment(), nullable=False),
        sa.Column("used_at", columns.Moment(), nullable=True),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_supporter_invitation_patient_id"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_supporter_invitation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _observation() -> None:
    op.create_table(
        "observation",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("local_date", columns.LocalDay(), nullable=False),
        sa.Column("written_at", columns.Moment(), nullable=False),
        sa.Column("written_by", columns.Identifier(), nullable=False),
        sa.Column("words_id", columns.Identifier(), nullable=True),
        sa.Column("words_sha256", sa.Text(), nullable=True),
        sa.Column("hidden_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_observation_patient_id"),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name="fk_observation_written_by"),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_observation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _share_link() -> None:
    op.create_table(
        "share_link",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("link_sha256", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sections", columns.Json(), nullable=False),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("expires_at", columns.Moment(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_share_link_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", "id", name="pk_share_link"),
        sa.UniqueConstraint("link_sha256", name="uq_share_link_link_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
