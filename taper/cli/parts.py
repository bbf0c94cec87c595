"""What the commands share: the database option, an open clinic, refusals in words."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from taper.actions.clinic import Clinic, open_clinic
from taper.errors import TaperError
from taper.settings import Settings
from taper.words import say_error

database_option = click.option(
    "--database",
    metavar="URL",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME. Without it: TAPER_DATABASE, "
    "or taper.sqlite3 in this folder.",
)


@contextmanager
def opened(database: str | None) -> Iterator[Clinic]:
    """Open the clinic of *database*, or of the settings where none is named."""
    clinic = open_clinic(Settings(database=database) if database else Settings())
    try:
        yield clinic
    finally:
        clinic.store.close()


@contextmanager
def words_for_errors() -> Iterator[None]:
    """Say a refusal in its own sentence, with exit code 2."""
    try:
        yield
    except TaperError as error:
        click.echo(say_error(error), err=True)
        sys.exit(2)
