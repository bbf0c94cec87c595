"""Who may call what of ways in, roles and care; told by hand."""

from collections.abc import Callable
from typing import Any

from taper.actions import (
    account,
    care,
    clinic_trail,
    colleagues,
    erasure,
    second_factor,
    sessions,
    sharing,
    single_sign_on,
)
from taper.people.person import Role
from tests.access_row import CARE, SELF, Row
from tests.saving import TODAY

ADMINISTRATORS = frozenset({"ada", "dr_bose"})  # the first prescriber is administrator too

ROWS: dict[str, Row] = {
    "care.links_of": Row(CARE, lambda f, who, of: care.links_of(f.clinic, who, of)),
    "care.who_could": Row(CARE, lambda f, who, of: care.who_could(f.clinic, who, of)),
    "care.cover": Row(
        CARE,
        lambda f, who, of: care.cover(f.clinic, who, of, f.prescriber, first=TODAY, last=TODAY),
    ),
    "care.hand_over": Row(CARE, lambda f, who, of: care.hand_over(f.clinic, who, of, f.prescriber)),
    "erasure.close_own_account": Row(
        SELF,
        lambda f, who, of: erasure.close_own_account(f.clinic, who, of, "seven quiet herons"),
    ),
    "clinic_trail.clinic_trail": Row(
        ADMINISTRATORS,
        lambda f, who, _of: clinic_trail.clinic_trail(f.clinic, who, 1),
        names_patient=False,
    ),
    "colleagues.everybody": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.everybody(f.clinic, who),
        names_patient=False,
    ),
    "colleagues.invite_colleague": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.invite_colleague(
            f.clinic, who, name="New", roles={Role.PRESCRIBER}
        ),
        names_patient=False,
    ),
    "colleagues.renew_entry": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.renew_entry(
            f.clinic, who, f.prescriber, second_factor_lost=False
        ),
        names_patient=False,
    ),
    "colleagues.end_single_sign_on": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.end_single_sign_on(f.clinic, who, f.prescriber),
        names_patient=False,
    ),
    "colleagues.end_sessions": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.end_sessions(f.clinic, who, f.prescriber),
        names_patient=False,
    ),
    "colleagues.set_roles": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.set_roles(
            f.clinic, who, f.prescriber, {Role.PRESCRIBER, Role.ADMINISTRATOR}
        ),
        names_patient=False,
    ),
    "colleagues.close_account": Row(
        ADMINISTRATORS,
        lambda f, who, _of: colleagues.close_account(f.clinic, who, f.prescriber, successor=None),
        names_patient=False,
    ),
}

# Takes an actor and asks nobody else: it is about that actor's own way in.
OWN_SESSION: dict[str, Callable[..., Any]] = {
    "sharing.accept_as": sharing.accept_as,
    "sessions.sign_out": sessions.sign_out,
    "account.open_sessions": account.open_sessions,
    "account.end_others": account.end_others,
    "account.change_password": account.change_password,
    "account.choose_language": account.choose_language,
    "single_sign_on.link": single_sign_on.link,
    "single_sign_on.linked_at": single_sign_on.linked_at,
    "single_sign_on.may_link": single_sign_on.may_link,
    "single_sign_on.unlink": single_sign_on.unlink,
    "second_factor.check_password": second_factor.check_password,
    "second_factor.offered": second_factor.offered,
    "second_factor.on_file": second_factor.on_file,
    "second_factor.set_up": second_factor.set_up,
    "second_factor.new_codes": second_factor.new_codes,
    "second_factor.switch_off": second_factor.switch_off,
}

# Takes a clinic and no actor: who can call it, and why that is right.
WITHOUT_ACTOR = {
    "authenticator.accepts": "within a sign-in or a signature",
    "authenticator.is_needed": "within a sign-in, or by the person who is meant",
    "authenticator.salt_of": "within a sign-in; the page of the person who is meant",
    "authenticator.secret_of": "within a sign-in; the page of the person who is meant",
    "authenticator.uri": "the page of the person who is meant",
    "authenticator.waits_for": "within a sign-in",
    "entries.entry": "whoever has the code",
    "entries.enter": "whoever has the code, once",
    "entries.recover": "whoever has a spare code and the authenticator",
    "erasure.due": "the terminal: names, and a day",
    "erasure.erase": "the terminal, as its own actor",
    "heads.file_of": "the process itself",
    "heads.findings": "the terminal: what does not hold, nothing of a diary",
    "heads.note": "the process itself, and the terminal",
    "heads.note_daily": "the process itself",
    "keeping.renew_trail_key": "the terminal: the trails tell of it",
    "second_factor.give_code": "whoever typed the password and has a code",
    "second_factor.offered_to": "whoever typed the password and needs an authenticator",
    "second_factor.set_up_first": "whoever typed the password and needs an authenticator",
    "single_sign_on.cookie_key": "the process itself",
    "single_sign_on.sign_in": "whoever the provider says it is",
    "single_sign_on.use_answer": "whoever comes back from the provider, once",
    "sessions.lasts_days": "whoever holds the cookie",
    "sessions.sign_in": "whoever knows the password",
    "sessions.waiting_by_token": "whoever holds the cookie",
}
