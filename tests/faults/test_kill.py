"""A process killed while eight people save: what was acknowledged is there, once, and whole."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from taper.actions import keeping, people
from taper.actions.clinic import Clinic, open_clinic
from taper.ids import PatientId
from taper.people.audit import Event
from taper.settings import Settings
from taper.storage import diary, soundness, trail
from tests.conftest import PASSWORD, Cast, count, make_cast
from tests.postgres import Server

pytestmark = pytest.mark.live

WRITERS = 8


class Saved(NamedTuple):
    """One save."""

    patient: PatientId
    day: date
    revision: int
    mood: int


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty database, on both engines in turn."""
    if request.param == "sqlite":
        yield Settings(database=f"sqlite:///{tmp_path / 'taper.sqlite3'}")
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.copy("template1") as url:
        yield Settings(database=url, key_file=tmp_path / "trail.key")


@pytest.fixture
def tokens(settings: Settings) -> list[str]:
    """Eight patients, each signed in."""
    cast = make_cast(settings)
    made = [_patient(cast, number) for number in range(WRITERS)]
    cast.clinic.store.close()
    return made


def _patient(cast: Cast, number: int) -> str:
    invited = people.invite_patient(cast.clinic, cast.dr_bose, name=f"P{number}", zone="UTC")
    return people.accept_invitation(
        cast.clinic,
        code=invited.code,
        sign_in_name=f"patient_{number}",
        password=PASSWORD,
        agreed=True,
        country=None,
    )


def test_what_was_acknowledged_is_there_once_and_whole(settings: Settings, tokens: list[str]):
    seed, acknowledged = 20261122, set[Saved]()
    lots = random.Random(seed)
    for _ in range(count(short=2, ci=5, full=400)):
        found = killed(settings, "late", tokens, after=lots.randrange(40, 160))
        acknowledged.update(found)
        clinic = open_clinic(settings)
        assert not acknowledged - on_file(clinic), seed
        clinic.store.close()
    clinic = open_clinic(settings)
    saves = on_file(clinic)
    revisions = Counter((each.patient, each.day) for each in saves)
    assert len(saves) >= len(acknowledged) > 80
    for (patient, day), times in revisions.items():  # none doubled, none left out
        there = {each.revision for each in saves if (each.patient, each.day) == (patient, day)}
        assert there == set(range(1, times + 1))
    assert told(clinic) == revisions
    assert keeping.verify(clinic, lambda done, of: None).findings == ()
    clinic.store.close()


def test_the_control_that_acknowledges_before_it_saves_is_caught(
    settings: Settings, tokens: list[str]
):
    acknowledged = set(killed(settings, "early", tokens, after=60))
    clinic = open_clinic(settings)
    assert acknowledged - on_file(clinic)
    clinic.store.close()


def killed(settings: Settings, how: str, tokens: list[str], after: int) -> list[Saved]:
    """Let eight people save, kill the process after *after* saves; what was acknowledged."""
    variables = {name: value for name, value in os.environ.items() if name[:6] != "TAPER_"}
    if settings.key_file:
        variables["TAPER_KEY_FILE"] = str(settings.key_file)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writers", settings.database, how, *tokens],
        stdout=subprocess.PIPE,
        env=variables,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout as lines:
        found = []
        for number, line in enumerate(lines, start=1):
            found.append(line)
            if number == after:
                process.kill()
    assert process.wait(30) < 0, "it ended by itself"
    return [_saved(line) for line in found if line.endswith(b"\n")]


def _saved(line: bytes) -> Saved:
    patient, day, revision, mood = line.decode().split()
    return Saved(PatientId(int(patient)), date.fromisoformat(day), int(revision), int(mood))


def on_file(clinic: Clinic) -> set[Saved]:
    """Give every revision on file, the newest and the earlier ones."""
    found = set()
    with clinic.store.reading() as session:
        for patient in soundness.chains(session):
            for made in diary.check_ins(session, patient):
                found.add(Saved(patient, made.day, made.revision, made.answers.mood or 0))
                for body in diary.revisions(session, patient, made.day):
                    mood = int(body["answers"]["mood"] or 0)
                    found.add(Saved(patient, made.day, int(body["revision"]), mood))
    return found


def told(clinic: Clinic) -> Counter[tuple[PatientId, date]]:
    """Give how often the trails tell of a save, for each day."""
    kinds = {Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED}
    with clinic.store.reading() as session:
        return Counter(
            (patient, date.fromisoformat(str(each.detail["day"])))
            for patient in soundness.chains(session)
            for each in trail.traces(session, patient)
            if each.event in kinds
        )
