"""The whole program killed while people save by its pages: it serves again, and all is there."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from taper.actions import keeping
from taper.actions.clinic import open_clinic
from taper.settings import Settings
from tests.conftest import Cast, count, make_cast
from tests.faults.app import (
    SERVES_AGAIN_IN_S,
    App,
    Saver,
    notes_on_file,
    savers,
    saves_in_trail,
)

pytestmark = pytest.mark.live

SEED, PEOPLE = 20261123, 6


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=f"sqlite:///{tmp_path / 'taper.sqlite3'}")


@pytest.fixture
def people(settings: Settings) -> list[Saver]:
    cast: Cast = make_cast(settings)
    made = savers(cast, PEOPLE)
    cast.clinic.store.close()
    return made


@pytest.fixture
def app(settings: Settings, tmp_path: Path) -> Iterator[App]:
    made = App(tmp_path, {"TAPER_DATABASE": settings.database})
    yield made
    if made.process is not None:
        made.kill()


def killed_while_saving(app: App, people: list[Saver], after_s: float) -> None:
    async def kill() -> None:
        await asyncio.sleep(after_s)
        await asyncio.to_thread(app.kill)

    async def scene() -> None:
        await asyncio.gather(kill(), *(each.save(app.address) for each in people))

    asyncio.run(scene())


def what_is_lost(settings: Settings, people: list[Saver]) -> list[str]:
    """Give what was shown as on file and isn't; and see that the rest is whole."""
    clinic = open_clinic(settings)
    lost = []
    for each in people:
        notes = notes_on_file(clinic, each.patient)
        assert len(set(notes)) == len(notes) == saves_in_trail(clinic, each.patient)
        lost += sorted(set(each.told) - set(notes))
    assert keeping.verify(clinic, lambda _done, _of: None).findings == ()
    clinic.store.close()
    return lost


def test_after_each_kill_it_serves_within_10_seconds_and_nothing_is_lost(
    settings: Settings, people: list[Saver], app: App
):
    lots = random.Random(SEED)
    first_s = app.start()
    for _ in range(count(short=1, ci=2, full=50)):
        killed_while_saving(app, people, lots.uniform(1.5, 4))
        assert app.start() < longest_start_s(first_s)
        assert what_is_lost(settings, people) == []
    assert sum(len(each.told) for each in people) > PEOPLE


def longest_start_s(first_s: float) -> float:
    """Give how long it may take; more on a machine that runs other tests at the same time."""
    return count(short=1, ci=1, full=0) * 3 * first_s + SERVES_AGAIN_IN_S


def test_the_control_who_takes_a_click_for_a_save_is_caught(
    settings: Settings, people: list[Saver], app: App
):
    """Count as told what was only tried: the kill makes the difference."""
    app.start()
    for after_s in (1.5, 2, 2.5, 3):
        killed_while_saving(app, people, after_s)
        for each in people:
            each.told = [f"note {number + 1} of this day" for number in range(each.tried)]
        if what_is_lost(settings, people):
            return
        app.start()
    pytest.fail("nothing was under way at any kill")
