"""Forms as they arrive: small, from our own pages, read once."""

from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from taper.errors import TaperError
from taper.settings import Settings

LONGEST_FORM = 8192  # bytes; a password of 256 characters takes up to 3072 of them
MOST_FIELDS = 20
_KIND = "application/x-www-form-urlencoded"


class FromElsewhere(TaperError):
    """The form was not sent by one of our own pages."""


def check_from_here(request: Request, settings: Settings) -> None:
    """Refuse a form that another site sent; `FromElsewhere`.

    Browsers say where a form comes from by Sec-Fetch-Site (over TLS and on localhost) or Origin.
    A request that says neither comes from no browser of today, and is refused as well.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        from_here = site == "same-origin"
    else:
        here = {request.headers.get("host"), urlsplit(settings.public_url).netloc}
        origin = urlsplit(request.headers.get("origin", "")).netloc
        from_here = bool(origin) and origin in here
    if not from_here:
        raise FromElsewhere("web_error.elsewhere")


def address_of(request: Request) -> str:
    """Give the address a request comes from; empty where it can't be told from the proxy's own.

    The program listens on this machine alone, so that whoever is not on it came through the
    proxy, which puts the address it saw last into X-Forwarded-For.
    """
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen[:64]


async def read_form(request: Request, settings: Settings) -> dict[str, str]:
    """Read a form of ours; 413 when it is too long, 400 when it is anything else.

    A field sent twice counts once, by its last value. Nothing is trimmed: a space may be part of
    a password.
    """
    check_from_here(request, settings)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise HTTPException(400)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400) from error
    return dict(pairs)


def must_match(form: dict[str, str]) -> None:
    """Refuse a new password that was not typed the same way twice."""
    if form.setdefault("password", "") != form.get("password_again", ""):
        raise TaperError("web_error.passwords_differ")
