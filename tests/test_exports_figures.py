"""Figures are the same in the CSV files, on paper, in FHIR and on the screen.

Each is worked out again from the package by plain Python (tests/figures.py), then looked up in
what the others say: for the people of the demo, and for random histories.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from taper.actions import diary, fhir, fridge, full_record, package, sessions, visit
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.diary import Said
from taper.actions.paper import PAPERS
from taper.demo.histories import histories
from taper.demo.load import load_demo
from taper.errors import TaperError
from taper.ids import CourseId, PatientId, PersonId
from taper.people.person import Actor
from taper.settings import Settings
from taper.words import say
from tests import figures, pdf_text
from tests import figures_in_fhir as in_fhir
from tests import figures_on_paper as on_paper
from tests.conftest import MORNING, Cast, copied, count, sign_plan, typed_plan
from tests.figures import Files, long, short, steps_written
from tests.figures_in_fhir import Json
from tests.pages import opened, served, text
from tests.saving import TODAY, back
from tests.test_storage_random_diaries import SAID

PEOPLE = [each.sign_in_name for each in histories(TODAY).patients]
LONGEST = timedelta(days=count(short=182, ci=182, full=3650))  # of a summary
FIGURES = re.compile(r"\([\d.]+ to [\d.]+; \d+ d\)")
# Days and doses of a row, but not what a dose is made of.
PRINTED = re.compile(
    r"From \d+ \w+ \d{4}|until \d+ \w+ \d{4}|(?<!× )(?<!of )(?<![\d.])[\d.]+ mg(?! in)"
)
FOOT = re.compile(re.escape(say("product.purpose")) + r" Page \d+ of \d+")


@dataclass
class Told:
    """One patient, and what every way out says of the same record."""

    clinic: Clinic
    actor: Actor
    courses: list[CourseId]

    @property
    def of(self) -> tuple[Clinic, Actor, PatientId]:
        assert self.actor.patient is not None
        return self.clinic, self.actor, self.actor.patient

    @cached_property
    def files(self) -> Files:
        return Files.of(package.package(*self.of, None, None))

    @cached_property
    def bundle(self) -> list[Json]:
        made = json.loads(fhir.fhir(*self.of, None, None))
        return [each["resource"] for each in made["entry"]]

    @property
    def labels(self) -> dict[str, str]:
        """What each symptom is called, from the bundle's own list of codes."""
        (listed,) = (each for each in self.bundle if each["resourceType"] == "CodeSystem")
        return {f"symptom_{each['code']}": each["display"] for each in listed["concept"]}

    @property
    def days(self) -> tuple[date, date]:
        """The days that a summary is asked for: drawing two years would be most of the time."""
        first, last = (date.fromisoformat(self.files.timeline[at]["date"]) for at in (0, -1))
        return max(first, TODAY - LONGEST), min(max(first, TODAY), max(last, TODAY))

    @property
    def with_plan(self) -> Iterator[int]:
        """The places of the medicines that have a signed plan."""
        for place, course in enumerate(self.files.courses):
            if figures.of_course(self.files.plan_versions, course):
                yield place


def paper(file: bytes) -> str:
    """Give the words of all pages, without what stands at the foot of each."""
    return " ".join(FOOT.sub("", page).strip() for page in pdf_text.pages(file))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    file = tmp_path_factory.mktemp("figures") / "demo.sqlite3"
    asked = Settings(database=f"sqlite:///{file}", demo=True)
    with time_machine.travel(MORNING, tick=False):
        load_demo(asked)
    clinic = open_clinic(asked)
    yield clinic
    clinic.store.close()


@pytest.fixture(scope="module", params=PEOPLE)
def told(request: pytest.FixtureRequest, demo: Clinic) -> Told:
    made = next(each for each in histories(TODAY).patients if each.sign_in_name == request.param)
    with time_machine.travel(MORNING, tick=False):
        with demo.store.writing() as session:
            token = sessions.open_session(demo, session, PersonId(made.patient.id))
        actor = sessions.actor_by_token(demo, token)
    assert actor is not None
    return Told(demo, actor, [each.course.id for each in made.courses])


# --- the timeline against the other files


def test_the_timeline_says_what_the_other_files_do(told: Told):
    check_timeline(told)


def check_timeline(told: Told) -> None:
    files = told.files
    days, totals = figures.recorded(files), figures.points(files)
    for place, course in enumerate(files.courses):
        own, said = files.of_medicine(place), figures.taken(files, course)
        for row, plan in zip(own, figures.planned(files, course), strict=True):
            assert {name: row[name] for name in plan} == plan, row["date"]
            answer = {name: row[name] for name in ("taken_mg", "taken")}
            assert answer == said.get(row["date"], {"taken_mg": "", "taken": ""}), row["date"]
    for row in files.timeline:
        answers = days.get(row["date"], {})
        for name in ("mood", "sleep_hours", "sleep_quality", "usual_things", *files.symptoms):
            assert row[name] == answers.get(name, ""), (row["date"], name)
        assert row["recorded"] == ("yes" if row["date"] in days else "no")
    in_timeline = Counter(row[name] for row in files.timeline for name in files.totals if row[name])
    assert in_timeline == Counter(each for *_, each in totals if each)


# --- paper


def test_the_full_record_says_every_row_and_every_day(told: Told):
    check_record_pdf(told)


def check_record_pdf(told: Told) -> None:
    """Hold the chapters of plans and days against the package, character by character."""
    plans, days, after = (say(f"full_record.{name}") for name in ("plans", "days", "symptoms"))
    said = paper(full_record.full_record(*told.of, None, None, PAPERS["a4"]))
    expected = on_paper.plans_of(told.files) or say("full_record.none")
    expected += days + (
        " ".join(on_paper.days_of(told.files, told.labels)) or say("full_record.none")
    )
    assert tight(plans + expected + after) in tight(said)
    totals = [
        f"{name}, {long(date.fromisoformat(day))}: {points} points"
        for day, name, points in figures.points(told.files)
        if points
    ]
    assert re.findall(r"\S+, \d+ [A-Z][a-z]+ \d{4}: \d+ points", said) == totals


def tight(said: str) -> str:
    """Leave out all blanks: lines of paper break where they are full."""
    return "".join(said.split())


def test_the_visit_summary_says_where_the_plan_stands_and_the_figures_of_each_step(told: Told):
    check_visit_pdf(told)


def check_visit_pdf(told: Told) -> None:
    files, (first, last) = told.files, told.days
    said = paper(visit.visit_file(*told.of, first, last, None, PAPERS["a4"]))
    assert [each for each in on_paper.now(files, TODAY) if each not in said] == []
    days = [row for row in files.timeline if str(first) <= row["date"] <= str(last)]
    n = sum(row["recorded"] == "yes" for row in days)
    assert f"Something is recorded on {n} of {(last - first).days + 1} days." in said
    tables = [steps_written(files, place, first, last, TODAY).texts for place in told.with_plan]
    same_steps(said, [each for table in tables for each in table])
    for day, name, points in figures.points(files):
        is_there = f"{name}, {long(date.fromisoformat(day))}: {points} of " in said
        assert is_there == (bool(points) and str(first) <= day <= str(last)), (day, name)


def same_steps(said: str, expected: list[str]) -> None:
    """Hold that every line of the step tables is there, and no other figures are."""
    assert [each for each in expected if tight(each) not in tight(said)] == []
    assert len(FIGURES.findall(said)) == sum(len(FIGURES.findall(each)) for each in expected)


def test_the_plan_for_the_fridge_has_the_rows_that_are_not_over(told: Told):
    check_fridge(told)


def check_fridge(told: Told) -> None:
    for course, named in zip(told.courses, told.files.courses, strict=True):
        expected = on_paper.rows_to_come(told.files, named, TODAY)
        if not expected:
            with pytest.raises(TaperError, match=r"fridge\.over"):
                fridge.fridge(*told.of, course, PAPERS["a4"])
            continue
        said = paper(fridge.fridge(*told.of, course, PAPERS["a4"]))
        rows = re.split(r"The last row|Version \d+ is signed too", said)[0]
        assert [each.group() for each in PRINTED.finditer(rows)] == expected


# --- FHIR


def test_the_fhir_bundle_has_every_figure_of_the_package_and_no_other(told: Told):
    check_fhir(told)


def check_fhir(told: Told) -> None:
    files = told.files
    assert Counter(in_fhir.observed(told.bundle)) == Counter(in_fhir.to_observe(files))
    assert Counter(in_fhir.stated(told.bundle)) == Counter(in_fhir.to_state(files))
    requests = {
        each["identifier"][0]["value"]: each
        for each in in_fhir.of_kind(told.bundle, "MedicationRequest")
    }
    assert requests.keys() == {each["content_sha256"] for each in files.plan_versions}
    for signed in files.plan_versions:
        expected = Counter(in_fhir.dosages_of(files, signed))
        assert Counter(in_fhir.dosages(requests[signed["content_sha256"]])) == expected


# --- the screen


def test_the_compare_page_says_the_same_day_by_day_and_step_by_step(told: Told):
    with served(Cast(told.clinic, {})):
        at = opened(told.actor, "compare")
        at.session_state["table-open"] = True
        for course in told.courses:
            at.session_state[f"steps-{course}"] = True
        at.run()
    assert not at.exception
    first, last = days_of_link(at, "/export/timeline.csv")
    files = told.files
    places = [p for p, row in enumerate(files.timeline) if str(first) <= row["date"] <= str(last)]
    (table,) = (each.value for each in at.dataframe)
    kept = [name for name in table.columns if name not in ("Events", "Note")]
    assert table[kept].to_numpy().tolist() == list(rows_on_screen(files, places))
    steps_on_screen(told, at, first, last)


def test_the_visit_page_says_where_the_plan_stands_and_the_figures_of_each_step(told: Told):
    with served(Cast(told.clinic, {})):
        at = opened(told.actor, "visit")
    said = " ".join(text(at).split())
    assert [each for each in on_paper.now(told.files, TODAY) if each not in said] == []
    steps_on_screen(told, at, *days_of_link(at, "/export/visit.pdf"))


def days_of_link(at: AppTest, path: str) -> tuple[date, date]:
    """Give the days that the page is about, as its link to a file of the same days has them."""
    link = next(each.url for each in at.link_button if each.url.startswith(path))
    asked = parse_qs(urlsplit(link).query)
    return date.fromisoformat(asked["from"][0]), date.fromisoformat(asked["to"][0])


def steps_on_screen(told: Told, at: AppTest, first: date, last: date) -> None:
    bodies = [each.proto.body for each in at.get("html") if "<table>" in each.proto.body]
    said = unescape(" ".join(re.sub(r"<[^>]+>", " ", body) for body in bodies))
    tables = [
        steps_written(told.files, place, first, last, TODAY, "before: ") for place in told.with_plan
    ]
    # Where nothing is recorded, the page says so instead of drawing a table.
    same_steps(said, [each for table in tables if table.has_figures for each in table.texts])


def rows_on_screen(files: Files, places: list[int]) -> Iterator[list[str]]:
    """Write the days at *places* as the table of the compare page does."""
    medicines = [files.of_medicine(number) for number in range(len(files.courses))]
    for place in places:
        row = files.timeline[place]
        found = [short(date.fromisoformat(row["date"]))]
        for own in (each[place] for each in medicines):
            found += [own["plan_version"], own["planned_mg"], own["taken_mg"], _answer(own)]
            found += [own["days_since_planned_change"], own["days_since_taken_change"]]
        found += [row["mood"], figures.of_week(files.timeline, place)]
        found += [_severity(row[name]) for name in files.symptoms]
        hours = f"{round(float(row['sleep_hours']), 2):g}" if row["sleep_hours"] else ""
        found += [hours, row["sleep_quality"], row["usual_things"]]
        found += [row[name] for name in files.totals]
        recorded = "yes, later" if row["late"] == "yes" else row["recorded"]
        yield [*found, recorded + ("; bad day" if row["bad_day"] == "yes" else "")]


def _severity(score: str) -> str:
    return figures.SEVERITIES[int(score)] if score else ""


def _answer(row: figures.Row) -> str:
    return on_paper.TAKEN[row["taken"]] if row["taken"] else ""


# --- random histories


ROWS = st.lists(
    st.tuples(
        st.integers(1, 30),  # days from one row to the next
        st.sampled_from(
            ("20", "17.5", "3.3", "0.25", "08:00 10 + 20:00 5", "15 | 12.5", "7 | 7 | 6")
        ),
    ),
    min_size=1,
    max_size=5,
)
# A mood on each day, since a day without an answer is refused; words are no figures.
DAYS = st.dictionaries(
    st.integers(0, 14),
    st.builds(lambda said, mood: (said, mood), SAID, st.integers(0, 10)),
    max_size=8,
)


@settings(
    max_examples=count(short=4, ci=12, full=300),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # to shrink what is found would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS, later=ROWS, back_to=st.integers(0, 60), days=DAYS)
def test_figures_of_a_random_history_are_the_same_everywhere(
    sqlite_template: Cast,
    rows: list[tuple[int, str]],
    later: list[tuple[int, str]],
    back_to: int,
    days: dict[int, tuple[Said, int]],
):
    with tempfile.TemporaryDirectory() as folder, copied(sqlite_template, Path(folder)) as cast:
        told = lived(cast, rows, later, back_to, days)
        for check in (check_timeline, check_record_pdf, check_visit_pdf, check_fridge, check_fhir):
            check(told)


def lived(
    cast: Cast,
    rows: list[tuple[int, str]],
    later: list[tuple[int, str]],
    back_to: int,
    days: dict[int, tuple[Said, int]],
) -> Told:
    """Sign a plan and a version in force from today or later, and record some days."""
    course = sign_plan(cast, typed_plan(*dated(rows, back(back_to)))).course.id
    for number, (said, mood) in days.items():
        taken = [
            each.model_copy(update={"course": course}) for each in said.taken if not each.course
        ]
        kept = {"mood": mood, "note": "", "note_is_private": False, "taken": tuple(taken)}
        diary.save_check_in(
            cast.clinic,
            cast.alex,
            cast.patient,
            back(number),
            said.model_copy(update=kept),
            expected_revision=0,
        )
    new = dated(later, back(-(back_to % 20)))
    begins = date.fromisoformat(new[0][0])
    sign_plan(cast, typed_plan(*new), in_force_from=begins, reason="Slower.")
    return Told(cast.clinic, cast.alex, [course])


def dated(rows: list[tuple[int, str]], first: date) -> list[tuple[str, str]]:
    """Give the rows with the days on which they start."""
    found = []
    for days, dose in rows:
        found.append((str(first), dose))
        first += timedelta(days=days)
    return found
