"""The trail holds together, and whatever is done to it is found."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from taper.actions import keeping
from taper.actions.diary import Said
from taper.ids import PatientId
from taper.people.audit import FIRST_LINK, Event, Trace, link
from taper.storage import trail
from taper.storage.tables import AuditEventRow, Base, PatientHeadRow
from tests.conftest import MORNING, Cast, count
from tests.saving import back, chains_hold, save
from tests.tampering import take_triggers_away

ROWS = Base.metadata.tables["audit_event"]
Lines = list[dict[str, Any]]
Tampering = Callable[[random.Random, Lines], Lines]


@pytest.fixture
def written(cast: Cast) -> Cast:
    """Alex has saved and changed a few days, and the chain has some fifteen lines."""
    alex = cast.alex
    for days in range(6):
        save(cast, back(days), Said(mood=days), actor=alex)
        save(cast, back(days), Said(mood=days + 1), expected=1, actor=alex)
    assert chains_hold(cast)
    return cast


@pytest.fixture
def open_to_tampering(written: Cast) -> Cast:
    """Somebody with every right on the database has taken the triggers away."""
    take_triggers_away(written.clinic.store)
    return written


def first_break(cast: Cast, patient: PatientId | None = None) -> int | None:
    with cast.clinic.store.reading() as session:
        which = cast.patient if patient is None else patient
        return trail.first_break(session, cast.clinic.trail_key, which)


def verify_names(cast: Cast) -> bool:
    """Say whether `taper verify` finds that Alex's trail does not hold."""
    found = keeping.verify(cast.clinic, lambda _done, _of: None).findings
    return any(f"Trail of patient {cast.patient}: line" in each for each in found)


def lines(cast: Cast) -> Lines:
    chain = sa.select(ROWS).where(ROWS.c.patient_id == cast.patient).order_by(ROWS.c.id)
    with cast.clinic.store.reading() as session:
        return [dict(row) for row in session.execute(chain).mappings()]


def put(cast: Cast, changed: Lines) -> None:
    with cast.clinic.store.engine.begin() as connection:
        connection.execute(sa.delete(ROWS).where(ROWS.c.patient_id == cast.patient))
        connection.execute(sa.insert(ROWS), changed)


def change_one(chance: random.Random, found: Lines) -> Lines:
    line = chance.choice(found)
    column = chance.choice(["at", "actor_id", "event", "detail", "previous", "link"])
    line[column] = {
        "at": line["at"] + timedelta(milliseconds=chance.choice([-1, 1, 60_000])),
        "actor_id": chance.choice([None, (line["actor_id"] or 0) + 1]),
        "event": chance.choice([each for each in Event if each != line["event"]]),
        "detail": {**line["detail"], "day": "2020-01-01"},
        "previous": chance.randbytes(32),
        "link": chance.randbytes(32),
    }[column]
    return found


def remove_one(chance: random.Random, found: Lines) -> Lines:
    found.pop(chance.randrange(len(found)))
    return found


def cut_the_tail(chance: random.Random, found: Lines) -> Lines:
    return found[: chance.randrange(1, len(found))]


def swap_two(chance: random.Random, found: Lines) -> Lines:
    one, other = chance.sample(found, 2)
    one["id"], other["id"] = other["id"], one["id"]
    return found


def swap_what_two_say(chance: random.Random, found: Lines) -> Lines:
    one, other = chance.sample(found, 2)
    for column in set(ROWS.columns.keys()) - {"id", "previous", "link"}:
        one[column], other[column] = other[column], one[column]
    return found if one["detail"] != other["detail"] else remove_one(chance, found)


def insert_one(chance: random.Random, found: Lines) -> Lines:
    """Slip a line in after another, linked to it as well as can be done without the key."""
    place = chance.randrange(len(found))
    new = {**found[place], "event": Event.EXPORTED, "previous": found[place]["link"]}
    new["link"] = chance.choice([chance.randbytes(32), found[place]["link"]])
    lines = [*found[: place + 1], new, *found[place + 1 :]]
    return [{**line, "id": number} for number, line in enumerate(lines, start=10_000)]


def chain_anew_with_another_key(chance: random.Random, found: Lines) -> Lines:
    place, key, previous = chance.randrange(len(found)), chance.randbytes(32), FIRST_LINK
    found[place]["detail"] = {**found[place]["detail"], "day": "2020-01-01"}
    for line in found[:place]:
        previous = line["link"]
    for line in found[place:]:
        made = Trace(at=line["at"], actor=line["actor_id"], patient=line["patient_id"],
                     event=line["event"], detail=line["detail"])  # fmt: skip
        line["previous"], line["link"] = previous, link(key, previous, made)
        previous = line["link"]
    return found


def take_from_another_chain(chance: random.Random, found: Lines) -> Lines:
    line = chance.choice(found)
    line["patient_id"] = trail.CLINIC
    return found


TAMPERINGS = [
    change_one,
    remove_one,
    cut_the_tail,
    swap_two,
    swap_what_two_say,
    insert_one,
    chain_anew_with_another_key,
    take_from_another_chain,
]


def test_a_chain_worked_by_hand_is_the_one_on_file(written: Cast):
    previous = FIRST_LINK
    for line in lines(written):
        made = Trace(at=line["at"], actor=line["actor_id"], patient=line["patient_id"],
                     event=line["event"], detail=line["detail"])  # fmt: skip
        assert line["previous"] == previous
        assert line["link"] == link(written.clinic.trail_key, previous, made)
        previous = line["link"]
    with written.clinic.store.reading() as session:
        assert session.get_one(PatientHeadRow, written.patient).trail_head == previous


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_every_tampering_is_found(open_to_tampering: Cast, tamper: Tampering):
    whole = lines(open_to_tampering)
    for seed in range(count(short=3, ci=20, full=150)):
        changed = tamper(random.Random(seed), [dict(line) for line in whole])
        put(open_to_tampering, changed)
        assert first_break(open_to_tampering) is not None, seed
        assert verify_names(open_to_tampering), seed
        with open_to_tampering.clinic.store.engine.begin() as connection:
            connection.execute(sa.delete(ROWS).where(ROWS.c.id >= 10_000))
            connection.execute(sa.delete(ROWS).where(ROWS.c.id.in_([each["id"] for each in whole])))
        put(open_to_tampering, whole)
        assert first_break(open_to_tampering) is None


@pytest.mark.parametrize("place", [0, 7, -1])
def test_the_first_line_that_does_not_hold_is_named_by_its_number(
    open_to_tampering: Cast, place: int
):
    found = lines(open_to_tampering)
    found[place]["detail"] = {"day": "2020-01-01"}
    put(open_to_tampering, found)
    assert first_break(open_to_tampering) == (place if place >= 0 else len(found) - 1) + 1


def test_a_tail_cut_off_is_named_as_the_line_that_is_missing(open_to_tampering: Cast):
    found = lines(open_to_tampering)
    put(open_to_tampering, found[:-3])
    assert first_break(open_to_tampering) == len(found) - 2


@pytest.mark.parametrize("nonsense", ["detail = 'not JSON'", "detail = '[1]'", "at = 9e18",
                                      "event = 'promoted'", "actor_id = -1"])  # fmt: skip
def test_a_line_that_cannot_even_be_read_is_found(sqlite_cast: Cast, nonsense: str):
    """STRICT tables check the kind of a value, not what it says."""
    save(sqlite_cast)
    connection = sqlite_cast.clinic.store.engine.connect()
    with connection.begin():
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        last = "(SELECT max(id) FROM audit_event WHERE patient_id <> 0)"
        statement = f"UPDATE audit_event SET {nonsense} WHERE id = {last}"
        connection.exec_driver_sql(statement.replace("9e18", "9000000000000000000"))
    connection.close()
    assert first_break(sqlite_cast) == len(lines_of_events(sqlite_cast))


def lines_of_events(cast: Cast) -> list[int]:
    with cast.clinic.store.reading() as session:
        chain = sa.select(AuditEventRow.id).where(AuditEventRow.patient_id == cast.patient)
        return list(session.scalars(chain))


def test_a_chain_without_its_head_does_not_hold(written: Cast):
    with written.clinic.store.engine.begin() as connection:
        heads = Base.metadata.tables["patient_head"]
        connection.execute(sa.delete(heads).where(heads.c.patient_id == written.patient))
    assert first_break(written) == len(lines(written)) + 1


def test_a_new_chain_holds(cast: Cast):
    with cast.clinic.store.writing() as session:
        trail.open_chain(session, PatientId(7))
        assert trail.first_break(session, cast.clinic.trail_key, PatientId(7)) is None


def test_two_chains_do_not_touch_each_other(written: Cast):
    before = first_break(written, trail.CLINIC)
    save(written, back(11))
    assert before is None
    assert first_break(written, trail.CLINIC) is None


def test_a_trace_is_read_back_as_it_was_written(cast: Cast):
    made = Trace(
        at=MORNING,
        actor=cast.ids["alex"],
        patient=cast.patient,
        event=Event.EXPORTED,
        detail={"what": "ünï \U0001f9e0 \"'\\", "n": 2**62, "none": None, "yes": True},
    )
    with cast.clinic.store.writing() as session:
        trail.write(session, cast.clinic.trail_key, made)
    with cast.clinic.store.reading() as session:
        assert trail.traces(session, cast.patient)[-1] == made
    assert chains_hold(cast)


@pytest.fixture
def viewed(cast: Cast) -> Iterator[Cast]:
    with cast.clinic.store.writing() as session:
        trace = Trace(
            at=MORNING,
            actor=cast.ids["dr_bose"],
            patient=cast.patient,
            event=Event.VIEWED,
            detail={"page": "compare", "session": "abc"},
        )
        trail.write(session, cast.clinic.trail_key, trace)
    return cast


@pytest.mark.parametrize(
    ("actor", "page", "since", "session", "found"),
    [
        ("dr_bose", "compare", 0, "abc", True),
        ("dr_bose", "compare", 1, "abc", False),
        ("dr_bose", "plan", 0, "abc", False),
        ("dr_bose", "compare", 0, "xyz", False),
        ("dr_stranger", "compare", 0, "abc", False),
    ],
)
def test_a_view_is_found_by_who_where_when_and_session(
    viewed: Cast, actor: str, page: str, since: int, session: str, found: bool
):
    from_then_on = MORNING + timedelta(milliseconds=since)
    with viewed.clinic.store.reading() as reader:
        assert found is trail.viewed_since(
            reader, viewed.ids[actor], viewed.patient, page, from_then_on, session
        )


def test_the_detail_is_kept_as_plain_json(sqlite_cast: Cast):
    save(sqlite_cast)
    with sqlite_cast.clinic.store.reading() as session:
        text = session.scalars(sa.text("SELECT detail FROM audit_event ORDER BY id DESC")).first()
    assert json.loads(text)["day"] == "2026-03-02"
