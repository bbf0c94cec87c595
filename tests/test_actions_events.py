"""Kept as told, by whom and how; private entries never leave; every revision stays."""

from datetime import timedelta

import pytest

from taper.actions import events
from taper.actions.events import SaidEvent
from taper.diary.check_in import Source
from taper.diary.events import (
    Alertness,
    Event,
    EventId,
    Kind,
    Phase,
    Route,
    SessionFacts,
    Setting,
    Text,
    Vitals,
)
from taper.diary.session_text import read_clock
from taper.diary.symptoms import Severity
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.people.audit import Event as Trailed
from taper.people.person import Actor
from tests.conftest import Cast
from tests.saving import TODAY, back, chains_hold
from tests.saving import events as trailed

ONE = EventId(11)
COLD = SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words="A cold.")})
SESSION = SaidEvent(
    kind=Kind.SESSION,
    day=TODAY,
    texts={
        "dose": Text(words="as on the clinic's sheet, 2 puffs"),
        "journal": Text(words="A wide field.", private=True),
        "next_day": Text(words="Tired."),
    },
    session=SessionFacts(
        route=Route.NASAL,
        setting=Setting.CLINIC,
        phase=Phase.INDUCTION,
        number=3,
        starts=read_clock("07:05"),
        ends=read_clock("07:45"),
        before=Vitals(systolic_mmhg=124, diastolic_mmhg=78, heart_rate_per_min=71),
        after=Vitals(heart_rate_per_min=80),
        dissociation=0,
        nausea=Severity.MILD,
        alertness=Alertness.DROWSY,
        discharged_at=read_clock("08:15"),
        escorted_home=True,
    ),
)


def save(
    cast: Cast,
    said: SaidEvent = COLD,
    *,
    actor: Actor | None = None,
    identifier: EventId = ONE,
    expected: int = 0,
) -> Event:
    return events.save_event(
        cast.clinic, actor or cast.alex, cast.patient, identifier, said, expected_revision=expected
    )


def seen(cast: Cast, actor: Actor) -> tuple[Event, ...]:
    return events.events_on_file(cast.clinic, actor, cast.patient).events


def test_what_was_told_is_on_file_with_who_wrote_it_and_how(cast: Cast):
    made = save(cast)
    assert seen(cast, cast.alex) == seen(cast, cast.dr_bose) == (made,)
    assert (made.recorded_by, made.source, made.revision) == (
        cast.ids["alex"], Source.PATIENT, 1,
    )  # fmt: skip


def test_a_session_is_read_back_as_it_was_recorded(cast: Cast):
    made = save(cast, SESSION)
    (found,) = seen(cast, cast.alex)
    assert found == made
    assert found.session == SESSION.session
    assert dict(found.texts) == dict(SESSION.texts)
    empty = save(cast, SaidEvent(kind=Kind.SESSION, day=back(1)), identifier=EventId(12))
    assert seen(cast, cast.alex)[0] == empty
    assert empty.session == SessionFacts()


def test_sent_five_times_it_stands_once(cast: Cast):
    assert len({save(cast).revised_at for _ in range(5)}) == 1
    assert trailed(cast, Trailed.EVENT_SAVED) == [Trailed.EVENT_SAVED]


def test_an_entry_kept_private_is_not_told_to_anybody(cast: Cast):
    save(cast, COLD.model_copy(update={"private": True}))
    assert len(seen(cast, cast.alex)) == 1
    assert seen(cast, cast.dr_bose) == ()
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        events.earlier(cast.clinic, cast.dr_bose, cast.patient, ONE)


def test_a_private_journal_is_left_out_and_the_session_stays(cast: Cast):
    save(cast, SESSION)
    (shown,) = seen(cast, cast.dr_bose)
    assert set(shown.texts) == {"dose", "next_day"}
    assert shown.session == SESSION.session


def test_words_made_private_later_are_left_out_of_earlier_versions_too(cast: Cast):
    open_words = {**SESSION.texts, "journal": Text(words="A wide field.")}
    save(cast, SESSION.model_copy(update={"texts": open_words}))
    save(cast, SESSION, expected=1)
    (before,) = events.earlier(cast.clinic, cast.alex, cast.patient, ONE)
    assert before.texts["journal"].words == "A wide field."
    (shown,) = events.earlier(cast.clinic, cast.dr_bose, cast.patient, ONE)
    assert "journal" not in shown.texts


def test_what_a_prescriber_writes_is_marked_and_never_private(cast: Cast):
    made = save(cast, SESSION.model_copy(update={"private": True}), actor=cast.dr_bose)
    assert (made.source, made.recorded_by, made.private) == (
        Source.ON_BEHALF, cast.ids["dr_bose"], False,
    )  # fmt: skip
    assert not any(text.private for text in made.texts.values())


def test_a_prescriber_changes_what_was_written_for_the_patient_and_nothing_else(cast: Cast):
    doctor = cast.dr_bose
    save(cast, SaidEvent(kind=Kind.SESSION, day=TODAY), actor=doctor)
    save(cast, SESSION, expected=1)  # the patient adds the journal
    dose = SESSION.model_copy(update={"texts": {"dose": Text(words="3 puffs")}})
    changed = save(cast, dose, actor=doctor, expected=2)
    assert changed.texts["journal"] == SESSION.texts["journal"]
    assert set(changed.texts) == {"dose", "journal"}
    save(cast, COLD, identifier=EventId(12))
    with pytest.raises(TaperError, match=r"events\.not_yours"):
        save(cast, COLD, actor=doctor, identifier=EventId(12), expected=1)
    with pytest.raises(TaperError, match=r"events\.not_yours"):
        events.strike_out(cast.clinic, doctor, cast.patient, EventId(12), expected_revision=1)


def test_earlier_versions_are_kept_with_their_words(cast: Cast):
    save(cast)
    changed = COLD.model_copy(update={"texts": {"words": Text(words="A flu.")}})
    save(cast, changed, expected=1)
    (before,) = events.earlier(cast.clinic, cast.alex, cast.patient, ONE)
    assert (before.words, before.revision) == ("A cold.", 1)
    with pytest.raises(ChangedElsewhere):
        save(cast, COLD, expected=1)
    assert chains_hold(cast)


def test_an_entry_is_struck_out_and_never_removed(cast: Cast):
    save(cast)
    for _ in range(2):
        struck = events.strike_out(cast.clinic, cast.alex, cast.patient, ONE, expected_revision=1)
    assert struck.struck_out
    assert len(seen(cast, cast.alex)) == 1
    assert trailed(cast, Trailed.EVENT_STRUCK_OUT) == [Trailed.EVENT_STRUCK_OUT]


def test_what_to_talk_about_stays_until_it_was_talked_about(cast: Cast):
    said = SaidEvent(kind=Kind.TO_TALK, texts={"words": Text(words="Sleep.")})
    save(cast, said)
    closed = events.close(cast.clinic, cast.alex, cast.patient, ONE, expected_revision=1, done=True)
    assert closed.closed_on == TODAY
    again = events.close(cast.clinic, cast.alex, cast.patient, ONE, expected_revision=1, done=True)
    assert again.revision == 2
    opened = events.close(
        cast.clinic, cast.alex, cast.patient, ONE, expected_revision=2, done=False
    )
    assert opened.closed_on is None


def test_a_session_that_begins_later_today_is_asked_back_and_one_of_yesterday_is_kept(cast: Cast):
    later = SESSION.model_copy(update={"session": SessionFacts(starts=read_clock("9:01"))})
    with pytest.raises(TaperError, match=r"events\.time_future"):
        save(cast, later)
    assert seen(cast, cast.alex) == ()
    assert save(cast, later.model_copy(update={"day": back(1)})).day == back(1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": TODAY + timedelta(days=1)}, "future"),
        ({"day": None}, "day_missing"),
        ({"texts": {}}, "words_missing"),
        ({"texts": {"words": Text(words="\0 \n")}}, "words_missing"),
    ],
)
def test_what_cannot_be_kept_is_asked_back(cast: Cast, change: dict[str, object], why: str):
    with pytest.raises(TaperError, match=rf"events\.{why}"):
        save(cast, COLD.model_copy(update=change))
    assert seen(cast, cast.alex) == ()


def test_what_lies_before_the_diary_can_be_told(cast: Cast):
    old = COLD.model_copy(update={"day": back(4000)})
    assert save(cast, old).day == back(4000)


@pytest.mark.parametrize("name", ["dr_stranger", "sam", "ada"])
def test_a_stranger_reads_and_writes_nothing(cast: Cast, name: str):
    save(cast)
    stranger = cast.actor(name)
    for act in (
        lambda: seen(cast, stranger),
        lambda: events.earlier(cast.clinic, stranger, cast.patient, ONE),
        lambda: save(cast, COLD, actor=stranger, identifier=EventId(12)),
        lambda: events.strike_out(cast.clinic, stranger, cast.patient, ONE, expected_revision=1),
        lambda: events.close(
            cast.clinic, stranger, cast.patient, ONE, expected_revision=1, done=True
        ),
    ):
        with pytest.raises(Refused):
            act()
