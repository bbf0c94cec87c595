"""The one cookie: a token whose hash is all that the server keeps."""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response
from starlette.types import Scope

from taper.settings import Settings


def name(settings: Settings) -> str:
    """Give the cookie's name; behind TLS the prefix lets no other host or path set it."""
    return "__Host-taper_session" if settings.behind_tls else "taper_session"


def token(scope: Scope, settings: Settings) -> str | None:
    """Read the token a browser sent; None where there is none."""
    for header, value in scope["headers"]:
        if header == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(name(settings))
            except CookieError:
                continue
            if found is not None and found.value:
                return found.value
    return None


def give(response: Response, value: str, settings: Settings, *, days: int | None = None) -> None:
    """Hand the browser its token; it goes when the browser closes, or after *days*."""
    response.set_cookie(
        name(settings),
        value,
        path="/",
        max_age=None if days is None else days * 24 * 3600,
        httponly=True,  # no script ever needs it
        secure=settings.behind_tls,
        samesite="lax",  # strict would drop it on the first click from an e-mail or calendar
    )


def take_back(response: Response, settings: Settings) -> None:
    """Clear the token, and what the browser kept of the pages."""
    response.delete_cookie(
        name(settings), path="/", httponly=True, secure=settings.behind_tls, samesite="lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
