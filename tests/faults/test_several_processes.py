"""Two processes behind nginx on one PostgreSQL: one is killed, one told to end, while people save.

The first ends at once, the other when it has finished what it was doing (at most 30 seconds).
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from taper.actions import keeping
from taper.actions.clinic import open_clinic
from taper.settings import Settings
from tests.conftest import count, make_cast
from tests.faults.app import App, Saver, answers, notes_on_file, savers, saves_in_trail
from tests.nginx import in_front_of, program
from tests.postgres import Server
from tests.web_client import free_port

pytestmark = [pytest.mark.live, pytest.mark.postgres]

PEOPLE = 6


@dataclass
class Clinic:
    """The address people type, the processes behind it, and the people."""

    address: str
    apps: tuple[App, App]
    people: list[Saver]
    settings: Settings


@pytest.fixture
def clinic(postgres_server: Server, tmp_path: Path) -> Iterator[Clinic]:
    program()
    with ExitStack() as ending:
        url = ending.enter_context(postgres_server.copy("template1"))
        settings = Settings(database=url, key_file=tmp_path / "trail.key")
        cast = make_cast(settings)
        people = savers(cast, PEOPLE)
        cast.clinic.store.close()
        port = free_port()
        variables = {
            "TAPER_DATABASE": url,
            "TAPER_KEY_FILE": str(settings.key_file),
            "TAPER_PUBLIC_URL": f"http://localhost:{port}",
        }
        apps = (App(tmp_path, variables), App(tmp_path, variables))
        for each in apps:
            each.start()
            ending.callback(each.kill)
        address = ending.enter_context(in_front_of(tmp_path, *(a.port for a in apps), port=port))
        yield Clinic(address, apps, people, settings)


async def save_until(person: Saver, address: str, enough: asyncio.Event) -> None:
    """Save, and come back whenever the connection is lost."""
    while not enough.is_set():
        await person.save(address, enough)
        await asyncio.sleep(0.2)


def test_one_is_killed_one_told_to_end_and_nothing_acknowledged_is_lost(clinic: Clinic):
    told_before: list[int] = []

    async def scene() -> None:
        enough = asyncio.Event()
        saving = [
            asyncio.create_task(save_until(each, clinic.address, enough)) for each in clinic.people
        ]
        for turn in range(count(short=2, ci=2, full=20)):
            await asyncio.sleep(4)
            gone = clinic.apps[turn % 2]
            await asyncio.to_thread(gone.end if turn % 2 else gone.kill)
            assert not answers(f"{gone.address}/livez")
            assert all(answers(f"{clinic.address}/healthz") for _ in range(4))
            told_before[:] = [len(each.told) for each in clinic.people]
            await wait_for_more(clinic.people, told_before)
            await asyncio.to_thread(gone.start)
        enough.set()
        await asyncio.gather(*saving)

    asyncio.run(scene())
    assert "Traceback" not in clinic.apps[1].told()
    found = open_clinic(clinic.settings)
    for each in clinic.people:
        notes = notes_on_file(found, each.patient)
        assert set(each.told) <= set(notes)
        assert len(set(notes)) == len(notes) == saves_in_trail(found, each.patient)
    assert keeping.verify(found, lambda _done, _of: None).findings == ()
    found.store.close()


async def wait_for_more(people: list[Saver], told_before: list[int]) -> None:
    """Wait until everybody has saved again, by the process that is left."""
    async with asyncio.timeout(90):
        while any(len(p.told) <= before for p, before in zip(people, told_before, strict=True)):
            await asyncio.sleep(0.2)
