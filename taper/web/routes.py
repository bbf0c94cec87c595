"""Our addresses beside Streamlit's, what stands in front of them, and what a refusal shows."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from taper.errors import TaperError
from taper.settings import Settings
from taper.web import (
    account,
    calendar,
    care,
    clinic,
    clinic_trail,
    crisis,
    downloads,
    entry,
    errors,
    health,
    invitation,
    page,
    plan_downloads,
    restore,
    second_factor,
    set_up,
    share,
    sign_in,
    single_sign_on,
    support,
    visit_downloads,
)
from taper.web.guard import Guard
from taper.web.headers import SecurityHeaders
from taper.web.language import InLanguage
from taper.web.line import RunState
from taper.web.metrics import Counted
from taper.web.page_language import PageLanguage

_GET, _POST = ("GET",), ("POST",)
_ADDRESSES: tuple[tuple[str, tuple[str, ...], Callable[[Request], Awaitable[Response]]], ...] = (
    ("/healthz", _GET, health.healthz),
    ("/livez", _GET, health.livez),
    ("/metrics", _GET, health.show_metrics),
    ("/page.css", _GET, page.stylesheet),
    ("/favicon.png", _GET, page.mark),
    ("/crisis", _GET, crisis.show_crisis),
    ("/set-up", _GET, set_up.show_set_up),
    ("/set-up", _POST, set_up.take_set_up),
    ("/sign-in", _GET, sign_in.show_sign_in),
    ("/sign-in", _POST, sign_in.take_sign_in),
    ("/sign-in/code", _GET, second_factor.show_code),
    ("/sign-in/code", _POST, second_factor.take_code),
    ("/sign-in/single-sign-on", _GET, single_sign_on.begin),
    (single_sign_on.BACK, _GET, single_sign_on.come_back),
    ("/account/single-sign-on", _POST, single_sign_on.take_link),
    ("/account/single-sign-on/end", _POST, single_sign_on.take_unlink),
    ("/second-factor", _GET, second_factor.show_set_up),
    ("/second-factor", _POST, second_factor.take_set_up),
    ("/account/second-factor/off", _POST, second_factor.take_off),
    ("/account/recovery-codes", _POST, second_factor.take_new_codes),
    ("/sign-out", _GET, sign_in.show_sign_out),
    ("/sign-out", _POST, sign_in.take_sign_out),
    ("/account", _GET, account.show_account),
    ("/account/password", _POST, account.take_password),
    ("/account/language", _POST, account.take_language),
    ("/account/close", _POST, account.take_close),
    ("/account/end-others", _POST, account.take_end_others),
    ("/forgotten", _GET, entry.show_forgotten),
    ("/forgotten", _POST, entry.take_forgotten),
    ("/entry/{code}", _GET, entry.show_entry),
    ("/entry/{code}", _POST, entry.take_entry),
    ("/care", _GET, care.show_care),
    ("/care", _POST, care.take_care),
    ("/clinic", _GET, clinic.show_clinic),
    ("/clinic/trail", _GET, clinic_trail.show_clinic_trail),
    ("/clinic/invite", _POST, clinic.take_invite),
    ("/clinic/change", _POST, clinic.take_change),
    ("/clinic/restore", _GET, restore.show_restore),
    ("/clinic/restore", _POST, restore.take_file),
    ("/clinic/restore/yes", _GET, restore.show_restore),  # where another language is chosen there
    ("/clinic/restore/yes", _POST, restore.take_yes),
    ("/demo/enter", _POST, sign_in.take_demo_entrance),
    ("/invitation/{code}", _GET, invitation.show_invitation),
    ("/invitation/{code}", _POST, invitation.take_invitation),
    ("/support/{code}", _GET, support.show_support),
    ("/support/{code}", _POST, support.take_support),
    ("/support/{code}/accept", _POST, support.take_support_here),
    ("/shared/{secret}", _GET, share.show_share),
    ("/shared/{secret}", _POST, share.take_share),
    ("/shared/{secret}/visit.pdf", _POST, share.take_share_file),
    ("/export/timeline.csv", _GET, downloads.export_timeline),
    ("/export/package.zip", _GET, downloads.export_package),
    ("/export/fhir.json", _GET, downloads.export_fhir),
    ("/export/takeout.json", _GET, downloads.export_takeout),
    ("/export/record.pdf", _GET, downloads.export_record),
    ("/export/pharmacy.txt", _GET, plan_downloads.export_pharmacy),
    ("/export/plan.json", _GET, plan_downloads.export_plan),
    ("/export/plan.pdf", _GET, plan_downloads.export_fridge),
    ("/export/reminders.ics", _GET, calendar.export_calendar),
    ("/calendar/{secret}", _GET, calendar.show_calendar),
    ("/export/visit.pdf", _GET, visit_downloads.export_visit_pdf),
    ("/export/visit.txt", _GET, visit_downloads.export_visit_text),
    ("/export/diary-sheet.pdf", _GET, downloads.export_diary_sheet),
)
_OTHER_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes() -> list[BaseRoute]:
    """Give our addresses; everything else is Streamlit's.

    Streamlit answers any address with its own page, so that a method that an address of ours
    doesn't take has to be refused here.
    """
    ours = [Route(path, call, methods=[*methods]) for path, methods, call in _ADDRESSES]
    paths = dict.fromkeys(path for path, _, _ in _ADDRESSES)
    return [*ours, *(Route(path, _refuse_method, methods=_OTHER_METHODS) for path in paths)]


async def _refuse_method(request: Request) -> Response:
    path = request.scope["route"].path
    allowed = [method for other, methods, _ in _ADDRESSES if other == path for method in methods]
    raise HTTPException(405, headers={"Allow": ", ".join(allowed)})


def middleware(
    settings: Settings, *, message_kind: Callable[[bytes], str | None], run_state: RunState
) -> list[Middleware]:
    """Give what stands in front: headers, language, the host that was asked for, the guard."""
    return [
        Middleware(Counted),
        Middleware(SecurityHeaders),
        Middleware(InLanguage, settings=settings),
        Middleware(
            TrustedHostMiddleware,
            allowed_hosts=_hosts(settings),
            www_redirect=False,
        ),
        Middleware(Guard, settings=settings, message_kind=message_kind, run_state=run_state),
        Middleware(PageLanguage),
    ]


def _hosts(settings: Settings) -> list[str]:
    public = urlsplit(settings.public_url).hostname
    return [*settings.allowed_hosts, *([public] if public else [])]


Handler = Callable[[Request, Exception], Awaitable[Response]]


def exception_handlers() -> Mapping[type[Exception], Handler]:
    """Give what is shown when a request did not go through."""
    return {
        TaperError: errors.refusal,
        HTTPException: errors.http_error,
        Exception: errors.failure,
    }
