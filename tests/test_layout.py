"""The house stands as drawn in design §4: imports run one way, and nothing grows too long."""

from pathlib import Path

import pytest

from tests import layout


def _house(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_every_import_of_the_house_has_a_door():
    assert [line for path in layout.source_files() for line in layout.broken_walls(path)] == []


def test_no_modules_import_one_another_in_a_circle():
    assert layout.cycles() == []


def test_files_and_functions_stay_short():
    files = [*layout.source_files(), *sorted(layout.ROOT.glob("tests/**/*.py"))]
    assert [line for path in files for line in layout.too_long(path)] == []


def test_no_file_has_a_name_that_says_nothing():
    assert [
        path.name for path in layout.source_files() if path.stem.casefold() in layout.UNTOLD_NAMES
    ] == []


def test_no_folder_of_views_is_called_pages():
    assert not (layout.ROOT / "taper/ui/pages").exists()


def test_the_wall_of_rule_5_stands_in_both_directions_in_the_map():
    for side, other in (("plan", "diary"), ("diary", "plan")):
        assert other not in layout.MAP[side]
        for door in layout.MAP[side]:
            assert other not in layout.MAP[door]


BAD = [
    ("taper/plan/x.py", "import taper.diary.check_in", "taper.diary.check_in"),
    ("taper/plan/x.py", "from taper.diary import intake", "taper.diary.intake"),
    ("taper/plan/x.py", "from taper import diary", "taper.diary"),
    ("taper/plan/x.py", "from ..diary.check_in import CheckIn", "taper.diary.check_in.CheckIn"),
    ("taper/plan/x.py", "def f():\n    from taper.diary import intake", "taper.diary.intake"),
    (
        "taper/plan/x.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import taper.diary",
        "taper.diary",
    ),
    ("taper/plan/x.py", 'import importlib\nimportlib.import_module("taper.diary")', "taper.diary"),
    ("taper/plan/x.py", "import importlib\nimportlib.import_module(n)", "<a computed name>"),
    ("taper/plan/x.py", '__import__("taper.diary")', "taper.diary"),
    ("taper/plan/x.py", "import pandas", "pandas"),
    ("taper/plan/__init__.py", "from ..diary import check_in", "taper.diary.check_in"),
    ("taper/diary/x.py", "from taper.plan.plan import Plan", "taper.plan.plan.Plan"),
    ("taper/people/x.py", "import taper.plan", "taper.plan"),
    ("taper/plan/x.py", "import taper.record.timeline", "taper.record.timeline"),
    ("taper/record/x.py", "import taper.charts", "taper.charts"),
    ("taper/record/x.py", "import taper.storage.engine", "taper.storage.engine"),
    ("taper/charts/x.py", "import taper.actions", "taper.actions"),
    ("taper/charts/x.py", "import streamlit as st", "streamlit"),
    ("taper/storage/x.py", "import taper.record", "taper.record"),
    ("taper/storage/x.py", "import taper.words", "taper.words"),
    ("taper/exports/x.py", "import taper.storage.diary", "taper.storage.diary"),
    ("taper/imports/x.py", "from taper.words import say", "taper.words.say"),
    ("taper/actions/x.py", "from sqlalchemy import select", "sqlalchemy.select"),
    ("taper/actions/x.py", "import altair", "altair"),
    ("taper/actions/x.py", "import taper.ui.shell", "taper.ui.shell"),
    ("taper/ui/views/x.py", "from sqlalchemy.orm import Session", "sqlalchemy.orm.Session"),
    ("taper/ui/views/x.py", "import taper.storage.people", "taper.storage.people"),
    ("taper/ui/views/x.py", "import altair as alt", "altair"),
    ("taper/ui/views/x.py", "from starlette.requests import Request", "starlette.requests.Request"),
    ("taper/ui/views/x.py", "import taper.facts.crisis", "taper.facts.crisis"),
    ("taper/web/x.py", "import streamlit", "streamlit"),
    ("taper/web/x.py", "import taper.storage.engine", "taper.storage.engine"),
    ("taper/web/x.py", "import taper.ui.shell", "taper.ui.shell"),
    ("taper/cli.py", "import taper.storage.engine", "taper.storage.engine"),
    ("taper/cli.py", "import streamlit", "streamlit"),
    ("taper/errors.py", "import taper.ids", "taper.ids"),
    ("app.py", "import altair", "altair"),
]


@pytest.mark.parametrize(("name", "text", "what"), BAD)
def test_a_door_that_is_not_drawn_is_named_by_file_and_import(
    tmp_path: Path, name: str, text: str, what: str
):
    found = layout.broken_walls(_house(tmp_path, name, text), tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{name}:")
    assert found[0].endswith(f"may not import {what}")


GOOD = [
    ("taper/plan/x.py", "import json\nfrom pydantic import BaseModel\nfrom . import plan"),
    ("taper/plan/x.py", "from taper.errors import TaperError\nfrom taper.plan.dose import Dose"),
    ("taper/record/x.py", "import pandas\nimport taper.plan.plan\nimport taper.diary.check_in"),
    ("taper/charts/x.py", "import altair\nimport taper.record.timeline\nimport taper.words"),
    ("taper/storage/x.py", "import sqlalchemy\nimport pysqlite3\nimport taper.diary.check_in"),
    ("taper/actions/x.py", "from sqlalchemy.orm import Session\nimport taper.storage.diary"),
    ("taper/ui/views/x.py", "import streamlit\nimport taper.charts.compare\nimport taper.actions"),
    ("taper/web/x.py", "import starlette\nimport taper.facts.crisis\nimport taper.words"),
    ("taper/cli.py", "import taper\nfrom taper import __version__\nimport taper.demo.load"),
    ("app.py", "import streamlit\nimport starlette\nimport taper.web.guard"),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_a_door_that_is_drawn_is_open(tmp_path: Path, name: str, text: str):
    assert layout.broken_walls(_house(tmp_path, name, text), tmp_path) == []


def test_a_folder_that_is_not_drawn_is_named(tmp_path: Path):
    found = layout.broken_walls(_house(tmp_path, "taper/helpers/x.py", ""), tmp_path)
    assert found == ["taper/helpers/x.py: design §4 knows no 'helpers'"]


def test_a_circle_is_found_and_named(tmp_path: Path):
    _house(tmp_path, "taper/plan/a.py", "from taper.plan import b")
    _house(tmp_path, "taper/plan/b.py", "from taper.plan.c import word")
    _house(tmp_path, "taper/plan/c.py", "import taper.plan.a\nword = 1")
    assert layout.cycles(tmp_path) == [
        "taper.plan.a -> taper.plan.b -> taper.plan.c -> taper.plan.a"
    ]


def test_a_file_of_401_lines_and_a_function_of_41_are_named(tmp_path: Path):
    long_file = _house(tmp_path, "taper/plan/a.py", "a = 1\n" * 401)
    just = _house(tmp_path, "taper/plan/b.py", "def f():\n" + "    a = 1\n" * 39)
    over = _house(tmp_path, "taper/plan/c.py", "class A:\n  def g(self):\n" + "    a = 1\n" * 40)
    assert layout.too_long(long_file, tmp_path) == ["taper/plan/a.py: 401 lines"]
    assert layout.too_long(just, tmp_path) == []
    assert layout.too_long(over, tmp_path) == ["taper/plan/c.py:2: g has 41 lines"]
