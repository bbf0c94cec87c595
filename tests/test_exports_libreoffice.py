"""The package in LibreOffice: each cell is of the kind that was meant, and nothing in it runs."""

import csv
import io
import json
import shutil
import subprocess
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from taper.actions import diary
from taper.actions.diary import Said, SaidTaken
from taper.diary.intake import Taken
from taper.exports.tables import Field, Table
from taper.plan.typed import TypedPlan, TypedRow, WorkedRow
from tests.conftest import TEXTS, Cast, missing, sign_plan
from tests.ods import OdsCell, ods_rows
from tests.packages import opened, packed
from tests.saving import back
from tests.takeouts import fill_whole

# Comma, double quote, UTF-8, from the first line: what its window finds out by itself.
READ_AS = "CSV:44,34,76,1"
NUMBERS = {"integer", "number"}
HOSTILE = (
    '=HYPERLINK("https://example.org","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "'quoted",
    'comma, "quote"',
    "שלום 🙂 Zoë ½ × 5 mg",
    "12 March",
)


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        missing("LibreOffice (Debian: libreoffice-calc-nogui)")
    return str(found)


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    """Alex with something in every file, hostile words, a fraction and times of day."""
    fill_whole(sqlite_cast)
    worked = WorkedRow(starts=back(-7), dose="2.4", intended=(("5/2",),), working="5 mg / 2")
    rows = (
        TypedRow(starts="2026-03-02", dose="08:00 10 + 20:00 5"),
        TypedRow(starts="2026-03-09", dose="2.4"),
    )
    plan = TypedPlan(rows=rows, worked=(worked,), holds="further_notice", then=HOSTILE[0], **TEXTS)
    course = sign_plan(sqlite_cast, plan, medicine="Otherine", reason="=1+1").course.id
    for number, words in enumerate(HOSTILE[:8], start=4):
        said = SaidTaken(course=course, taken=Taken.OTHER, ug=1_250, at=time(7, 30))
        diary.save_check_in(
            sqlite_cast.clinic,
            sqlite_cast.alex,
            sqlite_cast.patient,
            back(number),
            Said(note=words, taken=(said,)),
            expected_revision=0,
        )
    return sqlite_cast


def in_office(office: str, folder: Path, files: dict[str, bytes]) -> dict[str, list[list[OdsCell]]]:
    """Give the cells of each CSV file as LibreOffice has read them."""
    for name, body in files.items():
        (folder / name).write_bytes(body)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            f"--infilter={READ_AS}",
            *("--convert-to", "ods", "--outdir", folder),
            *(folder / name for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {name: ods_rows((folder / name).with_suffix(".ods")) for name in files}


def test_every_cell_of_the_package_is_of_its_kind_and_nothing_runs(
    cast: Cast, office: str, tmp_path: Path
):
    made = opened(packed(cast, cast.alex))
    described = json.loads(made["datapackage.json"])["resources"]
    found = in_office(office, tmp_path, {each["path"]: made[each["path"]] for each in described})
    assert b",5/2 mg," in made["plan_steps.csv"]
    kinds: set[str] = set()
    for resource in described:
        header, *rows = csv.reader(
            io.StringIO(made[resource["path"]].decode("utf-8-sig"), newline="")
        )
        (names, *cells), fields = found[resource["path"]], resource["schema"]["fields"]
        assert [each.value for each in names] == header
        for row, shown in zip(rows, cells, strict=True):
            padded = [*shown, *[OdsCell("", "")] * (len(row) - len(shown))]
            for field, cell, ods in zip(fields, row, padded, strict=True):
                where = (resource["name"], field["name"], cell)
                assert ods.formula == "", where
                assert is_as_meant(field["type"], cell, ods), (*where, ods)
                kinds |= {field["type"]} if cell else set()
    assert kinds == {"string", "integer", "number", "date", "datetime", "time", "boolean"}


def is_as_meant(kind: str, cell: str, ods: OdsCell) -> bool:
    if not cell:
        return ods.kind == ""
    if kind in NUMBERS:
        return ods.kind == "float" and Decimal(ods.value) == Decimal(cell)
    if kind == "date":
        return ods.kind == "date" and ods.value == cell
    if kind == "time":
        return ods.kind == "time" and ods.value == f"PT{cell[:2]}H{cell[3:5]}M{cell[6:8]}S"
    if ods.kind == "float":  # the answers of check_ins.csv are numbers and words in one column
        return Decimal(ods.value) == Decimal(cell)
    return ods.kind == "string" and ods.value == cell


def test_formulas_run_where_they_are_not_guarded(office: str, tmp_path: Path):
    (cells,) = in_office(office, tmp_path, {"raw.csv": b"=1+1,'=1+1\r\n"}).values()
    assert cells[0][0].formula
    assert not cells[0][1].formula


def test_texts_stay_texts(office: str, tmp_path: Path):
    table = Table("words", (Field("words", "text"),), [(each,) for each in HOSTILE])
    (cells,) = in_office(office, tmp_path, {"words.csv": table.csv}).values()
    assert [each[0].kind for each in cells[1:]] == ["string"] * len(HOSTILE)
    assert all(each[0].formula == "" for each in cells)
