"""When a request is open, worked by hand."""

from taper.ids import PatientId
from taper.people.request import Kind, PatientRequest, RequestId
from tests.conftest import MORNING


def test_a_request_is_open_until_it_is_closed():
    asked = PatientRequest(
        patient=PatientId(1),
        id=RequestId(2),
        course=None,
        kind=Kind.TALK,
        asked_at=MORNING,
        closed_at=None,
        entries=(),
    )
    assert asked.is_open
    assert not asked.model_copy(update={"closed_at": MORNING}).is_open
