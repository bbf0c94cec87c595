"""Who there is: people, their accounts and sign-ins, patients, consent and care."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables, those that others point at first."""
    _installation()
    _person()
    _person_role()
    _account()
    _sign_in()
    _sign_in_failure()
    _patient()
    _patient_head()
    _invitation()
    _consent()
    _care()


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_installation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", columns.Moment(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _person_role() -> None:
    op.create_table(
        "person_role",
        sa.Column("person_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_role_person_id"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_person_role"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _account() -> None:
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


def _sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", columns.Identifier(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("seen_at", columns.Moment(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_sign_in_failure"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["person.id"], name="fk_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _patient_head() -> None:
    op.create_table(
        "patient_head",
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("trail_head", sa.LargeBinary(), nullable=False),
        sa.Column("news_at", columns.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patient_head"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _invitation() -> None:
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


def _consent() -> None:
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


def _care() -> None:
    op.create_table(
        "care",
        sa.Column("prescriber_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("patient_id", columns.Identifier(), autoincrement=False, nullable=False),
        sa.Column("since", columns.Moment(), nullable=False),
        sa.Column("until", columns.Moment(), nullable=True),
        sa.Column("opened_at", columns.Moment(), nullable=True),
        sa.Column("looks_id", columns.Identifier(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_care_patient_id"),
        sa.ForeignKeyConstraint(["prescriber_id"], ["person.id"], name="fk_care_prescriber_id"),
        sa.PrimaryKeyConstraint("prescriber_id", "patient_id", name="pk_care"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_care_patient_id", "care", ["patient_id"], unique=False)
