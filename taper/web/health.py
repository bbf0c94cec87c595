"""Whether the process answers, whether it is ready, and how much it does: numbers, no people."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from taper.actions.clinic import is_running, running
from taper.errors import TaperError
from taper.web import metrics
from taper.web.threads import LOOK_UPS


async def livez(_request: Request) -> Response:
    """Answer 200 as long as the process answers at all; a service manager may start it anew."""
    return JSONResponse({"alive": True})


async def healthz(_request: Request) -> Response:
    """Answer 200 once the database can be read, 503 before the start and after the end.

    A proxy sends nobody to a process that isn't ready.
    """
    return JSONResponse({"ready": True}) if await _ready() else JSONResponse({"ready": False}, 503)


async def _ready() -> bool:
    if not is_running():
        return False
    try:
        await LOOK_UPS.run(running().store.try_out)
    except TaperError:
        return False
    return True


async def show_metrics(request: Request) -> Response:
    """Give the numbers in the text format of Prometheus, to whoever asks on this machine.

    Through a proxy it is not there: whatever a proxy passes on says for whom it asks.
    """
    if not metrics.is_asked_here(request):
        return PlainTextResponse("", 404)
    ready = 1 if await _ready() else 0
    return PlainTextResponse(metrics.NUMBERS.text(ready=ready), media_type=metrics.MEDIA_TYPE)
