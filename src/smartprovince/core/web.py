"""What every page goes through: one address, language, the signed-in area, refusals as pages, and the frame's facts."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from . import clock, news
from .errors import ActionError, Conflict, Invalid, NotFound, Refused
from .registry import navigation

type Handler = Callable[[HttpRequest], HttpResponse]

SIGN_IN = "/masuk/"
AREA = "/kerja/"
log = logging.getLogger(__name__)


class OneAddress:
    """Passkeys refuse 127.0.0.1, so the demo answers on localhost only and sends the other name there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _colon, port = request.META.get("HTTP_HOST", "").partition(":")
        if host == "127.0.0.1":
            place = f"{request.scheme}://localhost{':' + port if port.isdigit() else ''}{request.get_full_path()}"
            return HttpResponseRedirect(place)
        return self.get_response(request)


class Language:
    """The language of the signed-in person, else of the cookie that the switch sets, else Indonesian."""

    COOKIE = "bahasa"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        wanted = request.COOKIES.get(self.COOKIE) or getattr(request.user, "language", None)
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignedInArea:
    """Under `/kerja/` a visitor is sent to sign in whether or not the page exists, so that nothing is given away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(AREA):
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request") or request.headers.get("Accept") == "application/json":
                    return JsonResponse(
                        {"message": _("Sign in again; what you typed is still on the page.")}, status=401
                    )
                return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
            if step := self._second_factor(request):
                return HttpResponseRedirect(f"{step}?{urlencode({'next': request.get_full_path()})}")
        response = self.get_response(request)
        if request.path.startswith(AREA):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _second_factor(self, request: HttpRequest) -> str:
        """Set up a factor first; with one, this very session must have used it."""
        if not any(grant.organisation.requires_second_factor for grant in getattr(request.user, "grants", [])):
            return ""
        from allauth.mfa.utils import is_mfa_enabled

        if not is_mfa_enabled(request.user):
            return "/masuk/2fa/"
        used = request.session.get("account_authentication_methods", [])
        return "" if any(each.get("method") == "mfa" for each in used) else "/masuk/2fa/reauthenticate/"


class Refusals:
    """An action that refused becomes a page that says why and who can help; a fault of ours gets a code to quote."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            response.content = render(request, "errors/405.html").content  # the address of a button, opened by hand
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """No text may hold a NUL: PostgreSQL has none, and no person types one."""
        if "\x00" in request.path:
            return not_found(request)
        given = [*request.GET.values(), *(request.POST.values() if request.method == "POST" else ())]
        if any("\x00" in str(value) for value in given):
            return refusal_page(request, Invalid(_("The text holds a character that no keyboard has. Remove it.")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RequestDataTooBig):
            said = _("This is more than the site takes at once. Send it in smaller parts.")
            return refusal_page(request, Invalid(said), status=413)
        if isinstance(error, SuspiciousOperation):
            return refusal_page(request, Invalid(_("This request does not look right.")), status=400)
        if isinstance(error, NotFound | Http404):
            return not_found(request, error)
        if isinstance(error, ActionError):
            return refusal_page(request, error)
        if isinstance(error, PermissionDenied):
            return refusal_page(request, Refused(_("This is not open to you.")))
        if settings.DEBUG:
            return None
        code = secrets.token_hex(2).upper()
        log.exception("unexpected error %s on %s", code, request.path)
        return render(request, "errors/500.html", {"code": code}, status=500)


def refusal_page(request: HttpRequest, error: ActionError, *, status: int | None = None) -> HttpResponse:
    """The page (or JSON, for scripts) of a refused action."""
    status = status or error.status
    if request.headers.get("Accept") == "application/json":
        faults = [vars(fault) for fault in error.faults] if isinstance(error, Invalid) else []
        return JsonResponse({"message": str(error), "faults": faults}, status=status)
    template = {Refused: "errors/403.html", Conflict: "errors/409.html"}.get(type(error), "errors/422.html")
    return render(request, template, {"error": error}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": _("There is no such page, or it is not open to you.")}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", {"code": ""}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or in a browser without cookies."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


# --- the frame -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A place in the menu. `open_to` says for whom it exists; places without access are absent, not greyed."""

    label: Any
    address: str
    icon: str
    order: int
    open_to: Callable[[Any], bool]
    group: Any = ""
    short: Any = ""


def menu(person: Any) -> list[Place]:
    places = [place for _name, place in navigation.items() if place.open_to(person)]
    return sorted(places, key=lambda place: place.order)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Facts of the frame that every template may use."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    grants = getattr(person, "grants", [])
    places = menu(person) if signed_in else []
    return {
        "demo": settings.DEMO,
        "today": clock.today(),
        "clock_fixed": clock.is_fixed(),
        "menu": places,
        "unread": functools.cache(lambda: news.unread_of(person) if signed_in else 0),  # asked by the frame alone
        "here": here(request.path, places),
        "reads_trails": any(place.address == "/kerja/riwayat/" for place in places),
        "grant": acting_grant(request) if grants else None,
        "grants": grants,
        "theme": getattr(person, "theme", "light") if signed_in else request.COOKIES.get("theme", "light"),
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }


def here(path: str, places: list[Place]) -> str:
    """The address of the menu's place that a page lies in: the longest that its path begins with."""
    above = [place.address for place in places if place.address != "/" and path.startswith(place.address)]
    return max(above, key=len, default="")


def acting_grant(request: HttpRequest) -> Any:
    """The membership the person acts with: chosen in the scope switcher, else the first."""
    grants = getattr(request.user, "grants", [])
    chosen = request.session.get("grant")
    return next((grant for grant in grants if grant.pk == chosen), grants[0] if grants else None)


def posted_version(request: HttpRequest, thing: Any) -> int:
    """The version a form was filled in on; the current one when the form does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else int(thing.version)


def acting(request: HttpRequest) -> dict[str, Any]:
    """`actor` and `acting_for` of an action called from a page: `rename_team(**acting(request), team=…)`."""
    grant = acting_grant(request) if getattr(request.user, "grants", []) else None
    return {"actor": request.user, "acting_for": grant.organisation if grant else None}
