"""What a person reads when something did not go through."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from taper.errors import ChangedElsewhere, Refused, TaperError
from taper.web.forms import FromElsewhere
from taper.web.guard import LOADED_BY_PAGES, under
from taper.web.logs import log_failure
from taper.web.page import page
from taper.web.threads import Busy
from taper.words import say, say_error


class _Told(NamedTuple):
    status: int
    heading: str


_BY_KIND: tuple[tuple[type[TaperError], _Told], ...] = (
    (FromElsewhere, _Told(403, "web_error.forbidden_heading")),
    (Refused, _Told(403, "web_error.forbidden_heading")),
    (ChangedElsewhere, _Told(409, "web_error.changed_heading")),
    (Busy, _Told(503, "web_error.busy_heading")),
)
_BY_KEY = {
    "sign_in.over": _Told(401, "sign_in.heading"),
    "reminders.no_calendar": _Told(404, "web_error.not_found_heading"),
    "id.unreadable": _Told(404, "web_error.not_found_heading"),
    "invitation.unknown": _Told(404, "invitation.problem_heading"),
    "invitation.used": _Told(410, "invitation.problem_heading"),
    "invitation.expired": _Told(410, "invitation.problem_heading"),
    "support.unknown": _Told(404, "invitation.problem_heading"),
    "support.used": _Told(410, "invitation.problem_heading"),
    "support.expired": _Told(410, "invitation.problem_heading"),
    "share.unknown": _Told(404, "web_error.not_found_heading"),
    "share.over": _Told(410, "web_error.refused_heading"),
}
_BY_STATUS = {
    403: "web_error.forbidden",
    404: "web_error.not_found",
    405: "web_error.wrong_method",
    413: "web_error.too_large",
}


async def refusal(_request: Request, error: Exception) -> Response:
    """Tell a `TaperError` in its own sentence."""
    assert isinstance(error, TaperError)  # noqa: S101  # what it is registered for
    told = next((told for kind, told in _BY_KIND if isinstance(error, kind)), None)
    told = told or _BY_KEY.get(error.key) or _Told(400, "web_error.refused_heading")
    return _error_page(told.status, say(told.heading), say_error(error))


async def http_error(request: Request, error: Exception) -> Response:
    """Tell what the server itself refused."""
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    key = _BY_STATUS.get(error.status_code, "web_error.bad_request")
    answer: Response
    if under(request.url.path, LOADED_BY_PAGES):  # read by the pages' own script, not by a person
        answer = PlainTextResponse(HTTPStatus(error.status_code).phrase, error.status_code)
    else:
        answer = _error_page(error.status_code, say(f"{key}_heading"), say(key))
    answer.headers.update(error.headers or {})
    return answer


async def failure(request: Request, error: Exception) -> Response:
    """Tell that the program is at fault, with the number under which it was logged."""
    number = log_failure(error, of=f"{request.method} {_route(request)}")
    sentence = say("web_error.failed", id=number)
    return _error_page(500, say("web_error.failed_heading"), sentence)


def _route(request: Request) -> str:
    """Name the route, not the address: an address may hold an invitation's code."""
    return getattr(request.scope.get("route"), "path", "another address")


def _error_page(status: int, heading: str, sentence: str) -> Response:
    return page("error.html", status, heading=heading, sentence=sentence)
