"""When a grant holds, and when its end is near."""

from datetime import UTC, date, datetime, timedelta

import pytest

from taper.ids import PatientId, PersonId
from taper.people.grant import Grant, Section

ON = date(2026, 11, 26)


def grant(last_day: date | None, *, ended: bool = False) -> Grant:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Grant(
        patient=PatientId(1), person=PersonId(2), name="Sam", since=at,
        sections=frozenset({Section.PLAN}), last_day=last_day, may_observe=False,
        ended_at=at if ended else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "soon"), [(-1, False), (0, True), (1, True), (7, True), (8, False)]
)
def test_the_end_is_near_from_a_week_before_to_the_last_day(days: int, soon: bool):
    assert grant(ON + timedelta(days=days)).ends_soon(ON) is soon


def test_what_has_no_last_day_or_was_ended_is_not_near_its_end():
    assert not grant(None).ends_soon(ON)
    assert not grant(ON, ended=True).ends_soon(ON)
