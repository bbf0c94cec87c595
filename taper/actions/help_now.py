"""Crisis information for a page inside the program: the same facts as the script-free page's."""

from datetime import date

from pydantic import BaseModel

from taper import words
from taper.actions.clinic import Clinic
from taper.actions.doing import reading
from taper.exports.pdf import CrisisNumbers
from taper.facts.crisis import Line, Sign, crisis
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.person import Actor
from taper.storage import people
from taper.words import say


class CountryHelp(BaseModel, frozen=True):
    """The numbers of one country."""

    country: str  # ISO 3166-1 alpha-2
    emergency: str | None
    lines: tuple[Line, ...]
    checked_on: date


class HelpNow(BaseModel, frozen=True):
    """The numbers of the patient's country, or of all where none was chosen; and the signs."""

    countries: tuple[CountryHelp, ...]
    signs: tuple[Sign, ...]
    signs_checked_on: date


def help_now(clinic: Clinic, actor: Actor, patient: PatientId) -> HelpNow:
    """Give the crisis information for a patient; none of it depends on an answer."""
    with reading(clinic, actor, Action.CHOOSE_COUNTRY, patient) as work:
        found = people.patient(work.session, patient)
    facts = crisis()
    chosen = found.country if found else None
    shown = (chosen,) if chosen in facts.countries and chosen else facts.countries
    return HelpNow(
        countries=tuple(
            CountryHelp(
                country=code,
                emergency=facts.emergency_of(code),
                lines=facts.lines_of(code),
                checked_on=facts.checked_on(code),
            )
            for code in shown
        ),
        signs=facts.sign,
        signs_checked_on=facts.signs_checked_on,
    )


def crisis_numbers(country: str | None) -> tuple[CrisisNumbers, ...]:
    """Give the numbers for paper: of *country*, or of all where none was chosen."""
    facts = crisis()
    known = country is not None and country in facts.countries
    return tuple(
        CrisisNumbers(name="" if known else words.country(code), lines=_lines_of(code))
        for code in ((country,) if known and country else facts.countries)
    )


def _lines_of(country: str) -> tuple[str, ...]:
    facts = crisis()
    emergency = facts.emergency_of(country)
    first = [say("crisis.paper_emergency", number=emergency)] if emergency else []
    return (*first, *map(_line, facts.lines_of(country)))


def _line(line: Line) -> str:
    ways = [
        say(f"crisis.paper_{way}", number=number)
        for way, number in (("call", line.call), ("text", line.text))
        if number
    ]
    return say("crisis.paper_line", name=line.name, ways=", ".join(ways))
