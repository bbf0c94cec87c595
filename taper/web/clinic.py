"""The administrator's page: people, roles, ways in. Nothing of a diary is on it."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper import ids
from taper.actions import colleagues
from taper.actions.clinic import running
from taper.actions.colleagues import EntryCode, Somebody
from taper.errors import Refused, TaperError
from taper.ids import PersonId
from taper.people.person import Actor, Role
from taper.web.forms import read_form
from taper.web.page import page
from taper.web.threads import LOOK_UPS
from taper.words import say, say_error

_STAFF = (Role.PRESCRIBER, Role.ADMINISTRATOR)
_NOTICES = ("roles", "closed", "unlinked", "signed_out")


async def show_clinic(request: Request) -> Response:
    """Show everybody of the clinic; refused to whoever isn't an administrator."""
    notices = [each for each in _NOTICES if each in request.query_params]
    notice = say(f"clinic.done_{notices[0]}") if notices else None
    return await _clinic_page(request, notice=notice)


async def take_invite(request: Request) -> Response:
    """Make a colleague known, and show the way in this once."""
    form = await read_form(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    invite = partial(colleagues.invite_colleague, name=form.get("name", ""), roles=_roles(form))
    try:
        return _code_page(await LOOK_UPS.run(invite, running(), actor))
    except Refused:
        raise
    except TaperError as refusal:
        return await _clinic_page(request, 400, problem=say_error(refusal))


async def take_change(request: Request) -> Response:
    """Change one person: ways in, open sessions, roles, or a closed account."""
    form = await read_form(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    person = PersonId(ids.from_text(form.get("person", "")))
    try:
        return await _change(form, actor, person)
    except Refused:
        raise
    except TaperError as refusal:
        return await _clinic_page(request, 400, problem=say_error(refusal))


async def _change(form: dict[str, str], actor: Actor, person: PersonId) -> Response:
    clinic, what = running(), form.get("do")
    if what == "entry":
        lost = form.get("second_factor_lost") == "yes"
        renew = partial(colleagues.renew_entry, second_factor_lost=lost)
        return _code_page(await LOOK_UPS.run(renew, clinic, actor, person))
    if what == "roles":
        await LOOK_UPS.run(colleagues.set_roles, clinic, actor, person, _roles(form))
        return RedirectResponse("/clinic?roles", 303)
    if what == "unlink":
        await LOOK_UPS.run(colleagues.end_single_sign_on, clinic, actor, person)
        return RedirectResponse("/clinic?unlinked", 303)
    if what == "sign_out":
        await LOOK_UPS.run(colleagues.end_sessions, clinic, actor, person)
        return RedirectResponse("/clinic?signed_out", 303)
    if what == "close":
        named = form.get("successor", "")
        successor = PersonId(ids.from_text(named)) if named else None
        close = partial(colleagues.close_account, successor=successor)
        await LOOK_UPS.run(close, clinic, actor, person)
        return RedirectResponse("/clinic?closed", 303)
    raise TaperError("id.unreadable")


def _roles(form: dict[str, str]) -> frozenset[Role]:
    return frozenset(role for role in _STAFF if form.get(role.value) == "yes")


def _code_page(made: EntryCode) -> Response:
    address = running().settings.public_url.rstrip("/")
    return page("entry_code.html", made=made, link=f"{address}/entry/{made.code}")


async def _clinic_page(request: Request, status: int = 200, **values: str | None) -> Response:
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    found = await LOOK_UPS.run(colleagues.everybody, running(), actor)
    people = [
        {
            "id": ids.to_text(each.id),
            "name": each.name,
            "roles": each.roles,
            "about": _about(each),
            "is_staff": not each.roles.isdisjoint(_STAFF),
            "is_self": each.id == actor.person,
            "can_sign_in": each.can_sign_in,
            "is_linked": each.has_single_sign_on,
        }
        for each in found
    ]
    return page(
        "clinic.html",
        status,
        people=people,
        prescribers=[each for each in people if Role.PRESCRIBER in found[people.index(each)].roles],
        staff_roles=[role.value for role in _STAFF],
        **{"problem": None, "notice": None, **values},
    )


def _about(each: Somebody) -> str:
    parts = [say(f"clinic.{role.value}") for role in Role if role in each.roles]
    if not each.can_sign_in:
        parts.append(say("clinic.no_account"))
    elif each.has_second_factor:
        parts.append(say("clinic.second_factor"))
    if each.has_single_sign_on:
        parts.append(say("clinic.single_sign_on"))
    return " · ".join(parts)
