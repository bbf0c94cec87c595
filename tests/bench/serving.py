"""The started program beside bare Streamlit pages: CPU a rerun, start, memory, waiting."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.compare import Server, cookie, fill, in_turn, many, resident_mb, serving
from tests.bench.measure import Row, row_of
from tests.web_client import ROOT, StreamlitPage

HELLO = "import streamlit as st\nst.title('hello')\nst.write('hello')\n"
TABS = 30


def rows(folder: Path, *, load_s: int) -> Iterator[Row]:
    """Measure all of it; with *load_s*, also so many seconds of hundreds of open pages."""
    home = {"TAPER_DATABASE": fill(folder, 2).database}
    hello = folder / "hello.py"
    hello.write_text(HELLO)
    yield starting(folder, hello, home)
    with ExitStack() as stack:
        bare = Server(*stack.enter_context(serving(hello, folder, "/_stcore/health")))
        address, pid = stack.enter_context(serving(ROOT / "app.py", ROOT, "/healthz", **home))
        known = cookie(address)
        yield from pages(bare, Server(address, pid, known))
        yield memory(bare, Server(address, pid, known))
        if load_s:
            yield from load(bare, Server(address, pid, known), load_s)


def pages(bare: Server, ours: Server) -> Iterator[Row]:
    """CPU of a rerun of the check-in and of the compare page."""
    compare = ours._replace(page="compare")
    found = asyncio.run(in_turn({"hello": bare, "check-in": ours, "compare": compare}))
    hello = [each.cpu_ms for each in found["hello"]]
    floor = "Streamlit's default “hello” page"
    for name, what, aim in (
        ("check-in", "check-in page, CPU per rerun", 0.5),
        ("compare", "compare page, two years × 10 symptoms, CPU per rerun", 1.0),
    ):
        spent = [each.cpu_ms for each in found[name]]
        yield row_of(what, floor, aim, zip(spent, hello, strict=True))


def starting(folder: Path, hello: Path, home: dict[str, str]) -> Row:
    """From the command to the first answer."""
    pairs = []
    for _ in range(3):
        began = time.perf_counter()
        with serving(ROOT / "app.py", ROOT, "/healthz", **home):
            ours = time.perf_counter() - began
        began = time.perf_counter()
        with serving(hello, folder, "/_stcore/health"):
            pairs.append((ours, time.perf_counter() - began))
    return row_of("start to first answer", "`streamlit hello`-sized app", 1.5, pairs, "s")


def memory(bare: Server, ours: Server) -> Row:
    """What an open page keeps: the growth of the process by *TABS* of them."""
    pair = (asyncio.run(_growth(ours)), asyncio.run(_growth(bare)))
    return row_of("memory per open session", "bare app", 2, [pair], "MB")


async def _growth(server: Server) -> float:
    first = await _opened(server, 3)
    before = resident_mb(server.pid)
    tabs = await _opened(server, TABS)
    grown = (resident_mb(server.pid) - before) / TABS
    for each in [*first, *tabs]:
        await each.close()
    return grown


async def _opened(server: Server, number: int) -> list[StreamlitPage]:
    tabs = []
    for _ in range(number):
        tabs.append(await StreamlitPage(server.address, server.cookies).open())
        await tabs[-1].run()
    return tabs


def load(bare: Server, ours: Server, seconds: int) -> Iterator[Row]:
    """Hundreds of open pages, rerun after about five seconds of thinking."""
    for what, page, tabs, share, most_ms in (
        ("100 open compare pages, median wait", "compare", 100, 0.5, 100),
        ("300 open check-ins, wait of 95 of 100", "", 300, 0.95, 100),
    ):
        waits = [
            _quantile(asyncio.run(many(server, tabs, seconds)).waits_ms, share)
            for server in (ours._replace(page=page), bare)
        ]
        made = row_of(what, "the bare page under the same load", 1, [(waits[0], waits[1])])
        held = waits[0] / most_ms
        yield made._replace(aim=1, ratio=held, floor=f"{most_ms} ms; {made.floor}")


def _quantile(waits: list[float], share: float) -> float:
    ordered = sorted(waits)
    return statistics.median(ordered) if share == 0.5 else ordered[int(share * len(ordered))]
