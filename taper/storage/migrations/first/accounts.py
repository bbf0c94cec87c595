"""Ways in beside the password: second factors, spare codes, entries, single sign-on."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables."""
    _second_factor()
    _recovery_code()
    _entry_code()
    _identity()
    _sign_on_used()


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("confirmed_at", columns.Moment(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_second_factor_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factor"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("person_id", columns.Identifier(), nullable=False),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("used_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recovery_code_person_id"),
        sa.PrimaryKeyConstraint("code_sha256", name="pk_recovery_code"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _entry_code() -> None:
    op.create_table(
        "entry_code",
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("person_id", columns.Identifier(), nullable=False),
        sa.Column("made_by", columns.Identifier(), nullable=False),
        sa.Column("made_at", columns.Moment(), nullable=False),
        sa.Column("expires_at", columns.Moment(), nullable=False),
        sa.Column("used_at", columns.Moment(), nullable=True),
        sa.Column("replaced_at", columns.Moment(), nullable=True),
        sa.Column("drops_second_factor", columns.Flag(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_entry_code_person_id"),
        sa.PrimaryKeyConstraint("code_sha256", name="pk_entry_code"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["account.person_id"],
            name="fk_identity_person_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer_subject"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _sign_on_used() -> None:
    op.create_table(
        "sign_on_used",
        sa.Column("state_sha256", sa.Text(), nullable=False),
        sa.Column("used_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("state_sha256", name="pk_sign_on_used"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
