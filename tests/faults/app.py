"""The whole program as a process that can be killed, and people who save by way of its pages."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from websockets.exceptions import WebSocketException

from taper.actions import people
from taper.actions.clinic import Clinic
from taper.actions.sessions import actor_by_token
from taper.ids import PatientId
from taper.people.audit import Event
from taper.storage import diary, trail
from taper.words import say
from tests.by_day import TODAY, ZONE
from tests.conftest import PASSWORD, Cast
from tests.web_client import ROOT, StreamlitPage, free_port

SERVES_AGAIN_IN_S = 10


@dataclass
class App:
    """One process of the program on a port of its own, which it keeps when started again."""

    folder: Path
    variables: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def _told(self) -> Path:
        return self.folder / f"told-{self.port}.txt"

    def told(self) -> str:
        """Give what it wrote into its log."""
        return self._told.read_text("utf-8")

    def start(self) -> float:
        """Start it; how many seconds went by until it served."""
        began = time.monotonic()
        with self._told.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
                 f"--server.port={self.port}"],
                cwd=self.folder,
                env={**os.environ, "TAPER_PUBLIC_URL": self.address, **self.variables},
                stdout=told,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        while not answers(f"{self.address}/healthz"):
            assert self.process.poll() is None, "it ended by itself"
            assert time.monotonic() - began < 90, "it never served"
            time.sleep(0.05)
        return time.monotonic() - began

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def end(self) -> int:
        """Ask it to end, as a service manager does; give its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@dataclass
class Saver:
    """Somebody who changes the note of the day again and again, and keeps what was on file."""

    patient: PatientId
    cookie: str
    told: list[str] = field(default_factory=list)  # notes that the page showed as on file
    tried: int = 0

    async def save(self, address: str, enough: asyncio.Event | None = None) -> None:
        """Save until the connection is lost, or it is *enough*."""
        page = StreamlitPage(address, f"taper_session={self.cookie}")
        with contextlib.suppress(OSError, WebSocketException, EOFError):
            try:
                await page.open()
                await page.run()
                while enough is None or not enough.is_set():
                    await self._once(page)
            finally:
                await page.close()

    async def _once(self, page: StreamlitPage) -> None:
        if say("today.change") in page.shown:
            await page.run(page.fields(pressed=say("today.change")))
        self.tried += 1
        words = f"note {self.tried} of this day"
        shown = await page.run(page.fields(pressed=say("today.save"), **{say("today.note"): words}))
        assert words in shown, shown
        self.told.append(words)


def savers(cast: Cast, number: int) -> list[Saver]:
    """Make patients who are signed in, and have nothing on file."""
    return [_saver(cast, each) for each in range(number)]


def _saver(cast: Cast, number: int) -> Saver:
    invited = people.invite_patient(cast.clinic, cast.dr_bose, name=f"P{number}", zone=ZONE)
    token = people.accept_invitation(
        cast.clinic,
        code=invited.code,
        sign_in_name=f"patient_{number}",
        password=PASSWORD,
        agreed=True,
        country=None,
    )
    actor = actor_by_token(cast.clinic, token)
    assert actor is not None
    assert actor.patient is not None
    return Saver(actor.patient, token)


def notes_on_file(clinic: Clinic, patient: PatientId, day: date = TODAY) -> list[str]:
    """Give the note of each revision of a day, oldest first."""
    with clinic.store.reading() as session:
        newest = diary.check_in(session, patient, day)
        earlier = [str(body["note"]) for body in diary.revisions(session, patient, day)]
    return [*earlier, newest.answers.note] if newest else []


def saves_in_trail(clinic: Clinic, patient: PatientId) -> int:
    """Count the lines of the trail that tell of a save."""
    kinds = {Event.CHECK_IN_SAVED, Event.CHECK_IN_REVISED}
    with clinic.store.reading() as session:
        return sum(each.event in kinds for each in trail.traces(session, patient))
