"""Single sign-on at one moment: of two requests one is first, and the other is a sentence."""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from taper import clock
from taper.actions import single_sign_on
from taper.errors import TaperError
from taper.people.audit import Event
from taper.people.identity import Identity
from taper.people.person import Actor
from taper.storage import identities
from tests.conftest import Cast
from tests.refusals import refused, tried
from tests.saving import events
from tests.sign_on import actor

ALEX_THERE = Identity(issuer="https://id.example", subject="alex-there")
ANOTHER = Identity(issuer="https://id.example", subject="another")


def link(cast: Cast, who: Actor, identity: Identity = ALEX_THERE) -> str:
    """Link an identity; give the key of the refusal, or "done"."""
    told = tried(lambda: single_sign_on.link(cast.clinic, who, identity))
    return told.key if isinstance(told, TaperError) else "done"


def use(cast: Cast, state: str) -> str:
    """Use an answer of the provider; give the key of the refusal, or "done"."""
    told = tried(lambda: single_sign_on.use_answer(cast.clinic, state))
    return told.key if isinstance(told, TaperError) else "done"


@contextmanager
def another_process(cast: Cast) -> Iterator[Session]:
    """Begin a change beside the program, as a second process of it would; it has not ended yet."""
    engine = sa.create_engine(cast.clinic.store.url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def wait_until_one_waits(session: Session) -> None:
    """Wait until the other request stands still before what *session* has written."""
    waiting = sa.text(
        "select count(*) from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    for _ in range(1000):
        if session.scalar(waiting):
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_an_identity_that_is_linked_belongs_to_nobody_else(cast: Cast):
    alex, sam = actor(cast, "alex"), actor(cast, "sam")
    assert link(cast, alex) == link(cast, alex) == "done"  # once more changes nothing
    with refused("single_sign_on.taken"):
        single_sign_on.link(cast.clinic, sam, ALEX_THERE)
    assert single_sign_on.linked_at(cast.clinic, sam) is None
    assert single_sign_on.linked_at(cast.clinic, alex) is not None


def test_of_two_people_who_link_one_identity_at_one_moment_one_is_refused(cast: Cast):
    both = [actor(cast, "alex"), actor(cast, "sam")]
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda who: link(cast, who), both)
        assert sorted(told) == ["done", "single_sign_on.taken"]
    linked = [single_sign_on.linked_at(cast.clinic, who) is not None for who in both]
    assert sorted(linked) == [False, True]


@pytest.mark.postgres
@pytest.mark.parametrize("same_identity", [True, False])
@pytest.mark.parametrize("first_is_kept", [True, False])
def test_who_links_second_waits_for_the_first(
    postgres_cast: Cast, same_identity: bool, first_is_kept: bool
):
    cast = postgres_cast
    alex, sam = actor(cast, "alex"), actor(cast, "sam")
    # The same identity for two people, or two identities for one.
    who, wanted = (sam, ALEX_THERE) if same_identity else (alex, ANOTHER)
    with ThreadPoolExecutor(1) as pool, another_process(cast) as first:
        identities.link(first, alex.person, ALEX_THERE, clock.now())
        second = pool.submit(link, cast, who, wanted)
        wait_until_one_waits(first)
        first.commit() if first_is_kept else first.rollback()
        told = second.result()
    is_refused = same_identity and first_is_kept
    assert told == ("single_sign_on.taken" if is_refused else "done")
    with cast.clinic.store.reading() as session:
        owner = alex if is_refused else who
        assert identities.owner(session, wanted) == owner.person
        assert identities.linked_at(session, sam.person) is None or owner is sam
    assert len(events(cast, Event.SIGN_ON_LINKED)) == int(who is alex)


def test_an_answer_counts_once_however_often_it_comes(cast: Cast):
    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(lambda _: use(cast, "state"), range(4)))
    assert told == ["done", *["single_sign_on.over"] * 3]
    assert use(cast, "another") == "done"


@pytest.mark.postgres
def test_the_same_answer_in_two_processes_counts_in_the_first(postgres_cast: Cast):
    cast, at = postgres_cast, clock.now()
    hashed = hashlib.sha256(b"state").hexdigest()
    with ThreadPoolExecutor(1) as pool, another_process(cast) as first:
        assert identities.use(first, hashed, at, forget_before=at - timedelta(hours=1))
        second = pool.submit(use, cast, "state")
        wait_until_one_waits(first)
        first.commit()
        assert second.result() == "single_sign_on.over"
