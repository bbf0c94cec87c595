"""What the documents say of code and tests is there: files, functions, commands, settings."""

import ast
import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from taper.settings import Settings
from tests.layout import ROOT

ASVS = list(csv.DictReader((ROOT / "docs/asvs.csv").read_text("utf-8").splitlines()))
HAZARDS = (ROOT / "docs/hazards.md").read_text("utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def missing(named: str) -> bool:
    """Say whether a file, or a test in it, is not there."""
    path, _, function = named.partition("::")
    file = ROOT / path
    return not file.exists() or bool(function and function not in functions_of(file))


def test_every_test_and_place_that_the_security_table_names_is_there():
    for row in ASVS:
        named = [each.strip() for each in f"{row['where']};{row['test']}".split(";")]
        assert [each for each in named if each and missing(each)] == [], row["requirement"]


def test_each_requirement_stands_once_and_says_whether_it_holds():
    names = [row["requirement"] for row in ASVS]
    assert len(names) == len(set(names))
    for row in ASVS:
        assert row["level"] in {"1", "2"}, row
        if row["applies"] == "no":
            assert (row["holds"], row["test"]) == ("", ""), row
        else:
            assert row["applies"] == "yes", row
            assert row["holds"] in {"yes", "partly", "no", "operator"}, row
        assert row["about"] or row["applies"] == "yes", row


def test_what_holds_only_in_part_or_not_at_all_says_what_is_missing():
    open_ends = [row for row in ASVS if row["holds"] in {"partly", "no"}]
    assert open_ends
    assert [row["requirement"] for row in open_ends if len(row["about"].split()) < 2] == []


def test_each_hazard_has_a_cause_a_control_and_a_test_that_is_there():
    rows = [line for line in HAZARDS.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 20
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row
        tests = TEST.findall(cells[3])
        assert tests, row
        assert [each for each in tests if missing(each)] == [], row


@pytest.mark.parametrize("document", ["privacy.md", "regulatory.md", "running.md"])
def test_every_file_and_setting_that_a_document_names_is_there(document: str):
    text = (ROOT / "docs" / document).read_text("utf-8")
    files = re.findall(r"`((?:taper|tests|docs|\.ci)/[\w/.-]+)`", text)
    assert [each for each in files if not (ROOT / each).exists()] == []
    known = {f"TAPER_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bTAPER_[A-Z_]+\b", text)) <= known


def test_every_setting_is_told_to_whoever_runs_the_program():
    text = (ROOT / "docs/running.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"TAPER_{name.upper()}" not in text] == []


def pinned(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9_.-]+)==([^\s;\\]+)", line) for line in lines)
    return {_canonical(each[1]): each[2] for each in found if each}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_versions_with_hashes_are_the_versions_that_were_tested():
    tested, hashed = pinned("requirements.lock"), pinned("requirements.hashes")
    assert {name: v for name, v in hashed.items() if tested.get(name, v) != v} == {}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {_canonical(re.split(r"[\[~<>=;! ]", each)[0]) for each in wanted["dependencies"]}
    assert named - set(hashed) == set()
