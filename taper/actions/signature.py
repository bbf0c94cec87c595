"""The password that a signature asks for, every time."""

from taper.actions import guesses, passwords
from taper.actions.clinic import Clinic
from taper.actions.doing import changing, reading
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import people


def check(clinic: Clinic, actor: Actor, patient: PatientId, password: str) -> None:
    """Refuse a wrong password, which the trail keeps; outside any other transaction, being slow.

    Tries are counted as they are when signing in: from the fifth failure the next one waits.
    """
    counted = guesses.counted_under(clinic, f"person {actor.person}")
    with reading(clinic, actor, Action.SIGN_PLAN, patient) as work:
        guesses.refuse_haste(work.session, counted)
        stored = people.password_hash(work.session, actor.person)
    fits = passwords.matches(stored, password)
    with changing(clinic, actor, Action.SIGN_PLAN, patient) as work:
        if fits:
            guesses.forget(work.session, counted[0])
            return
        guesses.count_failure(work.session, counted)
        work.trace(Event.SIGNATURE_REFUSED)
    raise TaperError("plan.signature_refused")
