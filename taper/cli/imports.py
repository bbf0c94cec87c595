"""`taper import`: CSV files of other programs, all or nothing."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from taper import clock
from taper.cli.parts import database_option, opened, words_for_errors
from taper.imports.mapping import ColumnMap, read_mapping
from taper.imports.refused import RefusedLine
from taper.imports.table import Table, file_bytes, read_table
from taper.words import say, say_values

_file = click.argument("file", type=click.Path(path_type=Path))
_patient = click.option("--patient", required=True, metavar="ID", help="Id or whole name.")
_MAP = click.Path(path_type=Path)
_MAP_HELP = "Which column is what, and how a scale becomes ours. docs/imports.md says how."


@click.group("import")
def import_group() -> None:
    """Read a plan or a diary out of a CSV file."""


@import_group.command("plan")
@_file
@_patient
@click.option("--columns", type=_MAP, metavar="MAP.toml", help=_MAP_HELP)
@click.option("--medicine", required=True, help="As it is to stand in the plan.")
@click.option("--form", required=True, help="Tablets, liquid, capsules …")
@database_option
def import_plan(
    file: Path,
    patient: str,
    columns: Path | None,
    medicine: str,
    form: str,
    database: str | None,
) -> None:
    """Read a plan in, as a draft. Only a prescriber's signature makes it a plan.

    Without --columns the file has the columns starts_on, dose and perhaps words.
    """
    with words_for_errors(), opened(database) as clinic:
        from taper.actions import imports
        from taper.imports.plan import read_plan_file

        whose = imports.find_patient(clinic, patient)
        mapping = read_mapping(file_bytes(columns)) if columns else None
        found = read_plan_file(_table(file, mapping), mapping)
        _stop_if_refused(found.refused)
        imports.import_plan(clinic, whose, found.typed, medicine=medicine, form=form)
        click.echo(say("cli.plan_imported", n=len(found.typed.rows), lines=found.lines))


@import_group.command("diary")
@_file
@_patient
@click.option("--columns", type=_MAP, metavar="MAP.toml", required=True, help=_MAP_HELP)
@click.option("--keep-fitting", is_flag=True, help="Take the lines that fit; list the others.")
@click.option("--medicine", help="Whose dose was taken, where the file has a taken dose.")
@click.option("--form", help="The form of that medicine.")
@database_option
def import_diary(
    file: Path,
    patient: str,
    columns: Path,
    keep_fitting: bool,
    medicine: str | None,
    form: str | None,
    database: str | None,
) -> None:
    """Read a diary in. A day that is on file already is never overwritten.

    Lines that don't fit are listed with their number and the reason, and then nothing is
    taken, unless --keep-fitting is given.
    """
    with words_for_errors(), opened(database) as clinic:
        from taper.actions import imports
        from taper.imports.diary import read_diary

        whose = imports.find_patient(clinic, patient)
        mapping = read_mapping(file_bytes(columns))
        zone = imports.zone_of(clinic, whose)
        found = read_diary(
            _table(file, mapping), mapping, today=clock.today(zone), keep_fitting=keep_fitting
        )
        if not keep_fitting:
            _stop_if_refused(found.refused)
        _list(found.refused)
        courses = imports.courses_of(clinic, whose, medicine, form, found.entries)
        added, kept = imports.import_diary(
            clinic, whose, found.entries, found.symptoms, courses=courses
        )
        click.echo(say("cli.diary_imported", n=added, kept=kept, left=len(found.unanswered)))


def _table(file: Path, mapping: ColumnMap | None) -> Table:
    data = file_bytes(file)
    if mapping is None:
        return read_table(data)
    return read_table(data, encoding=mapping.file.encoding, separator=mapping.file.separator)


def _list(refused: Sequence[RefusedLine]) -> None:
    for each in refused:
        sentence = say_values(each.key, each.values)
        place = say("cli.line", line=each.line, column=each.column or "–")
        click.echo(f"{place} {sentence}", err=True)


def _stop_if_refused(refused: Sequence[RefusedLine]) -> None:
    """List what doesn't fit, and end without taking anything."""
    if refused:
        _list(refused)
        click.echo(say("cli.nothing_taken", n=len(refused)), err=True)
        sys.exit(2)
