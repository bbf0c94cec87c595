"""Single sign-on: what the operator set, whose identity it is, and the session it begins.

No identity ever makes an account. Its owner links it, signed in and with the password.
"""

import base64
import hashlib
import hmac
import importlib.util
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import authenticator, keys, sessions
from taper.actions.clinic import Clinic
from taper.actions.doing import has_open_session
from taper.actions.second_factor import check_password
from taper.errors import Refused, TaperError
from taper.ids import PatientId, PersonId
from taper.people.audit import Event, Trace
from taper.people.identity import Identity
from taper.people.person import Actor, Role
from taper.settings import Settings
from taper.storage import entrances, identities, people, trail

HOLDS = timedelta(minutes=10)  # from the first page to the way back
_ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class Provider(NamedTuple):
    """What the operator set of a provider of single sign-on."""

    issuer: str
    client_id: str
    secret: str
    name: str  # what people call it; empty where the operator named nothing


def provider(settings: Settings) -> Provider | None:
    """Give the provider of *settings*; None where single sign-on is off.

    TaperError where only a part is set, the secret is open to others, or the way isn't encrypted.
    """
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    secret = _secret(settings)
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret):
        raise TaperError("single_sign_on.half_set")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in _ON_THIS_MACHINE:
        raise TaperError("single_sign_on.not_encrypted")
    if importlib.util.find_spec("authlib") is None:
        raise TaperError("single_sign_on.not_installed")
    return Provider(issuer, client_id, secret, settings.oidc_name.strip())


def _secret(settings: Settings) -> str:
    typed, file = settings.oidc_client_secret, settings.oidc_client_secret_file
    if typed is not None and file is not None:
        raise TaperError("single_sign_on.two_secrets")
    if file is None:
        return typed.get_secret_value().strip() if typed else ""
    if not file.is_file():
        raise TaperError("single_sign_on.secret_missing", file=file)
    if keys.is_open_to_others(file):
        raise TaperError("single_sign_on.secret_open_to_others", file=file)
    return file.read_text("utf-8").strip()


def cookie_key(clinic: Clinic) -> bytes:
    """Give the key (32 bytes, base64) of what a browser keeps between the first page and back."""
    made = hmac.digest(clinic.trail_key, b"single sign-on on its way", hashlib.sha256)
    return base64.urlsafe_b64encode(made)


def use_answer(clinic: Clinic, state: str) -> None:
    """Take the answer of a provider once; TaperError("single_sign_on.over") the second time."""
    at = clock.now()
    hashed = hashlib.sha256(state.encode()).hexdigest()
    with clinic.store.writing() as session:
        if not identities.use(session, hashed, at, forget_before=at - 2 * HOLDS):
            raise TaperError("single_sign_on.over")


def sign_in(clinic: Clinic, identity: Identity) -> str:
    """Give the token of a new session for the owner of an identity.

    It waits for the second factor, unless the operator says that the provider's counts.
    TaperError("single_sign_on.unknown") for an identity that nobody linked.
    """
    with clinic.store.writing() as session:
        person = identities.owner(session, identity)
        if person is not None:
            _trace(clinic, session, person, Event.SIGN_ON_USED)
            counts = clinic.settings.oidc_second_factor == "counts"
            waits = None if counts else authenticator.waits_for(clinic, session, person)
            return sessions.open_session(clinic, session, person, waits_for=waits)
        _trace(clinic, session, None, Event.SIGN_IN_REFUSED)
    raise TaperError("single_sign_on.unknown")


def linked_at(clinic: Clinic, actor: Actor) -> datetime | None:
    """Give since when the actor's account is linked."""
    with clinic.store.reading() as session:
        _check_own(session, clinic, actor)
        return identities.linked_at(session, actor.person)


def may_link(clinic: Clinic, actor: Actor, password: str) -> None:
    """Ask for the password before an identity is linked; TaperError where it isn't."""
    if provider(clinic.settings) is None:
        raise TaperError("single_sign_on.off")
    check_password(clinic, actor, password)


def link(clinic: Clinic, actor: Actor, identity: Identity) -> None:
    """Link an identity to the account of the actor, who typed the password on the way.

    TaperError("single_sign_on.taken") where it is somebody else's here.
    """
    with clinic.store.writing() as session:
        _check_own(session, clinic, actor)
        identities.link(session, actor.person, identity, clock.now())
        _trace(clinic, session, actor.person, Event.SIGN_ON_LINKED)


def unlink(clinic: Clinic, actor: Actor, password: str) -> None:
    """End single sign-on for the actor's account; other sessions end too."""
    check_password(clinic, actor, password)
    with clinic.store.writing() as session:
        _check_own(session, clinic, actor)
        if identities.unlink(session, actor.person):
            entrances.end_sign_ins(session, actor.person, clock.now(), but=actor.session)
            _trace(clinic, session, actor.person, Event.SIGN_ON_ENDED)


def _check_own(session: Session, clinic: Clinic, actor: Actor) -> None:
    if not has_open_session(session, clinic.settings, actor, clock.now()):
        raise Refused("access.refused")


def _trace(clinic: Clinic, session: Session, person: PersonId | None, event: Event) -> None:
    """Write a line into the trail: a patient reads who linked what to his or her account."""
    found = people.person(session, person) if person is not None else None
    changes = event in {Event.SIGN_ON_LINKED, Event.SIGN_ON_ENDED}
    own = changes and found is not None and Role.PATIENT in found.roles
    patient = PatientId(person) if own and person is not None else None
    trace = Trace(at=clock.now(), actor=person, patient=patient, event=event)
    trail.write(session, clinic.trail_key, trace)
