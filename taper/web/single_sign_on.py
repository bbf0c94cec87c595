"""Single sign-on by OpenID Connect: out to the provider and back, to a session of our own.

The provider only says who somebody is. What is open to him or her, and for how long, is decided
here, as for any other way in.
"""

import json
import secrets
import warnings
from functools import cache
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from taper.actions import single_sign_on
from taper.actions.clinic import Clinic, running
from taper.actions.single_sign_on import HOLDS, Provider
from taper.errors import TaperError
from taper.people.identity import Identity
from taper.people.person import Actor
from taper.web.account import OwnForm, about_oneself, account_page
from taper.web.page import page
from taper.web.sign_in import let_in, sign_in_page
from taper.web.threads import LOOK_UPS, PASSWORDS, Busy
from taper.words import say_error

BACK = "/sign-in/single-sign-on/back"
_LINKS = "links"  # the session that asked for a link; absent: somebody signs in
# A secret that both sides know signs nothing here, and neither does nobody.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_SECONDS = 10  # for each answer of the provider


async def begin(request: Request) -> Response:
    """Send somebody who wants to sign in to the provider; another site can't."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return RedirectResponse("/sign-in", 303)
    try:
        address, kept = await _set_out(request, {})
    except TaperError as refusal:
        return await sign_in_page(request, 400, problem=say_error(refusal))
    answer = RedirectResponse(address, 303)
    _keep(answer, kept)
    return answer


@about_oneself
async def take_link(request: Request, own: OwnForm) -> Response:
    """Let a person who typed the password go on to the provider, to link the account."""
    await PASSWORDS.run(single_sign_on.may_link, own.clinic, own.actor, own.password)
    address, kept = await _set_out(request, {_LINKS: own.actor.session})
    # A form of ours leads nowhere else (form-action); a link that somebody follows may.
    answer = page("single_sign_on.html", address=address, called=_provider().name)
    _keep(answer, kept)
    return answer


@about_oneself
async def take_unlink(_request: Request, own: OwnForm) -> Response:
    """End single sign-on for the person's own account."""
    await PASSWORDS.run(single_sign_on.unlink, own.clinic, own.actor, own.password)
    return RedirectResponse("/account?unlinked", 303)


async def come_back(request: Request) -> Response:
    """Take what the provider answered, once, in the browser that asked, and go on."""
    clinic = running()
    if single_sign_on.provider(clinic.settings) is None:
        raise TaperError("single_sign_on.off")
    kept = _kept(request)
    links = kept.pop(_LINKS, None)
    actor: Actor | None = request.state.actor
    try:
        identity = await _identity(request, kept)
        if links is None:
            answer = await _sign_in(request, clinic, identity)
        else:
            answer = await _link(clinic, actor, links, identity)
    except Busy:
        raise
    except TaperError as refusal:
        problem = say_error(refusal)
        if links is not None and actor is not None:
            answer = await account_page(actor, 400, problem=problem)
        else:
            answer = await sign_in_page(request, 401, problem=problem)
    _drop(answer, clinic)
    return answer


async def _sign_in(request: Request, clinic: Clinic, identity: Identity) -> Response:
    token = await LOOK_UPS.run(single_sign_on.sign_in, clinic, identity)
    return await let_in(request, clinic, token)


async def _link(clinic: Clinic, actor: Actor | None, links: str, identity: Identity) -> Response:
    if actor is None or not secrets.compare_digest(actor.session, links):
        raise TaperError("sign_in.over")
    await LOOK_UPS.run(single_sign_on.link, clinic, actor, identity)
    return RedirectResponse("/account?linked", 303)


# --- the provider


def _provider() -> Provider:
    found = single_sign_on.provider(running().settings)
    if found is None:
        raise TaperError("single_sign_on.off")
    return found


@cache
def _app(provider: Provider) -> Any:
    """Make what talks to a provider. It reads once what the provider says of itself."""
    from authlib.deprecate import AuthlibDeprecationWarning

    with warnings.catch_warnings():  # it would rather have httpx2; with httpx it does the same
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.starlette_client import OAuth

    known_as = provider.issuer.rstrip("/")
    return OAuth().register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.secret,
        server_metadata_url=f"{known_as}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",  # who it is, and nothing else
            "code_challenge_method": "S256",
            "timeout": _SECONDS,
        },
    )


async def _asked(provider: Provider) -> Any:
    """Give what talks to a provider that says of itself what the operator says of it."""
    app = _app(provider)
    said = await app.load_server_metadata()
    offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
    said["id_token_signing_alg_values_supported"] = [x for x in _ALGORITHMS if x in offered]
    if said.get("issuer") != provider.issuer:
        _app.cache_clear()
        raise TaperError("single_sign_on.failed")
    return app


async def _set_out(request: Request, kept: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Give the provider's address, and what the browser keeps until it is back."""
    provider = _provider()
    try:
        app = await _asked(provider)
        answer = await app.authorize_redirect(_with(kept, request), _back_to())
    except _failures() as error:
        raise _told(error) from error
    return str(answer.headers["location"]), kept


async def _identity(request: Request, kept: dict[str, Any]) -> Identity:
    """Give who the provider says it is; TaperError for whatever doesn't fit."""
    provider = _provider()
    state = request.query_params.get("state", "")
    if not kept or not state:
        raise TaperError("single_sign_on.over")
    if request.query_params.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise TaperError("single_sign_on.failed")
    await LOOK_UPS.run(single_sign_on.use_answer, running(), state)
    try:
        app = await _asked(provider)
        token = await app.authorize_access_token(
            _with(kept, request), claims_options=_claims(provider)
        )
        said = token["userinfo"]
        audience = said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
        if said["iss"] != provider.issuer or provider.client_id not in audience:
            raise TaperError("single_sign_on.failed")
        return Identity(issuer=said["iss"], subject=said["sub"])
    except _failures() as error:
        raise _told(error) from error


def _with(kept: dict[str, Any], request: Request) -> Request:
    """Give a request whose session is what our own cookie keeps.

    The page framework has a session of its own around us, in a cookie that anybody can read.
    """
    return Request({**request.scope, "session": kept})


def _claims(provider: Provider) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True},
    }


@cache
def _failures() -> tuple[type[Exception], ...]:
    """Name what a provider that is down, or says something else, comes out as."""
    from authlib.common.errors import AuthlibBaseError
    from httpx import HTTPError, InvalidURL
    from joserfc.errors import JoseError

    unreadable = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)
    return (AuthlibBaseError, JoseError, HTTPError, InvalidURL, *unreadable)


def _told(error: Exception) -> TaperError:
    from httpx import HTTPError

    if isinstance(error, HTTPError):
        return TaperError("single_sign_on.unreachable")
    return TaperError("single_sign_on.failed")


def _back_to() -> str:
    """Give the one address of ours that a provider sends people back to."""
    return running().settings.public_url.rstrip("/") + BACK


# --- what the browser keeps on the way: encrypted, for ten minutes


def _cookie_name(clinic: Clinic) -> str:
    return "__Host-taper_sign_on" if clinic.settings.behind_tls else "taper_sign_on"


def _keep(answer: Response, kept: dict[str, Any]) -> None:
    from cryptography.fernet import Fernet

    clinic = running()
    text = Fernet(single_sign_on.cookie_key(clinic)).encrypt(json.dumps(kept).encode()).decode()
    answer.set_cookie(
        _cookie_name(clinic),
        text,
        path="/",
        max_age=int(HOLDS.total_seconds()),
        httponly=True,
        secure=clinic.settings.behind_tls,
        samesite="lax",  # strict would keep it back on the way from the provider
    )


def _kept(request: Request) -> dict[str, Any]:
    """Read what the browser kept; nothing where it is too old, or not ours."""
    from cryptography.fernet import Fernet, InvalidToken

    clinic = running()
    text = request.cookies.get(_cookie_name(clinic), "")
    seconds = int(HOLDS.total_seconds())
    try:
        read = Fernet(single_sign_on.cookie_key(clinic)).decrypt(text.encode(), ttl=seconds)
    except InvalidToken:
        return {}
    return dict(json.loads(read))


def _drop(answer: Response, clinic: Clinic) -> None:
    answer.delete_cookie(
        _cookie_name(clinic),
        path="/",
        httponly=True,
        secure=clinic.settings.behind_tls,
        samesite="lax",
    )
