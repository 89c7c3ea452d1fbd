"""Programmes seen together: over the years, on the map, and by who does what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core.money import rupiah_short
from smartprovince.core.templatetags.writing import number
from smartprovince.instruments.models import Dimension
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region
from smartprovince.territory.queries import map_features

from . import states
from .models import BudgetLine, Programme

YEARS = 5  # in one view of the roadmap


# --- roadmap ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A programme in its lane: from which column of twenty to which; `late` when it should have ended and has not."""

    programme: Any
    first: int
    after: int
    late: bool


@dataclass(frozen=True)
class Lane:
    """Programmes of one dimension on a page."""

    dimension: Dimension | None
    bars: list[Bar] = field(default_factory=list)


def roadmap_of(rows: Iterable[Any], first_year: int, today: date) -> list[Lane]:
    """Rows in their order, put together by dimension; a bar runs from the first quarter to the last that is in view."""
    lanes: list[Lane] = []
    for each in rows:
        if not lanes or lanes[-1].dimension != each.dimension:
            lanes.append(Lane(each.dimension))
        lanes[-1].bars.append(_bar(each, first_year, today))
    return lanes


def _bar(programme: Any, first_year: int, today: date) -> Bar:
    begins = 4 * (programme.start_year - first_year)
    if programme.started_on:
        begins = 4 * (programme.started_on.year - first_year) + _quarter(programme.started_on) - 1
    ends = 4 * (programme.end_year + 1 - first_year)
    if programme.ended_on:
        ends = 4 * (programme.ended_on.year - first_year) + _quarter(programme.ended_on)
    first = min(max(begins, 0), 4 * YEARS - 1)
    after = min(max(ends, first + 1), 4 * YEARS)
    late = programme.state in (states.PLANNED, states.RUNNING) and programme.end_year < today.year
    return Bar(programme, first + 1, after + 1, late)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


# --- who does what ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doer:
    """One perangkat daerah: how many programmes and how much money in each dimension."""

    organisation: Organisation | None
    region: Region
    cells: list[tuple[str, int, int]]  # code of the dimension, programmes, money
    count: int
    money: int


def doers_of(programmes: QuerySet[Programme], dimensions: Sequence[Dimension]) -> list[Doer]:
    """Counts and money by perangkat daerah and dimension; three queries, however many programmes there are."""
    rows = programmes.order_by()
    counts = {
        (organisation, region, dimension): n
        for organisation, region, dimension, n in rows.values_list("organisation", "region", "dimension").annotate(
            n=Count("pk")
        )
    }
    lines = BudgetLine.objects.filter(programme__in=rows.values("pk")).order_by()
    keys = ("programme__organisation", "programme__region", "programme__dimension")
    sums = lines.values_list(*keys).annotate(n=Sum(Coalesce("revised", "planned")))
    money = {(organisation, region, dimension): n for organisation, region, dimension, n in sums}
    organisations = Organisation.objects.in_bulk({key[0] for key in counts if key[0]})
    regions = Region.objects.in_bulk({key[1] for key in counts})
    found = []
    for organisation, region in {key[:2] for key in counts}:
        cells = [
            (each.code, counts.get((organisation, region, each.pk), 0), money.get((organisation, region, each.pk), 0))
            for each in dimensions
        ]
        mine = [key for key in counts if key[:2] == (organisation, region)]
        total = sum(counts[key] for key in mine), sum(money.get(key, 0) for key in mine)
        found.append(Doer(organisations.get(organisation), regions[region], cells, *total))
    return sorted(found, key=lambda doer: (-doer.count, -doer.money, str(doer.organisation or ""), doer.region.code))


# --- on the map ------------------------------------------------------------------------------------------------------

STEPS = (0, 5, 20, 50)  # programmes of a region: up to these numbers, one shade each; more is the darkest
HALF = 0.018  # degrees: half the side of the small square that marks a place


def map_of(programmes: QuerySet[Programme], regions: Sequence[Region], places: Sequence[Any]) -> dict[str, Any]:
    """Regions shaded by their number of programmes, places as small squares above them, and the table of both."""
    told: Mapping[str, int] = dict(
        programmes.order_by().values_list("region__code").annotate(n=Count("pk")).values_list("region__code", "n")
    )
    sums = dict(
        BudgetLine.objects.filter(programme__in=programmes.order_by().values("pk"))
        .order_by()
        .values_list("programme__region__code")
        .annotate(n=Sum(Coalesce("revised", "planned")))
    )
    layer = {
        region.code: {
            "step": _step(told.get(region.code, 0)),
            "value": ngettext("%(n)s programme", "%(n)s programmes", told.get(region.code, 0))
            % {"n": number(told.get(region.code, 0))},
            "short": "",
        }
        for region in regions
    }
    features = map_features(regions, {"programmes": layer})
    features += [_mark(each) for each in places] if features else []
    ends = ["0", *(f"{low + 1}–{high}" for low, high in pairwise(STEPS)), f"> {STEPS[-1]}"]
    return {
        "title": _("Programmes by region"),
        "subtitle": _("How many there are in each region; small squares are places of single programmes."),
        "label": _("Map: %(n)s programmes in %(of)s regions. Details in the table view.")
        % {"n": number(sum(told.values())), "of": sum(1 for n in told.values() if n)},
        "data": {
            "features": features,
            "layer": "programmes",
            "legends": {"programmes": [{"step": step, "label": label} for step, label in enumerate(ends)]},
        },
        "columns": [(_("Region"), False), (_("Programmes"), True), (_("Money planned"), True)],
        "rows": [
            (region.short_name, number(told.get(region.code, 0)), rupiah_short(sums.get(region.code, 0)))
            for region in regions
        ],
        "caption": _("Indicative boundaries (batas indikatif, bukan batas resmi), derived from village points."),
        "simulated": settings.DEMO or any(each.simulated for each in places),
    }


def _step(count: int) -> int:
    return sum(count > bound for bound in STEPS)


def _mark(programme: Any) -> dict[str, Any]:
    x, y = programme.longitude, programme.latitude
    ring = [
        [x - HALF, y - HALF],
        [x + HALF, y - HALF],
        [x + HALF, y + HALF],
        [x - HALF, y + HALF],
        [x - HALF, y - HALF],
    ]
    facts = {"step": 4, "value": programme.number, "note": str(programme.region), "short": ""}
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "id": programme.number,
            "name": programme.name,
            "short": " ",  # the name would cover its neighbours; the card and the table have it
            "label": [x, y],
            "layers": {"programmes": facts},
        },
    }
