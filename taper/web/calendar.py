"""The calendar of reminders: by a secret address for calendar programs, and as a file."""

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.web.files import asked, file
from taper.web.threads import EXPORTS, Threads

# Apart from the exports: calendar programs ask at all hours, and strangers may try addresses.
_CALENDARS = Threads(at_once=2, waiting=200)
_KIND = "text/calendar; charset=utf-8"


async def show_calendar(request: Request) -> Response:
    """Give a calendar to whoever has its address: a calendar program signs in nowhere."""
    from taper.actions.reminders import calendar_at

    secret = request.path_params["secret"].removesuffix(".ics")
    body = await _CALENDARS.run(calendar_at, running(), secret)
    return Response(body, media_type=_KIND, headers={"X-Robots-Tag": "noindex"})


async def export_calendar(request: Request) -> Response:
    """Give the patient the same as a file."""
    from taper.actions.reminders import calendar_file

    body = await EXPORTS.run(calendar_file, running(), *asked(request))
    return file(body, _KIND, "reminders.ics")
