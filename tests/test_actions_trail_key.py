"""A trail goes on with a new key: nothing that was written loses its proof."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner

from taper import clock
from taper.actions import authenticator, backups, heads, keeping, keys, second_factor
from taper.actions.clinic import Clinic, open_clinic
from taper.cli import main
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.audit import FIRST_LINK, Event, Trace, link
from taper.storage import trail
from taper.storage.tables import AuditEventRow, CheckInRow, PatientHeadRow, table_of
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import SAID, back, save
from tests.signing_in import PASSWORD
from tests.tampering import take_triggers_away

ROWS, HEADS = table_of(AuditEventRow), table_of(PatientHeadRow)


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@pytest.fixture
def written(cast: Cast, tmp_path: Path) -> Cast:
    """The cast with a key file of its own, a signed plan and two days."""
    settings = cast.clinic.settings.model_copy(update={"key_file": tmp_path / "own.key"})
    keys.put(tmp_path / "own.key", cast.clinic.trail_key)
    there = Cast(replace(cast.clinic, settings=settings), cast.ids)
    sign_plan(there, typed_plan(("2026-02-01", "20")))
    for days in range(2):
        save(there, back(days), SAID)
    return there


@pytest.fixture
def renewed(written: Cast) -> Cast:
    """The same, after the key was renewed and a third day was saved."""
    there = Cast(keeping.renew_trail_key(written.clinic), written.ids)
    save(there, back(2), SAID)
    return there


def findings(clinic: Clinic) -> tuple[str, ...]:
    return keeping.verify(clinic, quiet).findings


def first_break(cast: Cast) -> int | None:
    with cast.clinic.store.reading() as session:
        return trail.first_break(
            session, cast.clinic.trail_key, cast.patient, cast.clinic.older_trail_keys
        )


def test_before_and_after_everything_holds(written: Cast):
    assert findings(written.clinic) == ()
    there = Cast(keeping.renew_trail_key(written.clinic), written.ids)
    assert findings(there.clinic) == ()
    save(there, back(4), SAID)
    assert findings(there.clinic) == ()


def test_the_file_keeps_the_old_key_before_the_new_one(written: Cast, renewed: Cast):
    kept = keys.read(renewed.clinic.key_path)
    assert kept == (written.clinic.trail_key, renewed.clinic.trail_key)
    assert renewed.clinic.key_path.stat().st_mode & 0o777 == 0o600


def test_the_next_start_goes_on_with_the_new_key(renewed: Cast):
    address = renewed.clinic.store.url.render_as_string(hide_password=False)
    clinic = open_clinic(renewed.clinic.settings.model_copy(update={"database": address}))
    assert clinic.trail_key == renewed.clinic.trail_key
    assert clinic.older_trail_keys == renewed.clinic.older_trail_keys
    assert findings(clinic) == ()
    clinic.store.close()


def test_it_can_be_renewed_again_and_again(renewed: Cast):
    clinic = renewed.clinic
    for _ in range(3):
        clinic = keeping.renew_trail_key(clinic)
    assert len(keys.read(clinic.key_path)) == 5
    assert findings(clinic) == ()


def test_every_trail_tells_of_it(renewed: Cast):
    with renewed.clinic.store.reading() as session:
        for patient in (trail.CLINIC, renewed.patient):
            told = [each.event for each in trail.traces(session, patient)]
            assert told.count(Event.TRAIL_KEY_RENEWED) == 1


@pytest.mark.parametrize("days", [0, 1, 2])
def test_a_day_changed_before_or_after_is_still_found(renewed: Cast, days: int):
    changed = sa.update(CheckInRow).where(CheckInRow.local_date == back(days)).values(mood=9)
    with renewed.clinic.store.writing() as session:
        session.execute(changed)
    assert findings(renewed.clinic)


@pytest.fixture
def open_to_tampering(renewed: Cast) -> Cast:
    """Somebody with every right on the database has taken the triggers away."""
    take_triggers_away(renewed.clinic.store)
    assert first_break(renewed) is None
    return renewed


def lines(cast: Cast) -> list[dict[str, Any]]:
    chain = sa.select(ROWS).where(ROWS.c.patient_id == cast.patient).order_by(ROWS.c.id)
    with cast.clinic.store.reading() as session:
        return [dict(row) for row in session.execute(chain).mappings()]


def put(cast: Cast, changed: list[dict[str, Any]], *, end: bytes | None = None) -> None:
    """Make the trail Alex's *changed* lines; *end*: and its head what fits them."""
    with cast.clinic.store.engine.begin() as connection:
        connection.execute(sa.delete(ROWS).where(ROWS.c.patient_id == cast.patient))
        connection.execute(sa.insert(ROWS), changed)
        if end is not None:
            head = sa.update(HEADS).where(HEADS.c.patient_id == cast.patient)
            connection.execute(head.values(trail_head=end))


def chained(lines: list[dict[str, Any]], key: bytes, before: bytes) -> list[dict[str, Any]]:
    """Link lines anew under *key*, as somebody does who has it."""
    for line in lines:
        made = Trace(at=line["at"], actor=line["actor_id"], patient=line["patient_id"],
                     event=line["event"], detail=line["detail"])  # fmt: skip
        line["previous"], line["link"] = before, link(key, before, made)
        before = line["link"]
    return lines


def test_every_line_changed_or_taken_out_is_found(open_to_tampering: Cast):
    cast, found = open_to_tampering, lines(open_to_tampering)
    for number in range(len(found)):
        hurt = [dict(each) for each in found]
        hurt[number]["detail"] = {**hurt[number]["detail"], "day": "2020-01-01"}
        put(cast, hurt)
        assert first_break(cast) == number + 1
        put(cast, found[:number] + found[number + 1 :])
        assert first_break(cast) is not None


def test_who_has_the_old_key_alone_can_not_tell_another_story(
    written: Cast, open_to_tampering: Cast
):
    """The reason for a new key: somebody saw the old one."""
    cast, found, old = open_to_tampering, lines(open_to_tampering), written.clinic.trail_key
    place = [each["event"] for each in found].index(Event.TRAIL_KEY_RENEWED)
    # The time before told anew, and the rest left as it is.
    hurt = [dict(each) for each in found]
    hurt[1]["detail"] = {"day": "2020-01-01"}
    put(cast, chained(hurt[:place], old, FIRST_LINK) + hurt[place:])
    assert first_break(cast) == place + 1
    # All since the new key cut off, and the head made to fit.
    put(cast, found[:place], end=found[place - 1]["link"])
    assert first_break(cast) == place + 1
    # The whole trail, the line of the new key too, told under the old one.
    again = chained([dict(each) for each in found], old, FIRST_LINK)
    put(cast, again, end=again[-1]["link"])
    assert first_break(cast) == place + 1
    # One more line behind the newest.
    put(cast, found, end=found[-1]["link"])
    assert first_break(cast) is None
    more = {**found[-1], "id": found[-1]["id"] + 1}
    put(cast, [*found, *chained([more], old, found[-1]["link"])], end=more["link"])
    assert first_break(cast) == len(found) + 1


def test_without_the_old_keys_the_old_lines_do_not_hold(renewed: Cast):
    alone = replace(renewed.clinic, older_trail_keys=())
    assert findings(alone)
    keys.put(renewed.clinic.key_path, renewed.clinic.older_trail_keys[0])
    with pytest.raises(TaperError, match="key_of_another"):
        Clinic.of(renewed.clinic.store, renewed.clinic.settings)


def test_broken_off_before_the_database_knows_it_starts_as_before_and_is_done_again(
    written: Cast, monkeypatch: pytest.MonkeyPatch
):
    def stumble(_session: object) -> list[PatientId]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping.soundness, "chains", stumble)
        with pytest.raises(KeyboardInterrupt):
            keeping.renew_trail_key(written.clinic)
    assert len(keys.read(written.clinic.key_path)) == 2
    found = Clinic.of(written.clinic.store, written.clinic.settings)
    assert found.trail_key == written.clinic.trail_key
    assert findings(found) == ()
    clinic = keeping.renew_trail_key(found)
    assert len(keys.read(clinic.key_path)) == 2
    assert findings(clinic) == ()


def test_the_ends_noted_outside_are_noted_anew(renewed: Cast):
    assert heads.file_of(renewed.clinic).exists()
    assert heads.findings(renewed.clinic) == []


def test_a_second_step_outlives_it_and_a_new_one_stands_under_the_new_key(
    written: Cast, renewed: Cast
):
    doctor = renewed.dr_bose.person
    old = authenticator.secret_of(written.clinic, doctor, "of the cast")
    assert authenticator.secret_of(renewed.clinic, doctor, "of the cast") == old
    with renewed.clinic.store.writing() as session:
        code = pyotp.TOTP(old).at(clock.now())
        assert authenticator.accepts(renewed.clinic, session, doctor, code)
    alex = renewed.alex
    offered = second_factor.offered(renewed.clinic, alex)
    under_old = authenticator.secret_of(written.clinic, alex.person, alex.session)
    under_new = authenticator.secret_of(renewed.clinic, alex.person, f"1:{alex.session}")
    assert offered.secret == under_new != under_old
    code = pyotp.TOTP(offered.secret).at(clock.now())
    second_factor.set_up(renewed.clinic, alex, password=PASSWORD, code=code)
    again = Cast(keeping.renew_trail_key(renewed.clinic), renewed.ids)
    later = clock.now() + timedelta(minutes=2)
    with time_machine.travel(later, tick=False), again.clinic.store.writing() as session:
        code = pyotp.TOTP(offered.secret).at(later)
        assert authenticator.accepts(again.clinic, session, alex.person, code)


def test_a_program_that_runs_is_in_the_way(sqlite_cast: Cast):
    other = open_clinic(sqlite_cast.clinic.settings)
    before = sqlite_cast.clinic.key_path.read_bytes()
    with pytest.raises(TaperError, match="in_use"):
        keeping.renew_trail_key(sqlite_cast.clinic)
    assert sqlite_cast.clinic.key_path.read_bytes() == before
    other.store.close()
    assert findings(keeping.renew_trail_key(sqlite_cast.clinic)) == ()


def test_the_command_says_where_the_keys_are(sqlite_cast: Cast):
    sqlite_cast.clinic.store.close()
    address = sqlite_cast.clinic.store.url.render_as_string()
    told = CliRunner().invoke(main, ["trail-key", "--database", address], catch_exceptions=False)
    assert told.exit_code == 0
    assert f"{sqlite_cast.clinic.key_path} holds the old keys too" in told.stdout.replace("\n", " ")
    found = CliRunner().invoke(main, ["verify", "--database", address], catch_exceptions=False)
    assert "Everything holds." in found.stdout


def test_a_new_backup_key_leaves_older_backups_to_the_older_one(sqlite_cast: Cast, tmp_path: Path):
    old, new = (backups.make_key(tmp_path / name) for name in ("old.key", "new.key"))
    backups.back_up(sqlite_cast.clinic, tmp_path / "before.age", old, quiet)
    backups.back_up(sqlite_cast.clinic, tmp_path / "after.age", new, quiet)
    for made, wrong, right in (("before", "new", "old"), ("after", "old", "new")):
        file, there = tmp_path / f"{made}.age", tmp_path / f"{made}.sqlite3"
        with pytest.raises(TaperError, match="backup_unreadable"):
            backups.restore(file, tmp_path / f"{wrong}.key", there)
        backups.restore(file, tmp_path / f"{right}.key", there)


def test_a_chain_begun_after_the_change_holds_by_itself(renewed: Cast):
    one, clinic = PatientId(41), renewed.clinic
    with clinic.store.writing() as session:
        trail.open_chain(session, one)
        made = Trace(at=clock.now(), actor=None, patient=one, event=Event.INVITED)
        trail.write(session, clinic.trail_key, made)
        older = clinic.older_trail_keys
        assert trail.first_break(session, clinic.trail_key, one, older) is None
