"""A summary by link and code, for somebody without an account."""

import base64
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from taper.actions.clinic import running
from taper.errors import TaperError
from taper.people.grant import ShareLink
from taper.web.files import PDF, file
from taper.web.forms import address_of, read_form
from taper.web.page import page
from taper.web.threads import EXPORTS, LOOK_UPS
from taper.words import say_error

if TYPE_CHECKING:
    from taper.actions.share_links import OpenedLink

_LONGEST_CODE = 40


async def show_share(request: Request) -> Response:
    """Ask for the code; nothing of the patient is on this page."""
    from taper.actions.share_links import link_at

    link = await LOOK_UPS.run(link_at, running(), request.path_params["secret"])
    return _code_page(request, link, None)


async def take_share(request: Request) -> Response:
    """Show the summary to whoever has link and code."""
    from taper.actions.share_links import link_at, open_link

    clinic, secret = running(), request.path_params["secret"]
    form = await read_form(request, clinic.settings)
    link = await LOOK_UPS.run(link_at, clinic, secret)
    opens = partial(
        open_link,
        clinic,
        secret=secret,
        code=form.get("code", "")[:_LONGEST_CODE],
        address=address_of(request),
    )
    try:
        opened = await EXPORTS.run(opens)
    except TaperError as refusal:
        if refusal.key not in {"share.code_wrong", "sign_in.wait"}:
            raise
        return _code_page(request, link, say_error(refusal))
    return page(
        "share.html",
        opened=opened,
        summary=opened.visit.summary,
        charts=_pictures(opened),
        action=f"{request.url.path}/visit.pdf",
    )


async def take_share_file(request: Request) -> Response:
    """Give the same summary as PDF, for a while after the code was typed."""
    from taper.actions.share_links import link_file

    clinic, secret = running(), request.path_params["secret"]
    form = await read_form(request, clinic.settings)
    made = partial(link_file, clinic, secret=secret, ticket=form.get("ticket", ""))
    body = await EXPORTS.run(made)
    return file(body, PDF, "visit.pdf")


def _code_page(request: Request, link: ShareLink, problem: str | None) -> Response:
    return page(
        "share_code.html",
        400 if problem else 200,
        link=link,
        action=request.url.path,
        problem=problem,
    )


def _pictures(opened: "OpenedLink") -> list[tuple[str, str]]:
    """Give each chart as an address that holds the picture itself, with its facts in words."""
    return [
        ("data:image/svg+xml;base64," + base64.b64encode(each.svg.encode()).decode(), each.alt)
        for each in opened.charts
    ]
