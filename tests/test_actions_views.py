"""Who looked is in the trail before anything is shown; the patient can read it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from taper.actions import diary, doing, people, plans, record, sessions
from taper.errors import Refused, TaperError
from taper.people.audit import Event, Trace
from taper.people.person import Actor
from taper.storage import trail
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.saving import TODAY, chains_hold, count_of_audit_rows, events, save, trail_of

MINUTE = timedelta(minutes=1)


def look(cast: Cast, who: Actor, page: str = "compare", after: timedelta = timedelta()) -> None:
    with time_machine.travel(MORNING + after, tick=False):
        record.record(cast.clinic, who, cast.patient, page=page)


def views(cast: Cast) -> list[Trace]:
    return [each for each in trail_of(cast) if each.event is Event.VIEWED]


def test_a_view_says_who_when_and_which_page(cast: Cast):
    look(cast, cast.dr_bose)
    (view,) = views(cast)
    assert (view.at, view.actor, view.patient) == (MORNING, cast.ids["dr_bose"], cast.patient)
    assert view.detail["page"] == "compare"


def test_a_view_is_one_line_per_session_page_and_quarter_of_an_hour(cast: Cast):
    one, other = cast.dr_bose, cast.dr_bose
    for after in (0, 1, 14, 15):
        look(cast, one, after=after * MINUTE)
    assert len(views(cast)) == 1
    look(cast, one, after=15 * MINUTE + timedelta(milliseconds=1))
    assert len(views(cast)) == 2
    look(cast, other)  # another session
    look(cast, one, page="plan", after=MINUTE)
    look(cast, one, page="plan", after=2 * MINUTE)
    assert [each.detail["page"] for each in views(cast)] == [
        "compare",
        "compare",
        "compare",
        "plan",
    ]


def test_the_patients_own_views_are_not_kept(cast: Cast):
    alex = cast.alex
    before = count_of_audit_rows(cast)
    look(cast, alex)
    diary.day_on_file(cast.clinic, alex, cast.patient, TODAY)
    diary.days_on_file(cast.clinic, alex, cast.patient, TODAY, TODAY)
    diary.revisions(cast.clinic, alex, cast.patient, TODAY)
    plans.signed_plans(cast.clinic, alex, cast.patient, page="plan")
    people.consent_of(cast.clinic, alex, cast.patient)
    record.trail_of(cast.clinic, alex, cast.patient)
    assert count_of_audit_rows(cast) == before


def test_every_way_to_look_is_kept(cast: Cast):
    doctor = cast.dr_bose
    course = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0"))).course.id
    before = len(views(cast))
    plans.signed_plans(cast.clinic, doctor, cast.patient, page="own page")
    plans.draft(cast.clinic, doctor, cast.patient, course)
    diary.day_on_file(cast.clinic, doctor, cast.patient, TODAY)
    diary.days_on_file(cast.clinic, doctor, cast.patient, TODAY, TODAY)
    diary.revisions(cast.clinic, doctor, cast.patient, TODAY)
    assert [each.detail["page"] for each in views(cast)[before:]] == [
        "own page",
        "draft",
        "day",
        "days",
        "revisions",
    ]


def test_nothing_is_shown_where_the_view_cannot_be_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    doctor = cast.dr_bose

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(trail, "write", fail)
    with pytest.raises(OSError, match="no room"):
        look(cast, doctor)


def test_a_consent_withdrawn_between_the_line_and_the_look_closes_the_diary(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    doctor, alex, trace_view = cast.dr_bose, cast.alex, doing._trace_view

    def trace_and_withdraw(*given: Any) -> None:
        trace_view(*given)
        people.withdraw_consent(cast.clinic, alex, cast.patient)

    monkeypatch.setattr(doing, "_trace_view", trace_and_withdraw)
    with pytest.raises(Refused):
        diary.day_on_file(cast.clinic, doctor, cast.patient, TODAY)


def test_exports_are_kept_every_time_the_patients_own_too(cast: Cast):
    save(cast)
    for who in (cast.dr_bose, cast.dr_bose, cast.alex, cast.alex):
        record.timeline_csv(cast.clinic, who, cast.patient, TODAY, TODAY)
    exports = [each for each in trail_of(cast) if each.event is Event.EXPORTED]
    names = ("dr_bose", "dr_bose", "alex", "alex")
    assert [each.actor for each in exports] == [cast.ids[name] for name in names]
    assert exports[0].detail == {
        "what": "timeline.csv",
        "first": "2026-03-02",
        "last": "2026-03-02",
    }


def test_refusals_are_kept_every_time(cast: Cast):
    stranger = cast.dr_stranger
    for _ in range(3):
        with pytest.raises(Refused):
            look(cast, stranger)
    with pytest.raises(Refused):
        record.timeline_csv(cast.clinic, stranger, cast.patient, None, None)
    refused = [each for each in trail_of(cast) if each.event is Event.REFUSED]
    assert [each.detail["action"] for each in refused] == ["read_record"] * 3 + ["export_timeline"]
    assert {each.actor for each in refused} == {cast.ids["dr_stranger"]}


def test_the_patient_reads_the_trail_newest_first_with_names(cast: Cast):
    look(cast, cast.dr_bose)
    with pytest.raises(Refused):
        look(cast, cast.dr_stranger)
    save(cast)
    lines = record.trail_of(cast.clinic, cast.alex, cast.patient)
    assert [(trace.event, name) for trace, name in lines[:3]] == [
        (Event.CHECK_IN_SAVED, "Alex"),
        (Event.REFUSED, "Dr Stranger"),
        (Event.VIEWED, "Dr Bose"),
    ]
    assert chains_hold(cast)


def test_a_refusal_that_concerns_no_patient_is_in_the_clinics_trail(cast: Cast):
    with pytest.raises(Refused):
        people.invite_patient(cast.clinic, cast.alex, name="Kim", zone="UTC")
    assert events(cast, Event.REFUSED) == []
    assert events(cast, Event.REFUSED, patient=trail.CLINIC) == [Event.REFUSED]


def test_who_is_not_signed_in_any_more_is_in_the_clinics_trail_without_a_name(cast: Cast):
    doctor = cast.dr_bose
    sessions.sign_out(cast.clinic, doctor)
    with pytest.raises(TaperError, match=r"sign_in\.over"):
        look(cast, doctor)
    assert events(cast, Event.REFUSED) == []
    line = trail_of(cast, trail.CLINIC)[-1]
    assert (line.event, line.actor) == (Event.REFUSED, None)
    assert line.detail == {"action": "read_record", "why": "sign_in.over"}
