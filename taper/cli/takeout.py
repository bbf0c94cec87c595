"""`taper takeout` and `taper takeout-restore`: one person's record as one file, and back."""

from pathlib import Path

import click

from taper.cli.exports import keep
from taper.cli.parts import database_option, opened, words_for_errors
from taper.words import say

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("takeout")
@click.option("--patient", required=True, metavar="ID", help="Id or whole name.")
@click.option("--out", required=True, type=_FILE, help="A new file. Nothing is written over.")
@database_option
def takeout(patient: str, out: Path, database: str | None) -> None:
    """Write everything on file of one patient into one JSON file. docs/takeout.md describes it.

    For a move to another installation. The file is not encrypted.
    """
    with words_for_errors():
        from taper.actions import imports
        from taper.actions.doing import at_the_terminal
        from taper.actions.takeout import take_out
        from taper.errors import TaperError

        if out.exists():
            raise TaperError("cli.export_there", file=out.name)
        with opened(database) as clinic:
            whose = imports.find_patient(clinic, patient)
            keep(out, take_out(clinic, at_the_terminal(), whose))
        click.echo(say("takeout.written", file=out.name))


@click.command("takeout-restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--prescriber", required=True, metavar="NAME", help="Sign-in name of who looks on.")
@database_option
def takeout_restore(file: Path, prescriber: str, database: str | None) -> None:
    """Bring the person of a takeout FILE here, whole or not at all.

    Plans come as history, signed elsewhere and not in force: a prescriber signs anew.
    """
    with words_for_errors():
        from taper.actions.doing import at_the_terminal
        from taper.actions.takeout import take_in
        from taper.ids import to_text
        from taper.imports.takeout import takeout_bytes

        body = takeout_bytes(file)
        with opened(database) as clinic:
            came = take_in(clinic, at_the_terminal(), body, prescriber=prescriber)
        where = to_text(came.patient)
        told = say("takeout.taken_in", name=came.name, days=came.days, plans=came.plans, id=where)
        click.echo(told)
        click.echo(say("takeout.next"))
