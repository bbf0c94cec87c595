"""Links to the visit summary for somebody without an account."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper.ids import PatientId
from taper.people.grant import LinkId, Section, ShareLink
from taper.storage.tables_sharing import ShareLinkRow


def add(session: Session, link: ShareLink, link_sha256: str, code_hash: str) -> None:
    """Keep a link."""
    session.add(
        ShareLinkRow(
            patient_id=link.patient,
            id=link.id,
            name=link.name,
            link_sha256=link_sha256,
            code_hash=code_hash,
            sections=sorted(each.value for each in link.sections),
            made_at=link.made_at,
            expires_at=link.expires_at,
            ended_at=None,
        )
    )
    session.flush()


def links(session: Session, patient: PatientId) -> list[ShareLink]:
    """Give every link of a patient, newest first."""
    row = ShareLinkRow
    question = sa.select(row).where(row.patient_id == patient).order_by(row.made_at.desc(), row.id)
    return [_link(each) for each in session.scalars(question)]


def link(session: Session, link_sha256: str) -> tuple[ShareLink, str] | None:
    """Give the link of an address, with the hash of the code that opens it."""
    row = ShareLinkRow
    found = session.scalars(sa.select(row).where(row.link_sha256 == link_sha256)).first()
    return (_link(found), found.code_hash) if found else None


def _link(row: ShareLinkRow) -> ShareLink:
    return ShareLink(
        patient=PatientId(row.patient_id),
        id=LinkId(row.id),
        name=row.name,
        sections=frozenset(map(Section, row.sections)),
        made_at=row.made_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )


def end(session: Session, patient: PatientId, identifier: LinkId, at: datetime) -> None:
    """Keep that the patient closed a link."""
    session.get_one(ShareLinkRow, (patient, identifier)).ended_at = at
    session.flush()
