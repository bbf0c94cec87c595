"""Crisis numbers: no sign-in, no script, no database."""

from starlette.requests import Request
from starlette.responses import Response

from taper.facts.crisis import crisis
from taper.web.page import countries_by_name, page


async def show_crisis(request: Request) -> Response:
    """Show the numbers of the country that the visitor chose, or of all; none is guessed."""
    asked = request.query_params.get("country", "")
    known = asked in crisis().countries
    return page(
        "crisis.html",
        facts=crisis(),
        typed={"country": asked},
        shown=[asked] if known else [code for code, _ in countries_by_name()],
        unknown=bool(asked) and not known,
    )
