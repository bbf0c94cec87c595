"""An administrator makes people known, changes roles and closes accounts, and reads no diary."""

import pytest

from taper.actions import colleagues, diary, entries, patients, plans, sessions
from taper.errors import Refused, TaperError
from taper.ids import PersonId
from taper.people.audit import Event
from taper.people.person import Actor, Role
from taper.storage import trail
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.saving import TODAY, chains_hold, events, save
from tests.signing_in import give_authenticator, set_up_second_factor, sign_in

BOTH = {Role.PRESCRIBER, Role.ADMINISTRATOR}


def refusal(call: object, *given: object, **named: object) -> str:
    with pytest.raises(TaperError) as refused:
        call(*given, **named)  # type: ignore[operator]
    return refused.value.key


def enter(cast: Cast, code: str, name: str = "", password: str = PASSWORD) -> str:
    return entries.enter(cast.clinic, code=code, sign_in_name=name, password=password)


def colleague(cast: Cast, name: str = "Dr New") -> Actor:
    """Invite a prescriber, who comes in."""
    made = colleagues.invite_colleague(cast.clinic, cast.ada, name=name, roles={Role.PRESCRIBER})
    token = enter(cast, made.code, name.lower().replace(" ", "_"))
    found = sessions.actor_by_token(cast.clinic, set_up_second_factor(cast.clinic, token))
    assert found is not None
    return found


def told(cast: Cast, event: Event) -> int:
    return len(events(cast, event, patient=trail.CLINIC))


def test_an_administrator_sees_who_is_here_and_what_they_may_do(cast: Cast):
    found = {each.name: each for each in colleagues.everybody(cast.clinic, cast.ada)}
    assert list(found) == ["Ada", "Alex", "Dr Bose", "Dr Stranger", "Sam"]
    assert found["Dr Bose"].roles == BOTH
    assert found["Dr Bose"].has_second_factor
    assert not found["Alex"].has_second_factor


def test_an_administrator_reads_no_plan_and_no_diary(cast: Cast):
    sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(cast)
    for call in (
        lambda who: diary.day_on_file(cast.clinic, who, cast.patient, TODAY),
        lambda who: plans.signed_plans(cast.clinic, who, cast.patient, page="plan"),
        lambda who: patients.patient_page(cast.clinic, who),
    ):
        with pytest.raises(Refused):
            call(cast.ada)


def test_a_colleague_picks_name_and_password_and_sets_up_a_second_factor(cast: Cast):
    made = colleagues.invite_colleague(cast.clinic, cast.ada, name="Dr  New", roles=BOTH)
    assert entries.entry(cast.clinic, made.code).picks_sign_in_name
    token = enter(cast, made.code, "dr_new")
    assert sessions.actor_by_token(cast.clinic, token) is None
    actor = sessions.actor_by_token(cast.clinic, set_up_second_factor(cast.clinic, token))
    assert actor is not None
    assert (actor.name, actor.roles) == ("Dr New", BOTH)
    assert refusal(enter, cast, made.code, "other") == "invitation.used"
    assert (told(cast, Event.COLLEAGUE_INVITED), told(cast, Event.ENTRY_USED)) == (1, 1)


@pytest.mark.parametrize("roles", [set(), {Role.PATIENT}, {Role.PRESCRIBER, Role.SUPPORTER}])
def test_an_administrator_makes_no_patients_and_no_supporters(cast: Cast, roles: set[Role]):
    key = refusal(colleagues.invite_colleague, cast.clinic, cast.ada, name="X", roles=roles)
    assert key == "colleagues.no_role"


def test_other_roles_end_the_sessions_and_hold_from_the_next_one_on(cast: Cast):
    before = cast.dr_stranger
    colleagues.set_roles(cast.clinic, cast.ada, before.person, BOTH)
    assert sessions.actor_by_session(cast.clinic, before.session) is None
    assert cast.dr_stranger.roles == BOTH
    colleagues.set_roles(cast.clinic, cast.ada, before.person, BOTH)
    assert told(cast, Event.ROLES_CHANGED) == 1
    colleagues.set_roles(cast.clinic, cast.ada, before.person, {Role.ADMINISTRATOR})
    with pytest.raises(Refused):
        patients.patient_page(cast.clinic, cast.dr_stranger)


def test_an_administrator_signs_somebody_out_everywhere_and_nothing_else_changes(cast: Cast):
    alex, doctor = cast.alex, cast.dr_stranger
    for who in (alex, doctor):
        colleagues.end_sessions(cast.clinic, cast.ada, who.person)
        assert sessions.actor_by_session(cast.clinic, who.session) is None
        with pytest.raises(TaperError):
            diary.day_on_file(cast.clinic, who, cast.patient, TODAY)
    assert sessions.actor_by_token(cast.clinic, sign_in(cast.clinic, "alex")) is not None
    assert cast.dr_stranger.roles == doctor.roles
    assert len(events(cast, Event.PERSON_SIGNED_OUT)) == told(cast, Event.PERSON_SIGNED_OUT) == 1
    for nobody in (cast.ada.person, PersonId(7)):
        key = refusal(colleagues.end_sessions, cast.clinic, cast.ada, nobody)
        assert key == "colleagues.not_this_one"
    assert chains_hold(cast)


def test_there_is_always_an_administrator(cast: Cast):
    doctor, ada = cast.ids["dr_bose"], cast.ids["ada"]
    colleagues.set_roles(cast.clinic, cast.ada, doctor, {Role.PRESCRIBER})
    lone = cast.ada
    call = colleagues.set_roles, cast.clinic, lone, ada, {Role.PRESCRIBER}
    assert refusal(*call) == "colleagues.last_administrator"
    key = refusal(colleagues.close_account, cast.clinic, lone, ada, successor=None)
    assert key == "colleagues.not_yourself"


def test_nobody_stops_being_a_prescriber_while_patients_are_in_his_care(cast: Cast):
    call = colleagues.set_roles, cast.clinic, cast.ada, cast.ids["dr_bose"], {Role.ADMINISTRATOR}
    assert refusal(*call) == "colleagues.has_patients"


def test_whose_prescriber_leaves_keeps_plan_and_diary_and_has_the_colleague_named(cast: Cast):
    signed = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0")))
    save(cast)
    leaving, coming = cast.dr_bose, cast.ids["dr_stranger"]
    close = colleagues.close_account, cast.clinic, cast.ada, leaving.person
    assert refusal(*close, successor=None) == "colleagues.has_patients"
    assert refusal(*close, successor=cast.ids["sam"]) == "care.no_colleague"
    assert refusal(*close, successor=leaving.person) == "care.no_colleague"
    assert colleagues.close_account(*close[1:], successor=coming) == 1
    assert sessions.actor_by_session(cast.clinic, leaving.session) is None
    assert refusal(sign_in, cast.clinic, "dr_bose") == "sign_in.refused"
    seen = plans.signed_plans(cast.clinic, cast.alex, cast.patient, page="plan")
    assert seen[0].versions == signed.versions
    assert seen[0].versions[0].signed_by == leaving.person
    new = cast.dr_stranger
    assert diary.day_on_file(cast.clinic, new, cast.patient, TODAY).check_in is not None
    assert plans.signed_plans(cast.clinic, new, cast.patient, page="plan")
    assert len(events(cast, Event.CARE_BEGUN, Event.CARE_ENDED)) == 2
    assert chains_hold(cast)


def test_a_closed_account_frees_its_name_and_leaves_the_person_on_file(cast: Cast):
    gone = colleague(cast)
    colleagues.close_account(cast.clinic, cast.ada, gone.person, successor=None)
    assert gone.person not in {each.id for each in colleagues.everybody(cast.clinic, cast.ada)}
    again = colleague(cast)
    assert again.person != gone.person
    key = refusal(colleagues.close_account, cast.clinic, cast.ada, gone.person, successor=None)
    assert key == "colleagues.not_this_one"


def test_a_new_way_in_keeps_the_second_factor_unless_it_is_lost_too(cast: Cast):
    doctor = cast.ids["dr_bose"]
    old = cast.dr_bose
    make = colleagues.renew_entry, cast.clinic, cast.ada, doctor
    first = make[0](*make[1:], second_factor_lost=False)
    second = make[0](*make[1:], second_factor_lost=False)
    assert refusal(enter, cast, first.code) == "invitation.unknown"
    token = enter(cast, second.code, password="xk3!vq9z")  # beside a second factor
    assert sessions.actor_by_token(cast.clinic, token) is None
    assert sessions.actor_by_session(cast.clinic, old.session) is None
    assert sign_in(cast.clinic, "dr_bose", "xk3!vq9z")
    lost = make[0](*make[1:], second_factor_lost=True)
    assert refusal(enter, cast, lost.code, password="xk3!vq9z") == "password.too_short"
    token = enter(cast, lost.code, password="eleven loud magpies")
    assert sessions.actor_by_token(cast.clinic, set_up_second_factor(cast.clinic, token))


def test_a_patients_new_way_in_is_told_to_the_patient(cast: Cast):
    made = colleagues.renew_entry(cast.clinic, cast.ada, cast.ids["alex"], second_factor_lost=False)
    actor = sessions.actor_by_token(cast.clinic, enter(cast, made.code, "", "eleven loud magpies"))
    assert actor is not None
    assert actor.name == "Alex"
    assert len(events(cast, Event.ENTRY_MADE, Event.ENTRY_USED)) == 2
    assert refusal(sign_in, cast.clinic, "alex") == "sign_in.refused"


def test_no_administrator_makes_a_way_in_for_himself_or_for_nobody(cast: Cast):
    give_authenticator(cast.clinic, cast.ids["ada"])
    for person in (cast.ids["ada"], PersonId(77)):
        call = colleagues.renew_entry, cast.clinic, cast.ada, person
        assert refusal(*call, second_factor_lost=True) == "colleagues.not_this_one"


def test_a_way_in_grows_old(cast: Cast, morning):
    made = colleagues.renew_entry(cast.clinic, cast.ada, cast.ids["alex"], second_factor_lost=False)
    morning.shift(colleagues.ENTRY_HOLDS)
    assert refusal(enter, cast, made.code) == "invitation.expired"
    assert refusal(entries.entry, cast.clinic, "x") == "invitation.unknown"
