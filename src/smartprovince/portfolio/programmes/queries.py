"""Reads of programmes. The number of queries grows neither with programmes nor with their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from smartprovince.core import access
from smartprovince.core.numbers import whole
from smartprovince.portfolio.funds.models import FundSource
from smartprovince.portfolio.registers import queries as registers
from smartprovince.portfolio.registers.register import register_of

from .alerts import ALIVE, BY_KEY, UNFUNDED, UNMAPPED, with_alerts
from .models import BudgetLine, Programme

TO_PLAN = "perencanaan"  # what a planner sees to: not mapped or not funded
SORTS = {
    "nama": ("name",),
    "nomor": ("number",),
    "wilayah": ("region__code", "name"),
    "tahun": ("start_year", "end_year"),
    "dana": ("money",),
}


def programmes_open_to(person: Any, chosen: Mapping[str, str]) -> QuerySet[Programme]:
    """What a person may see, filtered and ordered as asked, each with its money (`money`)."""
    order = chosen.get("urut", "")
    rows = registers.entries_open_to(person, register_of(Programme), {**chosen, "urut": "", "kurang": ""})
    rows = rows.filter(_asked(chosen)).annotate(money=money_of())
    names = SORTS.get(order.removeprefix("-"), SORTS["wilayah"])
    return rows.order_by(*(f"-{name}" if order.startswith("-") else name for name in names), "pk")


def _asked(chosen: Mapping[str, str]) -> Q:
    condition = Q()
    if (year := whole(chosen.get("tahun", ""), 1990, 2100)) is not None:
        condition &= Q(start_year__lte=year, end_year__gte=year)
    if source := chosen.get("sumber"):
        condition &= Q(Exists(BudgetLine.objects.filter(programme=OuterRef("pk"), fund_source__code=source)))
    if (organisation := whole(chosen.get("opd", ""))) is not None:
        condition &= Q(organisation=organisation)
    alert = chosen.get("kurang", "")
    if alert == TO_PLAN:
        condition &= Q(state__in=ALIVE) & (BY_KEY[UNMAPPED].condition() | BY_KEY[UNFUNDED].condition())
    elif alert in BY_KEY:
        condition &= Q(state__in=ALIVE) & BY_KEY[alert].condition()
    return condition


def money_of(year: int | None = None) -> Any:
    """What may be spent on a programme, in all years or in one: the revised sum where there is one."""
    lines = BudgetLine.objects.filter(programme=OuterRef("pk"))
    if year is not None:
        lines = lines.filter(year=year)
    total = lines.order_by().values("programme").annotate(n=Sum(Coalesce("revised", "planned"))).values("n")
    return Coalesce(Subquery(total), 0)


def programme_open_to(person: Any, number: str, verb: str = "view") -> Programme:
    """One programme with its alerts, by its number. NotFound or Refused like `access.get`."""
    rows = with_alerts(Programme.objects.select_related(*registers.COMMON, "region__parent"))
    return access.get(person, verb, Programme, rows, number=number)


def sources_to_choose() -> QuerySet[FundSource]:
    return FundSource.objects.filter(in_use=True)
