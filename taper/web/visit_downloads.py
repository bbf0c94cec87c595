"""The visit summary as a file; the action checks access, cuts it and writes the trail."""

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.clinic import running
from taper.actions.paper import Paper
from taper.ids import PersonId
from taper.web.files import PDF, TEXT, asked, day_of, file, paper_of
from taper.web.threads import EXPORTS


async def export_visit_pdf(request: Request) -> Response:
    """Give the summary as a PDF on the paper asked for."""
    return file(await _made(request, paper_of(request)), PDF, "visit.pdf")


async def export_visit_text(request: Request) -> Response:
    """Give the summary as text to paste into a record."""
    return file(await _made(request, None), TEXT, "visit.txt")


async def _made(request: Request, paper: Paper | None) -> bytes:
    from taper.actions.visit import visit_file

    actor, patient = asked(request)
    reader = request.query_params.get("for")
    return await EXPORTS.run(
        visit_file,
        running(),
        actor,
        patient,
        day_of(request, "from"),
        day_of(request, "to"),
        PersonId(ids.from_text(reader)) if reader else None,
        paper,
    )
