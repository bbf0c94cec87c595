"""Where one is signed in, and one's password: a page without scripts."""

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper import clock
from taper.actions import single_sign_on
from taper.actions.account import (
    OpenSession,
    change_password,
    choose_language,
    end_others,
    open_sessions,
)
from taper.actions.clinic import Clinic, running
from taper.actions.erasure import close_own_account
from taper.actions.second_factor import OnFile, on_file
from taper.errors import Refused, TaperError
from taper.people.person import SHORTEST_BESIDE, SHORTEST_PASSWORD, Actor
from taper.web import cookie
from taper.web.forms import check_from_here, must_match, read_form
from taper.web.page import page
from taper.web.sign_in import give_token
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import language, say, say_error

_NOTICES = {
    "ended": "account.ended",
    "changed": "account.changed",
    "kept": "account.language_kept",
    "off": "second_factor.off",
    "linked": "single_sign_on.linked",
    "unlinked": "single_sign_on.unlinked",
}


async def show_account(request: Request) -> Response:
    """Show where the person is signed in, and the form for another password."""
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    notices = [key for name, key in _NOTICES.items() if name in request.query_params]
    return await account_page(actor, notice=say(notices[0]) if notices else None)


async def take_end_others(request: Request) -> Response:
    """End every other session of the person."""
    check_from_here(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    await LOOK_UPS.run(end_others, running(), actor)
    return RedirectResponse("/account?ended", 303)


async def take_language(request: Request) -> Response:
    """Keep the language that the person chose."""
    form = await read_form(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    await LOOK_UPS.run(choose_language, running(), actor, form.get("language", ""))
    return RedirectResponse("/account?kept", 303)


class OwnForm(NamedTuple):
    """What somebody signed in sent about the own account."""

    clinic: Clinic
    actor: Actor
    fields: dict[str, str]

    @property
    def password(self) -> str:
        """The password as it is now, typed once more."""
        return self.fields.get("current", "")


def about_oneself(
    take: Callable[[Request, OwnForm], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Read a form about the own account; what refuses it is told on that page."""

    @wraps(take)
    async def answer(request: Request) -> Response:
        clinic = running()
        fields = await read_form(request, clinic.settings)
        actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
        try:
            return await take(request, OwnForm(clinic, actor, fields))
        except (Busy, Refused):
            raise
        except TaperError as refusal:
            return await account_page(actor, 400, problem=say_error(refusal))

    return answer


@about_oneself
async def take_password(_request: Request, own: OwnForm) -> Response:
    """Change the password, and give this browser its new session."""
    must_match(own.fields)
    change = partial(change_password, current=own.password, new=own.fields["password"])
    token = await PASSWORDS.run(change, own.clinic, own.actor)
    answer = RedirectResponse("/account?changed", 303)
    await give_token(answer, own.clinic, token)
    return answer


@about_oneself
async def take_close(_request: Request, own: OwnForm) -> Response:
    """Close a patient's own account; the browser keeps nothing."""
    if own.actor.patient is None:
        raise Refused("access.refused")
    close = partial(close_own_account, own.clinic, own.actor, own.actor.patient)
    await PASSWORDS.run(close, own.password)
    answer = RedirectResponse("/sign-in?closed", 303)
    cookie.take_back(answer, own.clinic.settings)
    return answer


async def account_page(actor: Actor, status: int = 200, **values: str | None) -> Response:
    """Show everything about the person's ways in."""
    found = await LOOK_UPS.run(open_sessions, running(), actor)
    second = await LOOK_UPS.run(on_file, running(), actor)
    linked = await LOOK_UPS.run(single_sign_on.linked_at, running(), actor)
    zone = actor.zone or "UTC"
    return page(
        "account.html",
        status,
        offered=language.offered(),
        sessions=[_line(each, zone) for each in found],
        shortest_password=SHORTEST_BESIDE if second.since else SHORTEST_PASSWORD,
        second=second,
        has_diary=actor.patient is not None,
        second_about=_about(second, zone),
        single_sign_on=single_sign_on.provider(running().settings),
        linked_at=linked.astimezone(clock.zone(zone)) if linked else None,
        zone=zone,
        **{"problem": None, "notice": None, **values},
    )


def _about(second: OnFile, zone: str) -> str:
    if second.since is None:
        return say("second_factor.about_none")
    at = second.since.astimezone(clock.zone(zone))
    return say("second_factor.about", at=at, zone=zone, n=second.codes_left)


def _line(found: OpenSession, zone: str) -> str:
    there = clock.zone(zone)
    at, seen = found.opened_at.astimezone(there), found.seen_at.astimezone(there)
    if found.is_this_one:
        return say("account.this_one", at=at, zone=zone)
    return say("account.other", at=at, seen=seen, zone=zone)
