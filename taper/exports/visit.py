"""The visit summary as it is written, and as a PDF; what it says is put together in actions."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from taper.exports.pdf import CrisisNumbers, Paper, make_pdf
from taper.record.steps_written import StepCell, StepsTable
from taper.words import say

# What the patient can leave out for a reader; the plan and who it is about always stand there.
SECTIONS = ("talk", "chart", "steps", "requests", "events", "questionnaires")
TALK_ON_FIRST_PAGE = 600  # characters; more of it follows on the second


class MedicineNow(NamedTuple):
    """Where one plan stands, written."""

    name: str
    today: str  # the dose of the day, or that no plan holds
    lines: tuple[str, ...]  # next dose, version and row
    clocks: tuple[str, ...]  # days since the last change, as planned and as taken
    versions: tuple[str, ...]  # signed within the days shown, with reasons


class Part(NamedTuple):
    """A heading and its lines: a request with its answers, a questionnaire with its items."""

    heading: str
    lines: tuple[str, ...]


class StepsShown(NamedTuple):
    """The step table of one medicine, and the days before its first change."""

    medicine: str
    before: tuple[str, ...]
    table: StepsTable


class ChartShown(NamedTuple):
    """The compare chart drawn for paper, with its facts in words."""

    svg: str
    alt: str


class VisitSummary(NamedTuple):
    """Everything of the summary, written, for one reader and the days chosen."""

    name: str
    days: str
    made: str
    medicines: tuple[MedicineNow, ...]
    completeness: str
    talk: tuple[str, ...]
    steps: tuple[StepsShown, ...]
    requests: tuple[Part, ...]
    events: tuple[str, ...]
    questionnaires: tuple[Part, ...]
    safety: tuple[str, ...]
    left_out: tuple[str, ...]  # names of the sections that the patient leaves out
    notes: tuple[str, ...]  # what else is not in it

    @property
    def left_out_sentence(self) -> str:
        """Which sections the patient leaves out; "" where none is."""
        if not self.left_out:
            return ""
        names = ", ".join(say(f"visit.{name}") for name in self.left_out)
        return say("visit.left_out", sections=names)


def visit_pdf(
    summary: VisitSummary,
    charts: Sequence[ChartShown],
    *,
    paper: Paper,
    crisis: Sequence[CrisisNumbers],
) -> bytes:
    """Set the summary; the first page holds what is read first, the rest follows."""
    first, rest = _talk(summary.talk)
    content = {
        **{name: list(getattr(summary, name)) for name in ("events", "safety", "notes")},
        "who": summary.name,
        "days": summary.days,
        "made": summary.made,
        "medicines": [each._asdict() for each in summary.medicines],
        "completeness": summary.completeness,
        "talk": first,
        "talk_rest": rest,
        "charts": [each._asdict() for each in charts],
        "steps": [_steps(each) for each in summary.steps],
        "requests": [each._asdict() for each in summary.requests],
        "questionnaires": [each._asdict() for each in summary.questionnaires],
        "left_out": summary.left_out_sentence,
        "headings": {name: say(f"visit.{name}") for name in HEADINGS},
        "none": say("visit.none"),
        "has": [name for name in SECTIONS if name not in summary.left_out],
    }
    return make_pdf("visit", content, title=say("visit.title"), paper=paper, crisis=crisis)


HEADINGS = (
    "title",
    "talk",
    "talk_rest",
    "steps",
    "requests",
    "events",
    "questionnaires",
    "safety",
    "versions",
)


def _talk(talk: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part what fits the first page from what follows; no line is cut."""
    first: list[str] = []
    for each in talk:
        if first and sum(map(len, [*first, each])) > TALK_ON_FIRST_PAGE:
            break
        first.append(each)
    if first and len(first[0]) > TALK_ON_FIRST_PAGE:
        return [say("visit.talk_on_next_page")], list(talk)
    return first, list(talk[len(first) :])


def _steps(shown: StepsShown) -> dict[str, Any]:
    return {
        "medicine": shown.medicine,
        "before": list(shown.before),
        "about": say("visit.steps_about"),
        "parts": [
            {
                "headings": [say("column.step"), *part.headings],
                "kinds": list(part.kinds),
                "lines": [
                    {
                        "name": line.name,
                        "facts": [
                            say("visit.days_recorded", of_days=line.recorded),
                            say(
                                "column.taken_counts",
                                as_planned=line.as_planned,
                                not_taken=line.not_taken,
                                other=line.other,
                            ),
                            line.recorded_before,
                        ],
                        "cells": [_cell(each) for each in line.cells],
                        "before": [_cell(each) for each in line.before],
                    }
                    for line in part.lines
                ],
            }
            for part in shown.table.parts()
        ],
    }


def _cell(cell: StepCell) -> dict[str, Any]:
    says = (
        say("column.figures_short", mean=cell.mean, range=cell.range, n=cell.days)
        if cell.days
        else say("column.not_recorded")
    )
    return {"share": cell.share, "says": says}
