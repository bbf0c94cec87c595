"""Files for somebody who is signed in; the action checks access and writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.clinic import running
from taper.actions.record import timeline_csv
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Actor
from taper.web.forms import FromElsewhere
from taper.web.threads import EXPORTS


async def export_timeline(request: Request) -> Response:
    """Give the days from one day to another as CSV; either end may be left out."""
    # An export is written into the trail, so that another site's link must not set it off.
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise FromElsewhere("web_error.elsewhere")
    actor: Actor = request.state.actor
    patient = PatientId(ids.from_text(request.query_params.get("patient", "")))
    first = _day(request.query_params.get("from", ""))
    last = _day(request.query_params.get("to", ""))
    if first and last and first > last:
        raise TaperError("web_error.export_day")
    named = request.query_params.get("course")
    course = CourseId(ids.from_text(named)) if named else None
    body = await EXPORTS.run(timeline_csv, running(), actor, patient, first, last, course)
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(first, last)}"'},
    )


def _day(text: str) -> date | None:
    """Read a day of the address; None where it is left out."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise TaperError("web_error.export_day") from error


def _file_name(first: date | None, last: date | None) -> str:
    """Name the file by its days alone: downloads lie open on shared computers."""
    return "_".join(["diary", *(day.isoformat() for day in (first, last) if day)]) + ".csv"
