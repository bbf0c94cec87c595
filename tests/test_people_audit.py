"""Each line of the trail is chained to the one before by a key that lies elsewhere."""

import hashlib
import hmac
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taper.ids import PatientId, PersonId
from taper.people.audit import FIRST_LINK, Event, Trace, link
from tests.conftest import MORNING

KEY = bytes(range(32))
LINE = Trace(
    at=MORNING,
    actor=PersonId(5),
    patient=PatientId(9),
    event=Event.CHECK_IN_SAVED,
    detail={"revision": 1, "day": "2026-03-02"},
)


def test_the_first_link_worked_by_hand():
    body = (
        b'["2026-03-02T09:00:00.000+00:00",5,9,"check_in_saved",{"day":"2026-03-02","revision":1}]'
    )
    assert link(KEY, FIRST_LINK, LINE) == hmac.digest(KEY, bytes(32) + body, hashlib.sha256)


def test_neither_the_order_of_details_nor_the_zone_of_a_moment_matters():
    same = LINE.model_copy(
        update={
            "at": MORNING.astimezone(timezone(timedelta(hours=5, minutes=30))),
            "detail": {"day": "2026-03-02", "revision": 1},
        }
    )
    assert link(KEY, FIRST_LINK, same) == link(KEY, FIRST_LINK, LINE)


@pytest.mark.parametrize(
    "change",
    [
        {"at": MORNING + timedelta(milliseconds=1)},
        {"actor": PersonId(6)},
        {"actor": None},
        {"patient": PatientId(8)},
        {"patient": None},
        {"event": Event.CHECK_IN_REVISED},
        {"detail": {"revision": "1", "day": "2026-03-02"}},
        {"detail": {"revision": 1}},
        {"detail": {}},
    ],
)
def test_a_change_of_anything_changes_the_link(change: dict[str, Any]):
    assert link(KEY, FIRST_LINK, LINE.model_copy(update=change)) != link(KEY, FIRST_LINK, LINE)


def test_the_key_and_the_line_before_are_part_of_the_link():
    assert link(bytes(32), FIRST_LINK, LINE) != link(KEY, FIRST_LINK, LINE)
    assert link(KEY, b"\1" * 32, LINE) != link(KEY, FIRST_LINK, LINE)


DETAILS = st.dictionaries(
    st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=8), max_size=3
)


@given(DETAILS, DETAILS)
def test_two_details_give_one_link_only_if_they_are_the_same(
    one: dict[str, Any], other: dict[str, Any]
):
    links = [link(KEY, FIRST_LINK, LINE.model_copy(update={"detail": d})) for d in (one, other)]
    alike = one == other and repr(sorted(one.items())) == repr(sorted(other.items()))
    assert (links[0] == links[1]) is alike


def test_the_list_of_events_is_closed():
    with pytest.raises(ValidationError):
        Trace(at=MORNING, actor=None, patient=None, event="promoted")  # type: ignore[arg-type]
