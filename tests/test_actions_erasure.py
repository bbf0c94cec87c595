"""A closed account opens nothing; an erased record names nobody, and still verifies."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from taper.actions import (
    account,
    diary,
    erasure,
    events,
    keeping,
    people,
    plans,
    record,
    requests,
    second_factor,
    sessions,
    share_links,
    sharing,
)
from taper.actions import symptoms as lists
from taper.actions.entering import code_hash
from taper.actions.events import SaidEvent
from taper.cli import main
from taper.diary.events import EventId, Kind, Text
from taper.errors import Refused, TaperError
from taper.ids import new_id, to_text
from taper.people.audit import Event
from taper.people.grant import Offer, Section
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from taper.storage import copying
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.saving import SAID, TODAY, back, save
from tests.saving import events as told

WORDS = (
    "Slept badly.",
    "Stay a little longer.",
    "A letter from the hospital.",
    "fizzing teeth",
    "Ring Kim",
)
KNOWN = ("Robin from the choir", "Vega the neighbour")  # whom Alex shared something with


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """Alex has a plan, days with words, a request, an event, and a symptom in his own words."""
    alex = cast.alex
    course = sign_plan(cast, typed_plan(("2026-03-01", "20"), ("2026-05-04", "0"))).course.id
    save(cast, back(1))
    save(cast)
    save(cast, TODAY, SAID.model_copy(update={"mood": 2}), expected=1)
    requests.ask(
        cast.clinic, alex, cast.patient, RequestId(7), kind=Asked.STAY, course=course,
        words=WORDS[1],
    )  # fmt: skip
    said = SaidEvent(kind=Kind.ILLNESS, day=TODAY, texts={"words": Text(words=WORDS[2])})
    events.save_event(cast.clinic, alex, cast.patient, EventId(new_id()), said, expected_revision=0)
    lists.add_own(cast.clinic, alex, cast.patient, WORDS[3])
    unsigned = typed_plan(("2026-04-01", "10")).model_copy(update={"contact": WORDS[4]})
    plans.save_draft(cast.clinic, cast.dr_bose, cast.patient, course, unsigned, expected_revision=0)
    plan = frozenset({Section.PLAN})
    offered = sharing.invite_supporter(
        cast.clinic, alex, cast.patient, name=KNOWN[0], offer=Offer(sections=plan)
    )
    sharing.end_invitation(cast.clinic, alex, cast.patient, code_hash(offered.code))
    made = share_links.make_link(
        cast.clinic, alex, cast.patient, name=KNOWN[1], sections=plan, days=3
    )
    share_links.open_link(cast.clinic, secret=made.secret, code=made.code)
    share_links.end_link(cast.clinic, alex, cast.patient, made.link.id)
    return cast


def findings(cast: Cast) -> tuple[str, ...]:
    return keeping.verify(cast.clinic, lambda _done, _of: None).findings


def test_a_closed_account_opens_nothing_and_the_record_stays(lived_in: Cast):
    cast = lived_in
    alex, phone = cast.alex, cast.alex
    with pytest.raises(TaperError, match=r"account\.password_wrong"):
        erasure.close_own_account(cast.clinic, alex, cast.patient, "seven noisy herons")
    erasure.close_own_account(cast.clinic, alex, cast.patient, PASSWORD)
    for each in (alex, phone):
        assert sessions.actor_by_session(cast.clinic, each.session) is None
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sessions.sign_in(cast.clinic, "alex", PASSWORD)
    with pytest.raises(Refused):  # the consent went with it
        diary.day_on_file(cast.clinic, cast.dr_bose, cast.patient, TODAY)
    assert plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    assert len(told(cast, Event.ACCOUNT_CLOSED)) == 1
    assert findings(cast) == ()


def test_nobody_closes_somebody_elses_account(lived_in: Cast):
    for who in (lived_in.dr_bose, lived_in.dr_stranger, lived_in.sam, lived_in.ada):
        with pytest.raises(Refused):
            erasure.close_own_account(lived_in.clinic, who, lived_in.patient, PASSWORD)


def test_nothing_is_left_of_who_it_was_and_of_any_word(lived_in: Cast, tmp_path: Path):
    cast = lived_in
    assert erasure.erase(cast.clinic, cast.patient) >= 4
    for actor in (cast.dr_bose,):
        assert people.patient_of(cast.clinic, actor, cast.patient).name == erasure.ERASED
    with pytest.raises(TaperError, match=r"sign_in\.refused"):
        sessions.sign_in(cast.clinic, "alex", PASSWORD)
    if cast.clinic.store.is_sqlite:
        copying.copy_to_file(cast.clinic.store, tmp_path / "whole", lambda _done, _of: None)
        held = (tmp_path / "whole").read_bytes()
        for words in (*WORDS, *KNOWN, "Alex", "alex"):
            assert words.encode() not in held, words


def test_every_chain_signature_and_day_of_an_erased_record_still_verifies(lived_in: Cast):
    before = keeping.verify(lived_in.clinic, lambda _done, _of: None)
    erasure.erase(lived_in.clinic, lived_in.patient)
    after = keeping.verify(lived_in.clinic, lambda _done, _of: None)
    assert before == after
    assert after.findings == ()
    assert [each.detail for each in _erased(lived_in)] == [{"texts": 4}]


def _erased(cast: Cast) -> list:
    from tests.saving import trail_of

    return [each for each in trail_of(cast) if each.event is Event.ERASED]


def test_what_is_left_of_an_erased_record_can_still_be_read(lived_in: Cast):
    cast = lived_in
    alex = cast.alex
    erasure.erase(cast.clinic, cast.patient)
    with pytest.raises(Refused):
        account.open_sessions(cast.clinic, alex)
    found = cast.alex  # as if a session were open: every page can be drawn without its words
    on_file = diary.day_on_file(cast.clinic, found, cast.patient, TODAY).check_in
    assert on_file is not None
    assert (on_file.answers.mood, on_file.answers.note) == (2, "")
    lines = record.trail_of(cast.clinic, found, cast.patient)
    shared = [line.detail["name"] for line, _ in lines if "link" in line.detail]
    assert shared == [erasure.ERASED] * 3
    assert second_factor.on_file(cast.clinic, found).since is None


def test_a_record_that_rests_is_named_after_the_years_the_operator_set(
    sqlite_cast: Cast, morning: time_machine.Traveller
):
    from dataclasses import replace

    settings = sqlite_cast.clinic.settings.model_copy(update={"keep_years": 10})
    keeping_ten = replace(sqlite_cast.clinic, settings=settings)
    assert erasure.due(keeping_ten) == []
    morning.shift(timedelta(days=3653))
    assert [(name, day.year) for _, name, day in erasure.due(keeping_ten)] == [("Alex", 2026)]
    assert erasure.due(sqlite_cast.clinic) == []  # no years are set
    erasure.erase(keeping_ten, sqlite_cast.patient)
    assert erasure.due(keeping_ten) == []


def test_the_operator_lists_and_erases_from_the_terminal(sqlite_cast: Cast):
    url = str(sqlite_cast.clinic.store.url)
    run = CliRunner().invoke(main, ["person", "due", "--database", url])
    assert run.exit_code == 0, run.output
    named = to_text(sqlite_cast.patient)
    asked = CliRunner().invoke(main, ["person", "erase", named, "--database", url], input="n\n")
    assert asked.exit_code == 1
    run = CliRunner().invoke(main, ["person", "erase", named, "--yes", "--database", url])
    assert run.exit_code == 0, run.output
    assert "Erased." in run.output
    run = CliRunner().invoke(main, ["person", "erase", "nobody", "--yes", "--database", url])
    assert run.exit_code == 2
