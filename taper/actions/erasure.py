"""Closing one's account, and erasing a record where nothing obliges anybody to keep it."""

from datetime import date, timedelta

from taper import clock
from taper.actions import guesses, passwords
from taper.actions.clinic import Clinic
from taper.actions.doing import at_the_terminal, changing, reading
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import colleagues, entrances, erasure, people, second_factors

ERASED = "–"  # the name that is left
_YEAR = timedelta(days=365.25)


def close_own_account(clinic: Clinic, actor: Actor, patient: PatientId, password: str) -> None:
    """Close the patient's own way in, and every way to the record that he or she opened.

    The clinic's record stays: plan, days and trail. TaperError("account.password_wrong") where
    it isn't the password.
    """
    counted = guesses.counted_under(clinic, f"person {actor.person}")
    with reading(clinic, actor, Action.CLOSE_ACCOUNT, patient) as work:
        guesses.refuse_haste(work.session, counted)
        stored = people.password_hash(work.session, actor.person)
    fits = passwords.matches(stored, password)
    with changing(clinic, actor, Action.CLOSE_ACCOUNT, patient) as work:
        if fits:
            guesses.forget(work.session, counted[0])
            people.withdraw_consent(work.session, patient, work.at)
            erasure.close_doors(work.session, patient, work.at)
            second_factors.drop(work.session, actor.person)
            colleagues.close_entries(work.session, actor.person, work.at)
            colleagues.remove_account(work.session, actor.person)
            entrances.end_sign_ins(work.session, actor.person, work.at, but="")
            work.trace(Event.ACCOUNT_CLOSED)
            return
        guesses.count_failure(work.session, counted)
    raise TaperError("account.password_wrong")


def erase(clinic: Clinic, patient: PatientId) -> int:
    """Erase who a patient was and every word, from the terminal; give how many texts there were.

    Signed plans, numbers and the trail stay under an id that names nobody, so that every
    signature and every chain can still be verified.
    """
    with changing(clinic, at_the_terminal(), Action.ERASE, patient) as work:
        session, person = work.session, PersonId(patient)
        people.withdraw_consent(session, patient, work.at)
        erasure.close_doors(session, patient, work.at)
        second_factors.drop(session, person)
        entrances.end_sign_ins(session, person, work.at, but="")
        texts = erasure.delete_words(session, patient)
        erasure.delete_drafts(session, patient)
        erasure.forget_own_labels(session, patient)
        erasure.forget_who(session, patient, ERASED)
        work.trace(Event.ERASED, texts=texts)
        return texts


def due(clinic: Clinic) -> list[tuple[PatientId, str, date]]:
    """Give whose record has rested for longer than the operator keeps one: id, name, last day."""
    years = clinic.settings.keep_years
    if not years:
        return []
    oldest = clock.now() - years * _YEAR
    with clinic.store.reading() as session:
        found = [each for each in erasure.last_lines(session) if each[1] < oldest]
        names = people.names(session, {PersonId(patient) for patient, _ in found})
    return [
        (patient, names[PersonId(patient)], at.date())
        for patient, at in found
        if names[PersonId(patient)] != ERASED
    ]
