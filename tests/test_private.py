"""A word in each private place of a diary, looked for in everything that anybody else can get."""

import pytest

from taper.ui import navigation
from tests import private
from tests.conftest import Cast
from tests.private import Get, file, page
from tests.sharing import share_with_sam

# All but those which are about plans and people alone.
PAGES = [*navigation.OF_A_PRESCRIBER.keys() - {"write_plan", "change_plan", "invite"}]
OTHERS: dict[str, dict[str, Get]] = {
    "dr_bose": {
        **{name: file("dr_bose", name) for name in private.FILES},
        **{f"page {name}": page("dr_bose", name) for name in PAGES},
    },
    "sam": {
        **{name: file("sam", name) for name in private.OF_A_SUPPORTER},
        "page shared_with_me": page("sam", "shared_with_me"),
    },
    "terminal": {name: file("terminal", name) for name in private.OF_THE_TERMINAL},
    "whoever has the link": {"page and visit.pdf": private.link},
    # What the patient hands on holds no private line either.
    "alex": {name: file("alex", name) for name in ("visit.pdf", "visit.txt")},
}
# Where the words stand that others may read: a search that finds nothing has to be a search.
WITH_THE_DAYS = {
    "timeline.csv",
    "package.zip",
    "record.pdf",
    "page compare",
    "page shared_with_me",
}
SHOWS = {
    "a note": WITH_THE_DAYS | {"fhir.json"},
    "an event": WITH_THE_DAYS
    | {"visit.pdf", "visit.txt", "page and visit.pdf", "page visit", "page events"},
}
OWN: dict[str, tuple[Get, dict[str, str]]] = {
    "package.zip": (file("alex", "package.zip"), private.NOTES | private.EVENTS),
    "page events": (page("alex", "events"), private.EVENTS | private.GONE),
}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    private.fill(sqlite_cast)
    share_with_sam(sqlite_cast)
    return sqlite_cast


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_private_word_anywhere(cast: Cast, who: str):
    seen = {way: get(cast) for way, get in OTHERS[who].items()}
    assert [(way, each) for way in seen for each in _places(private.PRIVATE, seen[way])] == []
    for each, word in private.OPEN.items():
        assert {way for way in seen if word in seen[way]} == SHOWS[each].intersection(seen)


@pytest.mark.parametrize("way", OWN)
def test_the_patient_reads_every_private_word(cast: Cast, way: str):
    get, words = OWN[way]
    assert _places(words, get(cast)) == list(words)


def _places(words: dict[str, str], seen: str) -> list[str]:
    return [place for place, word in words.items() if word in seen]
