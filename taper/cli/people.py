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


@person.command("due")
@database_option
def list_due(database: str | None) -> None:
    """List whose record has rested for longer than TAPER_KEEP_YEARS. Nothing is changed."""
    with words_for_errors():
        from taper.actions import erasure
        from taper.ids import to_text

        with opened(database) as clinic:
            found = erasure.due(clinic)
        for patient, name, day in found:
            click.echo(say("cli.due", id=to_text(patient), name=name, day=day))
        if not found:
            click.echo(say("cli.due_nobody"))


@person.command("erase")
@database_option
@click.argument("patient", metavar="ID")
@click.option("--yes", is_flag=True, help="Don't ask.")
def erase_person(database: str | None, patient: str, yes: bool) -> None:
    """Erase who a patient was and every word. Trail and signatures still verify.

    For the day on which nothing obliges the clinic to keep the record any longer, or the
    patient's wish where nothing obliges it at all. docs/privacy.md says what stays.
    """
    with words_for_errors():
        from taper.actions import erasure, imports

        with opened(database) as clinic:
            whose = imports.find_patient(clinic, patient)
            if not yes:
                click.confirm(say("cli.erase_ask", name=patient), abort=True)
            click.echo(say("cli.erased", n=erasure.erase(clinic, whose)))
