"""PDF by Typst: one font, one footer, one crisis block; every word arrives as data.

A template of the folder `typst/` begins with ``#import "base.typ": content, crisis, sheet`` and
``#show: sheet``, reads what `make_pdf` was given as ``content`` and places ``crisis``.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from taper.words import say
from taper.words.language import in_use

if TYPE_CHECKING:  # 50 MB of compiler are loaded with the first PDF, not before
    from typst import Fonts

_HERE = Path(str(files(__package__)))


class Paper(StrEnum):
    """The sizes of paper there are, by Typst's names."""

    A4 = "a4"
    LETTER = "us-letter"


class CrisisNumbers(NamedTuple):
    """Whom to call in one country; *name* is empty where the patient chose the country."""

    name: str
    lines: tuple[str, ...]


def make_pdf(
    template: str,
    content: Mapping[str, Any],
    *,
    title: str,
    paper: Paper,
    crisis: Sequence[CrisisNumbers],
) -> bytes:
    """Set *template* (a name in `typst/`, without its ending) with *content*; both end as one PDF.

    *content* is anything that JSON can hold. The file claims PDF/UA-1 unless a letter is in none
    of the fonts that come along: then the machine's own are asked too, without the claim.
    """
    from typst import TypstError

    said = {
        "title": title,
        "language": in_use().code,
        "direction": in_use().direction,
        "paper": paper.value,
        "purpose": say("product.purpose"),
        "page": say("pdf.page", page="@1", pages="@2"),
        "crisis": {
            "heading": say("crisis.heading"),
            "not_live": say("crisis.not_live"),
            "countries": [each._asdict() for each in crisis],
        },
        "content": content,
    }
    given = {"said": json.dumps(said, ensure_ascii=False)}
    try:
        return _set(template, given, only_ours=True)
    except TypstError:
        return _set(template, given, only_ours=False)


def _set(template: str, given: dict[str, str], *, only_ours: bool) -> bytes:
    from typst import Compiler

    folder = _HERE / "typst"
    made = Compiler(
        folder / f"{template}.typ",
        root=folder,
        font_paths=_fonts(only_ours=only_ours),
        sys_inputs=given,
    ).compile(format="pdf", pdf_standards=["ua-1"] if only_ours else [])
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no file")
    return made


@cache
def _fonts(*, only_ours: bool) -> "Fonts":
    """Read the fonts once: the shipped ones and Typst's own, or the machine's as well."""
    from typst import Fonts

    return Fonts(include_system_fonts=not only_ours, font_paths=[_HERE / "fonts"])
