"""Signing in and out, and the demo's entrance."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper import ids
from taper.actions import single_sign_on
from taper.actions.clinic import Clinic, running
from taper.actions.people import demo_people, needs_set_up
from taper.actions.sessions import (
    Waiting,
    enter_demo,
    lasts_days,
    sign_in,
    sign_out,
    waiting_by_token,
)
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.person import LONGEST_PASSWORD, Actor, Role
from taper.people.second_factor import Waits
from taper.web import cookie
from taper.web.forms import address_of, check_from_here, read_form
from taper.web.page import page
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say, say_error

# No name is longer; what is longer is cut, which fits nobody and takes as long as any other.
_LONGEST_NAME = 120
_NEXT = {Waits.CODE: "/sign-in/code", Waits.SET_UP: "/second-factor"}


async def show_sign_in(request: Request) -> Response:
    """Show the form; the first start has another page, and who is signed in goes on."""
    clinic = running()
    if await LOOK_UPS.run(needs_set_up, clinic):
        return RedirectResponse("/set-up", 303)
    if request.state.actor is not None and not clinic.settings.demo:
        return RedirectResponse("/", 303)
    waiting = await who_waits(request)
    if waiting is not None and "anew" not in request.query_params:
        return RedirectResponse(_NEXT[waiting.waits_for], 303)
    told = {"signed-out": "sign_in.signed_out", "closed": "account.closed"}
    notices = [say(key) for name, key in told.items() if name in request.query_params]
    return await sign_in_page(request, notice=notices[0] if notices else None)


async def take_sign_in(request: Request) -> Response:
    """Begin a session; a wrong name and a wrong password read the same."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    name, password = form.get("name", ""), form.get("password", "")
    try:
        token = await PASSWORDS.run(
            partial(sign_in, address=address_of(request), own_phone=form.get("own_phone") == "yes"),
            clinic,
            name[:_LONGEST_NAME],
            password[: LONGEST_PASSWORD + 1],
        )
    except Busy:
        raise
    except TaperError as refusal:
        return await sign_in_page(
            request, 401, problem=say_error(refusal), typed={"name": name[:_LONGEST_NAME]}
        )
    return await let_in(request, clinic, token)


async def let_in(request: Request, clinic: Clinic, token: str) -> Response:
    """Give the browser its new session, and end the one it came with."""
    before: Actor | None = request.state.actor
    if before is not None:
        await LOOK_UPS.run(sign_out, clinic, before)
    waiting = await LOOK_UPS.run(waiting_by_token, clinic, token)
    answer = RedirectResponse(_NEXT[waiting.waits_for] if waiting else "/", 303)
    await give_token(answer, clinic, token)
    return answer


async def give_token(answer: Response, clinic: Clinic, token: str) -> None:
    """Put a session's token into the answer, for as long as that session may last."""
    days = await LOOK_UPS.run(lasts_days, clinic, token)
    cookie.give(answer, token, clinic.settings, days=days)


async def who_waits(request: Request) -> Waiting | None:
    """Give who has typed the password and still has to show a second factor."""
    clinic = running()
    token = cookie.token(request.scope, clinic.settings)
    return await LOOK_UPS.run(waiting_by_token, clinic, token) if token else None


async def show_sign_out(request: Request) -> Response:
    """Show the one button; a link alone must not sign anybody out."""
    actor: Actor | None = request.state.actor
    roles = actor.roles if actor else frozenset()
    return page(
        "sign_out.html",
        name=actor.name if actor else None,
        is_administrator=Role.ADMINISTRATOR in roles,
    )


async def take_sign_out(request: Request) -> Response:
    """End the session and leave nothing in the browser."""
    clinic = running()
    check_from_here(request, clinic.settings)
    actor: Actor | None = request.state.actor
    if actor is not None:
        await LOOK_UPS.run(sign_out, clinic, actor)
    answer = RedirectResponse("/sign-in?signed-out", 303)
    cookie.take_back(answer, clinic.settings)
    return answer


async def take_demo_entrance(request: Request) -> Response:
    """Enter as one of the demo's people; refused by the action anywhere else."""
    clinic = running()
    form = await read_form(request, clinic.settings)
    person = PersonId(ids.from_text(form.get("person", "")))
    token = await LOOK_UPS.run(enter_demo, clinic, person)
    return await let_in(request, clinic, token)


async def sign_in_page(
    request: Request,
    status: int = 200,
    *,
    problem: str | None = None,
    notice: str | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """Show every way to sign in that there is here."""
    clinic = running()
    actor: Actor | None = request.state.actor
    return page(
        "sign_in.html",
        status,
        single_sign_on=single_sign_on.provider(clinic.settings),
        problem=problem,
        notice=notice,
        typed=typed or {},
        people=_by_person(await LOOK_UPS.run(demo_people, clinic)),
        here_as=actor.name if actor else None,
    )


def _by_person(rows: list[tuple[PersonId, str, Role]]) -> list[dict[str, str]]:
    """Give each person once, with all of his or her roles."""
    people: dict[PersonId, dict[str, str]] = {}
    for person, name, role in rows:
        known_as = say(f"demo_entrance.{role.value}")
        if person in people:
            people[person]["role"] += f" · {known_as}"
        else:
            people[person] = {"id": ids.to_text(person), "name": name, "role": known_as}
    return list(people.values())
