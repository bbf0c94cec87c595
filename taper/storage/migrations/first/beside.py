"""What stands beside the diary: events, questionnaires, requests, visits; and the trail."""

import sqlalchemy as sa
from alembic import op

from taper.storage import columns


def make() -> None:
    """Make the tables, those that others point at first."""
    _event()
    _event_revision()
    _questionnaire_assignment()
    _questionnaire_response()
    _questionnaire_revision()
    _safety_answer()
    _patient_request()
    _patient_request_entry()
    _appointment_note()
    _visit_choice()
    _audit_event()


def _event() -> None:
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


def _event_revision() -> None:
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


def _questionnaire_assignment() -> None:
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


def _questionnaire_response() -> None:
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


def _questionnaire_revision() -> None:
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


def _safety_answer() -> None:
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


def _patient_request() -> None:
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


def _patient_request_entry() -> None:
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


def _appointment_note() -> None:
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


def _visit_choice() -> None:
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


def _audit_event() -> None:
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
