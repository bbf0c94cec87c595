"""The headers every answer carries, and the two content security policies."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Answers that hold nothing of a person; browsers may keep them.
KEPT_BY_BROWSERS = ("/static/", "/app/static/", "/page.css", "/favicon.png", "/manifest.json")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

# The script-free pages. Referrer: nothing leaves to other sites; with no-referrer browsers would
# send "Origin: null" with our own forms, and the check of where a form comes from would be blind.
PAGE_HEADERS = {
    **_ALWAYS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@cache
def inline_script_hash() -> str:
    """Give the CSP source for the one inline script of Streamlit's own page.

    It changes with Streamlit, hence computed; ValueError if the page ever holds two.
    """
    page = files("streamlit").joinpath("static/index.html").read_text("utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def streamlit_headers() -> dict[str, str]:
    """Give the headers of everything that Streamlit serves."""
    return {
        **_ALWAYS,
        "Content-Security-Policy": (
            f"default-src 'self'; script-src 'self' {inline_script_hash()}; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
            "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
        ),
        "Referrer-Policy": "no-referrer",
    }


class SecurityHeaders:
    """Middleware: put the headers on every HTTP answer that doesn't carry them yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = scope["path"].startswith(KEPT_BY_BROWSERS)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in streamlit_headers().items():
                    headers.setdefault(name, value)
                if not kept:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)
