"""The demo on file: as real as what people save, and never in anybody's own database."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from taper.actions.clinic import Clinic, open_clinic
from taper.demo.clinic import DemoClinic
from taper.demo.histories import histories
from taper.demo.load import fill, load_demo
from taper.diary.check_in import CheckIn
from taper.errors import TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from taper.people.person import Role
from taper.plan.plan import sha256
from taper.settings import Settings
from taper.storage import bulk, diary, people, plans, reminders, tables, trail
from tests.conftest import MORNING, Cast


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """The demo on file, once on each kind of database; the tests below only read it."""
    folder = tmp_path_factory.mktemp("demo")
    with ExitStack() as stack:
        url, key = f"sqlite:///{folder / 'demo.sqlite3'}", None
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres_server")
            url, key = stack.enter_context(server.copy("template1")), folder / "demo.key"
        settings = Settings(database=url, key_file=key, demo=True)
        with time_machine.travel(MORNING, tick=False):
            load_demo(settings)
        loaded = open_clinic(settings)
        stack.callback(loaded.store.close)
        yield loaded


@pytest.fixture(scope="module")
def made() -> DemoClinic:
    return histories(MORNING.date())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Clinic]:
    clinic = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'e.sqlite3'}", demo=True))
    yield clinic
    clinic.store.close()


def test_reminders_are_on_file_as_they_were_chosen(clinic: Clinic, made: DemoClinic):
    with clinic.store.reading() as session:
        for each in made.patients:
            kept = reminders.reminders(session, each.patient.id)
            assert kept.chosen == each.reminders
            assert not kept.has_address
    assert any(not each.reminders.is_empty for each in made.patients)


def _newest(saves: tuple[CheckIn, ...]) -> dict[date, CheckIn]:
    return {save.day: save for save in saves}


def test_everything_is_read_back_as_it_was_made(clinic: Clinic, made: DemoClinic):
    with clinic.store.reading() as session:
        assert {each.id: each for each in people.patients(session)} == {
            each.patient.id: each.patient for each in made.patients
        }
        for each in made.patients:
            identifier = each.patient.id
            on_file = {found.day: found for found in diary.check_ins(session, identifier)}
            assert on_file == _newest(each.saves)
            assert diary.symptoms(session, identifier) == list(each.symptoms)
            assert plans.courses(session, identifier) == [c.course for c in each.courses]
            signed = {(v.course, v.version): v for c in each.courses for v in c.versions}
            found = plans.versions(session, identifier)
            assert {(v.course, v.version): v for v in found} == signed
            assert people.prescribers_of(session, identifier)[0][0] == each.prescriber
            consent = people.consent(session, identifier)
            assert consent is not None
            assert consent.holds


def test_every_earlier_revision_is_kept_with_its_words(clinic: Clinic, made: DemoClinic):
    with clinic.store.reading() as session:
        for each in made.patients:
            newest = _newest(each.saves)
            earlier = [save for save in each.saves if newest[save.day] != save]
            for save in earlier:
                body = diary.revisions(session, save.patient, save.day)[save.revision - 1]
                assert (body["revision"], body["note"]) == (save.revision, save.answers.note)
                assert body["answers"]["mood"] == save.answers.mood


def test_the_trail_holds_and_has_a_line_for_every_save_and_signature(
    clinic: Clinic, made: DemoClinic
):
    with clinic.store.reading() as session:
        assert trail.first_break(session, clinic.trail_key, trail.CLINIC) is None
        for each in made.patients:
            assert trail.first_break(session, clinic.trail_key, each.patient.id) is None
            lines = trail.traces(session, each.patient.id)
            assert [line.at for line in lines] == sorted(line.at for line in lines)
            events = [line.event for line in lines]
            saves = [event for event in events if event.value.startswith("check_in_")]
            assert len(saves) == len(each.saves)
            assert events.count(Event.PLAN_SIGNED) == sum(len(c.versions) for c in each.courses)
            assert events[:3] == [Event.INVITED, Event.INVITATION_ACCEPTED, Event.CONSENT_GIVEN]


def test_what_was_signed_has_the_hash_of_its_content(clinic: Clinic):
    row = tables.PlanVersionRow
    with clinic.store.reading() as session:
        signed = session.execute(sa.select(row.content, row.content_sha256)).all()
    assert len(signed) >= 10
    assert all(sha256(content) == kept for content, kept in signed)


def test_anybody_of_the_demo_can_be_entered_as(clinic: Clinic, made: DemoClinic):
    with clinic.store.reading() as session:
        found = people.with_accounts(session)
    assert [name for _, name, role in found if role is Role.SUPPORTER] == ["Sam"]
    accounts = {person for person, _, role in found if role is not Role.SUPPORTER}
    everybody = {each.id for each in made.prescribers}
    assert accounts == everybody | {PersonId(each.patient.id) for each in made.patients}


def test_an_earlier_demo_stays_as_it_is(clinic: Clinic):
    with clinic.store.reading() as session:
        before = session.execute(sa.select(tables.AuditEventRow.link)).all()
    load_demo(clinic.settings)
    with clinic.store.reading() as session:
        assert session.execute(sa.select(tables.AuditEventRow.link)).all() == before


def test_a_second_filling_is_refused_and_changes_nothing(clinic: Clinic, made: DemoClinic):
    with pytest.raises(TaperError, match=r"^demo\.not_empty$"):
        fill(clinic, made)
    with clinic.store.reading() as session:
        assert len(people.patients(session)) == len(made.patients)


def test_somebodys_own_database_is_never_filled(sqlite_cast: Cast, made: DemoClinic):
    own = sqlite_cast.clinic
    with own.store.reading() as session:
        before = session.execute(sa.select(tables.PersonRow.id)).all()
    for refused in (
        lambda: load_demo(own.settings),
        lambda: load_demo(own.settings.model_copy(update={"demo": True})),
        lambda: fill(own, made),
    ):
        with pytest.raises(TaperError, match=r"^database\.not_a_demo$"):
            refused()
    with own.store.reading() as session:
        assert session.execute(sa.select(tables.PersonRow.id)).all() == before


def test_an_empty_database_of_somebodys_own_is_not_filled_either(tmp_path: Path):
    own = Settings(database=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    open_clinic(own).store.close()
    with pytest.raises(TaperError, match=r"^database\.not_a_demo$"):
        load_demo(own.model_copy(update={"demo": True}))


def test_a_filling_that_is_cut_short_leaves_nothing(
    empty: Clinic, made: DemoClinic, monkeypatch: pytest.MonkeyPatch
):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "write_trail", cut)
    with pytest.raises(KeyboardInterrupt):
        fill(empty, made)
    with empty.store.reading() as session:
        assert people.nobody_yet(session)


def test_days_kept_at_once_are_the_rows_of_days_kept_one_by_one(
    empty: Clinic, made: DemoClinic, tmp_path: Path
):
    alex = made.patients[0]
    few = made.model_copy(update={"patients": (alex.model_copy(update={"saves": ()}),)})
    other = open_clinic(Settings(database=f"sqlite:///{tmp_path / 'o.sqlite3'}", demo=True))
    for each in (empty, other):
        fill(each, few)
    saves = alex.saves[:120]
    assert any(save.revision > 1 for save in saves)
    with empty.store.writing() as session:
        bulk.add_days(session, saves)
    with other.store.writing() as session:
        _one_by_one(session, saves)
    assert _rows(empty) == _rows(other)
    other.store.close()


def _one_by_one(session, saves: tuple[CheckIn, ...]) -> None:
    for save in saves:
        before = diary.check_in(session, save.patient, save.day)
        note = diary.note_kept(session, save.patient, save.day)
        if before is not None:
            diary.keep_revision(session, before, note, save.recorded_by, save.revised_at)
        if before is None or before.answers.note != save.answers.note:
            note = diary.keep_note(session, save.patient, save.answers.note)
        diary.save(session, save, note, before)


def _rows(clinic: Clinic) -> dict[str, list]:
    """Give the rows of the diary without the ids and salts that chance gives."""
    chance = {"note_id", "note_sha256", "id", "salt"}
    found = {}
    with clinic.store.reading() as session:
        for row in (
            tables.CheckInRow,
            tables.CheckInRevisionRow,
            tables.IntakeRow,
            tables.FreeTextRow,
        ):
            columns = [each for each in row.__table__.columns if each.name not in chance]
            rows = [tuple(each) for each in session.execute(sa.select(*columns))]
            found[row.__tablename__] = sorted(map(_without_chance, rows), key=repr)
    return found


def _without_chance(row: tuple) -> tuple:
    return tuple(
        {key: value for key, value in cell.items() if not key.startswith("note_")}
        if isinstance(cell, dict)
        else cell
        for cell in row
    )
