"""Tables of what came from another installation: plans that are not in force here, old trails."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from taper.storage.base import CLUSTERED, Base, of_patient, own_id
from taper.storage.columns import Identifier


class PlanElsewhereRow(Base):
    """A plan that was signed in another installation: history, in force nowhere here.

    No query for a plan in force reads this table. A draft is signed once, so that it names one
    signature for good, whatever number the versions signed here have.
    """

    __tablename__ = "plan_elsewhere"
    __table_args__ = (
        sa.ForeignKeyConstraint(["patient_id", "course_id"], ["course.patient_id", "course.id"]),
        CLUSTERED,
    )
    patient_id: Mapped[int] = own_id()
    draft_id: Mapped[int] = own_id()
    course_id: Mapped[int] = mapped_column(Identifier())
    version: Mapped[int]
    in_force_from: Mapped[date]
    content: Mapped[str]
    content_sha256: Mapped[str]
    signed_by: Mapped[int] = mapped_column(Identifier())
    signed_by_name: Mapped[str]
    signed_at: Mapped[datetime]


class SealedTrailRow(Base):
    """The trail of one earlier installation, as text that nothing here changes; oldest first."""

    __tablename__ = "sealed_trail"
    __table_args__ = (CLUSTERED,)
    patient_id: Mapped[int] = of_patient()
    place: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
