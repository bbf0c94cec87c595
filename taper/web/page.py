"""Script-free pages: one base, one stylesheet, every word from words/."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from taper import words
from taper.actions.clinic import is_running, running
from taper.facts.crisis import crisis
from taper.settings import Settings
from taper.web.headers import PAGE_HEADERS
from taper.web.language import ASKED, others
from taper.words import language, say

_A_DAY = 24 * 3600
_A_YEAR = 365 * _A_DAY


def countries_by_name() -> list[tuple[str, str]]:
    """Give (code, name) of each country with crisis numbers, in name order."""
    return sorted(
        ((code, words.country(code)) for code in crisis().countries), key=lambda row: row[1]
    )


def kept(typed: Mapping[str, str], name: str, value: str, mark: str) -> str:
    """Give " checked" or " selected" for what this person chose before a refusal, or nothing."""
    return f" {mark}" if typed.get(name) == value else ""


@cache
def environment() -> Environment:
    """Make the one template environment: everything is escaped, an unknown name is a bug."""
    made = Environment(
        loader=PackageLoader("taper.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        say=say,
        stylesheet=f"/page.css?{_stylesheet()[1]}",
        country_name=words.country,
        countries_by_name=countries_by_name,
        kept=kept,
        language=language.in_use,
        languages=others,
        of_fact=words.of_fact,
        figures=words.figures,
        asked_language=ASKED,
    )
    return made


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Render *template*; values that a person typed are escaped by the environment."""
    # Crisis and error pages answer while no clinic runs, too.
    settings = running().settings if is_running() else Settings()
    text = (
        environment()
        .get_template(template)
        .render(demo=settings.demo, leave_to=settings.leave_to, **values)
    )
    return HTMLResponse(text, status, headers=PAGE_HEADERS)


@cache
def _stylesheet() -> tuple[bytes, str]:
    text = files("taper.web").joinpath("pages/page.css").read_bytes()
    return text, hashlib.sha256(text).hexdigest()[:12]


async def stylesheet(_request: Request) -> Response:
    """Serve the stylesheet of these pages; its address changes with its content."""
    return Response(
        _stylesheet()[0],
        media_type="text/css",
        headers={"Cache-Control": f"public, max-age={_A_YEAR}, immutable"},
    )


async def mark(_request: Request) -> Response:
    """Serve the product's mark where browsers and Streamlit's own page look for an icon."""
    return Response(
        files("taper").joinpath("ui/static/mark.svg").read_bytes(),
        media_type="image/svg+xml",
        headers={"Cache-Control": f"public, max-age={_A_DAY}"},
    )
