"""Files for somebody who is signed in; the action checks access and writes the trail."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.web.files import PDF, asked, day_of, days_of, file, paper_of
from taper.web.threads import EXPORTS


async def export_timeline(request: Request) -> Response:
    """Give the days from one day to another as CSV; either end may be left out."""
    from taper.actions.record import timeline_csv

    actor, patient = asked(request)
    days = days_of(request)
    body = await EXPORTS.run(timeline_csv, running(), actor, patient, *days)
    return file(body, "text/csv; charset=utf-8", _named(*days, "csv"))


async def export_package(request: Request) -> Response:
    """Give the days as a zip of CSV files, cut to what is open to whoever asks."""
    from taper.actions.package import package

    actor, patient = asked(request)
    days = days_of(request)
    body = await EXPORTS.run(package, running(), actor, patient, *days)
    return file(body, "application/zip", _named(*days, "zip"))


async def export_fhir(request: Request) -> Response:
    """Give the days as a FHIR bundle, cut to what is open to whoever asks."""
    from taper.actions.fhir import fhir

    actor, patient = asked(request)
    days = days_of(request)
    body = await EXPORTS.run(fhir, running(), actor, patient, *days)
    return file(body, "application/fhir+json", _named(*days, "fhir.json"))


async def export_takeout(request: Request) -> Response:
    """Give everything on file of one person, to that person."""
    from taper.actions.takeout import take_out

    actor, patient = asked(request)
    body = await EXPORTS.run(take_out, running(), actor, patient)
    return file(body, "application/json", "takeout.json")


async def export_record(request: Request) -> Response:
    """Give the days as a PDF to read through, cut to what is open to whoever asks."""
    from taper.actions.full_record import full_record

    actor, patient = asked(request)
    days, paper = days_of(request), paper_of(request)
    body = await EXPORTS.run(full_record, running(), actor, patient, *days, paper)
    return file(body, PDF, "record.pdf")


async def export_diary_sheet(request: Request) -> Response:
    """Give four weeks of the diary to fill in by hand; without a first day, without days."""
    from taper.actions.paper import print_sheet

    actor, patient = asked(request)
    first, paper = day_of(request, "from"), paper_of(request)
    body = await EXPORTS.run(print_sheet, running(), actor, patient, first, paper)
    return file(body, PDF, "diary-sheet.pdf")


def _named(first: date | None, last: date | None, ending: str) -> str:
    """Name a file by its days alone."""
    return "_".join(["diary", *(day.isoformat() for day in (first, last) if day)]) + f".{ending}"
