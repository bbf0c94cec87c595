"""A draft as if a clinician had read it, to look at its pages and to test what is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from taper.words import language
from taper.words.language import Language


@contextmanager
def switched_on(*codes: str) -> Iterator[tuple[Language, ...]]:
    """Let the drafts called *codes* be chosen for a while; nothing in their files changes."""
    drafts = {each.code: each for each in language.on_file()}
    made = tuple(
        replace(drafts[code], reviewed_by="the tests", reviewed_on=date(2026, 3, 2))
        for code in codes
    )
    with _lent(made):
        yield made


@contextmanager
def _lent(left: tuple[Language, ...]) -> Iterator[None]:
    if not left:
        yield
        return
    with language.lend(left[0]), _lent(left[1:]):
        yield
