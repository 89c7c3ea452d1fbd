"""Reads of usulan that pages, steps and reports share."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from smartprovince.core import access
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from .models import Proposal

ORIGINS = ("acara", "sendiri")


def proposals_open_to(
    person: Any, *, words: str = "", addressee: str = "", state: str = "", origin: str = ""
) -> QuerySet[Proposal]:
    """What a person may see, newest first, filtered. `origin`: "acara" said at an event, "sendiri" typed here."""
    rows = access.scope(person, "view", Proposal).select_related(
        "region", "organisation", "received_by", "dimension", "subdimension", "handler"
    )
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(region__name__icontains=words))
    if addressee in Proposal.Addressee:
        rows = rows.filter(addressee=addressee)
    if state in Proposal.State:
        rows = rows.filter(state=state)
    if origin in ORIGINS:
        rows = rows.filter(received_by__isnull=origin == "sendiri")
    return rows


def proposal_open_to(person: Any, number: str, verb: str = "view") -> Proposal:
    """One usulan by its public number. NotFound or Refused like `access.get`."""
    rows = Proposal.objects.select_related(
        "region", "organisation", "received_by", "dimension", "subdimension", "handler"
    )
    return access.get(person, verb, Proposal, rows, number=number)


def regions_to_draft_for(person: Any) -> QuerySet[Region]:
    return access.scope(person, "draft_proposal", Region)


def organisations_of(region: Region) -> QuerySet[Organisation]:
    """The government of a region and its perangkat daerah, and partners that are seated there."""
    government_first = Case(When(kind__in=["province", "regency"], then=Value(0)), default=Value(1))
    return Organisation.objects.filter(region=region).order_by(government_first, "path")


def to_complete(person: Any) -> QuerySet[Proposal]:
    """Drafts that somebody heard at an event and nobody of the region has looked at since: as first written."""
    return access.scope(person, "edit", Proposal).filter(received_by__isnull=False, version=1).select_related("region")
