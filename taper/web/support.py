"""The way in for a supporter: what will be shared, and an account for it, new or already there."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper.actions.clinic import running
from taper.actions.sharing import accept_as, accept_as_new, supporter_invitation
from taper.errors import TaperError
from taper.people.grant import Section, SupporterInvitation
from taper.people.person import SHORTEST_PASSWORD, Actor, Role
from taper.web.forms import check_from_here, must_match, read_form
from taper.web.page import page
from taper.web.sign_in import let_in
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say, say_error


async def show_support(request: Request) -> Response:
    """Show the invitation; opening it uses nothing up, since some programs open every link."""
    code = request.path_params["code"]
    invited = await LOOK_UPS.run(supporter_invitation, running(), code)
    return _support_page(request, invited, {}, None)


async def take_support(request: Request) -> Response:
    """Make an account for whoever was invited, and let him or her in."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    code = request.path_params["code"]
    # Looked up first: a password hash is too dear to spend on a code that nobody gave out.
    invited = await LOOK_UPS.run(supporter_invitation, clinic, code)
    try:
        must_match(form)
        made = partial(
            accept_as_new,
            clinic,
            code=code,
            sign_in_name=form.get("sign_in_name", ""),
            password=form["password"],
        )
        token = await PASSWORDS.run(made)
    except Busy:
        raise
    except TaperError as refusal:
        if refusal.key.startswith("support."):
            raise
        return _support_page(request, invited, form, say_error(refusal))
    return await let_in(request, clinic, token)


async def take_support_here(request: Request) -> Response:
    """Add what is shared to the account of whoever is signed in."""
    check_from_here(request, running().settings)
    actor: Actor = request.state.actor
    accept = partial(accept_as, running(), actor, code=request.path_params["code"])
    await LOOK_UPS.run(accept)
    alone = actor.roles <= {Role.SUPPORTER}  # then it is the first page
    return RedirectResponse("/" if alone else "/shared-with-me", 303)


def _support_page(
    request: Request, invited: SupporterInvitation, typed: dict[str, str], problem: str | None
) -> Response:
    actor: Actor | None = request.state.actor
    return page(
        "support.html",
        400 if problem else 200,
        invited=invited,
        sections=[say(f"sharing.section_{each}") for each in Section if each in invited.sections],
        here_as=actor.name if actor else None,
        action=request.url.path,
        typed=typed,
        problem=f"{problem} {say('web_error.password_again')}" if problem else None,
        shortest_password=SHORTEST_PASSWORD,
    )
