"""What every download asks of an address, and how a file leaves."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.paper import PAPERS, Paper
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Actor
from taper.web.forms import FromElsewhere

PDF, TEXT = "application/pdf", "text/plain; charset=utf-8"


def asked(request: Request) -> tuple[Actor, PatientId]:
    """Give who asks and for whose record, once the question comes from a page of ours."""
    # An export is written into the trail, so that another site's link must not set it off.
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise FromElsewhere("web_error.elsewhere")
    actor: Actor = request.state.actor
    return actor, PatientId(ids.from_text(request.query_params.get("patient", "")))


def day_of(request: Request, name: str) -> date | None:
    """Read a day of the address; None where it is left out."""
    text = request.query_params.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise TaperError("web_error.export_day") from error


def days_of(request: Request) -> tuple[date | None, date | None]:
    """Read the first and the last day that are asked for; either may be left out."""
    first, last = day_of(request, "from"), day_of(request, "to")
    if first and last and first > last:
        raise TaperError("web_error.export_day")
    return first, last


def course_of(request: Request) -> CourseId:
    """Read which medicine is meant."""
    return CourseId(ids.from_text(request.query_params.get("course", "")))


def paper_of(request: Request) -> Paper:
    """Read the size of paper; TaperError("visit.paper_unknown") for any but those there are."""
    paper = PAPERS.get(request.query_params.get("paper", ""))
    if paper is None:
        raise TaperError("visit.paper_unknown")
    return paper


def file(body: bytes, kind: str, name: str) -> Response:
    """Give *body* as a file. *name* holds days and numbers alone: shared computers keep it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)
