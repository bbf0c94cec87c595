"""A record taken out and brought in elsewhere: the same to the byte, and no plan in force."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taper.actions import keeping, plans, takeout
from taper.actions.clinic import Clinic
from taper.actions.diary import Said
from taper.actions.doing import at_the_terminal
from taper.actions.plans import course_plans
from taper.errors import Refused, TaperError
from taper.ids import PatientId, PersonId
from taper.people.audit import Event
from taper.plan.plan import canonical_text as canonical
from taper.plan.plan import sha256
from taper.settings import Settings
from taper.storage import people as stored_people
from taper.storage import takeout as stored
from taper.storage import trail
from taper.storage.tables import CheckInRow, table_of
from taper.storage.tables_takeout import PlanElsewhereRow, SealedTrailRow
from tests.conftest import PASSWORD, Cast, count, typed_plan
from tests.saving import back, save
from tests.takeouts import FORGED, another_installation, begun, file_of, fill_whole, forged
from tests.test_storage_random_diaries import DEEDS, Diary

ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"))


def whole(cast: Cast) -> dict[str, Any]:
    return json.loads(file_of(cast))


@pytest.fixture
def elsewhere(cast: Cast, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clinic]:
    """An empty installation with one prescriber, Dr Cole, on the kind of database of the cast."""
    with another_installation(cast, request, tmp_path) as clinic:
        yield clinic


def bring(clinic: Clinic, body: bytes, prescriber: str = "") -> takeout.TakenIn:
    return takeout.take_in(clinic, at_the_terminal(), body, prescriber=prescriber)


def findings(clinic: Clinic) -> tuple[str, ...]:
    return keeping.verify(clinic, lambda done, of: None).findings


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Something of everything that can be on file of somebody."""
    fill_whole(cast)
    return cast


def test_something_of_every_kind_is_on_file_in_these_tests(filled: Cast):
    tables = whole(filled)["record"]["tables"]
    assert {name: len(rows) for name, rows in tables.items() if not rows} == {}


def test_one_record_by_hand(sqlite_cast: Cast):
    save(sqlite_cast, back(0), Said(mood=4, note="Tired."))
    told = whole(sqlite_cast)
    assert (told["taper_takeout"], told["record"]["person"]["name"]) == (1, "Alex")
    assert told["record"]["person"]["id"] == sqlite_cast.patient
    (day,) = told["record"]["tables"]["check_in"]
    assert (day["local_date"], day["mood"], day["sleep_min"]) == ("2026-03-02", 4, None)
    (words,) = told["record"]["tables"]["free_text"]
    assert words["body"] == "Tired."
    assert sha256(canonical(told["record"])) == told["record_sha256"]
    lines = json.loads(told["trails"][-1])["lines"]
    assert lines[-1]["event"] == "exported"
    assert lines[-1]["detail"] == {"what": "takeout.json"}


def test_a_record_brought_in_elsewhere_goes_out_the_same_to_the_byte(
    filled: Cast, elsewhere: Clinic
):
    body = file_of(filled)
    first = json.loads(body)
    came = bring(elsewhere, body)
    assert (came.patient, came.name) == (filled.patient, "Alex")
    assert findings(elsewhere) == ()
    second = json.loads(takeout.take_out(elsewhere, at_the_terminal(), came.patient))
    assert canonical(second["record"]) == canonical(first["record"])
    assert second["record_sha256"] == first["record_sha256"]
    assert second["trails"][:-1] == first["trails"]
    assert second["left_out"] == first["left_out"]
    with elsewhere.store.reading() as session:
        begins = trail.traces(session, came.patient)[0]
    assert begins.event is Event.TAKEN_IN
    assert begins.detail["trail_sha256"] == sha256(first["trails"][-1])


def test_a_plan_signed_elsewhere_is_history_and_in_force_nowhere(filled: Cast, elsewhere: Clinic):
    with filled.clinic.store.reading() as session:
        before = [each for of in course_plans(session, filled.patient) for each in of.versions]
    patient = bring(elsewhere, file_of(filled)).patient
    with elsewhere.store.reading() as session:
        assert [each.versions for each in course_plans(session, patient)] == [()] * len(
            course_plans(session, patient)
        )
        kept = stored.signed_elsewhere(session, patient)
    assert {each["content_sha256"] for each in kept} == {each.content_sha256 for each in before}


def test_a_fresh_signature_here_stands_beside_the_history(filled: Cast, elsewhere: Clinic):
    from taper.actions import sessions

    patient = bring(elsewhere, file_of(filled), "dr_cole").patient
    with elsewhere.store.writing() as session:
        account = stored_people.account(session, "dr_cole")
        assert account is not None
        token = sessions.open_session(elsewhere, session, PersonId(account.person))
    doctor = sessions.actor_by_token(elsewhere, token)
    assert doctor is not None
    old = takeout.signed_elsewhere(elsewhere, doctor, patient)
    assert {each.signed_by_name for each in old} == {"Dr Bose"}
    course = old[0].course
    kept = plans.save_draft(
        elsewhere, doctor, patient, course, typed_plan(*ROWS), expected_revision=0
    )
    signed = plans.sign(
        elsewhere,
        doctor,
        patient,
        course,
        draft_id=kept.draft_id,
        revision=kept.revision,
        in_force_from=None,
        reason="",
        password=PASSWORD,
    )
    assert (signed.version, signed.signed_by_name) == (1, "Dr Cole")
    assert len(takeout.signed_elsewhere(elsewhere, doctor, patient)) == len(old)
    assert findings(elsewhere) == ()
    again = json.loads(takeout.take_out(elsewhere, at_the_terminal(), patient))
    assert len(again["record"]["plans_signed"]) == len(old) + 1


def test_a_record_can_move_on_a_second_time(filled: Cast, elsewhere: Clinic, tmp_path: Path):
    patient = bring(elsewhere, file_of(filled)).patient
    second = takeout.take_out(elsewhere, at_the_terminal(), patient)
    third = begun(Settings(database=f"sqlite:///{tmp_path / 'third.sqlite3'}"))
    bring(third, second)
    assert findings(third) == ()
    last = json.loads(takeout.take_out(third, at_the_terminal(), patient))
    assert last["record_sha256"] == json.loads(second)["record_sha256"]
    assert len(last["trails"]) == 3
    third.store.close()


def test_what_held_there_alone_does_not_hold_here(filled: Cast, elsewhere: Clinic):
    patient = bring(elsewhere, file_of(filled)).patient
    with elsewhere.store.reading() as session:
        held = stored.held_here(session, patient)
        asked = stored.tables(session, patient)["questionnaire_assignment"]
        from taper.storage import questionnaires

        assert all(each.ended_at for each in questionnaires.assignments(session, patient))
    assert not any(held.values())
    assert any(each["ended_at"] is None for each in asked)


def test_the_patients_own_takeout_leaves_out_what_prescribers_wrote_for_themselves(filled: Cast):
    own = json.loads(takeout.take_out(filled.clinic, filled.alex, filled.patient))
    assert own["record"]["tables"]["appointment_note"] == []
    assert "Ask about sleep." not in json.dumps(own)
    assert "appointment_note" in own["left_out"]
    assert "Ask about sleep." in json.dumps(whole(filled))


def test_nobody_is_brought_in_twice(filled: Cast, elsewhere: Clinic):
    body = file_of(filled)
    bring(elsewhere, body)
    for clinic in (elsewhere, filled.clinic):
        with pytest.raises(TaperError, match=r"takeout\.there_already"):
            bring(clinic, body)


def test_a_prescriber_who_is_not_there_brings_nobody(filled: Cast, elsewhere: Clinic):
    body = file_of(filled)
    with pytest.raises(TaperError, match=r"takeout\.no_prescriber"):
        bring(elsewhere, body, "dr_nobody")
    with elsewhere.store.reading() as session:
        assert not stored.is_known(session, filled.patient)
    assert bring(elsewhere, body, "DR_COLE").days


def test_others_take_nothing_out_and_bring_nobody_in(filled: Cast):
    for who in (filled.dr_bose, filled.dr_stranger, filled.sam):
        with pytest.raises(Refused):
            takeout.take_out(filled.clinic, who, filled.patient)
    for who in (filled.alex, filled.dr_stranger, filled.sam):
        with pytest.raises(Refused):
            takeout.take_in(filled.clinic, who, b"no takeout at all")


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_file_is_refused_and_nothing_stays(filled: Cast, elsewhere: Clinic, name: str):
    change, key = FORGED[name]
    body = forged(file_of(filled), change)
    with pytest.raises(TaperError, match=key):
        bring(elsewhere, body)
    with elsewhere.store.reading() as session:
        assert not stored.is_known(session, filled.patient)


def unguard(clinic: Clinic, table: str) -> None:
    dropped = {
        "sqlite": [f"DROP TRIGGER {table}_no_{each}" for each in ("update", "delete")],
        "postgresql": [f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_change"],
    }
    with clinic.store.engine.begin() as connection:
        for each in dropped[connection.dialect.name]:
            connection.exec_driver_sql(each)


SEALED, HISTORY, DAYS = map(table_of, (SealedTrailRow, PlanElsewhereRow, CheckInRow))
TAMPERED = {
    "the sealed trail": (
        sa.update(SEALED).values(body=sa.func.replace(SEALED.c.body, "exported", "viewed")),
        "sealed trail of another installation",
    ),
    "the sealed trail taken out": (sa.delete(SEALED), "sealed trail of another installation"),
    "a dose in a plan": (
        sa.update(HISTORY).values(content=sa.func.replace(HISTORY.c.content, "17500", "12500")),
        "plans signed elsewhere",
    ),
    "who signed": (sa.update(HISTORY).values(signed_by_name="Dr Who"), "plans signed elsewhere"),
    "a plan taken out": (sa.delete(HISTORY), "plans signed elsewhere"),
    "a mood": (
        sa.update(DAYS).where(DAYS.c.local_date == date(2026, 3, 1)).values(mood=9),
        "1 March 2026 on file is not",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_came_and_was_changed_here_is_named_by_verify(
    filled: Cast, elsewhere: Clinic, name: str
):
    bring(elsewhere, file_of(filled))
    statement, sentence = TAMPERED[name]
    for table in ("sealed_trail", "plan_elsewhere"):
        unguard(elsewhere, table)
    with elsewhere.store.engine.begin() as connection:
        connection.execute(statement)
    assert any(sentence in each for each in findings(elsewhere))


def test_something_from_elsewhere_that_the_trail_does_not_tell_of_is_named(sqlite_cast: Cast):
    with sqlite_cast.clinic.store.writing() as session:
        stored.put_sealed(session, PatientId(sqlite_cast.patient), ["{}"])
    assert any("does not tell of it" in each for each in findings(sqlite_cast.clinic))


@given(st.data())
@settings(
    max_examples=count(short=6, ci=50, full=2_000),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_diary_goes_out_in_and_out_again_the_same_to_the_byte(
    cast: Cast, elsewhere: Clinic, data: st.DataObject
):
    diary = Diary.begin(cast)
    for days, said in data.draw(DEEDS):
        diary.tell(back(days), said)
    first = takeout.take_out(cast.clinic, at_the_terminal(), diary.patient)
    bring(elsewhere, first)
    second = takeout.take_out(elsewhere, at_the_terminal(), diary.patient)
    one, other = (json.loads(each) for each in (first, second))
    assert canonical(one["record"]) == canonical(other["record"])
