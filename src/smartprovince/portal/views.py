"""Public pages. They show sourced facts only: the visitor's rules are asked, whoever looks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from smartprovince.core.errors import NotFound
from smartprovince.core.web import Language

from . import queries
from .for_you import gathered

PER_PAGE = 20


def nation(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    return render(request, "portal/nation.html", queries.nation(words))


def province(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.province(slug)
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return render(request, "portal/province.html", found | {"section": "home"})


@require_GET
def for_you(request: HttpRequest) -> HttpResponse:
    """What is open to the visitor, and for somebody who is signed in what became of theirs."""
    kind = request.GET.get("jenis", "")[:40]
    found = gathered(request.user, kind=kind)
    context = {
        "found": found,
        "kind": kind,
        "section": "for_you",
        "page": Paginator(found.own, PER_PAGE).get_page(request.GET.get("page")),
        "page_open": Paginator(found.open, PER_PAGE).get_page(request.GET.get("terbuka")),
    }
    response = render(request, "portal/for_you.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def page(template: str, section: str = "") -> Callable[[HttpRequest], HttpResponse]:
    """A page of text."""

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"section": section})

    return view


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language switch: a cookie that also wins over the profile on this device."""
    wanted = request.POST.get("language", "")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(Language.COOKIE, wanted, max_age=365 * 24 * 3600, samesite="Lax")
    return response
