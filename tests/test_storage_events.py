"""Words of entries lie in one table, can go from it, and leave id and hash behind."""

import sqlalchemy as sa

from taper.actions import events
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.storage import events as stored
from taper.storage import trail
from taper.storage.tables import Base, FreeTextRow
from tests.conftest import Cast
from tests.saving import TODAY, back


def save(cast: Cast, words: str, *, expected: int = 0, number: int = 1, days: int = 0) -> None:
    said = SaidEvent(kind=Kind.LIFE_EVENT, day=back(days), texts={"words": Text(words=words)})
    events.save_event(
        cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=expected
    )


def test_the_words_of_an_entry_are_kept_in_one_table_alone(cast: Cast):
    save(cast, "quince marmalade")
    save(cast, "something else", expected=1)
    events.strike_out(cast.clinic, cast.alex, cast.patient, EventId(1), expected_revision=2)
    with cast.clinic.store.reading() as session:
        holding = [
            name
            for name in Base.metadata.tables
            if any(
                "quince" in str(row) for row in session.execute(sa.text(f"SELECT * FROM {name}"))
            )
        ]
    assert holding == ["free_text"]


def test_words_that_are_deleted_leave_their_hash_and_a_trail_that_holds(cast: Cast):
    save(cast, "quince marmalade")
    save(cast, "something else", expected=1)
    with cast.clinic.store.reading() as session:
        kept = stored.texts_kept(session, cast.patient, EventId(1))["words"]
    with cast.clinic.store.writing() as session:
        session.execute(sa.delete(FreeTextRow))
    (found,) = events.events_on_file(cast.clinic, cast.alex, cast.patient).events
    (before,) = events.earlier(cast.clinic, cast.alex, cast.patient, EventId(1))
    assert (found.words, before.words) == ("", "")
    save(cast, "new words", expected=2)
    with cast.clinic.store.reading() as session:
        bodies = session.scalars(sa.text("SELECT body FROM event_revision ORDER BY revision")).all()
        assert kept["sha256"] in str(bodies[1])
        assert trail.first_break(session, cast.clinic.trail_key, cast.patient) is None


def test_the_same_words_are_kept_once(cast: Cast):
    save(cast, "the same")
    said = SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="the same")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(1), said, expected_revision=1)
    with cast.clinic.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FreeTextRow)) == 1


def test_entries_are_given_in_the_order_of_days_on_both_engines(cast: Cast):
    for number, days in ((1, 0), (2, 9), (3, 3)):
        save(cast, "it", number=number, days=days)
    said = SaidEvent(kind=Kind.GOAL, texts={"words": Text(words="no day")})
    events.save_event(cast.clinic, cast.alex, cast.patient, EventId(4), said, expected_revision=0)
    with cast.clinic.store.reading() as session:
        assert [each.id for each in stored.events(session, cast.patient)] == [4, 2, 3, 1]
