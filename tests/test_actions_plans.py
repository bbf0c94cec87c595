"""A draft is typed, read back and signed once; a stranger does none of it."""

from datetime import date

import pytest

from taper.actions import plans
from taper.errors import ChangedElsewhere, Refused, TaperError
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan

ROWS = (("2026-03-09", "20"), ("2026-04-06", "17.5"), ("2026-05-04", "0"))


def test_a_signed_plan_keeps_what_was_typed_and_who_signed(cast: Cast):
    signed = sign_plan(cast, typed_plan(*ROWS)).versions[0]
    assert [(step.starts.isoformat(), step.ug_on(step.starts)) for step in signed.plan.steps] == [
        ("2026-03-09", 20_000),
        ("2026-04-06", 17_500),
        ("2026-05-04", 0),
    ]
    assert signed.version == 1
    assert signed.in_force_from == date(2026, 3, 9)
    assert signed.signed_by_name == "Dr Bose"
    assert len(signed.content_sha256) == 64


def test_signing_the_same_draft_twice_makes_one_version(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    draft = plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    signed = [
        plans.sign(
            cast.clinic,
            doctor,
            cast.patient,
            course,
            draft_id=draft.draft_id,
            revision=draft.revision,
            in_force_from=None,
            reason="",
            password=PASSWORD,
        )
        for _ in range(2)
    ]
    assert signed[0] == signed[1]
    found = plans.signed_plans(cast.clinic, doctor, cast.patient, page="plan")
    assert [len(each.versions) for each in found] == [1]


def test_a_wrong_password_signs_nothing(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    draft = plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    with pytest.raises(TaperError, match=r"plan\.signature_refused"):
        plans.sign(
            cast.clinic,
            doctor,
            cast.patient,
            course,
            draft_id=draft.draft_id,
            revision=draft.revision,
            in_force_from=None,
            reason="",
            password="seven noisy herons",
        )
    assert not plans.signed_plans(cast.clinic, doctor, cast.patient, page="plan")[0].versions


def test_what_was_read_back_is_what_is_signed(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    read_back = plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    plans.save_draft(
        cast.clinic,
        doctor,
        cast.patient,
        course,
        typed_plan(("2026-03-09", "200"), ("2026-05-04", "0")),
        expected_revision=1,
    )
    with pytest.raises(ChangedElsewhere):
        plans.sign(
            cast.clinic,
            doctor,
            cast.patient,
            course,
            draft_id=read_back.draft_id,
            revision=read_back.revision,
            in_force_from=None,
            reason="",
            password=PASSWORD,
        )


def test_a_second_draft_written_meanwhile_is_not_overwritten(cast: Cast):
    doctor = cast.dr_bose
    course = plans.open_course(
        cast.clinic, doctor, cast.patient, medicine="Exampline", form="tablets"
    )
    plans.save_draft(
        cast.clinic, doctor, cast.patient, course, typed_plan(*ROWS), expected_revision=0
    )
    with pytest.raises(ChangedElsewhere):
        plans.save_draft(
            cast.clinic,
            doctor,
            cast.patient,
            course,
            typed_plan(*ROWS[1:]),
            expected_revision=0,
        )


def test_an_amendment_is_the_next_version_and_the_old_one_stays(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    later = typed_plan(("2026-03-09", "20"), ("2026-04-20", "17.5"), ("2026-06-01", "0"))
    found = sign_plan(cast, later, in_force_from=date(2026, 4, 6), reason="Stay two weeks longer.")
    assert [each.version for each in found.versions] == [1, 2]
    assert found.versions[0].plan.steps[1].starts == date(2026, 4, 6)
    assert found.versions[1].reason == "Stay two weeks longer."


def test_an_amendment_says_why_and_from_when(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    later = typed_plan(("2026-03-09", "20"), ("2026-06-01", "0"))
    with pytest.raises(TaperError, match=r"plan\.in_force_from_missing"):
        sign_plan(cast, later, reason="Slower.")
    with pytest.raises(TaperError, match=r"plan\.reason_missing"):
        sign_plan(cast, later, in_force_from=date(2026, 4, 6))


def test_an_unfinished_draft_is_not_signed(cast: Cast):
    unfinished = typed_plan(*ROWS).model_copy(update={"contact": ""})
    with pytest.raises(TaperError, match=r"plan\.not_complete"):
        sign_plan(cast, unfinished)


@pytest.mark.parametrize("name", ["dr_stranger", "alex", "sam", "ada"])
def test_nobody_else_reads_or_writes_a_draft(cast: Cast, name: str):
    course = sign_plan(cast, typed_plan(*ROWS)).course.id
    who = cast.actor(name)
    with pytest.raises(Refused):
        plans.draft(cast.clinic, who, cast.patient, course)
    with pytest.raises(Refused):
        plans.save_draft(
            cast.clinic, who, cast.patient, course, typed_plan(*ROWS), expected_revision=0
        )
    with pytest.raises(Refused):
        plans.sign(
            cast.clinic,
            who,
            cast.patient,
            course,
            draft_id=1,
            revision=1,
            in_force_from=None,
            reason="",
            password=PASSWORD,
        )


def test_a_stranger_reads_no_plan(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    with pytest.raises(Refused):
        plans.signed_plans(cast.clinic, cast.dr_stranger, cast.patient, page="plan")
    assert plans.signed_plans(cast.clinic, cast.alex, cast.patient, page="plan")[0].versions


@pytest.mark.parametrize(
    ("signature", "key"),
    [
        (
            {"in_force_from": date(2026, 3, 8), "reason": "Slower."},
            "plan.in_force_before_first_row",
        ),
        (
            {"in_force_from": date(2026, 4, 6), "reason": "x" * (plans.LONGEST_REASON + 1)},
            "row.plan_text_too_long",
        ),
    ],
)
def test_an_amendment_that_does_not_fit_is_refused_in_words(
    sqlite_cast: Cast, signature: dict[str, object], key: str
):
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    later = typed_plan(("2026-03-09", "20"), ("2026-06-01", "0"))
    with pytest.raises(TaperError) as refusal:
        sign_plan(sqlite_cast, later, **signature)
    assert refusal.value.key == key


def test_a_newer_version_does_not_begin_before_the_one_it_follows(sqlite_cast: Cast):
    sign_plan(sqlite_cast, typed_plan(*ROWS))
    amended = {"in_force_from": date(2026, 4, 6), "reason": "Slower."}
    sign_plan(sqlite_cast, typed_plan(*ROWS[:1], ("2026-06-01", "0")), **amended)
    amended["in_force_from"] = date(2026, 4, 5)
    with pytest.raises(TaperError, match=r"plan\.in_force_before_last_version"):
        sign_plan(sqlite_cast, typed_plan(*ROWS[:1], ("2026-07-01", "0")), **amended)
