"""A record out of a takeout: looked at first, brought here by a yes. Pages without scripts."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions import takeout
from taper.actions.clinic import running
from taper.actions.takeout import TakenIn
from taper.errors import Refused, TaperError
from taper.ids import PersonId
from taper.people.person import Actor
from taper.web.forms import FromElsewhere, read_form
from taper.web.held import HELD_SECONDS, Held, Waiting
from taper.web.page import page
from taper.web.threads import LOOK_UPS, Busy, Threads
from taper.web.uploaded import read_file
from taper.words import say_error

# Ten years have fewer. The terminal takes three times as much: reading it takes memory, which
# this process shares with everybody who is signed in.
LARGEST_BYTES = 20_000_000
_MEGABYTES = LARGEST_BYTES // 1_000_000
_RECORDS = Threads(at_once=1, waiting=2)
_HELD = Held()


async def show_restore(request: Request) -> Response:
    """Ask for the file; refused to whoever may bring nobody here."""
    await _who_could(request)
    return _ask()


async def take_file(request: Request) -> Response:
    """Look at the file, and say whose record it is. Nothing of it is kept on file."""
    prescribers = await _who_could(request)  # before anything of the file is read
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    try:
        body = await _file(request)
        looked = await _RECORDS.run(takeout.look, running(), actor, body)
    except (Refused, Busy, FromElsewhere):
        raise
    except TaperError as refusal:
        return _ask(400, say_error(refusal))
    waiting = _HELD.keep(actor.session, body, looked)
    asyncio.get_running_loop().call_later(HELD_SECONDS + 1, _HELD.forget_old)
    return _shown(waiting, prescribers)


async def _file(request: Request) -> bytes:
    too_large = TaperError("takeout.too_large_here", megabytes=_MEGABYTES)
    body = await read_file(
        request, running().settings, most_bytes=LARGEST_BYTES, too_large=too_large
    )
    if not body:
        raise TaperError("takeout.choose_file")
    return body


async def take_yes(request: Request) -> Response:
    """Bring the record here, into somebody's care; a second yes shows the same again."""
    prescribers = await _who_could(request)
    form = await read_form(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    waiting = _HELD.find(actor.session, form.get("number", ""))
    if waiting is None:
        return _ask(400, say_error(TaperError("takeout.choose_again")))
    try:
        prescriber = _chosen(form)
        came = await _RECORDS.run(_bring, waiting, actor, prescriber)
    except (Refused, Busy):
        raise
    except TaperError as refusal:
        return _shown(waiting, prescribers, 400, say_error(refusal))
    return page(
        "restored.html",
        came=came,
        id=ids.to_text(came.patient),
        prescriber=dict(prescribers).get(prescriber, ""),
        is_mine=prescriber == actor.person,
    )


def _bring(waiting: Waiting, actor: Actor, prescriber: PersonId) -> TakenIn:
    """Bring the record here, once: one at a time, so that the second yes finds the first done."""
    if waiting.came is None:
        came = takeout.take_in(running(), actor, waiting.body, prescriber=prescriber)
        waiting.has_come(came)
        return came
    return waiting.came


def _chosen(form: dict[str, str]) -> PersonId:
    if not form.get("prescriber"):
        raise TaperError("takeout.choose_prescriber")
    return PersonId(ids.from_text(form["prescriber"]))


async def _who_could(request: Request) -> list[tuple[PersonId, str]]:
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    return await LOOK_UPS.run(takeout.who_could, running(), actor)


def _ask(status: int = 200, problem: str | None = None) -> Response:
    return page("restore.html", status, problem=problem, megabytes=_MEGABYTES)


def _shown(
    waiting: Waiting,
    prescribers: list[tuple[PersonId, str]],
    status: int = 200,
    problem: str | None = None,
) -> Response:
    return page(
        "restore_look.html",
        status,
        problem=problem,
        number=waiting.number,
        looked=waiting.looked,
        prescribers=[{"id": ids.to_text(person), "name": name} for person, name in prescribers],
        minutes=int(HELD_SECONDS // 60),
    )
