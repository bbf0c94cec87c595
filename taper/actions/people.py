"""Making people known: the first prescriber, patients and their invitations, consent."""

from collections import Counter
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import authenticator, passwords, sessions
from taper.actions.clinic import Clinic
from taper.actions.doing import changing, reading
from taper.actions.entering import checked_hash, checked_name, code_hash, new_code
from taper.errors import TaperError
from taper.facts import crisis
from taper.facts import crisis as crisis_facts
from taper.facts import symptoms as symptom_facts
from taper.ids import PatientId, PersonId, new_id
from taper.people.access import Action
from taper.people.audit import Event, Trace
from taper.people.person import Actor, Consent, Patient, Role, can_be_seen
from taper.storage import diary, entrances, looking, people, reminders, trail
from taper.words import language as spoken

INVITATION_HOLDS = timedelta(hours=72)
LONGEST_LOOKS = 300
MOST_OF_A_DEMO = 20  # people of one role at its entrance
LONGEST_MARK = 40
CONSENT_WORDING = 1  # the version of the words in words/en/invitation.toml
_SET_UP = "set_up_code_sha256"


def needs_set_up(clinic: Clinic) -> bool:
    """Say whether the first prescriber is still to be made."""
    with clinic.store.reading() as session:
        return people.nobody_yet(session)


def set_up_code(clinic: Clinic) -> str:
    """Make the one-time code for the first prescriber; earlier codes no longer hold."""
    code = new_code()
    with clinic.store.writing() as session:
        trail.lock(session, trail.CLINIC)
        entrances.keep(session, _SET_UP, code_hash(code))
    return code


def set_up(clinic: Clinic, *, code: str, name: str, sign_in_name: str, password: str) -> str:
    """Make the first prescriber and administrator; give the token of a session.

    It waits until a second factor is set up, where one is required.
    """
    with clinic.store.reading() as session:  # first: a hash is too dear to spend on a guess
        _check_set_up(session, code)
    checked_name(name)
    stored = checked_hash(sign_in_name, password)
    with clinic.store.writing() as session:
        trail.lock(session, trail.CLINIC)  # two people with one code come one after the other
        _check_set_up(session, code)
        entrances.forget(session, _SET_UP)
        person = _add_prescriber(clinic, session, name, sign_in_name, stored)
        people.add_role(session, person, Role.ADMINISTRATOR)
        session.flush()
        waits = authenticator.waits_for(clinic, session, person)
        return sessions.open_session(clinic, session, person, waits_for=waits)


def _check_set_up(session: Session, code: str) -> None:
    if not people.nobody_yet(session):
        raise TaperError("set_up.done")
    if entrances.known(session, _SET_UP) != code_hash(code):
        raise TaperError("set_up.code_wrong")


def add_prescriber(clinic: Clinic, *, name: str, sign_in_name: str, password: str) -> PersonId:
    """Make a prescriber from the terminal; the first one is administrator too."""
    checked_name(name)
    stored = checked_hash(sign_in_name, password)
    with clinic.store.writing() as session:
        trail.lock(session, trail.CLINIC)
        is_first = people.nobody_yet(session)
        person = _add_prescriber(clinic, session, name, sign_in_name, stored)
        if is_first:
            people.add_role(session, person, Role.ADMINISTRATOR)
    return person


def _add_prescriber(
    clinic: Clinic, session: Session, name: str, sign_in_name: str, stored: str
) -> PersonId:
    person = PersonId(new_id())
    at = clock.now()
    people.add_person(session, person, checked_name(name), Role.PRESCRIBER, at)
    people.add_account(session, person, passwords.sign_in_form(sign_in_name), stored)
    trail.write(
        session,
        clinic.trail_key,
        Trace(at=at, actor=person, patient=None, event=Event.SET_UP),
    )
    return person


class Invitation(BaseModel, frozen=True):
    """A single-use way in for one patient. The code itself is shown once and kept nowhere."""

    code: str
    patient: PatientId
    name: str
    expires_at: datetime
    language: str | None = None  # of the invitation and of what is made for the patient


def invite_patient(
    clinic: Clinic,
    actor: Actor,
    *,
    name: str,
    zone: str,
    looks: str = "",
    mark: str = "",
    language: str | None = None,
) -> Invitation:
    """Open a diary for somebody new, in the actor's care, and make the way in.

    *looks*: when the actor looks at the diary, in his or her own words; shown where the
    patient agrees, and above the check-in until a signed plan says it. *mark*: a year of birth
    or an alias, for prescribers to tell apart those of one name. *language*: of the invitation,
    and of everything that is made for the patient, until the patient chooses another.
    """
    clock.zone(zone)
    _check_language(language)
    name = checked_name(name)
    patient = Patient(id=PatientId(new_id()), name=name, zone=zone, mark=_checked_mark(mark))
    with changing(clinic, actor, Action.INVITE_PATIENT) as work:
        add_patient(work.session, patient, actor.person, work.at)
        work.patient = patient.id
        people.choose_language(work.session, PersonId(patient.id), language)
        if words := looks.strip():
            _check_looks(words)
            looking.keep(work.session, actor.person, patient.id, words)
        return _invite(clinic, work.session, actor, patient, work.at, Event.INVITED)


def renew_invitation(clinic: Clinic, actor: Actor, patient: PatientId) -> Invitation:
    """Make a new way in for a patient who has not used the last one."""
    with changing(clinic, actor, Action.RENEW_INVITATION, patient) as work:
        found = people.patient(work.session, patient)
        if found is None or people.has_account(work.session, PersonId(patient)):
            raise TaperError("invitation.used")
        return _invite(clinic, work.session, actor, found, work.at, Event.INVITATION_RENEWED)


def change_mark(clinic: Clinic, actor: Actor, patient: PatientId, mark: str) -> str:
    """Change what stands beside a patient's name, "" for nothing; give it as it is kept."""
    mark = _checked_mark(mark)
    with changing(clinic, actor, Action.MARK_PATIENT, patient) as work:
        found = people.patient(work.session, patient)
        if found is not None and found.mark != mark:
            people.change_mark(work.session, patient, mark)
            work.trace(Event.MARK_CHANGED)  # what it was and is stands in no chain: it is erased
    return mark


def _checked_mark(mark: str) -> str:
    mark = " ".join(mark.split())
    if len(mark) > LONGEST_MARK:
        raise TaperError("person.mark_long", characters=LONGEST_MARK)
    if not can_be_seen(mark):
        raise TaperError("person.mark_unseen")
    return mark


def add_patient(session: Session, patient: Patient, prescriber: PersonId, at: datetime) -> None:
    """Put a patient on file with the core list of symptoms, in a prescriber's care."""
    people.add_person(session, PersonId(patient.id), patient.name, Role.PATIENT, at)
    people.add_patient(session, patient)
    trail.open_chain(session, patient.id)
    people.add_care(session, prescriber, patient.id, at)
    diary.add_symptoms(session, patient.id, symptom_facts.core())


def _invite(
    clinic: Clinic,
    session: Session,
    actor: Actor,
    patient: Patient,
    at: datetime,
    event: Event,
) -> Invitation:
    code = new_code()
    expires_at = at + INVITATION_HOLDS
    entrances.add_invitation(session, code_hash(code), patient.id, actor.person, at, expires_at)
    trail.write(
        session,
        clinic.trail_key,
        Trace(at=at, actor=actor.person, patient=patient.id, event=event),
    )
    return Invitation(
        code=code,
        patient=patient.id,
        name=patient.name,
        expires_at=expires_at,
        language=people.language_of(session, PersonId(patient.id)),
    )


def _check_looks(words: str) -> None:
    if len(words) > LONGEST_LOOKS:
        raise TaperError("invite.looks_long", characters=LONGEST_LOOKS)


def who_looks(clinic: Clinic, actor: Actor, patient: PatientId) -> list[tuple[str, str]]:
    """Give who looks at the diary and when, in each prescriber's words, as typed when inviting."""
    with reading(clinic, actor, Action.READ_PLAN, patient) as work:
        return looking.who_looks(work.session, patient)


class InvitationOnFile(BaseModel, frozen=True):
    """What somebody who opens an invitation sees."""

    patient: PatientId
    patient_name: str
    prescriber_name: str
    expires_at: datetime
    looks: str = ""  # when the prescriber looks, in his or her own words
    language: str | None = None


def invitation(clinic: Clinic, code: str) -> InvitationOnFile:
    """Give an invitation that is still open; TaperError says why it isn't."""
    with clinic.store.reading() as session:
        found = _open_invitation(session, code)
        names = people.names(session, {found.made_by, PersonId(found.patient)})
        looks = dict(looking.who_looks(session, found.patient))
        language = people.language_of(session, PersonId(found.patient))
    return InvitationOnFile(
        patient=found.patient,
        patient_name=names[PersonId(found.patient)],
        prescriber_name=names[found.made_by],
        expires_at=found.expires_at,
        looks=looks.get(names[found.made_by], ""),
        language=language,
    )


def _open_invitation(session: Session, code: str, *, lock: bool = False) -> entrances.Invitation:
    found = entrances.invitation(session, code_hash(code), lock=lock)
    if found is None or found.replaced_at is not None:
        raise TaperError("invitation.unknown")
    if found.used_at is not None:
        raise TaperError("invitation.used")
    if clock.now() >= found.expires_at:
        raise TaperError("invitation.expired")
    return found


def accept_invitation(
    clinic: Clinic,
    *,
    code: str,
    sign_in_name: str,
    password: str,
    agreed: bool,
    country: str | None,
    language: str | None = None,
) -> str:
    """Let the patient in, with or without agreeing to share the diary; a session's token.

    *language*: in which the patient read what there is to agree to.
    """
    with clinic.store.reading() as session:  # first: a hash is too dear to spend on a guess
        patient = _open_invitation(session, code).patient
    _check_country(country)
    _check_language(language)
    stored = checked_hash(sign_in_name, password)
    with clinic.store.writing() as session:
        trail.lock(session, patient)  # before the invitation, as whoever renews it does
        found = _open_invitation(session, code, lock=True)
        at = clock.now()
        person = PersonId(found.patient)
        people.add_account(session, person, passwords.sign_in_form(sign_in_name), stored)
        entrances.use_invitation(session, code_hash(code), at)
        people.choose_country(session, found.patient, country)
        events = [Event.INVITATION_ACCEPTED, *_language_kept(session, person, language)]
        if agreed:
            people.give_consent(session, found.patient, CONSENT_WORDING, at)
            events.append(Event.CONSENT_GIVEN)
        elif (held := people.consent(session, found.patient)) and held.holds:  # by paper, until now
            people.withdraw_consent(session, found.patient, at)
            events.append(Event.CONSENT_WITHDRAWN)
        for event in events:
            made = Trace(at=at, actor=person, patient=found.patient, event=event)
            trail.write(session, clinic.trail_key, made)
        return sessions.open_session(clinic, session, person)


def _language_kept(session: Session, person: PersonId, language: str | None) -> list[Event]:
    if language is None or people.language_of(session, person) == language:
        return []
    people.choose_language(session, person, language)
    return [Event.LANGUAGE_CHOSEN]


def patient_of(clinic: Clinic, actor: Actor, patient: PatientId) -> Patient:
    """Give a patient whose plan the actor may read."""
    with reading(clinic, actor, Action.READ_PLAN, patient) as work:
        found = people.patient(work.session, patient)
    if found is None:
        raise TaperError("id.unreadable")
    return found


def consent_of(clinic: Clinic, actor: Actor, patient: PatientId) -> Consent | None:
    """Give what the patient agreed to."""
    with reading(clinic, actor, Action.READ_PLAN, patient) as work:
        return people.consent(work.session, patient)


def give_consent(clinic: Clinic, actor: Actor, patient: PatientId) -> None:
    """Open the diary to the patient's prescribers."""
    with changing(clinic, actor, Action.CHANGE_CONSENT, patient) as work:
        held = people.consent(work.session, patient)
        if held is None or not held.holds:
            people.give_consent(work.session, patient, CONSENT_WORDING, work.at)
            work.trace(Event.CONSENT_GIVEN)


def withdraw_consent(clinic: Clinic, actor: Actor, patient: PatientId) -> None:
    """Close the diary to others; the plan stays."""
    with changing(clinic, actor, Action.CHANGE_CONSENT, patient) as work:
        held = people.consent(work.session, patient)
        if held is not None and held.holds:
            people.withdraw_consent(work.session, patient, work.at)
            work.trace(Event.CONSENT_WITHDRAWN)


def crisis_countries() -> tuple[str, ...]:
    """Give the countries with crisis numbers on file, by their ISO codes."""
    return crisis.crisis().countries


def choose_country(clinic: Clinic, actor: Actor, patient: PatientId, country: str | None) -> None:
    """Keep the country that the patient chose for crisis numbers."""
    _check_country(country)
    with changing(clinic, actor, Action.CHOOSE_COUNTRY, patient) as work:
        found = people.patient(work.session, patient)
        if found is not None and found.country != country:
            people.choose_country(work.session, patient, country)
            work.trace(Event.COUNTRY_CHOSEN)


def choose_zone(clinic: Clinic, actor: Actor, patient: PatientId, zone: str) -> None:
    """Keep the time zone that the patient's days follow from now on.

    Days on file keep the zone they were written in. TaperError for a zone nobody knows.
    """
    clock.zone(zone)
    with changing(clinic, actor, Action.CHOOSE_ZONE, patient) as work:
        found = people.patient(work.session, patient)
        if found is not None and found.zone != zone:
            people.choose_zone(work.session, patient, zone)
            reminders.raise_sequence(work.session, patient, work.at)
            work.trace(Event.ZONE_CHOSEN, zone=zone)


def _check_language(code: str | None) -> None:
    if code is not None and spoken.called(code) is None:
        raise TaperError("account.language_unknown")


def _check_country(country: str | None) -> None:
    if country is not None and country not in crisis_facts.crisis().countries:
        raise TaperError("crisis.country_unknown")


def demo_people(clinic: Clinic) -> list[tuple[PersonId, str, Role]]:
    """Give whom a visitor of a demo can enter as; nobody elsewhere.

    Of a large demo the first of each role, in the order of names.
    """
    if not clinic.settings.demo:
        return []
    with clinic.store.reading() as session:
        found = people.with_accounts(session)
    seen = Counter[Role]()
    first = []
    for each in found:
        seen[each[2]] += 1
        if seen[each[2]] <= MOST_OF_A_DEMO:
            first.append(each)
    return first
