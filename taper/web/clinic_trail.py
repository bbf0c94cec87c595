"""The clinic's own trail, for its administrator: a page without scripts, newest first."""

from starlette.requests import Request
from starlette.responses import Response

from taper import clock
from taper.actions.clinic import running
from taper.actions.clinic_trail import ClinicLine, clinic_trail
from taper.errors import TaperError
from taper.people.person import Actor
from taper.web.page import page
from taper.web.threads import LOOK_UPS
from taper.words import say, say_values


async def show_clinic_trail(request: Request) -> Response:
    """Show a page of it; refused to whoever isn't an administrator."""
    actor: Actor = request.state.actor  # the guard turns away whoever isn't signed in
    typed = request.query_params.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise TaperError("id.unreadable")
    found = await LOOK_UPS.run(clinic_trail, running(), actor, int(typed))
    zone = actor.zone or "UTC"
    return page(
        "clinic_trail.html",
        lines=[_told(each, zone) for each in found.lines],
        newer=found.number - 1,
        older=found.number + 1 if found.has_older else 0,
        zone=zone,
    )


def _told(line: ClinicLine, zone: str) -> str:
    sentence = say_values(f"my_data.event_{line.trace.event}", dict(line.trace.detail))
    if line.about:
        sentence = say("clinic.trail_about", sentence=sentence, name=line.about)
    return say(
        "my_data.line",
        at=line.trace.at.astimezone(clock.zone(zone)),
        name=line.actor or say("clinic.trail_nobody"),
        sentence=sentence,
    )
