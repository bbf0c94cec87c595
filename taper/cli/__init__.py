"""The command `taper`: start it, make people known, read files in."""

import click

import taper
from taper.cli import imports, keeping, people, start
from taper.cli.demo_data import demo_data
from taper.cli.exports import export
from taper.cli.steps import steps
from taper.cli.takeout import takeout, takeout_restore

# Not the docstring: a raw one would show \\b, which tells click to keep the lines as they are.
_HELP = """Keep a shared diary for coming off an antidepressant.

\b
  taper demo                  look around with made-up people
  taper demo-data             fill a demo with as many made-up people as you like
  taper serve                 start the real thing
  taper person add            make a prescriber without a browser
  taper person list           patients and their ids
  taper import plan FILE …    read a plan in, as a draft
  taper import diary FILE …   read a diary in
  taper export …              write files of patients, of whatever kind there is
  taper takeout …             everything of one person, to take elsewhere
  taper takeout-restore FILE  bring such a file in
  taper steps FILE            work out rows from a prescriber's numbers
  taper check                 look at settings, key, clock and disk
  taper verify                look whether all is what was written and signed
  taper migrate               bring the tables up to date
  taper backup FILE           an encrypted copy, while people go on saving
  taper restore FILE          bring a backup back as a new database
  taper move                  from SQLite to PostgreSQL, or back; to an encrypted file
  taper database-key FILE     make a key that encrypts a database
  taper trail-key             go on with a new key in every trail

A demo has a throw-away database of its own and never touches yours. `taper serve` keeps
everything in one SQLite file unless --database names another place; on its first start it
prints a set-up code, with which the browser makes the first prescriber.

Every setting is a TAPER_* variable; docs/running.md lists them. `taper COMMAND --help` says
more about each command.
"""


@click.group(
    help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96}
)
@click.version_option(taper.__version__, prog_name="taper")
def main() -> None:
    """Run the command that was named."""


main.add_command(start.serve)
main.add_command(start.demo)
main.add_command(demo_data)
main.add_command(people.person)
main.add_command(imports.import_group)
main.add_command(export)
main.add_command(takeout)
main.add_command(takeout_restore)
main.add_command(steps)
main.add_command(keeping.check)
main.add_command(keeping.verify)
main.add_command(keeping.migrate)
main.add_command(keeping.backup_key)
main.add_command(keeping.backup)
main.add_command(keeping.restore)
main.add_command(keeping.move)
main.add_command(keeping.database_key)
main.add_command(keeping.trail_key)
