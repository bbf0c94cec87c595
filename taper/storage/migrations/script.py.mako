"""${message}."""

import sqlalchemy as sa
from alembic import op

import taper.storage.columns as columns

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
