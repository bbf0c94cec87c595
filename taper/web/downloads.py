"""Files for somebody who is signed in; the action checks access and writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper import ids
from taper.actions.clinic import running
from taper.actions.fhir import fhir
from taper.actions.full_record import full_record
from taper.actions.package import package
from taper.actions.paper import PAPERS, print_sheet
from taper.actions.record import timeline_csv
from taper.errors import TaperError
from taper.ids import CourseId, PatientId
from taper.people.person import Actor
from taper.web.forms import FromElsewhere
from taper.web.threads import EXPORTS


async def export_timeline(request: Request) -> Response:
    """Give the days from one day to another as CSV; either end may be left out."""
    actor, patient = asked(request)
    first, last = _days(request)
    named = request.query_params.get("course")
    course = CourseId(ids.from_text(named)) if named else None
    body = await EXPORTS.run(timeline_csv, running(), actor, patient, first, last, course)
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(first, last)}"'},
    )


async def export_package(request: Request) -> Response:
    """Give the days as a zip of CSV files, cut to what is open to whoever asks."""
    actor, patient = asked(request)
    first, last = _days(request)
    body = await EXPORTS.run(package, running(), actor, patient, first, last)
    name = _file_name(first, last, ending="zip")
    return Response(
        body,
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def export_fhir(request: Request) -> Response:
    """Give the days as a FHIR bundle, cut to what is open to whoever asks."""
    actor, patient = asked(request)
    first, last = _days(request)
    body = await EXPORTS.run(fhir, running(), actor, patient, first, last)
    name = _file_name(first, last, ending="fhir.json")
    return Response(
        body,
        media_type="application/fhir+json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def export_record(request: Request) -> Response:
    """Give the days as a PDF to read through, cut to what is open to whoever asks."""
    actor, patient = asked(request)
    first, last = _days(request)
    paper = PAPERS.get(request.query_params.get("paper", ""))
    if paper is None:
        raise TaperError("diary_sheet.nothing_to_print")
    body = await EXPORTS.run(full_record, running(), actor, patient, first, last, paper)
    return Response(
        body,
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="record.pdf"'},
    )


async def export_diary_sheet(request: Request) -> Response:
    """Give four weeks of the diary to fill in by hand; without a first day, without days."""
    actor, patient = asked(request)
    first = _day(request.query_params.get("from", ""))
    paper = PAPERS.get(request.query_params.get("paper", ""))
    if paper is None:
        raise TaperError("diary_sheet.nothing_to_print")
    body = await EXPORTS.run(print_sheet, running(), actor, patient, first, paper)
    return Response(
        body,
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="diary-sheet.pdf"'},
    )


def asked(request: Request) -> tuple[Actor, PatientId]:
    """Give who asks and for whose record, once the question comes from a page of ours."""
    # An export is written into the trail, so that another site's link must not set it off.
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise FromElsewhere("web_error.elsewhere")
    actor: Actor = request.state.actor
    return actor, PatientId(ids.from_text(request.query_params.get("patient", "")))


def _days(request: Request) -> tuple[date | None, date | None]:
    """Read the first and the last day that are asked for; either may be left out."""
    first = _day(request.query_params.get("from", ""))
    last = _day(request.query_params.get("to", ""))
    if first and last and first > last:
        raise TaperError("web_error.export_day")
    return first, last


def _day(text: str) -> date | None:
    """Read a day of the address; None where it is left out."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise TaperError("web_error.export_day") from error


def _file_name(first: date | None, last: date | None, *, ending: str = "csv") -> str:
    """Name the file by its days alone: downloads lie open on shared computers."""
    return "_".join(["diary", *(day.isoformat() for day in (first, last) if day)]) + f".{ending}"
