"""Events: private words stay with the patient; what is typed is read or refused, never changed."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.check_in import Source
from taper.diary.events import (
    HIGHEST_MMHG,
    HIGHEST_RATE,
    LOWEST_MMHG,
    LOWEST_RATE,
    Event,
    EventId,
    Kind,
    SessionFacts,
    Text,
    check_event,
    without_private,
)
from taper.diary.session_text import read_clock, read_count, read_pressure, read_rate
from taper.errors import TaperError
from taper.ids import PatientId, PersonId
from tests.refusals import refused, tried

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, 30)  # noqa: DTZ001 - a clock on the wall
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(**change: object) -> Event:
    given_fields = {
        "patient": PatientId(1), "id": EventId(2), "kind": Kind.ILLNESS, "day": TODAY,
        "zone": "Europe/London", "recorded_at": AT, "revised_at": AT, "revision": 1,
        "recorded_by": PersonId(1), "source": Source.PATIENT, **change,
    }  # fmt: skip
    return Event.model_validate(given_fields)


def test_a_private_entry_is_nothing_to_others():
    assert without_private(event(private=True)) is None


def test_private_words_are_left_out_and_the_others_stay():
    texts = {"words": Text(words="Fine."), "journal": Text(words="Mine.", private=True)}
    shown = without_private(event(texts=texts))
    assert shown is not None
    assert dict(shown.texts) == {"words": texts["words"]}
    assert shown.words == "Fine."
    assert event().words == ""


def test_a_day_that_has_not_come_is_refused_and_a_missing_one_where_it_is_needed():
    check_event(Kind.ILLNESS, TODAY, NOW)
    check_event(Kind.GOAL, None, NOW)
    tomorrow = date(2026, 3, 3)
    with refused("events.future", day=tomorrow):
        check_event(Kind.APPOINTMENT, tomorrow, NOW)
    with refused("events.day_missing"):
        check_event(Kind.SESSION, None, NOW)


@pytest.mark.parametrize(
    ("day", "times", "has_come"),
    [
        (2, {"starts": time(14, 30)}, True),
        (2, {"starts": time(14, 31)}, False),
        (2, {"starts": time(14), "ends": time(14, 45)}, False),
        (2, {"discharged_at": time(15)}, False),
        (2, {"starts": time(13), "ends": time(0, 30)}, False),  # half past midnight, tomorrow
        (1, {"starts": time(23), "ends": time(0, 30), "discharged_at": time(14)}, True),
        (1, {"starts": time(23), "discharged_at": time(14, 31)}, False),
        (1, {"starts": time(16), "ends": time(18)}, True),
    ],
)
def test_a_session_is_recorded_once_its_times_have_come(
    day: int, times: dict[str, time], has_come: bool
):
    refused = pytest.raises(TaperError, match=r"events\.time_future")
    with nullcontext() if has_come else refused:
        check_event(Kind.SESSION, date(2026, 3, day), NOW, SessionFacts.model_validate(times))


def test_a_time_that_has_not_come_is_named_with_its_day():
    day = date(2026, 3, 2)
    with refused("events.time_future", day=day, at=time(15)):
        check_event(Kind.SESSION, day, NOW, SessionFacts(starts=time(14), ends=time(15)))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", None), ("14:30", time(14, 30)), ("14.30", time(14, 30)), ("2:30 pm", time(14, 30)),
     ("12 am", time(0)), ("12 pm", time(12)), ("9", time(9)), ("1 am", time(1)), ("1 pm", time(13)),
     ("23", time(23)), ("00:05", time(0, 5))],
)  # fmt: skip
def test_a_time_is_read_as_written(typed: str, read: time | None):
    assert read_clock(typed) == read


@pytest.mark.parametrize("typed", ["24:00", "25:00", "13 pm", "0 am", "noon", "14:75", "1430"])
def test_what_is_no_time_is_refused(typed: str):
    with refused("events.time_unreadable"):
        read_clock(typed)


@pytest.mark.parametrize("typed", ["120/80", "120 / 80", "120 over 80", "120/80 mmHg", "120 80"])
def test_a_blood_pressure_is_read_as_written(typed: str):
    assert read_pressure(typed) == (120, 80)
    assert read_pressure(" ") is None


def test_the_ends_of_a_blood_pressure_are_within_and_what_lies_beyond_is_not():
    assert read_pressure(f"{HIGHEST_MMHG}/{LOWEST_MMHG}") == (HIGHEST_MMHG, LOWEST_MMHG)
    for typed in (f"{HIGHEST_MMHG + 1}/90", f"120/{LOWEST_MMHG - 1}"):
        with refused("events.pressure_unreadable"):
            read_pressure(typed)


@pytest.mark.parametrize(
    "typed", ["80/120", "80/80", "120", "1200/80", "120/8", "120-80-60", "450/90"]
)
def test_what_is_no_blood_pressure_is_refused(typed: str):
    with refused("events.pressure_unreadable"):
        read_pressure(typed)


def test_a_heart_rate_is_a_whole_number_between_its_ends():
    assert (read_rate("72"), read_rate("")) == (72, None)
    assert read_rate(str(LOWEST_RATE)) == LOWEST_RATE
    assert read_rate(str(HIGHEST_RATE)) == HIGHEST_RATE
    for beyond in (LOWEST_RATE - 1, HIGHEST_RATE + 1):
        with refused("events.rate_unreadable", lowest=LOWEST_RATE, highest=HIGHEST_RATE):
            read_rate(str(beyond))
    for typed in ("7.2", "-72"):
        assert isinstance(tried(lambda typed=typed: read_rate(typed)), TaperError)
    assert (read_count("3"), read_count(" ")) == (3, None)
    for typed in ("0", "1000", "third"):
        assert isinstance(tried(lambda typed=typed: read_count(typed)), TaperError)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_a_sentence(text: str):
    for read in (read_clock, read_count, read_pressure, read_rate):
        tried(lambda read=read: read(text))


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_every_time_is_read_back(at: time):
    assert read_clock(f"{at:%H:%M}") == at
