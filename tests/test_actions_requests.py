"""A patient asks, takes back, and is answered; the plan stays; both keep the exchange."""

import pytest
import sqlalchemy as sa

from taper.actions import amendments, people, plans, requests
from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.ids import CourseId, new_id
from taper.people.audit import Event
from taper.people.request import Kind, PatientRequest, RequestId, Said
from taper.plan.amendment import Hold, propose
from taper.storage import trail
from taper.storage.tables import FreeTextRow
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.saving import TODAY, chains_hold

ROWS = (("2026-02-16", "20"), ("2026-03-16", "17.5"), ("2026-04-13", "0"))


def ask(cast: Cast, identifier: int = 1, who: str = "alex", **other: object) -> PatientRequest:
    given = {"kind": Kind.STAY, "course": None, "words": "Two more weeks, please.", **other}
    return requests.ask(
        cast.clinic,
        cast.actor(who),
        cast.patient,
        RequestId(identifier),
        **given,  # type: ignore[arg-type]
    )


def answer(cast: Cast, words: str = "Yes, stay.", who: str = "dr_bose") -> PatientRequest:
    return requests.answer(cast.clinic, cast.actor(who), cast.patient, RequestId(1), words=words)


def withdraw(cast: Cast, who: str = "alex") -> PatientRequest:
    return requests.withdraw(cast.clinic, cast.actor(who), cast.patient, RequestId(1))


def seen_by(cast: Cast, who: str) -> list[PatientRequest]:
    return requests.requests_of(cast.clinic, cast.actor(who), cast.patient, page="requests")


def lines(found: PatientRequest) -> list[tuple[Said, str, str]]:
    return [(each.kind, each.by_name, each.words) for each in found.entries]


def events(cast: Cast) -> list[Event]:
    with cast.clinic.store.reading() as session:
        found = [each.event for each in trail.traces(session, cast.patient)]
    return [each for each in found if each.value.startswith("request")]


def test_a_request_is_seen_by_both_as_it_was_written(cast: Cast):
    made = ask(cast)
    assert made.is_open
    assert lines(made) == [(Said.ASKED, "Alex", "Two more weeks, please.")]
    assert seen_by(cast, "dr_bose") == seen_by(cast, "alex") == [made]


def test_asking_changes_no_plan(cast: Cast):
    before = sign_plan(cast, typed_plan(*ROWS))
    ask(cast, course=before.course.id)
    assert plans.signed_plans(cast.clinic, cast.alex, cast.patient, page="plan") == [before]


def test_five_clicks_make_one_request(cast: Cast):
    assert len({ask(cast).model_dump_json() for _ in range(5)}) == 1
    assert len(seen_by(cast, "alex")) == 1
    assert events(cast) == [Event.REQUEST_MADE]


def test_an_answer_in_words_closes_the_request_and_is_kept_once(cast: Cast):
    ask(cast)
    answered = [answer(cast) for _ in range(3)][-1]
    assert not answered.is_open
    assert lines(answered)[1:] == [(Said.NOTE, "Dr Bose", "Yes, stay.")]
    assert seen_by(cast, "alex") == [answered]
    assert events(cast) == [Event.REQUEST_MADE, Event.REQUEST_ANSWERED]
    assert chains_hold(cast)


def test_a_request_is_taken_back_once_and_stays_in_the_record(cast: Cast):
    ask(cast)
    back = [withdraw(cast) for _ in range(3)][-1]
    assert not back.is_open
    assert [each.kind for each in back.entries] == [Said.ASKED, Said.WITHDRAWN]
    assert events(cast) == [Event.REQUEST_MADE, Event.REQUEST_WITHDRAWN]


def test_what_was_taken_back_or_answered_meanwhile_is_not_answered_over(cast: Cast):
    ask(cast)
    withdraw(cast)
    with pytest.raises(ChangedElsewhere, match=r"request\.withdrawn_meanwhile"):
        answer(cast)
    ask(cast, 2)
    requests.answer(cast.clinic, cast.dr_bose, cast.patient, RequestId(2), words="Yes.")
    with pytest.raises(ChangedElsewhere, match=r"request\.answered_meanwhile"):
        requests.answer(cast.clinic, cast.dr_bose, cast.patient, RequestId(2), words="No.")


def amend(cast: Cast, answers: int) -> int:
    course = sign_plan(cast, typed_plan(*ROWS))
    read_back = propose(course.versions, TODAY, Hold(days=14), today=TODAY)
    return amendments.amend(
        cast.clinic,
        cast.dr_bose,
        cast.patient,
        course.course.id,
        amendment_id=new_id(),
        change=Hold(days=14),
        in_force_from=TODAY,
        mark=read_back.mark,
        reason="Alex asked.",
        password=PASSWORD,
        answers=RequestId(answers),
    ).version


def test_a_change_of_the_plan_answers_a_request_and_both_name_each_other(cast: Cast):
    ask(cast)
    assert amend(cast, 1) == 2
    (found,) = seen_by(cast, "alex")
    assert not found.is_open
    assert (found.entries[-1].kind, found.entries[-1].version) == (Said.AMENDMENT, 2)


def test_a_request_taken_back_meanwhile_stops_the_signature_that_answers_it(cast: Cast):
    ask(cast)
    withdraw(cast)
    with pytest.raises(ChangedElsewhere, match=r"request\.withdrawn_meanwhile"):
        amend(cast, 1)
    found = plans.signed_plans(cast.clinic, cast.alex, cast.patient, page="plan")
    assert [each.version for each in found[0].versions] == [1]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": Kind.OTHER, "words": " "}, "request.words_missing"),
        ({"words": "x" * 4001}, "request.words_too_long"),
        ({"course": CourseId(12)}, "id.unreadable"),
    ],
)
def test_a_request_that_cannot_be_kept_is_refused_in_words(cast: Cast, given, key: str):
    with pytest.raises(TaperError) as refusal:
        ask(cast, **given)
    assert refusal.value.key == key
    assert seen_by(cast, "alex") == []


def test_an_empty_answer_is_no_answer(cast: Cast):
    ask(cast)
    with pytest.raises(TaperError, match=r"request\.words_missing"):
        answer(cast, " ")


def test_a_request_that_is_not_there_is_not_answered(cast: Cast):
    with pytest.raises(TaperError, match=r"id\.unreadable"):
        answer(cast)


@pytest.mark.parametrize("name", ["dr_stranger", "sam", "ada"])
def test_a_stranger_neither_reads_nor_asks_nor_answers(cast: Cast, name: str):
    ask(cast)
    for act in (seen_by, lambda c, who: ask(c, 2, who), lambda c, who: answer(c, who=who),
                withdraw):  # fmt: skip
        with pytest.raises(Refused):
            act(cast, name)


def test_a_prescriber_does_not_ask_and_a_patient_does_not_answer(cast: Cast):
    with pytest.raises(Refused):
        ask(cast, who="dr_bose")
    ask(cast)
    with pytest.raises(Refused):
        answer(cast, who="alex")
    with pytest.raises(Refused):
        withdraw(cast, "dr_bose")


def test_a_request_is_for_the_prescriber_though_the_diary_is_closed(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    ask(cast)
    assert len(seen_by(cast, "dr_bose")) == 1


def test_words_that_were_erased_leave_the_exchange_with_its_hash(cast: Cast):
    ask(cast)
    answer(cast)
    with cast.clinic.store.writing() as session:
        session.execute(sa.delete(FreeTextRow).where(FreeTextRow.patient_id == cast.patient))
    assert [line[::2] for line in lines(seen_by(cast, "alex")[0])] == [
        (Said.ASKED, ""),
        (Said.NOTE, ""),
    ]
    with cast.clinic.store.reading() as session:
        kept = session.execute(
            sa.text("SELECT words_sha256 FROM patient_request_entry ORDER BY number")
        ).scalars()
        assert [len(each) for each in kept] == [64, 64]
