"""From the first request to the last: the clinic is opened once, warmed up, and closed."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from taper.actions import heads, single_sign_on
from taper.actions.clinic import Clinic, open_clinic, start, stop
from taper.actions.people import needs_set_up, set_up_code
from taper.errors import TaperError
from taper.settings import Settings
from taper.web.logs import log_failure, set_up_logs
from taper.words import say, say_error

_AN_HOUR = 3600


def lifespan(
    warm_up: Callable[[], object],
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Give the lifespan of a process that calls *warm_up* while it begins to answer."""

    @asynccontextmanager
    async def opened(_app: object) -> AsyncIterator[None]:
        set_up_logs()
        # One engine for pages and routes alike: two would mean two writer locks.
        clinic = await asyncio.to_thread(_open)
        start(clinic)
        try:
            _tell_set_up_code(clinic)
            beside = (_warmed(warm_up), _note_heads(clinic))
            tasks = [asyncio.create_task(each) for each in beside]
            yield
            for each in tasks:
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each
        finally:
            stop()

    return opened


def _open() -> Clinic:
    """Open the clinic of the settings, or say in a sentence why the program doesn't start."""
    try:
        settings = Settings()
        single_sign_on.provider(settings)  # refused at the start, rather than at a sign-in
        return open_clinic(settings)
    except TaperError as refusal:
        sys.stderr.write(f"\n  {say_error(refusal)}\n\n")
        sys.stderr.flush()
        logging.getLogger("uvicorn.error").disabled = True  # its traceback would bury the sentence
        raise


def _tell_set_up_code(clinic: Clinic) -> None:
    """Print the code of the first start: whoever can read the terminal may make the account."""
    if needs_set_up(clinic):
        sys.stdout.write(f"\n  {say('set_up.terminal', code=set_up_code(clinic))}\n\n")
        sys.stdout.flush()


async def _warmed(warm_up: Callable[[], object]) -> None:
    """Warm up beside the first answers: who only signs in does not wait for a chart."""
    await asyncio.to_thread(warm_up)
    _freeze()


async def _note_heads(clinic: Clinic) -> None:
    """Note the end of every trail outside the database, once a day."""
    while True:
        try:
            await asyncio.to_thread(heads.note_daily, clinic)
        except OSError as error:  # a full disk: people can go on, and the log tells
            log_failure(error, of="noting the trails")
        await asyncio.sleep(_AN_HOUR)


def _freeze() -> None:
    """Leave all that is loaded by now to the garbage collector's past.

    A collection after every run of a page would look at all of it again: 93 ms of CPU a run,
    6 ms once it is frozen (and runner.postScriptGC is off).
    """
    gc.collect()
    gc.freeze()
