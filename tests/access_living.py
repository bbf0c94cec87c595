"""Who may call what of plans that live: changes, requests, notes, the overview; told by hand."""

from taper.actions import amendments, appointment_notes, patients, requests, signature
from taper.people.note import NoteId
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from taper.plan.amendment import Hold
from tests.access_row import BOTH, CARE, SELF, Row
from tests.conftest import PASSWORD
from tests.saving import TODAY

ROWS: dict[str, Row] = {
    # Changes of a signed plan: as its signature, the prescriber alone.
    "signature.check": Row(CARE, lambda f, who, of: signature.check(f.clinic, who, of, PASSWORD)),
    "amendments.amend": Row(
        CARE,
        lambda f, who, of: amendments.amend(
            f.clinic,
            who,
            of,
            f.course,
            amendment_id=99,
            change=Hold(days=7),
            in_force_from=TODAY,
            mark="",
            reason="Slower.",
            password=PASSWORD,
        ),
    ),
    # Requests: made by the patient, answered by the prescriber; no diary is in them.
    "requests.requests_of": Row(
        BOTH, lambda f, who, of: requests.requests_of(f.clinic, who, of, page="requests")
    ),
    "requests.ask": Row(
        SELF,
        lambda f, who, of: requests.ask(
            f.clinic, who, of, RequestId(7), kind=Asked.STAY, course=f.course, words=""
        ),
    ),
    "requests.withdraw": Row(
        SELF, lambda f, who, of: requests.withdraw(f.clinic, who, of, RequestId(5))
    ),
    "requests.answer": Row(
        CARE, lambda f, who, of: requests.answer(f.clinic, who, of, RequestId(5), words="Yes.")
    ),
    # Notes for the appointment: the patient's prescribers alone.
    "appointment_notes.notes_of": Row(
        CARE, lambda f, who, of: appointment_notes.notes_of(f.clinic, who, of)
    ),
    "appointment_notes.write_note": Row(
        CARE,
        lambda f, who, of: appointment_notes.write_note(
            f.clinic, who, of, NoteId(7), words="Ask about sleep."
        ),
    ),
    "appointment_notes.close_note": Row(
        CARE, lambda f, who, of: appointment_notes.close_note(f.clinic, who, of, NoteId(5))
    ),
    "patients.overview": Row(CARE, lambda f, who, of: patients.overview(f.clinic, who, of)),
}
