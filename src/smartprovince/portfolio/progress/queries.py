"""Reads of progress. What is not approved is read by the region's own people only, and counts nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr

from smartprovince.core import access, clock
from smartprovince.organisations.scopes import NATION, NOWHERE, below, region_codes
from smartprovince.portfolio.programmes import states as programme_states
from smartprovince.portfolio.programmes.models import BudgetLine, Indicator, Programme
from smartprovince.portfolio.registers import queries as registers
from smartprovince.territory.models import Region

from . import states
from .lights import Quarter, Some, up_to
from .models import Period, Reached, Spend, Update, last_day

HANDED_IN = (states.SENT, states.APPROVED)


# --- periods ---------------------------------------------------------------------------------------------------------


def periods_open_to(person: Any) -> QuerySet[Period]:
    return access.scope(person, "view", Period).select_related("province")


def period_open_to(person: Any, pk: int, verb: str = "view") -> Period:
    return access.get(person, verb, Period, Period.objects.select_related("province"), pk=pk)


def quarters_asked(person: Any) -> list[Quarter]:
    """The quarters about which somebody is asked already, newest first, at most eight."""
    rows = access.scope(person, "view", Period).filter(opens_on__lte=clock.today()).order_by()
    found = rows.values_list("year", "quarter").distinct()
    return sorted(found, reverse=True)[:8]


def provinces_to_open(person: Any) -> QuerySet[Region]:
    return access.scope(person, "open_periods", Region)


# --- reports ---------------------------------------------------------------------------------------------------------


def updates_open_to(person: Any) -> QuerySet[Update]:
    return access.scope(person, "view", Update).select_related("programme__region", "period")


def update_open_to(person: Any, pk: int, verb: str = "view") -> Update:
    related = ("programme__region", "programme__organisation", "programme__dimension", "period__province")
    return access.get(person, verb, Update, Update.objects.select_related(*related), pk=pk)


@dataclass(frozen=True)
class ToReport:
    programme: Programme
    period: Period
    update: Update | None


def to_report(person: Any) -> QuerySet[Programme]:
    """Own programmes that run and have not handed in a report for an open period (`period_pk`, `update_pk`)."""
    today = clock.today()
    open_now = _periods_of_row().filter(opens_on__lte=today, locks_on__gte=today).order_by("locks_on")
    rows = (
        access.scope(person, "report", Programme)
        .filter(state=programme_states.RUNNING, archived_at=None)
        .annotate(province_code=Substr("region__code", 1, 2))
        .annotate(
            period_pk=Subquery(open_now.values("pk")[:1]),
            period_year=Subquery(open_now.values("year")[:1]),
            locks_on=Subquery(open_now.values("locks_on")[:1]),
        )
        .filter(period_pk__isnull=False, start_year__lte=F("period_year"), end_year__gte=F("period_year"))
    )
    mine = Update.objects.filter(programme=OuterRef("pk"), period=OuterRef("period_pk"))
    return (
        rows.annotate(update_pk=Subquery(mine.values("pk")[:1]), update_state=Subquery(mine.values("state")[:1]))
        .exclude(Exists(mine.filter(state__in=HANDED_IN)))
        .select_related("region", "organisation", "dimension")
        .order_by("locks_on", "region__code", "name", "pk")
    )


def _periods_of_row() -> QuerySet[Period]:
    return Period.objects.filter(province__code=OuterRef("province_code"))


def to_approve(person: Any) -> QuerySet[Update]:
    """Sent reports that wait for this person, oldest first."""
    rows = access.scope(person, "approve", Update).filter(state=states.SENT)
    return rows.select_related("programme__region", "period").order_by("sent_at", "pk")


def returned_to(person: Any) -> QuerySet[Update]:
    """Reports that came back to be mended."""
    rows = access.scope(person, "edit", Update).filter(state=states.RETURNED)
    return rows.select_related("programme__region", "period").order_by("decided_at", "pk")


# --- what is approved ------------------------------------------------------------------------------------------------


@dataclass
class Money:
    """Of one budget line: what was spent, as approved last, and until when that is."""

    spent: int = 0
    at: Quarter | None = None


def spent_by_line(programmes: Some, until: Quarter | None = None) -> dict[int, Money]:
    """What was spent of each budget line; one query. A line's sum is counted since January of its year."""
    rows = Spend.objects.filter(update__state=states.APPROVED, update__programme__in=programmes)
    if until is not None:
        rows = rows.filter(up_to(until, "update__period"))
    ordered = rows.order_by("update__period__year", "update__period__quarter")
    found = ordered.values_list("line", "amount", "update__period__year", "update__period__quarter")
    return {line: Money(amount, (year, quarter)) for line, amount, year, quarter in found}


@dataclass
class Totals:
    """Money of a programme: planned, to be spent at most, spent; `due` is what an even course would have spent."""

    planned: int = 0
    ceiling: int = 0
    spent: int = 0
    due: float = 0.0

    @property
    def forecast(self) -> int | None:
        """At the end of the plan, if money goes on flowing against the plan as until now. An estimate."""
        return round(self.ceiling * self.spent / self.due) if self.due and self.spent else None


def totals_by_year(programmes: Some, until: Quarter | None = None) -> dict[int, dict[int, Totals]]:
    """Money by programme and year; two queries."""
    spent = spent_by_line(programmes, until)
    at = until or max((each.at for each in spent.values() if each.at), default=None)
    lines = BudgetLine.objects.filter(programme__in=programmes).order_by()
    found: dict[int, dict[int, Totals]] = {}
    for pk, programme, year, planned, revised in lines.values_list("pk", "programme", "year", "planned", "revised"):
        totals = found.setdefault(programme, {}).setdefault(year, Totals())
        ceiling = planned if revised is None else revised
        totals.planned += planned
        totals.ceiling += ceiling
        totals.spent += spent[pk].spent if pk in spent else 0
        totals.due += ceiling * gone(year, at)
    return found


def totals_of(programmes: Some, until: Quarter | None = None) -> dict[int, Totals]:
    """Money by programme, of all years."""
    return {pk: summed(years.values()) for pk, years in totals_by_year(programmes, until).items()}


def summed(parts: Iterable[Totals]) -> Totals:
    whole = Totals()
    for part in parts:
        whole.planned += part.planned
        whole.ceiling += part.ceiling
        whole.spent += part.spent
        whole.due += part.due
    return whole


def gone(year: int, at: Quarter | None) -> float:
    """How much of a year is over at the end of a quarter."""
    if at is None or year > at[0]:
        return 0.0
    return 1.0 if year < at[0] else at[1] / 4


@dataclass
class Story:
    """One indicator with what was approved of it: `points` by quarter, `by_year` the last of each year."""

    indicator: Indicator
    points: list[tuple[Quarter, Decimal]] = field(default_factory=list)

    @property
    def targets(self) -> dict[int, Decimal]:
        return {target.year: target.value for target in self.indicator.targets.all()}

    @property
    def by_year(self) -> dict[int, Decimal]:
        return {at[0]: value for at, value in self.points}

    def forecast(self, first: int, last: int) -> Decimal | None:
        """Where a count stands at the end, if it goes on growing from its baseline as until now. An estimate."""
        if self.indicator.measure != Indicator.Measure.CUMULATIVE or not self.points:
            return None
        (year, quarter), value = self.points[-1]
        quarters = 4 * (year - first) + quarter
        start = self.indicator.baseline or Decimal(0)
        if quarters <= 0:
            return None
        return start + (value - start) * (4 * (last - first + 1)) / quarters


def stories_of(programme: Programme) -> list[Story]:
    """Indicators in the order of the chain, with targets and approved values; three queries."""
    order = Case(*(When(level=level, then=Value(n)) for n, level in enumerate(Indicator.Level.values)))
    indicators = programme.indicators.prefetch_related("targets").select_related("leads_to")
    found = {each.pk: Story(each) for each in indicators.order_by(order, "pk")}
    rows = Reached.objects.filter(update__programme=programme, update__state=states.APPROVED)
    ordered = rows.order_by("update__period__year", "update__period__quarter")
    for pk, year, quarter, value in ordered.values_list(
        "indicator", "update__period__year", "update__period__quarter", "value"
    ):
        found[pk].points.append(((year, quarter), value))
    return list(found.values())


# --- who is late -----------------------------------------------------------------------------------------------------


def late_of(person: Any, quarter: Quarter, chosen: Mapping[str, str]) -> QuerySet[Programme]:
    """Running programmes a person may see that have handed in nothing for a quarter about which they were asked.

    Each with `opens_on` and `locks_on` of its province's period. In order of region and name.
    """
    year, number = quarter
    asked = _periods_of_row().filter(year=year, quarter=number, opens_on__lte=clock.today())
    handed_in = Update.objects.filter(
        programme=OuterRef("pk"), period__year=year, period__quarter=number, state__in=HANDED_IN
    )
    rows = (
        access.scope(person, "view", Programme)
        .filter(state=programme_states.RUNNING, archived_at=None, start_year__lte=year, end_year__gte=year)
        .exclude(started_on__gt=last_day(year, number))
        .annotate(province_code=Substr("region__code", 1, 2))
        .annotate(opens_on=Subquery(asked.values("opens_on")[:1]), locks_on=Subquery(asked.values("locks_on")[:1]))
        .filter(opens_on__isnull=False)
        .exclude(Exists(handed_in))
    )
    if code := chosen.get("daerah"):
        rows = rows.filter(registers.own(person) if code == registers.OWN else below(code))
    if dimension := chosen.get("dimensi"):
        rows = rows.filter(dimension__code=dimension)
    if words := chosen.get("q"):
        rows = rows.filter(Q(number__icontains=words) | Q(name__icontains=words))
    return rows.select_related("region", "organisation", "dimension").order_by("region__code", "name", "pk")


def days_late(locks_on: date) -> int:
    """Days since the lock; negative while there is still time."""
    return (clock.today() - locks_on).days


# --- places for which a report is made -------------------------------------------------------------------------------


def places_of(person: Any) -> QuerySet[Region]:
    """Provinces and kabupaten/kota whose programmes a person reads: at least those of the own province."""
    codes = region_codes(person, "portfolio.view_below") - {NOWHERE}
    if NATION in codes:
        return Region.objects.filter(level=Region.Level.PROVINCE).order_by("code")
    return registers.regions_to_choose(person)


def place_open_to(person: Any, code: str) -> Region | None:
    """A region for which somebody may ask a report; None when it is not one of theirs."""
    codes = region_codes(person, "portfolio.view_below") - {NOWHERE}
    near = {each[:2] for each in codes if each}
    if NATION not in codes and code[:2] not in near:
        return None
    return Region.objects.exclude(level=Region.Level.DISTRICT).filter(code=code).first()


def home_of(person: Any) -> str:
    """The code of the own region, or the first that a person sees; "" for the nation and for nobody."""
    own = region_codes(person, "portfolio.view") or region_codes(person, "portfolio.view_below")
    return min(own - {NATION, NOWHERE}, default="")
