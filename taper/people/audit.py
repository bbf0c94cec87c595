"""The trail: the closed list of what is written into it, and the chain that holds it together."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel

from taper.ids import PatientId, PersonId

FIRST_LINK = b"\0" * 32


class Event(StrEnum):
    """Everything that is written into the trail."""

    SET_UP = "set_up"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    SECOND_FACTOR_SET_UP = "second_factor_set_up"
    SECOND_FACTOR_OFF = "second_factor_off"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    SIGN_ON_LINKED = "sign_on_linked"
    SIGN_ON_USED = "sign_on_used"
    SIGN_ON_ENDED = "sign_on_ended"
    COLLEAGUE_INVITED = "colleague_invited"
    PERSON_SIGNED_OUT = "person_signed_out"
    ENTRY_MADE = "entry_made"
    ENTRY_USED = "entry_used"
    PASSWORD_RECOVERED = "password_recovered"  # noqa: S105 - the name of an event
    ROLES_CHANGED = "roles_changed"
    ACCOUNT_CLOSED = "account_closed"
    ERASED = "erased"
    CARE_BEGUN = "care_begun"
    CARE_ENDED = "care_ended"
    INVITED = "invited"
    INVITATION_RENEWED = "invitation_renewed"
    INVITATION_ACCEPTED = "invitation_accepted"
    MARK_CHANGED = "mark_changed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_ON_PAPER = "consent_on_paper"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    COUNTRY_CHOSEN = "country_chosen"
    LANGUAGE_CHOSEN = "language_chosen"
    ZONE_CHOSEN = "zone_chosen"
    COURSE_OPENED = "course_opened"
    DRAFT_SAVED = "draft_saved"
    DRAFT_DISCARDED = "draft_discarded"
    PLAN_SIGNED = "plan_signed"
    SIGNATURE_REFUSED = "signature_refused"
    REQUEST_MADE = "request_made"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_ANSWERED = "request_answered"
    NOTE_WRITTEN = "note_written"
    NOTE_CLOSED = "note_closed"
    CHECK_IN_SAVED = "check_in_saved"
    CHECK_IN_REVISED = "check_in_revised"
    CHECK_IN_STRUCK_OUT = "check_in_struck_out"
    EVENT_SAVED = "event_saved"
    EVENT_REVISED = "event_revised"
    EVENT_STRUCK_OUT = "event_struck_out"
    QUESTIONNAIRE_ASSIGNED = "questionnaire_assigned"
    QUESTIONNAIRE_ENDED = "questionnaire_ended"
    QUESTIONNAIRE_SAVED = "questionnaire_saved"
    QUESTIONNAIRE_REVISED = "questionnaire_revised"
    QUESTIONNAIRE_STRUCK_OUT = "questionnaire_struck_out"
    SAFETY_ANSWER_OPENED = "safety_answer_opened"
    SYMPTOM_ADDED = "symptom_added"
    SYMPTOM_RENAMED = "symptom_renamed"
    SYMPTOM_RETIRED = "symptom_retired"
    SYMPTOM_BROUGHT_BACK = "symptom_brought_back"
    SYMPTOM_TAGGED = "symptom_tagged"
    DIARY_PAUSED = "diary_paused"
    DIARY_PAUSE_ENDED = "diary_pause_ended"
    REMINDERS_SET = "reminders_set"
    CALENDAR_OPENED = "calendar_opened"
    CALENDAR_CLOSED = "calendar_closed"
    DIARY_IMPORTED = "diary_imported"
    PLAN_IMPORTED = "plan_imported"
    VISIT_CHOSEN = "visit_chosen"
    SUPPORTER_INVITED = "supporter_invited"
    SUPPORTER_INVITATION_ENDED = "supporter_invitation_ended"
    SUPPORTER_ACCEPTED = "supporter_accepted"
    SHARE_CHANGED = "share_changed"
    SHARE_ENDED = "share_ended"
    OBSERVATION_WRITTEN = "observation_written"
    OBSERVATION_HIDDEN = "observation_hidden"
    OBSERVATION_SHOWN = "observation_shown"
    LINK_MADE = "link_made"
    LINK_OPENED = "link_opened"
    LINK_REFUSED = "link_refused"
    LINK_ENDED = "link_ended"
    FILE_READ_IN = "file_read_in"
    TRAIL_KEY_RENEWED = "trail_key_renewed"
    TAKEN_IN = "taken_in"
    VIEWED = "viewed"
    EXPORTED = "exported"
    REFUSED = "refused"


# What a patient writes for others to read: a prescriber's list says that there is something new.
# Entries under events may be private, and say so themselves.
NEWS = frozenset(
    {
        Event.REQUEST_MADE,
        Event.REQUEST_WITHDRAWN,
        Event.CHECK_IN_SAVED,
        Event.CHECK_IN_REVISED,
        Event.QUESTIONNAIRE_SAVED,
        Event.QUESTIONNAIRE_REVISED,
    }
)


class Trace(BaseModel, frozen=True):
    """One line of the trail. *patient* is None where no patient is meant."""

    at: datetime
    actor: PersonId | None  # None: nobody signed in
    patient: PatientId | None
    event: Event
    detail: Mapping[str, str | int | bool | None] = {}


def link(key: bytes, previous: bytes, trace: Trace) -> bytes:
    """Give the 32 bytes that chain *trace* to the one before it (HMAC-SHA-256).

    The key lies outside the database: whoever can write rows can't forge the chain.
    """
    body = json.dumps(
        [
            trace.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            trace.actor,
            trace.patient,
            trace.event.value,
            dict(trace.detail),
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hmac.digest(key, previous + body.encode(), hashlib.sha256)
