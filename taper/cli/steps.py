"""`taper steps`: rows worked out from numbers that a prescriber gave."""

import json
from typing import Literal, TextIO

import click

from taper.cli.parts import words_for_errors
from taper.errors import TaperError
from taper.settings import Settings

# Not the docstring: a raw one would show \b, which tells click to keep the lines as they are.
_HELP = """Work out the rows of a taper from a REQUEST in JSON: a file, or standard input.

Every number is the prescriber's: a request without one of them is refused. What comes
out is rows for a draft, each with its working. A prescriber's signature makes a plan.

\b
Columns
  step                     1 for the first row; the days of a pattern share it
  starts_on                the day it begins
  intended_mg              what the arithmetic gave, to 6 decimals
  deliverable_mg           what can be measured out, by the one rounding that was picked
  difference_mg            deliverable less intended
  cut_mg                   less than the row before, as made; below 0 for a rise
  cut_percent_of_previous  the same in % of the row before
  occupancy_percent        modelled, of the dose as made, where a curve was given
  working                  how the row came about

Facts about the rows, such as doses that can't be made, go to standard error, or stand
beside the rows in JSON.
"""


@click.command("steps", help=_HELP)
@click.argument("request", type=click.File("r", encoding="utf-8-sig"), default="-")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a request, and end.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="How the rows are written.",
)
def steps(request: TextIO, *, schema: bool, form: Literal["csv", "json"]) -> None:
    """Work out the rows of a taper from a request in JSON."""
    # Imported here, so that `taper --help` does not wait for them.
    from taper.actions import steps as bench
    from taper.plan.requests import read_request, request_schema

    if schema:
        click.echo(json.dumps(request_schema(), indent=2))
        return
    with words_for_errors():
        worked_out = bench.work_out_steps(Settings(), read_request(_text(request)))
    click.echo(bench.written(worked_out, form), nl=False)
    if form == "csv":  # the JSON has them beside the rows
        for fact in bench.facts(worked_out):
            click.echo(fact, err=True)


def _text(request: TextIO) -> str:
    try:
        return request.read()
    except UnicodeDecodeError as error:
        raise TaperError("method.request_not_json") from error
