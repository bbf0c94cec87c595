"""What the documents name, the program has: every command, option, setting and file."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from taper.cli import main
from taper.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
COMMAND = re.compile(r"(?:(?<=`)|(?<=bin/)|(?<=^)|(?<=\.key ))taper( [a-z][^`\n]*)", re.MULTILINE)
VARIABLE = re.compile(r"\bTAPER_[A-Z_]+\b")
PLACE = re.compile(r"`((?:taper|tests|docs|\.ci|\.streamlit)/[\w./-]*\w)`")
OF_THE_TESTS = {"TAPER_TEST_SIZE", "TAPER_TEST_SKIPS"}


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Give each command that a page types, with its words."""
    for found in COMMAND.findall(page.read_text("utf-8")):
        yield f"taper{found}", found.split("#")[0].split()


def wrong(words: list[str]) -> str:
    """Name the first word that the command line would not know; "" where it knows all."""
    at: click.Command = main
    while words and isinstance(at, click.Group):
        name, *words = words
        if name.startswith("--"):
            return ""  # of the program itself: --help, --version
        if name not in at.commands:
            return name
        at = at.commands[name]
    options = {each for parameter in at.params for each in parameter.opts} | {"--help"}
    return next((each for each in words if each[:2] == "--" and each not in options), "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_a_page_types_is_one_with_these_options(page: Path):
    told = {line: wrong(words) for line, words in commands(page)}
    assert {line: each for line, each in told.items() if each} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_setting_that_a_page_names_is_one(page: Path):
    known = {f"TAPER_{name.upper()}" for name in Settings.model_fields} | OF_THE_TESTS
    assert set(VARIABLE.findall(page.read_text("utf-8"))) - known == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_a_page_names_is_there(page: Path):
    named = PLACE.findall(page.read_text("utf-8"))
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_a_command_that_is_none_would_be_named():
    assert wrong(["serve", "--port", "8501"]) == ""
    assert wrong(["serve", "--loudly"]) == "--loudly"
    assert wrong(["serf"]) == "serf"
    assert any(commands(ROOT / "README.md"))
