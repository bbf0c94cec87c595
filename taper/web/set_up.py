"""The first start: whoever reads the terminal makes the first account, once."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper.actions.clinic import running
from taper.actions.people import needs_set_up, set_up
from taper.errors import TaperError
from taper.people.person import SHORTEST_PASSWORD
from taper.web.forms import must_match, read_form
from taper.web.page import page
from taper.web.sign_in import let_in
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say, say_error


async def show_set_up(_request: Request) -> Response:
    """Show the form while nobody has an account; afterwards it is gone."""
    if not await LOOK_UPS.run(needs_set_up, running()):
        return RedirectResponse("/sign-in", 303)
    return _set_up_page({}, None)


async def take_set_up(request: Request) -> Response:
    """Make the first account and let its owner in."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    if not await LOOK_UPS.run(needs_set_up, clinic):
        return RedirectResponse("/sign-in", 303)
    try:
        must_match(form)
        token = await PASSWORDS.run(_set_up, form)
    except Busy:
        raise
    except TaperError as refusal:
        return _set_up_page(form, say_error(refusal))
    return await let_in(request, clinic, token)


def _set_up(form: dict[str, str]) -> str:
    return set_up(
        running(),
        code=form.get("code", ""),
        name=form.get("name", ""),
        sign_in_name=form.get("sign_in_name", ""),
        password=form["password"],
    )


def _set_up_page(typed: dict[str, str], problem: str | None) -> Response:
    return page(
        "set_up.html",
        400 if problem else 200,
        typed=typed,
        problem=f"{problem} {say('web_error.password_again')}" if problem else None,
        shortest_password=SHORTEST_PASSWORD,
    )
