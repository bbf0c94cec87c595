"""The visit summary as a file; the action checks access, cuts it and writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.clinic import running
from taper.actions.paper import PAPERS
from taper.actions.visit import Paper, visit_file
from taper.errors import TaperError
from taper.ids import PersonId
from taper.web.downloads import asked
from taper.web.threads import EXPORTS


async def export_visit_pdf(request: Request) -> Response:
    """Give the summary as a PDF on the paper asked for."""
    paper = PAPERS.get(request.query_params.get("paper", ""))
    if paper is None:
        raise TaperError("visit.paper_unknown")
    return _file(await _made(request, paper), "application/pdf", "pdf")


async def export_visit_text(request: Request) -> Response:
    """Give the summary as text to paste into a record."""
    return _file(await _made(request, None), "text/plain; charset=utf-8", "txt")


async def _made(request: Request, paper: Paper | None) -> bytes:
    actor, patient = asked(request)
    query = request.query_params
    reader = query.get("for")
    return await EXPORTS.run(
        visit_file,
        running(),
        actor,
        patient,
        _day(query.get("from", "")),
        _day(query.get("to", "")),
        PersonId(ids.from_text(reader)) if reader else None,
        paper,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise TaperError("web_error.export_day") from error


def _file(body: bytes, kind: str, ending: str) -> Response:
    """Give a file named by what it is alone: downloads lie open on shared computers."""
    headers = {"Content-Disposition": f'attachment; filename="visit.{ending}"'}
    return Response(body, media_type=kind, headers=headers)
