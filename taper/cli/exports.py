"""`taper export`: files of patients, one after the other, each in the trail."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import click

from taper.actions.clinic import Clinic
from taper.cli.export_kinds import ENDINGS, PAPERS, Asked, Write, takes_days, writers
from taper.cli.parts import database_option, opened, words_for_errors
from taper.errors import TaperError
from taper.ids import PatientId, to_text
from taper.words import say, say_error

_DAY = click.DateTime(formats=["%Y-%m-%d"])


class Planned(NamedTuple):
    """A file that is to be there in the end."""

    patient: PatientId
    file: Path
    write: Write


@click.command("export")
@click.option("--patient", "named", multiple=True, metavar="ID", help="Id or whole name; again …")
@click.option("--all", "everybody", is_flag=True, help="Every patient on file.")
@click.option("--what", type=click.Choice(list(ENDINGS)), required=True, help="See below.")
@click.option("--from", "first", type=_DAY, help="First day: 2026-11-24. Else from the start.")
@click.option("--to", "last", type=_DAY, help="Last day. Else to the end.")
@click.option("--paper", type=click.Choice(PAPERS), default="a4", help="Of a PDF: a4 or letter.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--go-on", is_flag=True, help="Leave out what lies in the folder already.")
@database_option
def export(
    named: tuple[str, ...],
    everybody: bool,
    what: str,
    first: datetime | None,
    last: datetime | None,
    paper: str,
    out: Path,
    go_on: bool,
    database: str | None,
) -> None:
    """Write files of patients into a folder, named by the patient's id alone.

    \b
    timeline  one row for each day, as CSV
    package   every kind of entry as CSV, in a zip
    record    the same to read, as PDF
    summary   the visit summary, as PDF
    text      the visit summary, to paste
    fhir      a FHIR bundle
    calendar  the patient's reminders
    takeout   everything of one person, to take elsewhere
    plan      the newest signed plan of each medicine, as JSON
    fridge    the signed plan that counts of each medicine, as PDF

    What a patient doesn't share with prescribers is in no file but the takeout. Nothing is
    overwritten: stopped in between, the same command with --go-on writes what is missing.
    """  # noqa: D301 - \b tells click to keep the lines as they are
    asked = Asked(what, first.date() if first else None, last.date() if last else None, paper)
    _check(asked, named, everybody=everybody)
    with words_for_errors(), opened(database) as clinic:
        planned = list(_planned(clinic, _patients(clinic, named), asked, out))
        refused = _write_missing(planned, out, go_on=go_on)
    if refused:
        raise click.exceptions.Exit(1)


def _write_missing(planned: Sequence[Planned], out: Path, *, go_on: bool) -> int:
    """Write what is not there yet and say how it went; give how many were refused."""
    there = [each.file for each in planned if each.file.exists()]
    if there and not go_on:
        raise TaperError("cli.export_there", file=there[0].name)
    out.mkdir(parents=True, exist_ok=True)
    missing = [each for each in planned if each.file not in there]
    refused = _write(missing)
    click.echo(say("cli.exported", n=len(missing) - refused, there=len(there), refused=refused))
    return refused


def _check(asked: Asked, named: Sequence[str], *, everybody: bool) -> None:
    if bool(named) == everybody:
        raise click.UsageError(say("cli.export_whom"))
    if asked.first and asked.last and asked.first > asked.last:
        raise click.UsageError(say("web_error.export_day"))
    if any(asked.days) and not takes_days(asked.what):
        raise click.UsageError(say("cli.export_no_days", what=asked.what))


def _patients(clinic: Clinic, named: Iterable[str]) -> list[PatientId]:
    """Give each patient once, whether by id or by name; all where nobody is named."""
    from taper.actions import imports
    from taper.ids import from_text

    found = [imports.find_patient(clinic, each) for each in named]
    everybody = imports.patients(clinic) if not found else []
    return list(dict.fromkeys([*found, *(PatientId(from_text(each.id)) for each in everybody)]))


def _planned(
    clinic: Clinic, patients: Iterable[PatientId], asked: Asked, out: Path
) -> Iterator[Planned]:
    """Give the files there are to be; of several medicines the second ends in _2."""
    for patient in patients:
        for number, write in enumerate(writers(clinic, patient, asked), start=1):
            end = "" if number == 1 else f"_{number}"
            name = f"{to_text(patient)}_{asked.what}{end}.{ENDINGS[asked.what]}"
            yield Planned(patient, out / name, write)


def _write(planned: Sequence[Planned]) -> int:
    """Write each file whole or not at all; give how many were refused, each with its reason."""
    refused = 0
    with click.progressbar(planned, label=say("cli.exporting")) as going:
        for each in going:
            try:
                body = each.write()
            except TaperError as error:
                refused += 1
                click.echo(f"\n{to_text(each.patient)}: {say_error(error)}", err=True)
                continue
            keep(each.file, body)
    return refused


def keep(file: Path, body: bytes) -> None:
    """Put *body* in its place at once, for the owner's eyes alone; never over another file."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)  # of a run that was stopped
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(body)
        made.flush()
        os.fsync(made.fileno())
    try:
        os.link(part, file)  # refuses where a file came there meanwhile
    except FileExistsError as error:
        raise TaperError("cli.export_there", file=file.name) from error
    finally:
        part.unlink()
