"""The second step of signing in, and setting it up: pages without scripts."""

from functools import partial

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper.actions import second_factor as factors
from taper.actions.clinic import running
from taper.actions.second_factor import Offered, SetUp
from taper.actions.sessions import Waiting
from taper.errors import TaperError
from taper.people.person import Actor
from taper.people.second_factor import Waits
from taper.web.account import OwnForm, about_oneself
from taper.web.forms import address_of, read_form
from taper.web.page import page
from taper.web.sign_in import give_token, let_in, who_waits
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say_error

_LONGEST_CODE = 64


async def show_code(request: Request) -> Response:
    """Ask for the code; whoever has not typed a password is sent to do so."""
    waiting = await who_waits(request)
    if waiting is None or waiting.waits_for != Waits.CODE:
        return RedirectResponse("/sign-in", 303)
    return _code_page(waiting)


async def take_code(request: Request) -> Response:
    """Let in whoever shows a code, or a recovery code; the session is a new one."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    waiting = await who_waits(request)
    if waiting is None:
        return RedirectResponse("/sign-in", 303)
    code = form.get("code", "")[:_LONGEST_CODE]
    try:
        give = partial(factors.give_code, address=address_of(request))
        token = await LOOK_UPS.run(give, clinic, waiting, code)
    except TaperError as refusal:
        return _code_page(waiting, 401, say_error(refusal))
    return await let_in(request, clinic, token)


def _code_page(waiting: Waiting, status: int = 200, problem: str | None = None) -> Response:
    return page("sign_in_code.html", status, name=waiting.name, problem=problem)


async def show_set_up(request: Request) -> Response:
    """Show the picture for an authenticator: to its owner, or to whoever can't go on without."""
    actor: Actor | None = request.state.actor
    if actor is not None:
        return _set_up_page(await LOOK_UPS.run(factors.offered, running(), actor), actor)
    waiting = await who_waits(request)
    if waiting is None or waiting.waits_for != Waits.SET_UP:
        return RedirectResponse("/sign-in", 303)
    return _set_up_page(factors.offered_to(running(), waiting), None)


async def take_set_up(request: Request) -> Response:
    """Take the authenticator into use, and show the recovery codes this once."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    actor: Actor | None = request.state.actor
    waiting = None if actor else await who_waits(request)
    if actor is None and waiting is None:
        return RedirectResponse("/sign-in", 303)
    try:
        made = await _set_up(form, actor, waiting)
    except Busy:
        raise
    except TaperError as refusal:
        if actor is not None:
            offer = await LOOK_UPS.run(factors.offered, clinic, actor)
        else:
            offer = factors.offered_to(clinic, waiting)  # type: ignore[arg-type]  # one of the two
        return _set_up_page(offer, actor, 400, say_error(refusal))
    answer = page("recovery_codes.html", codes=made.codes, go_to="/account" if actor else "/")
    await give_token(answer, clinic, made.token)
    return answer


async def _set_up(form: dict[str, str], actor: Actor | None, waiting: Waiting | None) -> SetUp:
    code = form.get("code", "")[:_LONGEST_CODE]
    if actor is not None:
        call = partial(factors.set_up, password=form.get("current", ""), code=code)
        return await PASSWORDS.run(call, running(), actor)
    assert waiting is not None  # noqa: S101  # the caller saw to one of the two
    return await LOOK_UPS.run(factors.set_up_first, running(), waiting, code)


def _set_up_page(
    offer: Offered, actor: Actor | None, status: int = 200, problem: str | None = None
) -> Response:
    picture = segno.make(offer.uri, error="m").svg_data_uri(
        scale=5, border=4, light="white", dark="black"
    )
    letters = [offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4)]
    return page(
        "second_factor.html",
        status,
        picture=picture,
        letters=" ".join(letters),
        asks_password=actor is not None,
        problem=problem,
    )


@about_oneself
async def take_off(_request: Request, own: OwnForm) -> Response:
    """Go back to the password alone."""
    await PASSWORDS.run(factors.switch_off, own.clinic, own.actor, own.password)
    return RedirectResponse("/account?off", 303)


@about_oneself
async def take_new_codes(_request: Request, own: OwnForm) -> Response:
    """Make ten new recovery codes and show them this once."""
    codes = await PASSWORDS.run(factors.new_codes, own.clinic, own.actor, own.password)
    return page("recovery_codes.html", codes=codes, go_to="/account")
