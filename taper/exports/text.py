"""The visit summary as plain text, to paste into a record: short lines, no markup."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from taper.exports.pdf import CrisisNumbers
from taper.exports.visit import Part, StepsShown, VisitSummary
from taper.record.steps_written import StepCell
from taper.words import say

WIDTH = 90  # characters: what most records show without breaking a line


def visit_text(summary: VisitSummary, crisis: Sequence[CrisisNumbers]) -> str:
    """Write the summary in the order of the PDF; everything is in it but the chart."""
    has = set(summary.left_out)
    lines = [say("visit.title"), summary.name, summary.days, summary.made, ""]
    for medicine in summary.medicines:
        lines += [medicine.name, medicine.today, *medicine.lines, *medicine.clocks]
        lines += [*_listed("versions", medicine.versions)] if medicine.versions else []
        lines.append("")
    lines += [summary.completeness, ""]
    if "talk" not in has:
        lines += _section("talk", summary.talk)
    if "steps" not in has:
        for shown in summary.steps:
            lines += [*_steps(shown), ""]
    if "requests" not in has:
        lines += _parts("requests", summary.requests)
    if "events" not in has:
        lines += _section("events", summary.events)
    if "questionnaires" not in has:
        lines += _parts("questionnaires", summary.questionnaires)
        lines += _section("safety", summary.safety)
    lines += [each for each in (summary.left_out_sentence, *summary.notes) if each]
    lines += ["", *_crisis(crisis), "", say("product.purpose")]
    return "\n".join(_folded(lines)) + "\n"


def _section(name: str, lines: Sequence[str]) -> list[str]:
    return [*_listed(name, lines or [say("visit.none")]), ""]


def _listed(name: str, lines: Sequence[str]) -> list[str]:
    return [say(f"visit.{name}").upper(), *(f"- {each}" for each in lines)]


def _parts(name: str, parts: Sequence[Part]) -> list[str]:
    lines = [say(f"visit.{name}").upper()]
    for part in parts:
        lines += [f"- {part.heading}", *(f"  {each}" for each in part.lines)]
    return [*lines, *([] if parts else [f"- {say('visit.none')}"]), ""]


def _steps(shown: StepsShown) -> list[str]:
    lines = [say("visit.steps_of", medicine=shown.medicine).upper(), *shown.before]
    for line in shown.table.lines:
        lines.append(f"- {line.name}")
        lines.append("  " + say("visit.days_recorded", of_days=line.recorded))
        lines.append(
            "  "
            + say(
                "column.taken_counts",
                as_planned=line.as_planned,
                not_taken=line.not_taken,
                other=line.other,
            )
        )
        for heading, now, before in zip(shown.table.headings, line.cells, line.before, strict=True):
            lines.append(
                "  " + say("visit.item", item=heading, now=_cell(now), before=_cell(before))
            )
    return lines


def _cell(cell: StepCell) -> str:
    if not cell.days:
        return say("column.not_recorded")
    return say("column.figures", mean=cell.mean, range=cell.range, n=cell.days)


def _crisis(crisis: Sequence[CrisisNumbers]) -> list[str]:
    lines = [say("crisis.heading").upper(), say("crisis.not_live")]
    for country in crisis:
        lines += [country.name] if country.name else []
        lines += [f"- {each}" for each in country.lines]
    return lines


def _folded(lines: Iterable[str]) -> Iterable[str]:
    """Break long lines; what a person wrote keeps its own line breaks."""
    for line in lines:
        for part in line.split("\n"):
            indent = len(part) - len(part.lstrip(" -"))
            yield from wrap(part, WIDTH, subsequent_indent=" " * min(indent, 4)) or [""]
