"""The pages for each role name buttons and pages by the words that stand on the screen."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "using").glob("*.md"))
NAMED = re.compile(r"(?<![*\w])\*([^*]+)\*(?![*\w])")


def sentences(node: object) -> list[str]:
    """Give every sentence of a file of words."""
    if isinstance(node, dict):
        return [each for value in node.values() for each in sentences(value)]
    return [str(node)]


@pytest.fixture(scope="module")
def on_screen() -> set[str]:
    files = (ROOT / "taper" / "words" / "en").glob("*.toml")
    return {each for file in files for each in sentences(tomllib.loads(file.read_text("utf-8")))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_names_stands_on_the_screen_in_these_words(page: Path, on_screen: set[str]):
    named = [" ".join(each.split()) for each in NAMED.findall(page.read_text("utf-8"))]
    assert named or page.stem == "administrator"  # works at the terminal
    assert [each for each in named if each not in on_screen] == []
