"""A supporter writes what was noticed; it is marked as theirs, and the patient can hide it."""

from datetime import date

import pytest

from taper.actions import observations, sharing
from taper.diary.check_in import DAYS_BACK
from taper.errors import Refused
from taper.ids import PatientId
from taper.people.audit import Event
from taper.people.grant import LONGEST_OBSERVATION, Observation, ObservationId, Section
from tests.conftest import Cast
from tests.saving import TODAY, back, trail_of
from tests.sharing import refused_as, share_with_sam

ONE = ObservationId(11)


def observe(
    cast: Cast, words: str = "Slept in the afternoon.", day: date = TODAY, number: int = 11
) -> Observation:
    return observations.observe(
        cast.clinic, cast.sam, cast.patient, ObservationId(number), day=day, words=words
    )


def read_by(cast: Cast, name: str) -> list[str]:
    found = observations.observations_of(cast.clinic, cast.actor(name), cast.patient)
    return [each.words for each in found]


def test_what_was_noticed_is_kept_as_the_supporters_own(cast: Cast):
    share_with_sam(cast, Section.PLAN)
    made = observe(cast)
    assert (made.written_by, made.written_by_name) == (cast.ids["sam"], "Sam")
    for reader in ("alex", "dr_bose", "sam"):
        assert read_by(cast, reader) == ["Slept in the afternoon."]


def test_without_the_patients_leave_nothing_is_written_or_read(cast: Cast):
    share_with_sam(cast, may_observe=False)
    with pytest.raises(Refused):
        observe(cast)
    with pytest.raises(Refused):
        read_by(cast, "sam")


def test_five_clicks_keep_one(cast: Cast):
    share_with_sam(cast)
    for _ in range(5):
        observe(cast)
    assert len(read_by(cast, "alex")) == 1
    written = [each for each in trail_of(cast) if each.event is Event.OBSERVATION_WRITTEN]
    assert [(each.actor, each.detail["day"]) for each in written] == [
        (cast.ids["sam"], "2026-03-02")
    ]
    assert "afternoon" not in str(trail_of(cast))


def test_hidden_it_is_the_patients_alone_until_it_is_shown_again(cast: Cast):
    share_with_sam(cast)
    observe(cast)
    for _ in range(2):
        observations.hide(cast.clinic, cast.alex, cast.patient, ONE, hidden=True)
    assert [read_by(cast, name) for name in ("alex", "dr_bose", "sam")] == [
        ["Slept in the afternoon."],
        [],
        [],
    ]
    observations.hide(cast.clinic, cast.alex, cast.patient, ONE, hidden=False)
    assert len(read_by(cast, "dr_bose")) == 1
    told = [each.event for each in trail_of(cast)]
    assert told.count(Event.OBSERVATION_HIDDEN) == told.count(Event.OBSERVATION_SHOWN) == 1


def test_what_stays_after_the_end_is_read_by_the_patient(cast: Cast):
    share_with_sam(cast)
    observe(cast)
    sharing.end_grant(cast.clinic, cast.alex, cast.patient, cast.ids["sam"])
    assert len(read_by(cast, "alex")) == 1
    with pytest.raises(Refused):
        observe(cast, number=12)


@pytest.mark.parametrize(
    ("words", "day", "key"),
    [
        ("A word.", date(2026, 3, 3), "check_in.future"),
        ("A word.", back(DAYS_BACK + 1), "sharing.day_far_back"),
        (" \0\n", TODAY, "sharing.words_missing"),
        ("x" * (LONGEST_OBSERVATION + 1), TODAY, "sharing.words_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    cast: Cast, words: str, day: date, key: str
):
    share_with_sam(cast)
    with refused_as(key):
        observe(cast, words, day)


def test_another_patients_id_opens_nothing(cast: Cast):
    share_with_sam(cast)
    with pytest.raises(Refused):
        observations.observe(
            cast.clinic, cast.sam, PatientId(cast.ids["dr_bose"]), ONE, day=TODAY, words="x"
        )
