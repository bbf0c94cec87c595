"""`taper demo-data`: a demo's database as large as one likes."""

import click

from taper.cli.keeping import told
from taper.cli.parts import words_for_errors
from taper.settings import Settings
from taper.words import say


@click.command("demo-data")
@click.option("--patients", required=True, type=click.IntRange(1, 100_000), help="How many.")
@click.option("--days", required=True, type=click.IntRange(1, 3_650), help="Days of each diary.")
@click.option("--database", required=True, metavar="URL", help="A new one, or a demo's.")
def demo_data(patients: int, days: int, database: str) -> None:
    """Fill a demo's database with made-up people and their diaries, up to today.

    The same numbers on the same day give the same people and days. Broken off, the same
    command goes on where it stopped. Look around in it with: taper demo --database URL
    """
    with words_for_errors():
        from taper.demo.crowd import fill_crowd

        with told("cli.demo_data_filling") as progress:
            added = fill_crowd(Settings(database=database, demo=True), patients, days, progress)
        click.echo(say("cli.demo_data_filled", n=added, patients=patients))
