"""Hundreds of hostile texts through every export, each read by software that did not write it."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import fhirkit
import frictionless
import icalendar
import pandas as pd
import pytest
import time_machine

from taper.actions import (
    bring_in,
    doing,
    fhir,
    fridge,
    full_record,
    package,
    paper,
    pharmacy,
    record,
    reminders,
    symptoms,
    takeout,
    visit,
)
from taper.actions.clinic import open_clinic
from taper.diary.check_in import Answers
from taper.diary.reminders import Chosen
from taper.diary.tags import Tag
from taper.exports.pdf import Paper
from taper.imports.entry import content_of
from taper.plan.plan import canonical_text
from taper.settings import Settings
from taper.storage import diary, events
from tests import pdf_text
from tests.conftest import MORNING, Cast, copied
from tests.hostile_record import FORM, MEDICINE, fill_hostile, name_symptoms, notes_of, plan_of
from tests.hostile_words import hostile, kept
from tests.ical_strict import strictly
from tests.saving import TODAY, back

TEXTS = hostile()
NAMED = 25  # each so many is the name of a symptom too: no patient's list has hundreds
TO_TALK = TEXTS[1::2]  # as tests/hostile_record.py tells them
ALL = Chosen(check_in_at=time(20, 30), dose_changes=True, questionnaires=True, names_shown=True)


@pytest.fixture(scope="module")
def cast(sqlite_template: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A record that says each of the texts wherever somebody can write; nothing changes it."""
    folder = tmp_path_factory.mktemp("hostile")
    with copied(sqlite_template, folder) as cast:
        with time_machine.travel(MORNING, tick=False):
            fill_hostile(cast, TEXTS)
            for slug in name_symptoms(cast, TEXTS[::NAMED]):
                symptoms.tag(cast.clinic, cast.alex, cast.patient, slug, Tag.NEVER_BEFORE)
            reminders.set_reminders(cast.clinic, cast.alex, cast.patient, ALL)
        yield cast


@pytest.fixture(scope="module")
def packed(cast: Cast) -> dict[str, bytes]:
    """The files of the patient's own package."""
    with time_machine.travel(MORNING, tick=False):
        made = package.package(cast.clinic, cast.alex, cast.patient, None, None)
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        return {name: files.read(name) for name in files.namelist()}


def cells(body: bytes, column: str) -> list[str]:
    """Give a column by the csv module, and hold that pandas reads the same."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    table = pd.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    found = [row[column] for row in rows]
    assert [each.replace("\r\n", "\n") for each in found] == [
        each.replace("\r\n", "\n") for each in table[column]
    ]
    return found


def unguarded(cell: str) -> str:
    """Take off what docs/data-dictionary.md says is put before; and no program may run a cell."""
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", cell), repr(cell)
    return cell.removeprefix("'")


def test_each_note_is_in_the_timeline(cast: Cast):
    made = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    days, notes = cells(made, "date"), map(unguarded, cells(made, "note"))
    found = {day: note for day, note in zip(days, notes, strict=True) if note}
    said = {day.isoformat(): kept(note) for day, note in notes_of(TEXTS).items()}
    assert found == {day: note for day, note in said.items() if note}


def test_each_text_is_in_the_package(packed: dict[str, bytes]):
    said = sorted(filter(None, map(kept, TEXTS)))
    for name, column in (("events.csv", "words"), ("requests.csv", "words")):
        assert sorted(filter(None, map(unguarded, cells(packed[name], column)))) == said, name
    days = {day.isoformat(): kept(note) for day, note in notes_of(TEXTS).items()}
    answers = zip(*(cells(packed["check_ins.csv"], x) for x in ("date", "item")), strict=True)
    notes = map(unguarded, cells(packed["check_ins.csv"], "value"))
    found = {day: note for (day, item), note in zip(answers, notes, strict=True) if item == "note"}
    assert found == {day: note for day, note in days.items() if note}


def test_names_and_words_of_a_plan_are_in_the_package(packed: dict[str, bytes]):
    for name in ("plan_steps.csv", "plan_versions.csv"):
        assert set(map(unguarded, cells(packed[name], "medicine"))) == {MEDICINE}, name
        assert set(map(unguarded, cells(packed[name], "form"))) == {FORM}, name
    words = map(unguarded, cells(packed["plan_steps.csv"], "row_words"))
    assert list(words) == [kept(each.words) for each in plan_of(TEXTS).rows]
    labels = list(map(unguarded, cells(packed["symptom_tags.csv"], "label")))
    assert set(map(unguarded, cells(packed["symptoms.csv"], "label"))) > set(labels)
    wanted = {line.casefold() for line in map(_line, TEXTS[::NAMED]) if 0 < len(line) <= 80}
    assert sorted(each.casefold() for each in labels) == sorted(wanted)


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def test_frictionless_finds_the_package_valid(packed: dict[str, bytes], tmp_path: Path):
    for name, body in packed.items():
        (tmp_path / name).write_bytes(body)
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert report.flatten(["type", "note"]) == []


def test_a_package_brought_in_by_another_says_the_same(
    cast: Cast, sqlite_template: Cast, tmp_path: Path
):
    body = package.package(cast.clinic, cast.alex, cast.patient, None, None)
    with copied(sqlite_template, tmp_path) as other:
        bring_in.bring_in(
            other.clinic, other.alex, other.patient, body, None, courses={}, keep_fitting=False
        )
        hers, his = what_stands(other), what_stands(cast)
    assert hers == his
    assert len(hers[1]) > len(TEXTS)


def what_stands(cast: Cast) -> tuple[list[tuple[date, Answers]], list[str]]:
    with cast.clinic.store.reading() as session:
        days = [(each.day, each.answers) for each in diary.check_ins(session, cast.patient)]
        told = [str(content_of(each)) for each in events.events(session, cast.patient)]
    return days, sorted(told)


def test_the_fhir_bundle_is_valid_and_has_each_text(cast: Cast):
    body = fhir.fhir(cast.clinic, cast.alex, cast.patient, None, None)
    assert list(map(str, fhirkit.validate(body))) == []
    said = set(_strings(json.loads(body)))
    # A string of FHIR holds no control character but tab and line ends.
    unwritten = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    wanted = {unwritten.sub("", kept(text)).strip() for text in TEXTS}
    assert {text for text in wanted if text} - said == set()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def test_a_takeout_is_restored_and_goes_out_the_same(cast: Cast, tmp_path: Path):
    body = takeout.take_out(cast.clinic, doing.at_the_terminal(), cast.patient)
    clinic = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"))
    came = takeout.take_in(clinic, doing.at_the_terminal(), body, prescriber="")
    again = takeout.take_out(clinic, doing.at_the_terminal(), came.patient)
    clinic.store.close()
    first, second = json.loads(body), json.loads(again)
    assert canonical_text(second["record"]) == canonical_text(first["record"])
    said = {each["body"] for each in first["record"]["tables"]["free_text"]}
    assert said >= set(filter(None, map(kept, TEXTS)))


def test_the_calendar_is_read_by_two_programs(cast: Cast):
    body = reminders.calendar_file(cast.clinic, cast.alex, cast.patient)
    entries = strictly(body).of("VEVENT")
    assert entries
    parsed = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert len(parsed) == len(entries)
    assert any(MEDICINE in str(each["summary"]) for each in parsed)


def printed(text: str) -> bool:
    """Whether a PDF can give a text back as it is: letters the fonts have, from left to right."""
    return all(unicodedata.category(each)[0] in "LNPSZ" and ord(each) < 0x250 for each in text)


def squeezed(text: str) -> str:
    """Leave out every blank: where a line ends is the paper's."""
    return "".join(text.split()).replace("-", "").replace("\u00ad", "")


def test_the_full_record_prints_each_text_as_it_was_written(cast: Cast):
    made = full_record.full_record(cast.clinic, cast.alex, cast.patient, None, None, Paper.A4)
    read = squeezed("".join(pdf_text.pages(made)))
    missing = [t for t in map(kept, TEXTS) if printed(t) and squeezed(t) not in read]
    assert missing == []


def test_every_pdf_is_made_and_says_what_was_written(cast: Cast):
    course = record.record(cast.clinic, cast.alex, cast.patient, page="plan").plans[0].course.id
    for size in Paper:
        made = {
            "visit": visit.visit_file(
                cast.clinic, cast.alex, cast.patient, back(29), TODAY, None, size
            ),
            "fridge": fridge.fridge(cast.clinic, cast.alex, cast.patient, course, size),
            "sheet": paper.print_sheet(cast.clinic, cast.alex, cast.patient, TODAY, size),
        }
        read = {name: squeezed("".join(pdf_text.pages(body))) for name, body in made.items()}
        missing = {
            (name, text)
            for name, texts in shown_on_paper().items()
            for text in texts
            if printed(text) and squeezed(text) not in read[name]
        }
        assert missing == set()


def shown_on_paper() -> dict[str, list[str]]:
    """Give what each paper prints of the texts."""
    return {
        "visit": [*map(kept, TO_TALK)],
        "fridge": [kept(each.words) for each in plan_of(TEXTS).rows],
        "sheet": [_line(text) for text in TEXTS[::NAMED] if 0 < len(_line(text)) <= 80],
    }


def test_the_texts_to_paste_in_have_what_was_written(cast: Cast):
    made = visit.visit_file(cast.clinic, cast.alex, cast.patient, back(29), TODAY, None, None)
    read = squeezed(made.decode("utf-8-sig"))
    assert [text for text in map(kept, TO_TALK) if squeezed(text) not in read] == []
    course = record.record(cast.clinic, cast.alex, cast.patient, page="plan").plans[0].course.id
    asked = pharmacy.Asked(course=course, version=1, first=TODAY, days=28, leftovers="kept")
    told = pharmacy.pharmacy_file(cast.clinic, cast.dr_bose, cast.patient, asked).decode()
    assert MEDICINE in told
    plan = pharmacy.plan_as_file(cast.clinic, cast.dr_bose, cast.patient, course, 1)
    words = set(_strings(json.loads(plan)))
    assert {kept(each.words) for each in plan_of(TEXTS).rows} - words - {""} == set()
