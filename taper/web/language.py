"""In which language a page without scripts speaks: the person's own, a cookie's, the browser's."""

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taper.people.person import Actor
from taper.settings import Settings
from taper.web.forms import MOST_FIELDS
from taper.words import language
from taper.words.language import Language

COOKIE = "taper_language"  # a code such as "nl", and nothing about a person
ASKED = "language"  # ?language=nl: what the links at the foot of a page ask for
_A_YEAR = 365 * 24 * 3600  # seconds

# Whether the links to other languages are offered: not to somebody whose choice is on file.
_by_browser: ContextVar[bool] = ContextVar("_by_browser", default=False)


class InLanguage:
    """Middleware: speak one language from the first word of an answer to its last."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = _asked(scope)
        language.use(asked or of_browser(Headers(scope=scope)))
        _by_browser.set(True)

        async def keeping(message: Message) -> None:
            if asked is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", self._cookie(asked))
            await send(message)

        await self.app(scope, receive, keeping)

    def _cookie(self, asked: Language) -> str:
        secure = "; Secure" if self._settings.behind_tls else ""
        return f"{COOKIE}={asked.code}; Path=/; Max-Age={_A_YEAR}; SameSite=Lax; HttpOnly{secure}"


def of_browser(headers: Headers) -> Language | None:
    """Give what the browser chose here before, or else what it asks of every site."""
    return _of_cookie(headers.get("cookie", "")) or language.best_of(
        headers.get("accept-language", "")
    )


def speak_to(actor: Actor | None) -> None:
    """Speak the language that *actor* chose, where somebody is signed in who chose one."""
    chosen = language.called(actor.language) if actor else None
    if chosen is not None:
        language.use(chosen)
        _by_browser.set(False)


def speak_as_invited(scope: Scope, code: str | None) -> None:
    """Speak the language of an invitation, unless this browser chose one of its own here."""
    chosen = language.called(code)
    here = _asked(scope) or _of_cookie(Headers(scope=scope).get("cookie", ""))
    if chosen is not None and here is None:
        language.use(chosen)


def others() -> tuple[Language, ...]:
    """Give the languages that a page offers beside its own."""
    if not _by_browser.get():
        return ()
    return tuple(each for each in language.offered() if each is not language.in_use())


def _asked(scope: Scope) -> Language | None:
    try:
        found = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=MOST_FIELDS)
    except ValueError:  # more than any address of ours has
        return None
    return language.called(found.get(ASKED, [""])[0])


def _of_cookie(cookies: str) -> Language | None:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return language.called(found.value) if found else None
