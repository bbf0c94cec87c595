"""An invitation: what it is, who reads what, and the patient's own choices."""

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.actions.people import InvitationOnFile, accept_invitation, invitation
from taper.errors import TaperError
from taper.facts.crisis import crisis
from taper.people.person import SHORTEST_PASSWORD
from taper.web.forms import must_match, read_form
from taper.web.language import speak_as_invited
from taper.web.page import page
from taper.web.sign_in import let_in
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import language, say, say_error

_ANSWERS = {"yes": True, "no": False}


async def show_invitation(request: Request) -> Response:
    """Show the invitation; opening it uses nothing up, since some programs open every link."""
    invited = await LOOK_UPS.run(invitation, running(), request.path_params["code"])
    speak_as_invited(request.scope, invited.language)
    return _invitation_page(request, invited, {}, None)


async def take_invitation(request: Request) -> Response:
    """Make the patient's account with the choices that were made, and let the patient in."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    code = request.path_params["code"]
    # Looked up first: a password hash is too dear to spend on a code that nobody gave out.
    invited = await LOOK_UPS.run(invitation, clinic, code)
    speak_as_invited(request.scope, invited.language)
    try:
        _check_choices(form, invited)
        must_match(form)
        token = await PASSWORDS.run(_accept, code, form)
    except Busy:
        raise
    except TaperError as refusal:
        if refusal.key.startswith("invitation."):
            raise
        return _invitation_page(request, invited, form, say_error(refusal))
    return await let_in(request, clinic, token)


def _check_choices(form: dict[str, str], invited: InvitationOnFile) -> None:
    if form.get("agreed") not in _ANSWERS:
        raise TaperError("consent.missing", prescriber=invited.prescriber_name)
    if form.get("country", "") not in ("", *crisis().countries):
        raise TaperError("crisis.country_unknown")


def _accept(code: str, form: dict[str, str]) -> str:
    return accept_invitation(
        running(),
        code=code,
        sign_in_name=form.get("sign_in_name", ""),
        password=form["password"],
        agreed=_ANSWERS[form["agreed"]],
        country=form.get("country") or None,
        language=language.in_use().code if len(language.offered()) > 1 else None,
    )


def _invitation_page(
    request: Request, invited: InvitationOnFile, typed: dict[str, str], problem: str | None
) -> Response:
    return page(
        "invitation.html",
        400 if problem else 200,
        invited=invited,
        action=request.url.path,
        typed=typed,
        problem=f"{problem} {say('web_error.password_again')}" if problem else None,
        shortest_password=SHORTEST_PASSWORD,
    )
