"""A signed plan as a file, and its text for the pharmacy; the action writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.actions.fridge import fridge
from taper.actions.pharmacy import Asked, pharmacy_file, plan_as_file
from taper.errors import TaperError
from taper.web.files import PDF, TEXT, asked, course_of, file, paper_of
from taper.web.threads import EXPORTS

LEFTOVERS = {"kept", "thrown_away"}


async def export_pharmacy(request: Request) -> Response:
    """Give the text for the pharmacy, for so many days from a day on."""
    actor, patient = asked(request)
    query = request.query_params
    leftovers = query.get("leftovers", "")
    try:
        first, days = date.fromisoformat(query.get("from", "")), int(query.get("days", ""))
    except ValueError as error:
        raise TaperError("web_error.export_day") from error
    if leftovers not in LEFTOVERS:
        raise TaperError("web_error.export_day")
    prescription = Asked(
        course=course_of(request),
        version=_version(request),
        first=first,
        days=days,
        leftovers="kept" if leftovers == "kept" else "thrown_away",
    )
    body = await EXPORTS.run(pharmacy_file, running(), actor, patient, prescription)
    return file(body, TEXT, f"pharmacy_{first.isoformat()}.txt")


async def export_plan(request: Request) -> Response:
    """Give a signed plan as JSON, which another installation reads as a draft."""
    actor, patient = asked(request)
    version = _version(request)
    body = await EXPORTS.run(plan_as_file, running(), actor, patient, course_of(request), version)
    return file(body, "application/json", f"plan_{version}.json")


async def export_fridge(request: Request) -> Response:
    """Give the signed plan that counts as a PDF on the paper asked for."""
    actor, patient = asked(request)
    course, paper = course_of(request), paper_of(request)
    body = await EXPORTS.run(fridge, running(), actor, patient, course, paper)
    return file(body, PDF, "plan.pdf")


def _version(request: Request) -> int:
    text = request.query_params.get("version", "")
    if not text.isdecimal() or len(text) > 6:
        raise TaperError("id.unreadable")
    return int(text)
