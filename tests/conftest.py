"""The cast, the clock, and a real database of each kind."""

import dataclasses
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import time_machine
from argon2 import PasswordHasher

from taper import clock
from taper.actions import passwords, people, plans, sessions
from taper.actions.clinic import Clinic, open_clinic
from taper.ids import PatientId, PersonId, new_id
from taper.people.person import Actor, Role
from taper.plan.typed import TypedPlan, TypedRow
from taper.settings import Settings
from taper.storage import people as stored_people
from taper.storage.engine import Store
from tests.postgres import Server, find_server
from tests.signing_in import PASSWORD, give_authenticator

# How long a case takes says nothing where other programs run beside the tests.
hypothesis.settings.register_profile("any-time", deadline=None)
hypothesis.settings.load_profile("any-time")

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIZE = os.environ.get("TAPER_TEST_SIZE", "short")
NOTHING_SKIPPED = os.environ.get("TAPER_TEST_SKIPS") == "fail"


def count(*, short: int, ci: int, full: int) -> int:
    """Give the number of cases for the size asked for by TAPER_TEST_SIZE."""
    return {"short": short, "ci": ci, "full": full}[SIZE]


def missing(what: str) -> None:
    """Skip for want of *what*, by name; fail where nothing may be skipped."""
    if NOTHING_SKIPPED:
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


@dataclass
class Cast:
    """A clinic with its people, each signed in."""

    clinic: Clinic
    ids: dict[str, PersonId]

    def actor(self, name: str) -> Actor:
        """Sign *name* in anew and give who that is."""
        with self.clinic.store.writing() as session:
            token = sessions.open_session(self.clinic, session, self.ids[name])
        found = sessions.actor_by_token(self.clinic, token)
        assert found is not None
        return found

    @property
    def alex(self) -> Actor:
        return self.actor("alex")

    @property
    def dr_bose(self) -> Actor:
        return self.actor("dr_bose")

    @property
    def dr_stranger(self) -> Actor:
        return self.actor("dr_stranger")

    @property
    def sam(self) -> Actor:
        return self.actor("sam")

    @property
    def ada(self) -> Actor:
        return self.actor("ada")

    @property
    def patient(self) -> PatientId:
        return PatientId(self.ids["alex"])


@pytest.fixture(autouse=True)
def morning(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Every test begins on 2 March 2026, 9:00 UTC; the clock stands still.

    Not where another process runs, whose clock goes on.
    """
    if any(map(request.node.get_closest_marker, ("browser", "live"))):
        yield None
        return
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hash passwords of the cast with the least work; test_actions_passwords holds the real one."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("\0"))
        yield


def make_cast(settings: Settings) -> Cast:
    """Fill an empty database with the cast."""
    clinic = open_clinic(settings)
    code = people.set_up_code(clinic)
    people.set_up(clinic, code=code, name="Dr Bose", sign_in_name="dr_bose", password=PASSWORD)
    people.add_prescriber(clinic, name="Dr Stranger", sign_in_name="dr_stranger", password=PASSWORD)
    ids = {}
    with clinic.store.writing() as session:
        for name, role in (("sam", Role.SUPPORTER), ("ada", Role.ADMINISTRATOR)):
            ids[name] = PersonId(new_id())
            stored_people.add_person(session, ids[name], name.title(), role, MORNING)
            stored_people.add_account(session, ids[name], name, None)
    with clinic.store.reading() as session:
        for name in ("dr_bose", "dr_stranger"):
            account = stored_people.account(session, name)
            assert account is not None
            ids[name] = account.person
    for name in ("dr_bose", "dr_stranger", "ada"):  # who can't be without
        give_authenticator(clinic, ids[name])
    cast = Cast(clinic, ids)
    invited = people.invite_patient(clinic, cast.dr_bose, name="Alex", zone="Europe/London")
    people.accept_invitation(
        clinic,
        code=invited.code,
        sign_in_name="alex",
        password=PASSWORD,
        agreed=True,
        country="GB",
    )
    ids["alex"] = PersonId(invited.patient)
    return cast


def bring_in_kim(cast: Cast, prescriber: str = "dr_bose") -> PatientId:
    """Make Kim, a second patient, in the care of *prescriber*; nothing is on file yet."""
    made = people.invite_patient(
        cast.clinic, cast.actor(prescriber), name="Kim", zone="Europe/London"
    )
    people.accept_invitation(
        cast.clinic,
        code=made.code,
        sign_in_name="kim",
        password=PASSWORD,
        agreed=True,
        country=None,
    )
    cast.ids["kim"] = PersonId(made.patient)
    return made.patient


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The cast in an SQLite file, made once and copied for each test."""
    file = tmp_path_factory.mktemp("template") / "cast.sqlite3"
    with time_machine.travel(MORNING, tick=False):
        cast = make_cast(Settings(database=f"sqlite:///{file}"))
    cast.clinic.store.close()
    return cast


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL of our own, for as long as the tests run."""
    server = find_server()
    if server is None:
        missing("a PostgreSQL server (Debian: postgresql; or pip install '.[test-postgres]')")
        return
    with server.running():
        yield server


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Cast, Path]:
    """The cast in a PostgreSQL database that each test copies."""
    key = tmp_path_factory.mktemp("key") / "trail.key"
    url = postgres_server.create("the_cast")
    with time_machine.travel(MORNING, tick=False):
        cast = make_cast(Settings(database=url, key_file=key))
    cast.clinic.store.close()
    return cast, key


def forgetful(clinic: Clinic) -> Clinic:
    """Let a test go back behind the morning on which the cast was made, and save there."""
    return dataclasses.replace(clinic, newest_line=clock.NewestLine())


@contextmanager
def copied(template: Cast, folder: Path) -> Iterator[Cast]:
    """Open a copy of an SQLite template in *folder*."""
    source = Path(str(template.clinic.store.url.database))
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", folder / f"cast.sqlite3{ending}")
    clinic = open_clinic(Settings(database=f"sqlite:///{folder / 'cast.sqlite3'}"))
    yield Cast(forgetful(clinic), template.ids)
    clinic.store.close()


@pytest.fixture
def sqlite_cast(sqlite_template: Cast, tmp_path: Path) -> Iterator[Cast]:
    """The cast on SQLite."""
    with copied(sqlite_template, tmp_path) as cast:
        yield cast


@pytest.fixture
def postgres_cast(postgres_server: Server, postgres_template: tuple[Cast, Path]) -> Iterator[Cast]:
    """The cast on PostgreSQL."""
    made, key = postgres_template
    with postgres_server.copy("the_cast") as url:
        clinic = open_clinic(Settings(database=url, key_file=key))
        yield Cast(forgetful(clinic), made.ids)
        clinic.store.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def cast(request: pytest.FixtureRequest) -> Cast:
    """The cast, once on each kind of database."""
    name = "sqlite_cast" if request.param == "sqlite" else "postgres_cast"
    found: Cast = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables, once of each kind."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield store
        store.close()
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.copy("template1") as url:
        store = Store(url)
        yield store
        store.close()


TEXTS = {
    "if_too_hard": "Ring me. We can stay on this dose for a while.",
    "if_missed": "Take the next one at the usual time.",
    "contact": "Ring the practice. I look at the diary on Mondays.",
}


def typed_plan(*rows: tuple[str, str]) -> TypedPlan:
    """A complete draft, ending at 0 mg where its last row does and else holding on."""
    ends_at_zero = rows[-1][1] == "0"
    return TypedPlan(
        rows=tuple(TypedRow(starts=starts, dose=dose) for starts, dose in rows),
        holds="" if ends_at_zero else "further_notice",
        then="" if ends_at_zero else "We decide together.",
        **TEXTS,
    )


def sign_plan(
    cast: Cast,
    typed: TypedPlan,
    form: str = "tablets",
    *,
    medicine: str = "Exampline",
    **signature: object,
) -> plans.CoursePlans:
    """Let Dr Bose type and sign *typed* for Alex, Exampline tablets unless told."""
    doctor = cast.dr_bose
    course = plans.open_course(cast.clinic, doctor, cast.patient, medicine=medicine, form=form)
    before = plans.draft(cast.clinic, doctor, cast.patient, course)
    draft = plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed, expected_revision=before.revision
    )
    plans.sign(
        cast.clinic,
        doctor,
        cast.patient,
        course,
        draft_id=draft.draft_id,
        revision=draft.revision,
        password=PASSWORD,
        **{"in_force_from": None, "reason": "", **signature},  # type: ignore[arg-type]
    )
    return plans.signed_plans(cast.clinic, doctor, cast.patient, page="plan")[0]
