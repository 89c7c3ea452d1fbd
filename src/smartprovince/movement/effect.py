"""Attended → joined within twelve months: what outreach led to, region by region, by the papers of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.outreach.desk.reach import attendance_by_region
from smartprovince.territory.models import Region

from . import queries
from .models import Milestone


class Outcome(StrEnum):
    """What became of a region within twelve months of the first day somebody from there came."""

    BEFORE = "before"
    JOINED = "joined"
    WAITING = "waiting"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Line:
    """One region that was reached: the first day, the day it joined by the register (None when no paper says so)."""

    region: Region
    attended_on: date
    joined_on: date | None
    outcome: Outcome

    @property
    def word(self) -> str:
        return {
            Outcome.BEFORE: _("had joined before"),
            Outcome.JOINED: _("joined within 12 months"),
            Outcome.WAITING: _("the 12 months are not over"),
            Outcome.NOT: _("not joined within 12 months, as far as the register knows"),
        }[self.outcome]


@dataclass(frozen=True, slots=True)
class Effect:
    """All reached regions, and the share of those that could join: joined of decided, the twelve months being over."""

    lines: tuple[Line, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def joined(self) -> int:
        return self.count(Outcome.JOINED)

    @property
    def decided(self) -> int:
        return self.joined + self.count(Outcome.NOT)

    @property
    def share(self) -> float | None:
        return self.joined / self.decided if self.decided else None


def twelve_months_after(day: date) -> date:
    """The same day of the next year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def outcome(attended_on: date, joined_on: date | None, on: date) -> Outcome:
    """What is known on a day. Joining on the very day counts as joining after it."""
    if joined_on is not None and joined_on < attended_on:
        return Outcome.BEFORE
    if joined_on is not None and joined_on <= twelve_months_after(attended_on):
        return Outcome.JOINED
    return Outcome.WAITING if on < twelve_months_after(attended_on) else Outcome.NOT


def effect_of_outreach(person: Any, on: date | None = None) -> Effect:
    """Reached kabupaten/kota by code, as far as the person sees events and facts. Three queries."""
    day = on or clock.today()
    attended = attendance_by_region(person, on=day)
    regions = Region.objects.filter(pk__in=attended, level=Region.Level.REGENCY).order_by("code")
    joined: dict[int, date] = {}
    facts = queries.facts_open_to(person).filter(kind=Milestone.Kind.JOINED, holds=True, not_after__lte=day)
    for fact in facts.filter(region__in=attended):
        joined[fact.region_id] = min(fact.not_after, joined.get(fact.region_id, fact.not_after))
    return Effect(
        tuple(
            Line(each, attended[each.pk], joined.get(each.pk), outcome(attended[each.pk], joined.get(each.pk), day))
            for each in regions.select_related("parent")
        )
    )
