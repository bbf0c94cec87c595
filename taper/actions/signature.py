"""The password, or the code, that a signature asks for, every time."""

from taper.actions import authenticator, guesses, passwords
from taper.actions.clinic import Clinic
from taper.actions.doing import changing, reading
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.storage import people


def check(clinic: Clinic, actor: Actor, patient: PatientId, typed: str) -> None:
    """Refuse what is neither the actor's password nor a code of the actor's authenticator.

    The trail keeps a refusal. Outside any other transaction, since a password is slow. Tries are
    counted as they are when signing in: from the fifth failure the next one waits.
    """
    counted = guesses.counted_under(clinic, f"person {actor.person}")
    with reading(clinic, actor, Action.SIGN_PLAN, patient) as work:
        guesses.refuse_haste(work.session, counted)
        stored = people.password_hash(work.session, actor.person)
    code = authenticator.as_code(typed)  # no password is that short
    fits = code is None and passwords.matches(stored, typed)
    with changing(clinic, actor, Action.SIGN_PLAN, patient) as work:
        if code is not None:
            fits = authenticator.accepts(clinic, work.session, actor.person, code)
        if fits:
            guesses.forget(work.session, counted[0])
            return
        guesses.count_failure(work.session, counted)
        work.trace(Event.SIGNATURE_REFUSED)
    raise TaperError("plan.signature_refused")
