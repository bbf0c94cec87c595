"""What a rerun of the compare page costs, beside a bare page in the same run.

    python -m tests.bench.compare

starts three servers: Streamlit's own with a page that says hello, with default settings; and the
program, with a patient of two years and with one of ten, ten symptoms each. Their pages are rerun
in turn over their websockets, without a browser. Printed are, for each: CPU of the server per
rerun, that as a ratio to the bare page of the same round, and the bytes that arrive; then how
long the timeline of two years takes to be shaped. The aims: no more CPU than the bare page; under
60 kB; ten years at most 5 times two; 5 ms. With ``--tabs 100`` that many pages are open at once,
rerun after about 5 seconds of thinking, and printed are the median wait (aim: below 100 ms), the
CPU and how much memory each page takes.

Figures of one machine say little about another; the ratios do. Nothing is asserted or kept.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

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

ROUNDS, RERUNS, WARM_UP = 5, 20, 5
THINKING_S = 5
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


def resident_mb(pid: int) -> float:
    """Read how much memory a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


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


class Server(NamedTuple):
    """A started server, and the page of it that is rerun."""

    address: str
    pid: int
    cookies: str = ""
    page: str = ""


class Cost(NamedTuple):
    """What one rerun takes."""

    cpu_ms: float
    received: int  # bytes


async def rerun(server: Server, times: int) -> Cost:
    """Give the CPU of the server per rerun, and the bytes of the last one."""
    tab = await CountingPage(server.address, server.cookies).open()
    for _ in range(WARM_UP):
        await tab.run(page=server.page)
    before = cpu_seconds(server.pid)
    for _ in range(times):
        await tab.run(page=server.page)
    spent = 1000 * (cpu_seconds(server.pid) - before) / times
    await tab.close()
    return Cost(spent, tab.received)


async def in_turn(servers: Mapping[str, Server]) -> dict[str, list[Cost]]:
    """Rerun each server's page in turn, so that what runs beside makes all of them slower."""
    found: dict[str, list[Cost]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            found[name].append(await rerun(server, RERUNS))
    return found


class Load(NamedTuple):
    """What many open pages at once take."""

    waits_ms: list[float]
    each_mb: float  # that the process grew by for each page, from its opening to the end
    cores: float  # busy, of the server alone


async def many(server: Server, tabs: int, seconds: int = 60) -> Load:
    """Rerun each of *tabs* open pages after about 5 seconds of thinking."""
    waits: list[float] = []
    begun = asyncio.Event()
    ends = 0.0

    async def one(place: int) -> None:
        tab = await CountingPage(server.address, server.cookies).open()
        await tab.run(page=server.page)
        opened.release()
        await begun.wait()
        await asyncio.sleep(THINKING_S * place / tabs)  # not all at the same moment
        while time.perf_counter() < ends:
            await asyncio.sleep(random.uniform(0.5, 1.5) * THINKING_S)
            asked = time.perf_counter()
            await tab.run(page=server.page)
            waits.append(1000 * (time.perf_counter() - asked))
        await tab.close()

    await rerun(server, 1)  # what a first page alone loads is not counted for a hundred
    before_mb = resident_mb(server.pid)
    opened = asyncio.Semaphore(0)
    tasks = []
    for place in range(tabs):  # opened one after another: a morning, not a stampede
        tasks.append(asyncio.create_task(one(place)))
        await opened.acquire()
    ends = time.perf_counter() + seconds
    spent = cpu_seconds(server.pid)
    begun.set()
    await asyncio.sleep(seconds)
    cores = (cpu_seconds(server.pid) - spent) / seconds
    each_mb = (resident_mb(server.pid) - before_mb) / tabs
    await asyncio.gather(*tasks)
    return Load(waits, each_mb, cores)


# --- what is printed --------------------------------------------------------------------------


def shaping() -> float:
    """Give the ms of CPU in which the timeline of two years is shaped, the least of many."""
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
    begun = time.process_time()
    call()
    return 1000 * (time.process_time() - begun)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tabs", type=int, default=0)
    tabs = asked.parse_args().tabs
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made)
        hello = folder / "hello.py"
        hello.write_text("import streamlit as st\nst.title('hello')\nst.write('hello')\n")
        bare = stack.enter_context(serving(hello, folder, "/_stcore/health"))
        servers = {"bare page": Server(*bare)}
        for years in (2, 10):
            home = {"TAPER_DATABASE": fill(folder, years).database}
            address, pid = stack.enter_context(serving(ROOT / "app.py", ROOT, "/healthz", **home))
            servers[f"compare, {years} years"] = Server(address, pid, cookie(address), "compare")
        tell(asyncio.run(in_turn(servers)))
        if tabs:
            tell_load(asyncio.run(many(servers["compare, 2 years"], tabs)), tabs)
    sys.stdout.write(f"timeline of two years: {shaping():.1f} ms\n")


def tell(found: Mapping[str, list[Cost]]) -> None:
    """Print the smallest of each, and the median of the ratios round by round."""
    bare, two, _ = ([each.cpu_ms for each in costs] for costs in found.values())
    for name, costs in found.items():
        ratio = statistics.median(
            each.cpu_ms / beside for each, beside in zip(costs, bare, strict=True)
        )
        least = min(each.cpu_ms for each in costs)
        sys.stdout.write(
            f"{name:18}{least:7.1f} ms CPU a rerun, {ratio:.2f} x the bare page, "
            f"{costs[-1].received / 1000:.1f} kB\n"
        )
    ten = [each.cpu_ms for each in found["compare, 10 years"]]
    ratio = statistics.median(each / beside for each, beside in zip(ten, two, strict=True))
    sys.stdout.write(f"ten years against two: {ratio:.2f} x\n")


def tell_load(load: Load, tabs: int) -> None:
    """Print how long people wait, and what that takes."""
    ordered = sorted(load.waits_ms)
    sys.stdout.write(
        f"{tabs} pages open: {statistics.median(ordered):.1f} ms median wait, "
        f"{ordered[int(0.95 * len(ordered))]:.1f} ms for 95 of 100, {len(ordered)} reruns, "
        f"{load.each_mb:.2f} MB a page, {load.cores:.2f} cores busy\n"
    )


if __name__ == "__main__":
    main()
