"""The CSV package: what is in it for whom, and how software that nobody here wrote reads it."""

import io
import json
import zipfile
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from taper.actions import doing, people, record, symptoms
from taper.diary.tags import Tag
from taper.people.audit import Event
from taper.people.grant import Section
from taper.words import say
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import Cast
from tests.packages import fill, opened, packed, rows
from tests.saving import back, trail_of
from tests.sharing import share_with_sam
from tests.takeouts import fill_whole

FILES = [
    "timeline",
    "check_ins",
    "plan_versions",
    "plan_steps",
    "preparations",
    "intake",
    "questionnaires",
    "events",
    "requests",
    "symptoms",
    "symptom_tags",
]


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    fill(sqlite_cast)
    return sqlite_cast


def test_it_has_every_file_a_description_and_a_readme(cast: Cast):
    assert list(opened(packed(cast, cast.alex))) == [
        *(f"{name}.csv" for name in FILES),
        "datapackage.json",
        "README.txt",
    ]


def test_the_timeline_in_it_is_the_single_file(cast: Cast):
    single = record.timeline_csv(cast.clinic, cast.alex, cast.patient, None, None)
    assert opened(packed(cast, cast.alex))["timeline.csv"] == single


def test_the_same_record_gives_the_same_bytes(cast: Cast):
    assert packed(cast, cast.alex) == packed(cast, cast.alex)


def test_each_revision_of_a_day_is_in_it_and_the_newest_is_marked(cast: Cast):
    found = [
        (row["revision"], row["newest"], row["value"])
        for row in rows(packed(cast, cast.alex), "check_ins.csv")
        if (row["date"], row["item"]) == (back(0).isoformat(), "mood")
    ]
    assert found == [("1", "no", "4"), ("2", "yes", "5")]


def test_all_that_was_said_of_a_symptom_and_the_time_before_is_in_it(cast: Cast):
    symptoms.rename(cast.clinic, cast.alex, cast.patient, "dizziness", "=swaying")
    for said in (Tag.HAD_BEFORE, Tag.HAD_BEFORE, Tag.NOW_WORSE):
        symptoms.tag(cast.clinic, cast.alex, cast.patient, "dizziness", said)
    assert [list(row.values()) for row in rows(packed(cast, cast.alex), "symptom_tags.csv")] == [
        ["symptom_dizziness", "'=swaying", "had_before", "2026-03-02T09:00:00Z", "no"],
        ["symptom_dizziness", "'=swaying", "now_worse", "2026-03-02T09:00:00Z", "yes"],
    ]


def test_what_was_said_of_symptoms_is_for_those_who_may_read_them(cast: Cast):
    symptoms.tag(cast.clinic, cast.alex, cast.patient, "dizziness", Tag.HAD_BEFORE)
    assert len(rows(packed(cast, cast.dr_bose), "symptom_tags.csv")) == 1
    share_with_sam(cast, Section.CHECK_INS)
    assert rows(packed(cast, cast.sam), "symptom_tags.csv") == []
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert rows(packed(cast, cast.dr_bose), "symptom_tags.csv") == []


def test_a_file_does_not_say_that_nothing_is_recorded_where_the_diary_is_closed(cast: Cast):
    assert {row["recorded"] for row in rows(packed(cast, cast.dr_bose), "timeline.csv")} > {"yes"}
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert {row["recorded"] for row in rows(packed(cast, cast.dr_bose), "timeline.csv")} == {""}


def test_a_row_of_the_plan_worked_by_hand(cast: Cast):
    row = rows(packed(cast, cast.alex), "plan_steps.csv")[1]
    assert [row[name] for name in ("version", "row", "starts", "ends", "dose_mg")] == [
        "1",
        "2",
        "2026-02-16",
        "2026-05-03",
        "17.5",
    ]


def test_points_of_items_and_their_total_are_those_of_the_timeline(cast: Cast):
    made = packed(cast, cast.alex)
    found = rows(made, "questionnaires.csv")
    points = {row["item"]: row["points"] for row in found}
    assert points["total"] == "8"
    assert sum(int(row["points"] or 0) for row in found if row["item"].startswith("phq_")) == 8
    days = {row["date"]: row["total_phq9"] for row in rows(made, "timeline.csv")}
    assert days[back(0).isoformat()] == "8"


def test_figures_of_the_long_form_are_those_of_the_timeline_and_the_screen(cast: Cast):
    made = packed(cast, cast.alex)
    wide = {row["date"]: row for row in rows(made, "timeline.csv")}
    screen = record.record(cast.clinic, cast.alex, cast.patient, page="compare").diary
    on_screen = dict(zip(screen.days, screen.mood, strict=True))
    moods = 0
    for row in rows(made, "check_ins.csv"):
        if row["newest"] == "yes" and row["item"] in wide[row["date"]]:
            assert wide[row["date"]][row["item"]] == row["value"]
            if row["item"] == "mood":
                moods += 1
                assert on_screen[pd.Timestamp(row["date"]).date()] == int(row["value"])
    assert moods == 2
    for row in rows(made, "intake.csv"):
        if row["newest"] == "yes":
            assert wide[row["date"]]["taken_mg"] == row["taken_mg"] == "7.25"


def test_frictionless_finds_the_package_valid(sqlite_cast: Cast, tmp_path: Path):
    fill_whole(sqlite_cast)
    made = packed(sqlite_cast, sqlite_cast.alex)
    assert [name for name in FILES if not rows(made, f"{name}.csv")] == ["preparations"]
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        files.extractall(tmp_path)
    report = frictionless.Package(tmp_path / "datapackage.json").validate()
    assert report.flatten(["type", "note"]) == []
    assert len(report.tasks) == len(FILES)


def test_pandas_reads_every_file(cast: Cast):
    made = opened(packed(cast, cast.alex))
    described = json.loads(made["datapackage.json"])
    for resource in described["resources"]:
        table = pd.read_csv(io.BytesIO(made[resource["path"]]), dtype=str, keep_default_na=False)
        assert list(table.columns) == [each["name"] for each in resource["schema"]["fields"]]


def test_answers_that_wait_for_their_reader_are_in_the_patients_own_package_alone(
    sqlite_cast: Cast,
):
    answer(sqlite_cast, ask(sqlite_cast), {**ALL_BUT_NINE, "phq_9": 1}, finish=True)
    doctors = packed(sqlite_cast, sqlite_cast.dr_bose)
    assert rows(doctors, "questionnaires.csv") == []
    assert say("package.closed") in opened(doctors)["README.txt"].decode("utf-8-sig")
    assert len(rows(packed(sqlite_cast, sqlite_cast.alex), "questionnaires.csv")) == 11


def test_a_prescriber_gets_no_private_line(cast: Cast):
    made = packed(cast, cast.dr_bose)
    assert all(b"hidden" not in body for body in opened(made).values())
    assert any(b"hidden" in body for body in opened(packed(cast, cast.alex)).values())
    assert say("package.private") in opened(made)["README.txt"].decode("utf-8-sig")


def test_a_prescriber_without_consent_gets_the_plan_alone(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    made = packed(cast, cast.dr_bose)
    assert len(rows(made, "plan_steps.csv")) == 3
    for name in ("check_ins", "intake", "questionnaires", "events"):
        assert rows(made, f"{name}.csv") == [], name


def test_a_supporter_gets_the_sections_that_are_shared_and_no_more(cast: Cast):
    share_with_sam(cast, Section.SYMPTOMS, Section.EVENTS)
    made = packed(cast, cast.sam)
    assert {row["item"] for row in rows(made, "check_ins.csv")} == {"symptom_dizziness"}
    assert {row["newest"] for row in rows(made, "check_ins.csv")} == {"yes"}
    assert [row["words"] for row in rows(made, "events.csv")] == ["'=1+1"]
    for name in ("plan_steps", "plan_versions", "intake", "questionnaires", "requests"):
        assert rows(made, f"{name}.csv") == [], name
    assert say("package.requests") in opened(made)["README.txt"].decode("utf-8-sig")


def test_the_terminal_gets_what_a_prescriber_does_and_the_trail_names_it(cast: Cast):
    terminal, doctor = packed(cast, doing.at_the_terminal()), packed(cast, cast.dr_bose)
    for name in ("check_ins.csv", "questionnaires.csv", "events.csv", "requests.csv"):
        assert rows(terminal, name) == rows(doctor, name), name
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    assert rows(packed(cast, doing.at_the_terminal()), "check_ins.csv") == []


def test_each_package_is_in_the_trail(cast: Cast):
    packed(cast, cast.alex)
    found = trail_of(cast)[-1]
    assert (found.event, found.detail["what"]) == (Event.EXPORTED, "package.zip")


def test_the_readme_says_what_the_files_are_of(cast: Cast):
    said = opened(packed(cast, cast.alex))["README.txt"].decode("utf-8-sig")
    assert say("product.purpose") in said
    assert "Europe/London" in said
    assert "Exampline, tablets: version 1" in said
    assert "PHQ-9, version" in said
    assert "Alex" not in said
