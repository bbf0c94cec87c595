"""`taper person`: prescribers and the list of patients."""

import click

from taper.cli.parts import database_option, opened, words_for_errors
from taper.words import say


@click.group()
def person() -> None:
    """Make people known, and list patients."""


@person.command("add")
@database_option
@click.option("--name", prompt="Name", help="As others see it.")
@click.option("--sign-in-name", prompt="Sign-in name", help="3 characters or more, no spaces.")
@click.password_option(help="15 characters or more. Asked for where it isn't given.")
def add_person(database: str | None, name: str, sign_in_name: str, password: str) -> None:
    """Make a prescriber. The first one is administrator too.

    Patients are invited by a prescriber, in the browser.
    """
    with words_for_errors():
        from taper.actions import people

        with opened(database) as clinic:
            people.add_prescriber(clinic, name=name, sign_in_name=sign_in_name, password=password)
        needed = clinic.settings.second_factor == "required"
        click.echo(
            say("cli.person_added" if needed else "cli.person_added_alone", name=sign_in_name)
        )


@person.command("list")
@database_option
def list_people(database: str | None) -> None:
    """List patients: id, name, time zone. Nothing of a diary is shown."""
    with words_for_errors():
        from taper.actions import imports

        with opened(database) as clinic:
            for each in imports.patients(clinic):
                click.echo(f"{each.id}  {each.name}  ({each.zone})")
