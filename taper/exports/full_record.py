"""The full record on paper: what it holds, then plans, days, questionnaires, events, requests."""

from collections.abc import Sequence
from typing import NamedTuple

from taper.exports.pdf import CrisisNumbers, Paper, make_pdf
from taper.exports.visit import Part
from taper.words import say


class Chapter(NamedTuple):
    """What is of one kind, oldest first: versions, days, questionnaires, events or requests."""

    heading: str
    entries: tuple[Part, ...]


class FullRecord(NamedTuple):
    """Everything that is printed, in words; already cut to what the reader may see."""

    name: str
    about: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def record_pdf(record: FullRecord, *, paper: Paper, crisis: Sequence[CrisisNumbers]) -> bytes:
    """Set the parts one after the other, each entry in one piece where it fits a page."""
    content = {
        "title": say("full_record.title"),
        "who": record.name,
        "about": record.about,
        "none": say("full_record.none"),
        "chapters": [
            {"heading": each.heading, "entries": [one._asdict() for one in each.entries]}
            for each in record.chapters
        ],
    }
    title = say("full_record.title")
    return make_pdf("full_record", content, title=title, paper=paper, crisis=crisis)
