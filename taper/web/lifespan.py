"""From the first request to the last: the clinic is opened once, warmed up, and closed."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from taper.actions.clinic import Clinic, open_clinic, start, stop
from taper.actions.people import needs_set_up, set_up_code
from taper.settings import Settings
from taper.web.logs import set_up_logs
from taper.words import say


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Open the clinic of the settings; one engine for pages and routes alike."""
    set_up_logs()
    clinic = await asyncio.to_thread(open_clinic, Settings())
    start(clinic)
    _tell_set_up_code(clinic)
    await asyncio.to_thread(_warm_up)
    try:
        yield
    finally:
        stop()


def _tell_set_up_code(clinic: Clinic) -> None:
    """Print the code of the first start: whoever can read the terminal may make the account."""
    if needs_set_up(clinic):
        sys.stdout.write(f"\n  {say('set_up.terminal', code=set_up_code(clinic))}\n\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Load what the first page needs, then leave all of it to the garbage collector's past.

    The first visitor would wait a second for it. A collection after every run of a page would look
    at all of it again: 93 ms of CPU a run, 6 ms once it is frozen (and runner.postScriptGC is off).
    """
    import_module("pandas")
    gc.collect()
    gc.freeze()
