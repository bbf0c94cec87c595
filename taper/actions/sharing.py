"""Sharing with supporters: what a patient opens to whom, until when, and the way in for them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import passwords, sessions
from taper.actions.clinic import Clinic
from taper.actions.doing import Work, changing, has_open_session, reading
from taper.actions.entering import checked_hash, checked_name, code_hash, new_code
from taper.errors import TaperError
from taper.ids import PatientId, PersonId, new_id
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.grant import Grant, Offer, Section, SupporterInvitation
from taper.people.person import Actor, Role
from taper.storage import people, sharing, trail

INVITATION_HOLDS = timedelta(hours=72)


class Shared(BaseModel, frozen=True):
    """What a patient sees of his or her own sharing."""

    today: date
    grants: tuple[Grant, ...]  # that hold today, or will not hold again unless they are changed
    invitations: tuple[tuple[str, SupporterInvitation], ...]  # by a mark that opens nothing


class SupporterCode(NamedTuple):
    """A way in for a supporter. The code is shown once and kept nowhere."""

    code: str
    invitation: SupporterInvitation


class Supported(BaseModel, frozen=True):
    """Somebody who shares with the person who is looking."""

    grant: Grant
    name: str  # of the patient
    today: date  # the patient's calendar day


def shared(clinic: Clinic, actor: Actor, patient: PatientId) -> Shared:
    """Give whom the patient shares with, and the ways in that are still open."""
    with reading(clinic, actor, Action.SHARE, patient) as work:
        grants = sharing.grants_of(work.session, patient)
        return Shared(
            today=_today(work, patient),
            grants=tuple(each for each in grants if each.ended_at is None),
            invitations=tuple(sharing.open_invitations(work.session, patient, work.at)),
        )


def invite_supporter(
    clinic: Clinic, actor: Actor, patient: PatientId, *, name: str, offer: Offer
) -> SupporterCode:
    """Make a way in for somebody whom the patient wants to share with."""
    name = checked_name(name)
    with changing(clinic, actor, Action.SHARE, patient) as work:
        _check(offer, _today(work, patient))
        code = new_code()
        invited = SupporterInvitation(
            patient=patient,
            patient_name=actor.name,
            name=name,
            made_at=work.at,
            expires_at=work.at + INVITATION_HOLDS,
            **offer.model_dump(),
        )
        sharing.add_invitation(work.session, code_hash(code), invited)
        work.trace(Event.SUPPORTER_INVITED, invitation=_mark(code_hash(code)), **_told(offer))
    return SupporterCode(code, invited)


def end_invitation(clinic: Clinic, actor: Actor, patient: PatientId, mark: str) -> None:
    """Close a way in that nobody used; asked again, nothing changes."""
    with changing(clinic, actor, Action.SHARE, patient) as work:
        still_open = dict(sharing.open_invitations(work.session, patient, work.at))
        if mark in still_open:
            sharing.end_invitation(work.session, mark, work.at)
            work.trace(Event.SUPPORTER_INVITATION_ENDED, invitation=_mark(mark))


def change_grant(
    clinic: Clinic, actor: Actor, patient: PatientId, person: PersonId, offer: Offer
) -> None:
    """Share other sections with somebody, or until another day; it holds at once."""
    with changing(clinic, actor, Action.SHARE, patient) as work:
        before = sharing.grant(work.session, patient, person)
        if before is None or before.ended_at is not None:
            raise TaperError("sharing.ended")
        _check(offer, _today(work, patient))
        if Offer(**before.model_dump(include=set(Offer.model_fields))) != offer:
            sharing.keep_grant(work.session, patient, person, offer, work.at)
            work.trace(Event.SHARE_CHANGED, person=person, **_told(offer))


def end_grant(clinic: Clinic, actor: Actor, patient: PatientId, person: PersonId) -> None:
    """Share nothing with somebody any more: what is open on a screen now gets nothing next."""
    with changing(clinic, actor, Action.SHARE, patient) as work:
        before = sharing.grant(work.session, patient, person)
        if before is not None and before.ended_at is None:
            sharing.end_grant(work.session, patient, person, work.at)
            work.trace(Event.SHARE_ENDED, person=person)


def supported(clinic: Clinic, actor: Actor) -> list[Supported]:
    """Give who shares something with the actor today, in the order of names."""
    with reading(clinic, actor, Action.LIST_SHARED) as work:
        found = [
            Supported(grant=grant, name=name, today=clock.today(zone))
            for grant, name, zone in sharing.shared_with(work.session, actor.person)
        ]
    return [each for each in found if each.grant.holds(each.today)]


def supporter_invitation(clinic: Clinic, code: str) -> SupporterInvitation:
    """Give a way in that is still open; TaperError says why it isn't."""
    with clinic.store.reading() as session:
        return _open_invitation(session, code)


def _open_invitation(session: Session, code: str, *, lock: bool = False) -> SupporterInvitation:
    found = sharing.invitation(session, code_hash(code), lock=lock)
    if found is None or found.ended_at is not None:
        raise TaperError("support.unknown")
    if found.used_at is not None:
        raise TaperError("support.used")
    if clock.now() >= found.expires_at:
        raise TaperError("support.expired")
    return found


def _claimed(session: Session, code: str) -> SupporterInvitation:
    """Lock a way in that is about to be used: the patient's chain first, as every action does."""
    trail.lock(session, _open_invitation(session, code).patient)
    return _open_invitation(session, code, lock=True)


def accept_as_new(clinic: Clinic, *, code: str, sign_in_name: str, password: str) -> str:
    """Make an account for whoever has the code, and open what is shared; a session's token."""
    supporter_invitation(clinic, code)  # first: a hash is too dear to spend on a guess
    stored = checked_hash(sign_in_name, password)
    with clinic.store.writing() as session:
        invited = _claimed(session, code)
        person = PersonId(new_id())
        people.add_person(session, person, invited.name, Role.SUPPORTER, clock.now())
        people.add_account(session, person, passwords.sign_in_form(sign_in_name), stored)
        _accept(clinic, session, code, invited, person)
        return sessions.open_session(clinic, session, person)


def accept_as(clinic: Clinic, actor: Actor, *, code: str) -> None:
    """Open what is shared to somebody who has an account; nobody supports himself or herself."""
    with clinic.store.writing() as session:
        if not has_open_session(session, clinic.settings, actor, clock.now()):
            raise TaperError("sign_in.over")
        invited = _claimed(session, code)
        if actor.patient == invited.patient:
            raise TaperError("support.own")
        found = people.person(session, actor.person)
        if found is None:
            raise TaperError("sign_in.over")
        if Role.SUPPORTER not in found.roles:
            people.add_role(session, actor.person, Role.SUPPORTER)
        _accept(clinic, session, code, invited, actor.person)


def _accept(
    clinic: Clinic, session: Session, code: str, invited: SupporterInvitation, person: PersonId
) -> None:
    at = clock.now()
    sharing.use_invitation(session, code_hash(code), at)
    offer = Offer(**invited.model_dump(include=set(Offer.model_fields)))
    sharing.keep_grant(session, invited.patient, person, offer, at)
    trail.write(
        session,
        clinic.trail_key,
        Trace(at=at, actor=person, patient=invited.patient, event=Event.SUPPORTER_ACCEPTED),
    )


def _check(offer: Offer, today: date) -> None:
    if not offer.sections:
        raise TaperError("sharing.nothing_chosen")
    if offer.last_day is not None and offer.last_day < today:
        raise TaperError("sharing.day_past", day=offer.last_day)


def _mark(code_hash: str) -> str:
    return code_hash[: sharing.MARK_LETTERS]


def _told(offer: Offer) -> dict[str, str | bool]:
    until = offer.last_day.isoformat() if offer.last_day else ""
    return {"sections": listed(offer.sections), "until": until, "may_observe": offer.may_observe}


def listed(sections: Collection[Section]) -> str:
    """Write sections for the trail: their names in the order of the list."""
    return " ".join(each.value for each in Section if each in sections)


def _today(work: Work, patient: PatientId) -> date:
    found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return clock.today(found.zone)
