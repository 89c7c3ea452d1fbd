"""Everyone's desk: next steps, search, the trail."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smartprovince.core import access
from smartprovince.core import search as finder
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.registry import panels
from smartprovince.core.web import acting_grant
from smartprovince.movement.counting import Rule
from smartprovince.movement.gates.queries import region_to_steer as see_way

from . import boards, queries

PER_PAGE = 50


def home(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("jenis", "")
    context = {
        "desk": queries.desk_of(request.user, kind=kind),
        "kind": kind,
        "coverage": boards.coverage_beside(request.user, acting_grant(request)),
        "panels": [found for _name, panel in panels.items() if (found := panel(request.user))],
        "recent": queries.trail_open_to(request.user).exclude(actor_id="")[:5],
    }
    return render(request, "workspace/home.html", context)


def dashboard(request: HttpRequest, code: str = "") -> HttpResponse:
    """The province: coverage, map, scores, stages, at a day and by a rule."""
    province = boards.province_of_work(request.user, acting_grant(request), code)
    rule = request.GET.get("aturan") or Rule.JOINED.value
    if rule not in Rule:
        raise Invalid(Fault("aturan", _("There is no such rule."), ", ".join(Rule)))
    board = boards.province_board(request.user, province, on=_day(request.GET.get("pada", "")), rule=Rule(rule))
    held = queries.held_back(request.user, province)
    context = {"board": board, "coverage": board.coverage, "rows": board.rows, "held": held, "region": province}
    return render(request, "workspace/dashboard.html", context)


@require_safe
def held(request: HttpRequest, code: str) -> HttpResponse:
    """What holds a province (or one kabupaten/kota) back now, with texts to paste into a chat."""
    region = see_way(request.user, code)
    found = queries.held_back(request.user, region)
    return render(request, "workspace/held.html", {"region": region, "held": found})


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(Fault("pada", _("This is not a day."), _("Write it as 2022-10-13."))) from error


def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The province on one A4 page, to be printed and handed over."""
    province = boards.province_of_work(request.user, acting_grant(request), code)
    board = boards.province_board(request.user, province, on=_day(request.GET.get("pada", "")))
    return render(request, "workspace/sheet.html", {"board": board, "coverage": board.coverage, "rows": board.rows})


def region(request: HttpRequest, code: str) -> HttpResponse:
    """One kabupaten or kota."""
    board = boards.region_board(request.user, code)
    held = queries.held_back(request.user, board.region)
    context = {
        "board": board,
        "region": board.region,
        "facts": board.milestones,
        "rows": [board.row],
        "held": held,
        "may_see_way": access.may(request.user, "see_way", board.region),
    }
    return render(request, "workspace/region.html", context)


def menu(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/menu.html")


def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    return render(request, "workspace/search.html", {"words": words, "found": finder.find(request.user, words)})


def trail(request: HttpRequest) -> HttpResponse:
    rows = queries.trail_open_to(request.user)
    if action := request.GET.get("tindakan", ""):
        rows = rows.filter(action=action)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/trail.html", {"page": page, "action": action})


def trail_of(request: HttpRequest, object_type: str, object_id: str) -> HttpResponse:
    thing, rows = queries.trail_of(request.user, object_type, object_id)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/trail.html", {"page": page, "thing": thing})
