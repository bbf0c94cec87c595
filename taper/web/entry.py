"""A way in that an administrator made, and a forgotten password: pages without scripts."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.actions.entries import EntryOnFile, enter, entry, recover
from taper.errors import TaperError
from taper.people.person import SHORTEST_BESIDE, SHORTEST_PASSWORD
from taper.web.forms import address_of, must_match, read_form
from taper.web.page import page
from taper.web.sign_in import let_in
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say, say_error

_LONGEST = 120


async def show_entry(request: Request) -> Response:
    """Show a way in; opening it uses nothing up, since some programs open every link."""
    found = await LOOK_UPS.run(entry, running(), request.path_params["code"])
    return _entry_page(request, found, {}, None)


async def take_entry(request: Request) -> Response:
    """Keep the password that was chosen, and let its owner go on to the second step."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    code = request.path_params["code"]
    found = await LOOK_UPS.run(entry, clinic, code)
    try:
        must_match(form)
        call = partial(
            enter,
            code=code,
            sign_in_name=form.get("sign_in_name", ""),
            password=form["password"],
        )
        token = await PASSWORDS.run(call, clinic)
    except Busy:
        raise
    except TaperError as refusal:
        if refusal.key.startswith("invitation."):
            raise
        return _entry_page(request, found, form, say_error(refusal))
    return await let_in(request, clinic, token)


def _entry_page(
    request: Request, found: EntryOnFile, typed: dict[str, str], problem: str | None
) -> Response:
    return page(
        "entry.html",
        400 if problem else 200,
        found=found,
        action=request.url.path,
        typed=typed,
        problem=f"{problem} {say('web_error.password_again')}" if problem else None,
        shortest_password=SHORTEST_BESIDE if found.second_factor_stays else SHORTEST_PASSWORD,
    )


async def show_forgotten(_request: Request) -> Response:
    """Show both ways to a new password."""
    return _forgotten_page({}, None)


async def take_forgotten(request: Request) -> Response:
    """Keep a new password for whoever has a spare code and the authenticator."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    try:
        must_match(form)
        call = partial(
            recover,
            sign_in_name=form.get("sign_in_name", "")[:_LONGEST],
            spare=form.get("spare", "")[:_LONGEST],
            code=form.get("code", "")[:_LONGEST],
            password=form["password"],
            address=address_of(request),
        )
        token = await PASSWORDS.run(call, clinic)
    except Busy:
        raise
    except TaperError as refusal:
        return _forgotten_page(form, say_error(refusal))
    return await let_in(request, clinic, token)


def _forgotten_page(typed: dict[str, str], problem: str | None) -> Response:
    return page(
        "forgotten.html",
        400 if problem else 200,
        typed={"sign_in_name": typed.get("sign_in_name", "")[:_LONGEST]},
        problem=problem,
        shortest_password=SHORTEST_BESIDE,
    )
