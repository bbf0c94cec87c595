"""What a rerun of the compare page costs, beside a bare page in the same run.

    python -m tests.bench.compare

starts two servers after one another: Streamlit's own with a page that says hello, with default
settings; and the program, with a patient of two years and one of ten, ten symptoms each. Each
page is rerun over its websocket, without a browser. Printed are, for each: CPU of the server per
rerun, the bytes that arrive, and their ratios; then how long the timeline of two years takes to
be shaped. The aims: no more CPU than the bare page; under 60 kB; ten years at most 5 times two;
5 ms. With ``--tabs 100`` that many pages are open at once, rerun after about 5 seconds of
thinking, and the median wait is printed (aim: below 100 ms).

Figures of one machine say little about another; the ratios do. Other programs that run beside
make every figure larger: read the smallest of several runs. Nothing is asserted, nothing is kept.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from taper.actions import people
from taper.diary.check_in import Answers, CheckIn, Source
from taper.diary.days import DiaryDays
from taper.diary.intake import Intake, Taken
from taper.diary.symptoms import Severity, Symptom
from taper.ids import CourseId, PatientId, PersonId, new_id
from taper.plan.dose import Dose
from taper.plan.plan import Course, Plan, PlanVersion, SignedContent, Step, TimedDose, canonical
from taper.record.timeline import timeline
from taper.settings import Settings
from taper.storage import bulk, diary, plans
from tests.conftest import PASSWORD, make_cast
from tests.web_client import ROOT, StreamlitPage, free_port

RERUNS, WARM_UP = 60, 10
SYMPTOMS = tuple(Symptom(slug=f"s{number}", label=f"Symptom {number}") for number in range(10))
TICKS = os.sysconf("SC_CLK_TCK")


# --- who is looked at -------------------------------------------------------------------------


def fill(folder: Path, years: int) -> Settings:
    """Make a database with Alex, a plan and *years* of days."""
    settings = Settings(database=f"sqlite:///{folder / f'{years}.sqlite3'}")
    cast = make_cast(settings)
    patient, days = cast.patient, 365 * years
    course = Course(id=CourseId(new_id()), patient=patient, medicine="Exampline", form="tablets")
    with cast.clinic.store.writing() as session:
        before = {each.slug for each in diary.symptoms(session, patient)}
        added = [each for each in SYMPTOMS if each.slug not in before]
        diary.add_symptoms(session, patient, added[: 10 - len(before)])
        own = [each.slug for each in diary.symptoms(session, patient)]
        plans.add_course(session, course, cast.ids["dr_bose"], datetime.now(UTC))
        signed = plan_of(course, days, cast.ids["dr_bose"])
        plans.add_version(session, signed, content_of(signed), new_id())
        bulk.add_days(session, days_of(patient, course, own, days))
    people.choose_country(cast.clinic, cast.alex, patient, "IE")
    cast.clinic.store.close()
    return settings


def plan_of(course: Course, days: int, doctor: PersonId) -> PlanVersion:
    first = datetime.now(UTC).date() - timedelta(days=days - 1)
    steps = tuple(
        Step(
            starts=first + timedelta(days=28 * number),
            cycle=((TimedDose(dose=Dose(ug=max(0, 20_000 - 700 * number))),),),
        )
        for number in range(days // 28)
    )
    last = Step(starts=first + timedelta(days=days), cycle=((TimedDose(dose=Dose(ug=0)),),))
    return PlanVersion(
        course=course.id,
        patient=course.patient,
        version=1,
        in_force_from=first,
        plan=Plan(
            medicine=course.medicine,
            form=course.form,
            steps=(*steps, last),
            ending=None,
            if_too_hard="",
            if_missed="",
            contact="",
        ),
        reason="",
        signed_by=doctor,
        signed_by_name="Dr Bose",
        signed_at=datetime.now(UTC),
        content_sha256="0" * 64,
    )


def content_of(signed: PlanVersion) -> str:
    names = ("patient", "course", "version", "in_force_from", "reason", "plan")
    return canonical(SignedContent(**{name: getattr(signed, name) for name in names}))


def days_of(
    patient: PatientId, course: Course, slugs: Sequence[str], days: int
) -> Iterator[CheckIn]:
    now = datetime.now(UTC)
    for number in range(days):
        if number % 9 == 0:
            continue
        yield CheckIn(
            patient=patient,
            day=now.date() - timedelta(days=days - 1 - number),
            zone="Europe/London",
            answers=Answers(
                mood=number % 11,
                symptoms={slug: Severity((number + 1) % 4) for slug in slugs},
                sleep_min=400 + number % 60,
                intakes=(Intake(course=course.id, taken=Taken.AS_PLANNED, ug=10_000),),
            ),
            recorded_at=now,
            revised_at=now,
            late=False,
            revision=1,
            recorded_by=PersonId(patient),
            source=Source.PATIENT,
        )


# --- servers ----------------------------------------------------------------------------------


@contextmanager
def serving(
    launcher: Path, folder: Path, health: str, **variables: str
) -> Iterator[tuple[str, int]]:
    """Start a server; give its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(launcher), f"--server.port={port}"]
    address = f"http://localhost:{port}"
    process = subprocess.Popen(
        [*command, "--server.headless=true"],
        cwd=folder,
        env={**os.environ, "TAPER_PUBLIC_URL": address, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                if httpx.get(address + health, timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def cpu_seconds(pid: int) -> float:
    """Read what a process has used of the CPU so far, all threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class CountingPage(StreamlitPage):
    """A tab that counts what arrives."""

    received = 0

    async def shown_after(self, seconds: float = 60) -> list[str]:
        """Read until the run is over."""
        assert self._socket is not None
        self.received = 0
        async with asyncio.timeout(seconds):
            while True:
                body: Any = await self._socket.recv()
                self.received += len(body)
                message = ForwardMsg.FromString(body)
                if message.WhichOneof("type") == "script_finished":
                    return []


def cookie(address: str) -> str:
    with httpx.Client(base_url=address) as client:
        form = {"name": "alex", "password": PASSWORD}
        client.post("/sign-in", data=form, headers={"sec-fetch-site": "same-origin"})
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


async def rerun(address: str, pid: int, cookies: str, page: str) -> tuple[float, int]:
    """Give CPU in ms per rerun, and the bytes of one."""
    tab = await CountingPage(address, cookies).open()
    for _ in range(WARM_UP):
        await tab.run(page=page)
    before = cpu_seconds(pid)
    for _ in range(RERUNS):
        await tab.run(page=page)
    spent = 1000 * (cpu_seconds(pid) - before) / RERUNS
    received = tab.received
    await tab.close()
    return spent, received


async def many(address: str, cookies: str, tabs: int, seconds: int = 30) -> float:
    """Give the median wait in ms with *tabs* pages open."""
    waits: list[float] = []
    stop = time.perf_counter() + seconds

    async def one() -> None:
        tab = await CountingPage(address, cookies).open()
        await tab.run(page="compare")
        while time.perf_counter() < stop:
            await asyncio.sleep(random.uniform(2.5, 7.5))
            begun = time.perf_counter()
            await tab.run(page="compare")
            waits.append(1000 * (time.perf_counter() - begun))
        await tab.close()

    await asyncio.gather(*(one() for _ in range(tabs)))
    return statistics.median(waits)


# --- what is printed --------------------------------------------------------------------------


def shaping() -> float:
    """Give the ms in which the timeline of two years is shaped."""
    patient = PatientId(1)
    course = Course(id=CourseId(2), patient=patient, medicine="Exampline", form="tablets")
    versions = [plan_of(course, 730, PersonId(3))]
    slugs = [each.slug for each in SYMPTOMS]
    check_ins = list(days_of(patient, course, slugs, 730))
    diary = DiaryDays.of(check_ins)

    def shape() -> None:
        timeline(
            course=course,
            versions=versions,
            diary=diary,
            symptoms=SYMPTOMS,
            first=check_ins[0].day,
            last=check_ins[-1].day,
        )

    return min(timed(shape) for _ in range(20))


def timed(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tabs", type=int, default=0)
    tabs = asked.parse_args().tabs
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        hello = folder / "hello.py"
        hello.write_text("import streamlit as st\nst.title('hello')\nst.write('hello')\n")
        with serving(hello, folder, "/_stcore/health") as (address, pid):
            bare, _ = asyncio.run(rerun(address, pid, "", ""))
        say(f"bare page           {bare:6.1f} ms CPU a rerun\n")
        costs = {}
        for years in (2, 10):
            settings = fill(folder, years)
            home = {"TAPER_DATABASE": settings.database}
            with serving(ROOT / "app.py", ROOT, "/healthz", **home) as (address, pid):
                cookies = cookie(address)
                costs[years], received = asyncio.run(rerun(address, pid, cookies, "compare"))
                say(
                    f"compare, {years:2} years   {costs[years]:6.1f} ms CPU a rerun, "
                    f"{costs[years] / bare:.2f} x the bare page, {received / 1000:.1f} kB\n"
                )
                if tabs and years == 2:
                    wait = asyncio.run(many(address, cookies, tabs))
                    say(f"{tabs} pages open      {wait:6.1f} ms median wait\n")
        say(f"ten years against two: {costs[10] / costs[2]:.2f} x\n")
        say(f"timeline of two years: {shaping():.1f} ms\n")


if __name__ == "__main__":
    main()
