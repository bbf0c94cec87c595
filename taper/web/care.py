"""Who looks after a patient: cover for an absence, handing over. A page without scripts."""

from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper import clock, ids
from taper.actions import care
from taper.actions.clinic import running
from taper.actions.people import patient_of
from taper.errors import Refused, TaperError
from taper.ids import PatientId, PersonId
from taper.people.person import Actor, Patient
from taper.web.forms import read_form
from taper.web.page import page
from taper.web.threads import LOOK_UPS
from taper.words import say, say_error


async def show_care(request: Request) -> Response:
    """Show who looks after a patient, and the ways to change it."""
    patient = PatientId(ids.from_text(request.query_params.get("patient", "")))
    notice = say("care.done") if "done" in request.query_params else None
    return await _care_page(request, patient, notice=notice)


async def take_care(request: Request) -> Response:
    """Let a colleague cover for some days, or hand the patient over."""
    form = await read_form(request, running().settings)
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    patient = PatientId(ids.from_text(form.get("patient", "")))
    try:
        colleague = _colleague(form)
        if form.get("do") == "hand_over":
            await LOOK_UPS.run(care.hand_over, running(), actor, patient, colleague)
            return RedirectResponse("/", 303)  # the patient is no longer in this person's list
        cover = partial(care.cover, first=_day(form, "first"), last=_day(form, "last"))
        await LOOK_UPS.run(cover, running(), actor, patient, colleague)
    except Refused:
        raise
    except TaperError as refusal:
        return await _care_page(request, patient, 400, problem=say_error(refusal))
    return RedirectResponse(f"/care?done&patient={ids.to_text(patient)}", 303)


def _colleague(form: dict[str, str]) -> PersonId:
    if not form.get("colleague"):
        raise TaperError("care.no_colleague")
    return PersonId(ids.from_text(form["colleague"]))


def _day(form: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, "").strip())
    except ValueError as error:
        raise TaperError("care.days") from error


async def _care_page(
    request: Request, patient: PatientId, status: int = 200, **values: str | None
) -> Response:
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    clinic = running()
    found: Patient = await LOOK_UPS.run(patient_of, clinic, actor, patient)
    links = await LOOK_UPS.run(care.links_of, clinic, actor, patient)
    could = await LOOK_UPS.run(care.who_could, clinic, actor, patient)
    return page(
        "care.html",
        status,
        name=found.name,
        patient=ids.to_text(patient),
        links=[_line(each, found.zone) for each in links],
        colleagues=[{"id": ids.to_text(person), "name": name} for person, name in could],
        **{"problem": None, "notice": None, **values},
    )


def _line(link: care.Link, zone: str) -> str:
    there = clock.zone(zone)
    since = link.since.astimezone(there)
    if link.until is None:
        return say("care.link", name=link.name, since=since)
    return say("care.link_until", name=link.name, since=since, until=link.until.astimezone(there))
