"""Who sees and keeps the portfolio. One rule for every register: an entry's audience, widened from the inside out.

People of the region always see its entries; the province sees what is meant for it; colleagues of other governments of
the province see what is offered to all. Nobody above changes an entry of a kabupaten/kota.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import neighbourhood
from smartprovince.organisations.scopes import NATION, at_region, below, region_codes
from smartprovince.territory.models import Region

from .entries import Audience, Entry
from .models import (
    Application,
    DuplicateVerdict,
    FundSource,
    Innovation,
    Period,
    Problem,
    Programme,
    Resource,
    ReuseRequest,
    Service,
    Update,
)

KEEPERS = who_may("portfolio.edit")
ENTRIES: tuple[type[Entry], ...] = (Problem, Resource, Service, Application, Innovation, Programme)
SHARED = (Audience.GOVERNMENTS, Audience.PUBLIC)


def who_sees_entries(person: Any) -> Q:
    """Own people; the province and mentors what is meant for the province; the nation and neighbours what is shared."""
    if not getattr(person, "is_authenticated", False):
        return Q(audience=Audience.PUBLIC, simulated=False, archived_at__isnull=True)
    above = NOBODY
    for code in sorted(region_codes(person, "portfolio.view_below") - {NATION}):
        above |= below(code)
    nation = ~NOBODY if NATION in region_codes(person, "portfolio.view_below") else NOBODY
    shared = nation | neighbourhood(person, "portfolio.view_below", "region")
    return (
        at_region(person, "portfolio.view")
        | (above & ~Q(audience=Audience.OWN))
        | (shared & Q(audience__in=SHARED))
        | Q(audience=Audience.PUBLIC)
    )


def who_keeps_entries(person: Any) -> Q:
    """The government the entry belongs to; never one above."""
    return at_region(person, "portfolio.edit")


def whose_trails(person: Any) -> Q:
    """The own government: what an entry said before it was shown to others is its region's own."""
    return at_region(person, "portfolio.view")


for _model in ENTRIES:
    rule("view", _model)(who_sees_entries)
    rule("edit", _model, who_may=KEEPERS)(who_keeps_entries)
    rule("trail", _model)(whose_trails)


@rule("add_entry", Region, who_may=KEEPERS)
def who_adds_entries(person: Any) -> Q:
    codes = region_codes(person, "portfolio.edit") - {NATION}
    return Q(code__in=sorted(codes)) if codes else NOBODY


@rule("judge", Application, who_may=KEEPERS)
def who_judges_duplicates(person: Any) -> Q:
    """Keepers of the province's registers, of what they see: a verdict helps all to look at a pair only once."""
    return neighbourhood(person, "portfolio.edit", "region") & who_sees_entries(person)


@rule("view", DuplicateVerdict)
def who_sees_verdicts(person: Any) -> Q:
    """Who sees both applications."""
    seen = Application.objects.filter(who_sees_entries(person)).values("pk")
    return Q(first__in=seen, second__in=seen)


@rule("view", FundSource)
def everyone_sees_fund_sources(person: Any) -> Q:
    return EVERYBODY


@rule("edit", FundSource, who_may=who_may("fund_source.edit"))
def who_edits_fund_sources(person: Any) -> Q:
    """A province its own; the national catalogue is loaded."""
    return at_region(person, "fund_source.edit", "province")


@rule("add_fund_source", Region, who_may=who_may("fund_source.edit"))
def who_adds_fund_sources(person: Any) -> Q:
    codes = region_codes(person, "fund_source.edit") - {NATION}
    return Q(code__in=sorted(codes), level=Region.Level.PROVINCE) if codes else NOBODY


# --- copying from each other -----------------------------------------------------------------------------------------


def _of_owner(person: Any, capability: str) -> Q:
    return at_region(person, capability, "application__region") | at_region(person, capability, "innovation__region")


@rule("view", ReuseRequest)
def who_sees_requests(person: Any) -> Q:
    """Those who asked, those who were asked, and their province, which brings the two together."""
    of_province = NOBODY
    for code in sorted(region_codes(person, "portfolio.view_below") - {NATION}):
        if "." not in code:
            of_province |= below(code)
    return at_region(person, "portfolio.view") | _of_owner(person, "portfolio.view") | of_province


@rule("edit", ReuseRequest, who_may=KEEPERS)
def who_follows_requests(person: Any) -> Q:
    """The region that asked."""
    return at_region(person, "portfolio.edit")


@rule("answer", ReuseRequest, who_may=KEEPERS)
def who_answers_requests(person: Any) -> Q:
    """The region that owns what is to be copied."""
    return _of_owner(person, "portfolio.edit")


# --- progress --------------------------------------------------------------------------------------------------------


@rule("view", Period)
def who_sees_periods(person: Any) -> Q:
    return neighbourhood(person, "portfolio.view_below", "province") | (
        ~NOBODY if NATION in region_codes(person, "portfolio.view_below") else NOBODY
    )


@rule("edit", Period, who_may=who_may("period.edit"))
def who_edits_periods(person: Any) -> Q:
    return at_region(person, "period.edit", "province")


@rule("open_periods", Region, who_may=who_may("period.edit"))
def who_opens_periods(person: Any) -> Q:
    codes = region_codes(person, "period.edit") - {NATION}
    return Q(code__in=sorted(codes), level=Region.Level.PROVINCE) if codes else NOBODY


@rule("view", Update)
def who_sees_updates(person: Any) -> Q:
    """The programme's own people all of them; whoever else sees the programme, what was approved."""
    mine = at_region(person, "portfolio.view", "programme__region")
    seen = Programme.objects.filter(who_sees_entries(person)).values("pk")
    return mine | Q(state=Update.State.APPROVED, programme__in=seen)


@rule("trail", Update)
def who_reads_how_updates_were_written(person: Any) -> Q:
    """The programme's own people: the trail holds what was written before it was approved."""
    return at_region(person, "portfolio.view", "programme__region")


@rule("edit", Update, who_may=who_may("progress.report"))
def who_reports(person: Any) -> Q:
    return at_region(person, "progress.report", "programme__region")


@rule("report", Programme, who_may=who_may("progress.report"))
def who_reports_on_programmes(person: Any) -> Q:
    return at_region(person, "progress.report")


@rule("approve", Update, who_may=who_may("progress.approve"))
def who_approves(person: Any) -> Q:
    """Coordinators and planners of the same government, never whoever sent it."""
    return at_region(person, "progress.approve", "programme__region") & ~Q(sent_by_id=str(person.pk))
