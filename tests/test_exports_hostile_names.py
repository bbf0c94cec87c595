"""Hostile texts as names: of medicines, forms and symptoms, in each file that a program reads."""

import csv
import io
import re
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import frictionless
import pytest
from click.testing import CliRunner

from taper.cli import main
from taper.cli.export_kinds import ENDINGS
from taper.diary.symptoms import LONGEST_LABEL, Symptom
from taper.exports.csv import unguard
from taper.exports.ical import Entry, calendar
from taper.exports.package import PackageContents, package_zip
from taper.people.person import can_be_seen
from taper.plan.plan import CoursePlans
from tests.conftest import MORNING, Cast, count, sign_plan, typed_plan
from tests.hostile_record import name_symptoms
from tests.hostile_words import HOSTILE, hostile
from tests.ical_strict import strictly
from tests.record_cases import EXAMPLINE, signed, step
from tests.record_hostile import record
from tests.saving import TODAY

PACKAGES = 16  # each with so many names that one can spoil it for the others
STEP = count(short=5, ci=1, full=1)


def names(longest: int) -> list[str]:
    """Give each text that can be a name: one line, all of it there to be seen."""
    lines = dict.fromkeys(" ".join(text.split()) for text in HOSTILE)
    return [each for each in lines if 0 < len(each) <= longest and can_be_seen(each)]


def titles_of(*titles: str) -> list[str]:
    """Give the titles of a calendar as RFC 5545, 3.3.11 has them read."""
    made = [
        Entry(name=title, title=title, day=TODAY, sequence=0, changed_at=MORNING)
        for title in titles
    ]
    entries = strictly(calendar(made, ZoneInfo("Europe/London"), owner=1)).of("VEVENT")
    for each in entries:
        assert [x.one("DESCRIPTION").value for x in each.of("VALARM")] == [
            each.one("SUMMARY").value
        ]
    return [_unescaped(each.one("SUMMARY").value) for each in entries]


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def test_a_backslash_before_an_n_is_no_new_line_in_a_calendar():
    assert titles_of(r"C:\New; a\nb, c\\N") == [r"C:\New; a\nb, c\\N"]


def test_each_name_is_in_a_calendar_as_it_is():
    both = dict.fromkeys((*names(120), *(each[::-1] for each in names(120))))
    wanted = [f"Medicine: {each}" for each in both]
    assert titles_of(*wanted) == wanted


@pytest.mark.parametrize("place", range(PACKAGES)[count(short=3, ci=0, full=0) :: STEP])
def test_frictionless_reads_each_name_in_a_package(place: int, tmp_path: Path):
    labels, medicines = (names(most)[place::PACKAGES] for most in (LONGEST_LABEL, 120))
    assert len(labels) > 20
    courses = [
        EXAMPLINE.model_copy(update={"medicine": each, "form": each[::-1]}) for each in medicines
    ]
    plans = [
        CoursePlans(course=each, versions=(_signed(each.medicine, each.form),)) for each in courses
    ]
    shown = [Symptom(slug=f"own_{n}", label=label) for n, label in enumerate(labels)]
    made = package_zip(
        PackageContents(
            record(plans, symptoms=shown, today=9), TODAY, TODAY, (), (), (), (), {}, ()
        )
    )
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        files.extractall(tmp_path)
    package = frictionless.Package(tmp_path / "datapackage.json")
    assert package.validate().flatten(["type", "note"]) == []
    for name, column, wanted in (
        ("symptoms", "label", labels),
        ("plan_versions", "medicine", medicines),
        ("plan_versions", "form", [each.form for each in courses]),
    ):
        rows = package.get_resource(name).read_rows()
        assert [unguard(row[column]) for row in rows] == wanted
        text = (tmp_path / f"{name}.csv").read_bytes().decode("utf-8-sig")
        table = csv.DictReader(io.StringIO(text, newline=""))
        assert [unguard(row[column]) for row in table] == wanted


def _signed(medicine: str, form: str):
    made = signed(1, 0, [step(0, 10_000), step(7, 5_000)])
    return made.model_copy(
        update={"plan": made.plan.model_copy(update={"medicine": medicine, "form": form})}
    )


def test_every_kind_of_export_is_written_at_the_terminal(sqlite_cast: Cast, tmp_path: Path):
    cast, out = sqlite_cast, tmp_path / "out"
    name_symptoms(cast, hostile()[:: count(short=5, ci=10, full=10)])
    for each in names(120)[3 :: count(short=100, ci=60, full=20)]:
        sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-03-09", "10")), each, medicine=each)
    database = cast.clinic.store.url.render_as_string()
    for what in set(ENDINGS) - {"calendar"}:  # nobody chose to be reminded
        asked = ["export", "--out", out, "--database", database, "--all", "--what", what]
        done = CliRunner().invoke(main, list(map(str, asked)), catch_exceptions=False)
        assert done.exit_code == 0, (what, done.output)
    assert {each.suffix[1:] for each in out.iterdir()} == set(ENDINGS.values()) - {"ics"}
