"""Until when a link opens a summary, worked by hand."""

from datetime import datetime, timedelta

import pytest

from taper.ids import PatientId
from taper.people.access import Section
from taper.people.grant import LinkId, ShareLink
from tests.conftest import MORNING

END = MORNING + timedelta(days=3)


@pytest.mark.parametrize(
    ("at", "ended_at", "opens"),
    [
        (MORNING, None, True),
        (END - timedelta(seconds=1), None, True),
        (END, None, False),
        (MORNING, MORNING, False),
    ],
)
def test_a_link_opens_until_its_end_or_until_it_is_ended(
    at: datetime, ended_at: datetime | None, opens: bool
):
    link = ShareLink(
        patient=PatientId(1),
        id=LinkId(2),
        name="Dr Cole",
        sections=frozenset({Section.PLAN}),
        made_at=MORNING,
        expires_at=END,
        ended_at=ended_at,
    )
    assert link.opens(at) is opens
