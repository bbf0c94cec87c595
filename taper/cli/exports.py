"""`taper export`: files of patients, one after the other, each in the trail."""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from taper.actions.clinic import Clinic
from taper.cli.parts import database_option, opened, words_for_errors
from taper.errors import TaperError
from taper.ids import PatientId, to_text
from taper.words import say, say_error

Write = Callable[[Clinic, PatientId, date | None, date | None], bytes]
ENDINGS = {"package": "zip", "timeline": "csv"}
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("export")
@click.option("--patient", "named", multiple=True, metavar="ID", help="Id or whole name; again …")
@click.option("--all", "everybody", is_flag=True, help="Every patient on file.")
@click.option("--what", type=click.Choice(list(ENDINGS)), required=True)
@click.option("--from", "first", type=_DAY, help="First day: 2026-11-24. Else from the start.")
@click.option("--to", "last", type=_DAY, help="Last day. Else to the end.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--go-on", is_flag=True, help="Leave out what lies in the folder already.")
@database_option
def export(
    named: tuple[str, ...],
    everybody: bool,
    what: str,
    first: datetime | None,
    last: datetime | None,
    out: Path,
    go_on: bool,
    database: str | None,
) -> None:
    """Write one file for each patient into a folder, named by the patient's id alone.

    What a patient doesn't share with prescribers is in no file. Nothing is overwritten: stopped
    in between, the same command with --go-on writes what is missing.
    """
    if bool(named) == everybody:
        raise click.UsageError(say("cli.export_whom"))
    days = (first.date() if first else None, last.date() if last else None)
    if days[0] and days[1] and days[0] > days[1]:
        raise click.UsageError(say("web_error.export_day"))
    with words_for_errors(), opened(database) as clinic:
        from taper.actions import imports
        from taper.ids import from_text

        whom = (
            [PatientId(from_text(each.id)) for each in imports.patients(clinic)]
            if everybody
            else [imports.find_patient(clinic, each) for each in dict.fromkeys(named)]
        )
        files = {each: out / f"{to_text(each)}_{what}.{ENDINGS[what]}" for each in whom}
        there = [file for file in files.values() if file.exists()]
        if there and not go_on:
            raise TaperError("cli.export_there", file=there[0].name)
        out.mkdir(parents=True, exist_ok=True)
        missing = {each: file for each, file in files.items() if file not in there}
        refused = _write(clinic, missing, _writer(what), days)
        click.echo(say("cli.exported", n=len(missing) - refused, there=len(there), refused=refused))


def _write(
    clinic: Clinic,
    files: dict[PatientId, Path],
    write: Write,
    days: tuple[date | None, date | None],
) -> int:
    """Write each file whole or not at all; give how many were refused, each with its reason."""
    refused = 0
    with click.progressbar(files.items(), label=say("cli.exporting")) as going:
        for patient, file in going:
            try:
                body = write(clinic, patient, *days)
            except TaperError as error:
                refused += 1
                click.echo(f"\n{to_text(patient)}: {say_error(error)}", err=True)
                continue
            keep(file, body)
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


def _writer(what: str) -> Write:
    """Give what writes *what*, as the terminal."""
    from taper.actions.doing import at_the_terminal
    from taper.actions.package import package
    from taper.actions.record import timeline_csv

    call = {"package": package, "timeline": timeline_csv}[what]
    return lambda clinic, patient, first, last: call(
        clinic, at_the_terminal(), patient, first, last
    )
