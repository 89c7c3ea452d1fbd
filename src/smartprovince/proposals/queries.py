"""Reads of usulan that pages, steps and reports share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from smartprovince.core import access
from smartprovince.core.numbers import whole
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import at_region
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Passage, Proposal

ORIGINS = ("acara", "sendiri")
OURS, HANDLED = "kami", "ditangani"
GROUPS: dict[str, tuple[str, ...]] = {
    "pengusul": states.WITH_PROPOSER,
    "diproses": states.IN_HANDS,
    "dijawab": states.OUTCOMES,
    "lanjut": states.AFTER,
    "ditutup": (states.WITHDRAWN, states.MERGED, states.SPLIT),
}
SORTS = {
    "masuk": "received_on",
    "judul": "title",
    "wilayah": "region__code",
    "status": "state",
    "tenggat": "due_on",
}
_RELATED = ("region", "organisation", "received_by", "dimension", "subdimension", "handler")


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for. `state`: one state, or one of `GROUPS`; `origin`: one of `ORIGINS`."""

    words: str = ""
    whose: str = ""
    addressee: str = ""
    state: str = ""
    origin: str = ""
    kind: str = ""
    dimension: str = ""
    region: str = ""
    year: str = ""
    sort: str = ""

    @property
    def order(self) -> str:
        return self.sort if self.sort.removeprefix("-") in SORTS else "-masuk"

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in vars(self).items() if name not in ("whose", "sort"))


def proposals_open_to(person: Any, asked: Asked | None = None) -> QuerySet[Proposal]:
    """What a person may see, as it was asked for; the newest first unless asked otherwise."""
    asked = asked or Asked()
    rows = access.scope(person, "view", Proposal).select_related(*_RELATED)
    if asked.whose == OURS:
        rows = rows.filter(at_region(person, "proposal.view"))
    elif asked.whose == HANDLED:
        rows = access.scope(person, "handle", Proposal, rows)
    if words := asked.words:
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(region__name__icontains=words))
    if asked.addressee in Proposal.Addressee:
        rows = rows.filter(addressee=asked.addressee)
    if asked.kind in Proposal.Kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state in GROUPS or asked.state in Proposal.State:
        rows = rows.filter(state__in=GROUPS.get(asked.state, (asked.state,)))
    if asked.origin in ORIGINS:
        rows = rows.filter(received_by__isnull=asked.origin == "sendiri")
    if asked.dimension:
        rows = rows.filter(dimension__code=asked.dimension)
    if asked.region:
        rows = rows.filter(region__code=asked.region)
    if (year := whole(asked.year, 1990, 2100)) is not None:
        rows = rows.filter(received_on__year=year)
    column = F(SORTS[asked.order.removeprefix("-")])
    way = column.desc(nulls_last=True) if asked.order.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(way, "-pk")


def regions_seen(person: Any) -> QuerySet[Region]:
    """The regions whose usulan a person may see."""
    seen = access.scope(person, "view", Proposal).order_by().values("region")
    return Region.objects.filter(pk__in=seen).order_by("code")


def years_seen(person: Any) -> list[int]:
    days = access.scope(person, "view", Proposal).order_by().dates("received_on", "year", order="DESC")
    return [day.year for day in days]


def proposal_open_to(person: Any, number: str, verb: str = "view") -> Proposal:
    """One usulan by its public number. NotFound or Refused like `access.get`."""
    rows = Proposal.objects.select_related(
        *_RELATED, "addressed_region", "problem", "application", "innovation", "programme", "merged_into", "split_from"
    ).select_related("forwarding", "objection")
    return access.get(person, verb, Proposal, rows.prefetch_related("answers"), number=number)


def passages_of(proposal: Proposal) -> list[Passage]:
    return list(proposal.passages.order_by("pk"))


def published_answers(proposal: Proposal) -> list[Answer]:
    """What its proposer was answered, the newest first; for whoever holds the receipt as well."""
    rows = proposal.answers.filter(published_at__isnull=False).select_related("region")
    return list(rows.order_by("-pk"))


def regions_to_draft_for(person: Any) -> QuerySet[Region]:
    return access.scope(person, "draft_proposal", Region)


def organisations_of(region: Region) -> QuerySet[Organisation]:
    """The government of a region and its perangkat daerah, and partners that are seated there."""
    government_first = Case(When(kind__in=["province", "regency"], then=Value(0)), default=Value(1))
    return Organisation.objects.filter(region=region).order_by(government_first, "path")


def to_complete(person: Any) -> QuerySet[Proposal]:
    """Drafts that somebody heard at an event and nobody of the region has looked at since: as first written."""
    rows = access.scope(person, "edit", Proposal).filter(received_by__isnull=False, version=1)
    return rows.filter(state=states.DRAFT).select_related("region")


def returned(person: Any) -> QuerySet[Proposal]:
    """What came back to be completed."""
    return access.scope(person, "edit", Proposal).filter(state=states.RETURNED).select_related("region", "handler")
