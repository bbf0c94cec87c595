"""Looking after an installation: check, verify, migrate, back up, restore, move."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from taper.cli.parts import database_option, opened, words_for_errors
from taper.settings import Settings
from taper.words import say

_FILE = click.Path(dir_okay=False, path_type=Path)
_FILE_THERE = click.Path(dir_okay=False, exists=True, path_type=Path)


@contextmanager
def told(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come, on the side of the messages."""
    with click.progressbar(length=1, label=say(what), file=sys.stderr) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        yield progress


@click.command()
@database_option
def verify(database: str | None) -> None:
    """Look whether everything on file is what was written and signed.

    Looks at the database file, the guards that refuse changes, every trail, every
    signature and every day. Exit code 1 where something does not hold.
    """
    with words_for_errors():
        from taper.actions import keeping

        with opened(database) as clinic, told("keeping.looking") as progress:
            found = keeping.verify(clinic, progress)
    for finding in found.findings:
        click.echo(finding)
    click.echo(say("keeping.looked_at", n=found.trails, signatures=found.signatures))
    if found.findings:
        click.echo(say("keeping.some_do_not", n=len(found.findings)))
        sys.exit(1)
    click.echo(say("keeping.all_hold"))


@click.command()
@database_option
def check(database: str | None) -> None:
    """Look at programs, settings, database, key, clock and disk. Nothing is changed.

    Exit code 1 where there is something to mend.
    """
    with words_for_errors():
        from taper.actions import checks

        found = checks.check(Settings(database=database) if database else Settings())
    for each in found:
        click.echo(f"{'    ' if each.holds else '(!) '}{each.sentence}")
    to_mend = sum(not each.holds for each in found)
    click.echo(say("checks.to_mend", n=to_mend) if to_mend else say("checks.all_well"))
    sys.exit(1 if to_mend else 0)


@click.command()
@database_option
def migrate(database: str | None) -> None:
    """Bring the tables up to date, as a whole or not at all. Make a backup first.

    The next start would do the same. A database of a newer version is refused.
    """
    with words_for_errors(), opened(database):
        click.echo(say("checks.schema_today"))


@click.command("backup-key")
@click.argument("file", type=_FILE)
def backup_key(file: Path) -> None:
    """Make the two halves of a backup key: the private one in FILE, the public one here."""
    with words_for_errors():
        from taper.actions import backups

        public = backups.make_key(file)
        click.echo(say("keeping.key_made", file=file))
        click.echo(public)


@click.command()
@database_option
@click.argument("file", type=_FILE)
@click.option("--for", "recipient", default="", metavar="age1…", help="The public half of a key.")
def backup(database: str | None, file: Path, recipient: str) -> None:
    """Write the database as it is now to FILE, encrypted, while people go on saving."""
    with words_for_errors():
        from taper import clock
        from taper.actions import backups

        with opened(database) as clinic:
            at = clock.now()
            with told("keeping.copying") as progress:
                made = backups.back_up(
                    clinic, file, recipient or clinic.settings.backup_recipient, progress
                )
            click.echo(say("keeping.backed_up", file=file, at=at, sha256=made))
            click.echo(say("keeping.key_not_in_it", file=clinic.key_path))


@click.command()
@click.option("--from", "source", required=True, metavar="URL", help="The database to move.")
@click.option("--to", "target", required=True, metavar="URL", help="An empty one, of any kind.")
@click.option(
    "--to-key",
    "new_key",
    type=_FILE_THERE,
    help="The key file of the new one; without it, today's.",
)
@click.option("--plain", is_flag=True, help="Leave the new SQLite file unencrypted.")
def move(source: str, target: str, new_key: Path | None, plain: bool) -> None:
    """Carry an installation to another database, SQLite or PostgreSQL, and compare every row.

    Where a key for the database is set, a new SQLite file is encrypted with it, or with the
    one named here. End the program first. Broken off, it goes on where it stopped.
    """
    with words_for_errors():
        from taper.actions import keys, moving

        today = keys.database_key(Settings())
        new = None if plain else keys.key_in(new_key) if new_key else today
        with told("moving.carrying") as progress:
            rows = moving.move(source, target, progress, moving.Keys(today, new))
        click.echo(say("moving.moved", n=rows))
        click.echo(say("moving.key_too"))


@click.command("trail-key")
@database_option
def trail_key(database: str | None) -> None:
    """Go on with a new key in every trail. Make a backup, and end the program first.

    The key file keeps the old keys before the new one: what was written under them is
    verified with them. Broken off, it is done by doing it again.
    """
    with words_for_errors():
        from taper.actions import keeping

        with opened(database) as clinic:
            renewed = keeping.renew_trail_key(clinic)
        click.echo(say("keeping.trail_key_renewed", file=renewed.key_path))


@click.command("database-key")
@click.argument("file", type=_FILE)
def database_key(file: Path) -> None:
    """Put a new key that encrypts an SQLite file into FILE, for its owner alone."""
    with words_for_errors():
        from taper.actions import keys

        keys.make_database_key(file)
        click.echo(say("keeping.database_key_made", file=file))


@click.command()
@click.argument("file", type=_FILE_THERE)
@click.option("--key", required=True, type=_FILE_THERE, help="The private half of the backup key.")
@click.option("--to", "database", required=True, type=_FILE, help="A new SQLite file.")
def restore(file: Path, key: Path, database: Path) -> None:
    """Bring the backup FILE back as a new SQLite file. Nothing is written over."""
    with words_for_errors():
        from taper.actions import backups, keys

        backups.restore(file, key, database, keys.database_key(Settings()))
        click.echo(say("keeping.restored", database=database, key_file=f"{database}.key"))
