"""The first schema."""

from alembic import op

from taper.storage.migrations.append_only import guard
from taper.storage.migrations.first import accounts, beside, diary, people, plans, sharing, takeout

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
    "plan_elsewhere",
    "sealed_trail",
)
UNIQUE_BESIDE_THE_KEY = {"plan_version": ("draft_id",)}


def upgrade() -> None:
    """Make every table, and make the signed and the written ones append-only."""
    for part in (people, accounts, plans, diary, beside, sharing, takeout):
        part.make()
    for table in APPEND_ONLY:
        guard(op.get_bind(), table, *UNIQUE_BESIDE_THE_KEY.get(table, ()))
