"""Programmes seen together: roadmap, who does what, map. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smartprovince.core import clock
from smartprovince.core.numbers import whole
from smartprovince.organisations.scopes import NATION, grants, region_codes
from smartprovince.portfolio.registers import queries as registers
from smartprovince.portfolio.registers.views import must_read
from smartprovince.territory.models import Region

from . import overview, queries

BARS = 40
DOERS = 30
PLACES = 500


def asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:200] for name in ("q", "daerah", "dimensi", "tahun", "keadaan")}


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "regions": registers.regions_to_choose(request.user),
        "dimensions": registers.dimensions_to_choose(request.user),
        "own": registers.OWN,
        "keeps_own": bool(grants(request.user, "portfolio.view")),
    }


def _year(request: HttpRequest) -> int:
    text = request.GET.get("dari", "")
    return whole(text, 1990, 2100) or clock.today().year - 1


@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    """Bars over five years by dimension, with a table that says the same."""
    must_read(request.user)
    chosen, first = asked(request), _year(request)
    rows = queries.programmes_open_to(request.user, chosen | {"tahun": ""})
    rows = rows.filter(start_year__lt=first + overview.YEARS, end_year__gte=first)
    rows = rows.order_by(F("dimension__order").asc(nulls_last=True), "start_year", "end_year", "name", "pk")
    page = Paginator(rows, BARS).get_page(request.GET.get("page"))
    context = _choices(request) | {
        "page": page,
        "lanes": overview.roadmap_of(page, first, clock.today()),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "years": range(first, first + overview.YEARS),
        "earlier": first - overview.YEARS,
        "later": first + overview.YEARS,
        "first": first,
    }
    return render(request, "portfolio/programmes/roadmap.html", context)


@require_safe
def who_does_what(request: HttpRequest) -> HttpResponse:
    """Perangkat daerah by dimension, with counts and money."""
    must_read(request.user)
    chosen = asked(request)
    dimensions = list(registers.dimensions_to_choose(request.user))
    doers = overview.doers_of(queries.programmes_open_to(request.user, chosen), dimensions)
    page = Paginator(doers, DOERS).get_page(request.GET.get("page"))
    context = _choices(request) | {
        "page": page,
        "heads": dimensions,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "count": sum(doer.count for doer in doers),
        "money": sum(doer.money for doer in doers),
    }
    return render(request, "portfolio/programmes/who.html", context)


@require_safe
def programme_map(request: HttpRequest) -> HttpResponse:
    """Regions by number of programmes, and the places of single ones."""
    must_read(request.user)
    chosen = asked(request)
    rows = queries.programmes_open_to(request.user, chosen)
    places = list(rows.exclude(latitude=None)[:PLACES])
    codes = region_codes(request.user, "portfolio.view_below")
    regions = Region.objects.filter(level=Region.Level.REGENCY)
    if NATION not in codes:
        regions = regions.filter(parent__code__in={code[:2] for code in codes})
    context = _choices(request) | {
        "map": overview.map_of(rows, list(regions.order_by("code")), places),
        "places": places,
        "chosen": chosen,
        "filtered": any(chosen.values()),
    }
    return render(request, "portfolio/programmes/map.html", context)
