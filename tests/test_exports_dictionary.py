"""The package and docs/data-dictionary.md say the same of each file and each column."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from taper.exports.tables import fields_of_timeline
from taper.words import keys, language, say
from tests.conftest import Cast
from tests.drafts import switched_on
from tests.packages import opened, packed
from tests.takeouts import fill_whole

PAGE = (Path(__file__).parent.parent / "docs/data-dictionary.md").read_text("utf-8")
ROW = re.compile(r"^\| `([a-z0-9_<>]+)` \| (.+) \|$", re.MULTILINE)
SEVERAL = {
    "symptom_": "symptom_<slug>",
    "total_elsewhere_": "total_elsewhere_<name>_<mark>",
    "total_": "total_<instrument>",
}
NOT_IN_THIS_RECORD = {"total_elsewhere_<name>_<mark>": "total_elsewhere_bdi_1a2b3c4d"}


def on_the_page() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Give of each file what a row of it is and its columns, as the page says."""
    timeline, files = PAGE.split("### Several medicines")[0], PAGE.split("#### `")[1:]
    found = {"timeline": (timeline.split("## The timeline (CSV)\n\n")[1], timeline)}
    for file in files:
        name, about, rows = file.split("\n\n")[:3]
        found[name.removesuffix(".csv`")] = (about, rows)
    return {
        name: (_plain(about).split("\n\n")[0], _rows(rows)) for name, (about, rows) in found.items()
    }


def _rows(text: str) -> list[tuple[str, str]]:
    return [(name, _plain(holds)) for name, holds in ROW.findall(text)]


def _plain(text: str) -> str:
    return text.replace("`", "")


def as_the_page_calls(name: str) -> str:
    begins = (shown for start, shown in SEVERAL.items() if name.startswith(start))
    return next(begins, name)


def described(cast: Cast) -> dict[str, Any]:
    made = json.loads(opened(packed(cast, cast.alex))["datapackage.json"])
    return {each["name"]: each for each in made["resources"]}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    fill_whole(sqlite_cast)
    return sqlite_cast


def test_one_column_worked_by_hand(cast: Cast):
    (field,) = (
        each
        for each in described(cast)["check_ins"]["schema"]["fields"]
        if each["name"] == "entered_in_error"
    )
    assert field == {
        "name": "entered_in_error",
        "type": "boolean",
        "description": "Whether the day was marked as entered in error.",
        "trueValues": ["yes"],
        "falseValues": ["no"],
    }


def test_the_package_and_the_page_say_the_same_of_each_file_and_column(cast: Cast):
    page = on_the_page()
    for name, file in described(cast).items():
        about, columns = page.pop(name)
        assert file["description"] == about, name
        said = {
            as_the_page_calls(each["name"]): each["description"]
            for each in file["schema"]["fields"]
        }
        absent = {each for each, _ in columns} - said.keys()
        assert absent <= NOT_IN_THIS_RECORD.keys(), name
        assert said | {each: of_timeline(NOT_IN_THIS_RECORD[each]) for each in absent} == dict(
            columns
        )
        assert list(said) == [each for each, _ in columns if each not in absent], name
    assert page == {}


def of_timeline(*names: str) -> str:
    (field,) = fields_of_timeline(",".join(names).encode("utf-8-sig"))
    return field.description


def test_columns_of_a_second_medicine_say_what_those_of_the_first_do():
    first = ("medicine", "form", "plan_version", "planned_mg", "change_28d_mg", "taken")
    for name in first:
        assert of_timeline(f"{name}_2") == of_timeline(f"{name}_12") == of_timeline(name)
    assert of_timeline("medicine_2") == dict(on_the_page()["intake"][1])["medicine"]


def test_each_symptom_is_described_and_none_by_its_own_words():
    assert of_timeline("symptom_own_1") == of_timeline("symptom_dizziness")


def test_every_description_is_of_a_column_or_a_file_of_the_page():
    page = on_the_page()
    said = {_plain(about) for about, _ in page.values()}
    said |= {holds for _, columns in page.values() for _, holds in columns}
    idle = {key for key in keys() if key.startswith("field.") and say(key) not in said}
    assert idle == set()


def test_descriptions_are_in_the_language_of_who_makes_the_package_and_names_are_not(cast: Cast):
    english = described(cast)
    with switched_on("nl"), language.speaking("nl"):
        dutch = described(cast)
    for name, file in english.items():
        fields, theirs = file["schema"]["fields"], dutch[name]["schema"]["fields"]
        assert [each["name"] for each in fields] == [each["name"] for each in theirs]
        for field, other in zip(fields, theirs, strict=True):
            assert field["description"] != other["description"], field["name"]
