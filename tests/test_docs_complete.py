"""What the program has, the documents name: every setting, command and line of the trail."""

import tomllib
from pathlib import Path

import click
import pytest

from taper.cli import main
from taper.people.audit import Event
from taper.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")}
SET_BY_THE_COMMANDS = {"demo"}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described(name: str):
    variable = f"TAPER_{name.upper()}"
    if name in SET_BY_THE_COMMANDS:
        assert variable in DOCS["running.md"]
    else:
        assert f"| `{variable}` |" in DOCS["running.md"]


def commands(group: click.Group, path: str = "taper") -> list[str]:
    """Give every command as it is typed."""
    found = []
    for name, command in group.commands.items():
        typed = f"{path} {name}"
        found += commands(command, typed) if isinstance(command, click.Group) else [typed]
    return found


@pytest.mark.parametrize("command", commands(main))
def test_every_command_is_described(command: str):
    assert any(command in page for page in DOCS.values())


def test_every_line_of_the_trail_is_listed_in_the_words_a_patient_reads():
    words = tomllib.loads((ROOT / "taper/words/en/my_data.toml").read_text("utf-8"))
    listed = [
        f"| `{event.value}` | {sentence if isinstance(sentence, str) else sentence['other']} |"
        for event in Event
        for sentence in [words[f"event_{event.value}"]]
    ]
    assert [line for line in listed if line not in DOCS["trail.md"]] == []


def test_every_page_of_the_documents_is_in_the_site():
    site = (ROOT / ".ci" / "mkdocs.yml").read_text("utf-8")
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    assert [str(page) for page in pages if f": {page}" not in site] == []


def test_the_purpose_stands_on_the_first_page_word_for_word():
    words = tomllib.loads((ROOT / "taper/words/en/product.toml").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"> {words['purpose']}\n" in DOCS["index.md"]
    assert f"> {words['purpose']}\n" in readme
