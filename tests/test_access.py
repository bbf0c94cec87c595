"""The whole table of who may call what is walked: no unexpected yes, no unexpected no."""

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from taper import actions
from taper.actions import doing, events, imports, people, plans, sessions, sharing
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.errors import Refused, TaperError
from taper.ids import PatientId, new_id
from taper.people.audit import Event
from taper.people.person import Actor, Role
from taper.plan.typed import TypedPlan
from taper.settings import Settings
from taper.storage.tables import AuditEventRow, CareRow, GrantRow
from tests.access_row import TERMINAL
from tests.access_table import ROWS, WITHOUT_ACTOR, YESTERDAY, OnFile, Row
from tests.access_ways_in import OWN_SESSION
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import MORNING, Cast, bring_in_kim, sign_plan, typed_plan
from tests.saving import TODAY, save
from tests.sharing import share_with_sam

EVERYBODY = ("alex", "dr_bose", "dr_stranger", "sam", "ada", "kim", "terminal")
# An actor whose session is not his or hers, or not open: refused whoever it says it is.
IMPOSTORS = ("ended", "idle", "of_another", "made_up", "self_with_anothers", "doctor_with_anothers")


def public_functions() -> dict[str, Callable[..., Any]]:
    """Give every function that taper/actions defines for others."""
    found = {}
    for module in pkgutil.walk_packages(actions.__path__, "taper.actions."):
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                found[f"{module.name.removeprefix('taper.actions.')}.{name}"] = function
    return found


def taking(kind: type) -> set[str]:
    """Name the functions with a parameter of *kind*, or of a list or alternative with it."""
    return {
        name
        for name, function in public_functions().items()
        if not name.startswith("doing.")  # the gate itself
        and any(
            kind.__name__ in str(each.annotation) and each.annotation is not inspect.Parameter.empty
            for each in inspect.signature(function, eval_str=True).parameters.values()
        )
    }


def test_every_action_that_takes_an_actor_has_a_row():
    told = {name.partition(" ")[0] for name in ROWS}
    assert taking(Actor) == told | set(OWN_SESSION)


def test_whatever_takes_a_clinic_and_no_actor_is_listed_with_its_reason():
    assert taking(Clinic) - taking(Actor) - taking(doing.Work) == set(WITHOUT_ACTOR)


def test_no_action_takes_a_person_in_place_of_an_actor():
    """Who acts comes from a session alone; a person's id comes from an address."""
    assert taking(Actor) & {"sessions.enter_demo"} == set()
    for name in taking(Actor):
        parameters = list(inspect.signature(public_functions()[name]).parameters)
        assert parameters[:2] == ["clinic", "actor"], name


def test_the_table_has_more_than_five_hundred_cells():
    assert len(ROWS) * len(EVERYBODY + IMPOSTORS) > 500


def copied(source: str | Path, folder: Path) -> Clinic:
    """Open a copy of a database."""
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", folder / f"own.sqlite3{ending}")
    return open_clinic(Settings(database=f"sqlite:///{folder / 'own.sqlite3'}"))


@pytest.fixture(scope="module")
def template(sqlite_template: Cast, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, OnFile]:
    """Alex with plan, draft, diary, questionnaire and entries; Kim in the stranger's care."""
    source = str(sqlite_template.clinic.store.url.database)
    with time_machine.travel(MORNING, tick=False):
        clinic = copied(source, tmp_path_factory.mktemp("access"))
        found = fill(Cast(clinic, sqlite_template.ids))
        clinic.store.close()
    return str(clinic.store.url.database), found


def fill(cast: Cast) -> OnFile:
    doctor = cast.dr_bose
    course = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0"))).course.id
    later = typed_plan(("2026-03-01", "20"), ("2026-06-01", "0"))
    draft = plans.save_draft(cast.clinic, doctor, cast.patient, course, later, expected_revision=0)
    save(cast)
    asked = ask(cast)
    answer(cast, asked, {**ALL_BUT_NINE, "phq_9": 1}, finish=True)
    entry, ongoing = EventId(new_id()), EventId(new_id())
    for identifier, kind, day in ((entry, Kind.ILLNESS, TODAY), (ongoing, Kind.TO_TALK, None)):
        said = SaidEvent(kind=kind, day=day, texts={"words": Text(words="A word.")})
        events.save_event(
            cast.clinic, cast.alex, cast.patient, identifier, said, expected_revision=0
        )
    bring_in_kim(cast, "dr_stranger")
    share_with_sam(cast)
    return OnFile(
        clinic=cast.clinic,
        patient=cast.patient,
        course=course,
        draft_id=draft.draft_id,
        revision=draft.revision,
        asked=asked.id,
        entry=entry,
        ongoing=ongoing,
        prescriber=cast.ids["dr_bose"],
    )


@pytest.fixture
def cast(template: tuple[str, OnFile], sqlite_template: Cast, tmp_path: Path) -> Iterator[Cast]:
    """The cast and Kim, each test with a copy of its own."""
    clinic = copied(template[0], tmp_path)
    yield Cast(clinic, sqlite_template.ids)
    clinic.store.close()


@pytest.fixture
def on_file(template: tuple[str, OnFile], cast: Cast) -> OnFile:
    return replace(template[1], clinic=cast.clinic)


@dataclass
class Turned:
    """A clinic for everybody who is turned away: nothing of it changes but the trail."""

    on_file: OnFile
    cast: Cast
    actors: dict[str, Actor]


@pytest.fixture(scope="module")
def turned(
    template: tuple[str, OnFile], sqlite_template: Cast, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Turned]:
    with time_machine.travel(MORNING, tick=False):
        clinic = copied(template[0], tmp_path_factory.mktemp("turned"))
        cast = Cast(clinic, sqlite_template.ids)
        actors = {name: actor(cast, name) for name in EVERYBODY + IMPOSTORS}
    yield Turned(replace(template[1], clinic=clinic), cast, actors)
    clinic.store.close()


def actor(cast: Cast, name: str) -> Actor:
    """Give one of the columns of the table."""
    if name == "terminal":
        return doing.at_the_terminal()
    if name in EVERYBODY:
        return cast.actor(name)
    alex = cast.alex
    if name == "ended":
        sessions.sign_out(cast.clinic, alex)
        return alex
    if name == "idle":
        with time_machine.travel(MORNING.replace(day=1), tick=False):
            return cast.alex
    session = {
        "of_another": cast.sam.session,
        "made_up": sessions.hash_of("guess"),
        "self_with_anothers": cast.dr_bose.session,
        "doctor_with_anothers": alex.session,
    }[name]
    who = cast.dr_bose if name == "doctor_with_anothers" else alex
    return who.model_copy(update={"session": session})


def refusal_of(row: Row, on_file: OnFile, who: Actor, patient: PatientId) -> TaperError | None:
    """Give how the gate refused; None where it let the call through, whatever became of it."""
    try:
        row.call(on_file, who, patient)
    except Refused as refusal:
        return refusal
    except TaperError as refusal:
        return refusal if refusal.key == "sign_in.over" else None
    return None


def refusals_in_the_trail(cast: Cast) -> int:
    refused = AuditEventRow.event == Event.REFUSED
    with cast.clinic.store.reading() as session:
        counted = sa.select(sa.func.count()).select_from(AuditEventRow).where(refused)
        return session.scalar(counted) or 0


@pytest.mark.parametrize("name", ROWS)
def test_each_cell_of_a_row(cast: Cast, on_file: OnFile, turned: Turned, name: str):
    row = ROWS[name]
    for who in set(EVERYBODY) - row.may:
        before = refusals_in_the_trail(turned.cast)
        refusal = refusal_of(row, turned.on_file, turned.actors[who], cast.patient)
        assert isinstance(refusal, Refused), who
        assert refusals_in_the_trail(turned.cast) == before + 1, who
    for who in row.may:
        assert refusal_of(row, on_file, actor(cast, who), cast.patient) is None, who
    assert refusals_in_the_trail(cast) == 0


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "alex" in row.may
                                  or row.needs_consent])  # fmt: skip
def test_without_consent_only_the_patient_passes_where_consent_matters(
    cast: Cast, on_file: OnFile, name: str
):
    row = ROWS[name]
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    for who in ("alex", "dr_bose"):
        may = who in row.may and (who == "alex" or not row.needs_consent)
        refused = refusal_of(row, on_file, cast.actor(who), cast.patient)
        assert (refused is None) is may, who


@pytest.mark.parametrize("name", ROWS)
def test_an_actor_whose_session_is_not_open_or_not_his_own_is_refused(turned: Turned, name: str):
    for who in IMPOSTORS:
        before = refusals_in_the_trail(turned.cast)
        refusal = refusal_of(ROWS[name], turned.on_file, turned.actors[who], turned.cast.patient)
        assert refusal is not None, who
        assert refusal.key == "sign_in.over", who
        assert refusals_in_the_trail(turned.cast) == before + 1, who


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.names_patient])
def test_an_id_that_is_made_up_or_another_patients_opens_nothing(turned: Turned, name: str):
    """Everybody tries; Kim's record is open to Kim, the stranger, and to the terminal's exports."""
    ids = turned.cast.ids
    tries = [(who, PatientId(0)) for who in EVERYBODY]
    tries += [(who, PatientId(new_id())) for who in EVERYBODY]
    tries += [(who, PatientId(ids["dr_bose"])) for who in EVERYBODY]
    open_to = {"kim", "dr_stranger"} | (ROWS[name].may & TERMINAL)
    tries += [(who, PatientId(ids["kim"])) for who in set(EVERYBODY) - open_to]
    before = refusals_in_the_trail(turned.cast)
    for who, patient in tries:
        refused = refusal_of(ROWS[name], turned.on_file, turned.actors[who], patient)
        assert isinstance(refused, Refused), (who, patient)
    assert refusals_in_the_trail(turned.cast) == before + len(tries)


def test_a_care_link_that_has_ended_opens_nothing(cast: Cast, on_file: OnFile):
    with cast.clinic.store.writing() as session:
        session.execute(sa.update(CareRow).values(until=MORNING))
    doctor = cast.dr_bose
    for name, row in ROWS.items():
        if row.names_patient:
            refused = refusal_of(row, on_file, doctor, cast.patient)
            assert isinstance(refused, Refused), name


@pytest.mark.parametrize("ending", ["ended_at", "last_day"])
def test_a_grant_that_has_ended_opens_nothing(cast: Cast, on_file: OnFile, ending: str):
    before = {"ended_at": MORNING, "last_day": YESTERDAY}
    with cast.clinic.store.writing() as session:
        session.execute(sa.update(GrantRow).values({ending: before[ending]}))
    sam = cast.sam
    for name, row in ROWS.items():
        if row.names_patient:
            assert isinstance(refusal_of(row, on_file, sam, cast.patient), Refused), name
    assert sharing.supported(cast.clinic, sam) == []


def test_roles_that_somebody_gives_himself_open_no_other_record(turned: Turned):
    """The session is real and the roles are made up: no care link, no diary of one's own."""
    for who in ("sam", "ada", "kim"):
        powerful = turned.actors[who].model_copy(update={"roles": frozenset(Role)})
        for name, row in ROWS.items():
            if who not in row.may:
                refused = refusal_of(row, turned.on_file, powerful, turned.cast.patient)
                assert isinstance(refused, Refused), (who, name)


def test_the_terminal_writes_drafts_and_days_and_nothing_else(cast: Cast):
    """Whoever holds the machine: as an actor of its own, never as somebody."""
    made = imports.import_plan(
        cast.clinic, cast.patient, TypedPlan(), medicine="Otherine", form="drops"
    )
    assert made.patient == cast.patient
    assert imports.import_diary(cast.clinic, cast.patient, [], [], courses={}) == (0, 0)
    for stranger in (PatientId(0), PatientId(new_id())):
        with pytest.raises(Refused):
            imports.import_plan(cast.clinic, stranger, TypedPlan(), medicine="X", form="drops")
        with pytest.raises(Refused):
            imports.import_diary(cast.clinic, stranger, [], [], courses={})


def test_nobody_is_the_terminal_by_way_of_a_cookie(cast: Cast):
    assert sessions.actor_by_session(cast.clinic, doing.TERMINAL) is None
    assert sessions.actor_by_token(cast.clinic, doing.TERMINAL) is None
