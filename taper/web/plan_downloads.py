"""A signed plan as a file, and its text for the pharmacy; the action writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.clinic import running
from taper.actions.fridge import fridge
from taper.actions.paper import PAPERS
from taper.actions.pharmacy import Asked, pharmacy_file, plan_as_file
from taper.errors import TaperError
from taper.ids import CourseId
from taper.web.downloads import asked
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
        course=_course(request),
        version=_version(request),
        first=first,
        days=days,
        leftovers="kept" if leftovers == "kept" else "thrown_away",
    )
    body = await EXPORTS.run(pharmacy_file, running(), actor, patient, prescription)
    return _file(body, "text/plain; charset=utf-8", f"pharmacy_{first.isoformat()}.txt")


async def export_plan(request: Request) -> Response:
    """Give a signed plan as JSON, which another installation reads as a draft."""
    actor, patient = asked(request)
    version = _version(request)
    body = await EXPORTS.run(plan_as_file, running(), actor, patient, _course(request), version)
    return _file(body, "application/json", f"plan_{version}.json")


async def export_fridge(request: Request) -> Response:
    """Give the signed plan that counts as a PDF on the paper asked for."""
    actor, patient = asked(request)
    paper = PAPERS.get(request.query_params.get("paper", ""))
    if paper is None:
        raise TaperError("visit.paper_unknown")
    body = await EXPORTS.run(fridge, running(), actor, patient, _course(request), paper)
    return _file(body, "application/pdf", "plan.pdf")


def _course(request: Request) -> CourseId:
    return CourseId(ids.from_text(request.query_params.get("course", "")))


def _version(request: Request) -> int:
    text = request.query_params.get("version", "")
    if not text.isdecimal() or len(text) > 6:
        raise TaperError("id.unreadable")
    return int(text)


def _file(body: bytes, kind: str, name: str) -> Response:
    """Name a file by its day or number alone: downloads lie open on shared computers."""
    disposition = f'attachment; filename="{name}"'
    return Response(body, media_type=kind, headers={"Content-Disposition": disposition})
