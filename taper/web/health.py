"""Whether the program is ready."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from taper.actions.clinic import is_running, running
from taper.actions.people import needs_set_up
from taper.web.threads import LOOK_UPS


async def healthz(_request: Request) -> Response:
    """Answer 200 once the database can be read, 503 before the start and after the end."""
    if not is_running():
        return JSONResponse({"ready": False}, 503)
    await LOOK_UPS.run(needs_set_up, running())
    return JSONResponse({"ready": True})
