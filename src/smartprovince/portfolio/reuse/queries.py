"""Reads of what governments offer each other to copy, and of the requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from smartprovince.core import access
from smartprovince.organisations.scopes import at_region
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.innovations.models import Innovation
from smartprovince.portfolio.registers.queries import regions_to_keep

from . import states
from .models import ReuseRequest

HELD = (states.GRANTED, states.RUNNING)
OPEN = (states.ASKED, *HELD)


def is_offered(thing: Any) -> bool:
    return not thing.archived_at and bool(getattr(thing, "offered", False) or getattr(thing, "replicable", False))


def may_ask(thing: Any, person: Any) -> bool:
    """Whether a button leads to the request: it is offered, and the person keeps a register elsewhere."""
    return is_offered(thing) and regions_to_keep(person).exclude(pk=thing.region_id).exists()


def adopters_of(thing: Application | Innovation) -> list[ReuseRequest]:
    """Who runs it by now, or was granted it: what everybody who reads the record may know."""
    rows = thing.reuses.filter(state__in=HELD).select_related("region").order_by("region__code")
    return list(rows)


@dataclass(frozen=True)
class Offer:
    """Something that may be copied, in the catalogue."""

    thing: Any
    kind: str
    terms: str
    cost: int | None
    adopted: int


def offers_for(person: Any, *, words: str = "", kind: str = "") -> list[Any]:
    """Applications and innovations that are offered and open to a person, by name. Two queries."""
    found: list[Any] = []
    for model, flag in ((Application, "offered"), (Innovation, "replicable")):
        if kind and kind != model._meta.model_name:
            continue
        rows = access.scope(person, "view", model).filter(**{flag: True}, archived_at__isnull=True)
        if words:
            rows = rows.filter(Q(name__icontains=words) | Q(description__icontains=words))
        found += rows.select_related("region", "dimension", "subdimension").order_by("name", "pk")
    return sorted(found, key=lambda each: (each.name.casefold(), each.pk))


def counted(things: list[Any]) -> list[Offer]:
    """Offers as the catalogue shows them, with how many governments took each. One query a kind."""
    held = ReuseRequest.objects.filter(state__in=HELD)
    keys = {model: [each.pk for each in things if isinstance(each, model)] for model in (Application, Innovation)}
    taken: dict[tuple[str, int], int] = {}
    for field, model in (("application", Application), ("innovation", Innovation)):
        for key in held.filter(**{f"{field}__in": keys[model]}).values_list(field, flat=True):
            taken[field, key] = taken.get((field, key), 0) + 1
    return [
        Offer(
            each,
            str(each._meta.verbose_name),
            each.offer_terms if isinstance(each, Application) else each.needed_to_copy,
            each.cost_per_year,
            taken.get((str(each._meta.model_name), each.pk), 0),
        )
        for each in things
    ]


def requests_open_to(person: Any) -> QuerySet[ReuseRequest]:
    return access.scope(person, "view", ReuseRequest).select_related(
        "region", "organisation", "application__region", "innovation__region"
    )


def to_us(person: Any) -> Q:
    """Requests for what one's own government has."""
    return at_region(person, "portfolio.view", "application__region") | at_region(
        person, "portfolio.view", "innovation__region"
    )


def from_us(person: Any) -> Q:
    return at_region(person, "portfolio.view")


def to_answer(person: Any) -> QuerySet[ReuseRequest]:
    """Requests that wait for an answer of somebody like this person."""
    return (
        access.scope(person, "answer", ReuseRequest)
        .filter(state=states.ASKED)
        .select_related("region", "application", "innovation")
    )
