"""Who is late, and the quarterly report. HTTP in, HTML, PDF or sheets out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smartprovince.core import clock, files
from smartprovince.core.numbers import whole
from smartprovince.documents.pdf import render_pdf
from smartprovince.documents.sheets import Sheet, SheetColumn
from smartprovince.organisations.scopes import NATION, grants, region_codes
from smartprovince.portfolio.registers import exports
from smartprovince.portfolio.registers import queries as registers
from smartprovince.portfolio.registers.views import PER_PAGE, attachment, gone, must_read
from smartprovince.territory.models import Region

from . import quarterly as quarterlies
from . import queries
from .lights import COLOURS, CSS, Quarter, word_of

ALL = "indonesia"


def quarter_of(request: HttpRequest, known: list[Quarter]) -> Quarter:
    """`?triwulan=2022-3` where people were asked about it, else the last about which they were, else this one."""
    year, _dash, number = request.GET.get("triwulan", "").partition("-")
    asked = whole(year), whole(number)
    if asked[0] is not None and asked[1] is not None and asked in known:
        return asked[0], asked[1]
    today = clock.today()
    return known[0] if known else (today.year, (today.month + 2) // 3)


# --- late ------------------------------------------------------------------------------------------------------------


@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Programmes whose report for a quarter is missing, with days."""
    must_read(request.user)
    known = queries.quarters_asked(request.user)
    quarter, chosen = quarter_of(request, known), _chosen(request)
    page = Paginator(queries.late_of(request.user, quarter, chosen), PER_PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.days = queries.days_late(each.locks_on)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "quarters": known,
        "quarter": quarter,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "regions": registers.regions_to_choose(request.user),
        "dimensions": registers.dimensions_to_choose(request.user),
        "own": registers.OWN,
        "keeps_own": bool(grants(request.user, "portfolio.view")),
    }
    return render(request, "portfolio/progress/late.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:200] for name in ("q", "daerah", "dimensi")}


@require_safe
def late_export(request: HttpRequest, ending: str) -> HttpResponse:
    must_read(request.user)
    if ending not in exports.FORMATS:
        raise gone()
    quarter = quarter_of(request, queries.quarters_asked(request.user))
    rows: list[Any] = list(queries.late_of(request.user, quarter, _chosen(request)))
    columns = (
        SheetColumn(_("Number")),
        SheetColumn(_("Programme or policy")),
        SheetColumn(_("Region code")),
        SheetColumn(_("Region")),
        SheetColumn(_("Perangkat daerah")),
        SheetColumn(_("Last day"), "date"),
        SheetColumn(_("Days late"), "number"),
    )
    told = tuple(
        (
            each.number,
            each.name,
            each.region.code,
            str(each.region),
            str(each.organisation or ""),
            each.locks_on,
            max(0, queries.days_late(each.locks_on)),
        )
        for each in rows
    )
    title = _("Missing reports, quarter %(quarter)s of %(year)s") % {"quarter": quarter[1], "year": quarter[0]}
    content = exports.rendered(
        Sheet(_("Missing reports"), columns, told), ending, title=title, simulated=exports.is_simulated(rows)
    )
    name = f"laporan-belum-masuk-{quarter[0]}-{quarter[1]}.{ending}"
    return attachment(content, name, exports.FORMATS[ending])


# --- the quarterly report --------------------------------------------------------------------------------------------


@require_safe
def quarterly(request: HttpRequest) -> HttpResponse:
    """The report of a place for a quarter, as a page; the same as PDF and XLSX."""
    must_read(request.user)
    known = queries.quarters_asked(request.user)
    place, nation = _place(request)
    report = quarterlies.quarterly_of(request.user, place, quarter_of(request, known))
    context = {
        "report": report,
        "quarters": known,
        "place": place,
        "nation": nation,
        "all": ALL,
        "places": queries.places_of(request.user),
        "colours": [(word_of(colour), CSS[colour], report.total.colours[colour]) for colour in COLOURS],
        "groups": [
            (_("By dimension"), _("Dimension"), _counts(report.by_dimension)),
            (_("By region"), _("Region"), _counts(report.by_region)),
        ],
        "heads": [word_of(colour) for colour in COLOURS],
        "behind": report.worst[:PER_PAGE],
    }
    return render(request, "portfolio/progress/quarterly.html", context)


def _counts(groups: list[quarterlies.Group]) -> list[tuple[quarterlies.Group, list[tuple[str, int]]]]:
    return [(group, [(word_of(colour), group.colours[colour]) for colour in COLOURS]) for group in groups]


def _place(request: HttpRequest) -> tuple[Region | None, bool]:
    """The region asked for, or one's own; None is the nation, for those who see it. NotFound for another's."""
    person, code = request.user, request.GET.get("daerah", "").strip()
    codes = region_codes(person, "portfolio.view_below")
    nation = NATION in codes
    if nation and code in ("", ALL):
        return None, True
    place = queries.place_open_to(person, code or queries.home_of(person))
    if place is None:
        raise gone()
    return place, nation


@require_safe
def quarterly_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The report as a document for a meeting (PDF) or as a workbook (XLSX)."""
    must_read(request.user)
    makers: dict[str, tuple[Any, str]] = {
        "pdf": (lambda report: render_pdf(quarterlies.document_of(report)), files.PDF),
        "xlsx": (quarterlies.workbook_of, files.XLSX),
    }
    if ending not in makers:
        raise gone()
    place, _nation = _place(request)
    quarter = quarter_of(request, queries.quarters_asked(request.user))
    report = quarterlies.quarterly_of(request.user, place, quarter)
    make, media_type = makers[ending]
    name = f"laporan-triwulan-{quarter[0]}-{quarter[1]}-{place.slug if place else ALL}.{ending}"
    return attachment(make(report), name, media_type)
