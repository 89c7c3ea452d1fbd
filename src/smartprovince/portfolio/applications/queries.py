"""Reads of applications across governments: likely duplicates and what they cost, and what is to be retired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from smartprovince.core import access, search
from smartprovince.organisations.rules import neighbourhood
from smartprovince.organisations.scopes import NATION, region_codes
from smartprovince.portfolio import similar

from .models import Application, DuplicateVerdict
from .register import GONE

Verdict = DuplicateVerdict.Verdict


@dataclass(frozen=True)
class Likely:
    """Two applications that read alike, what was said of them, and what one of them costs a year at least."""

    first: Application
    second: Application
    score: float
    verdict: DuplicateVerdict | None = None

    @property
    def saving(self) -> int | None:
        """The cost per year of the cheaper one: it is saved at least if either goes. None when a cost is not known."""
        costs = [self.first.cost_per_year, self.second.cost_per_year]
        return None if None in costs else min(cost for cost in costs if cost is not None)

    @property
    def shared(self) -> list[str]:
        """Words that both names hold."""
        other = set(search.tokens(self.second.name))
        return [word for word in dict.fromkeys(search.tokens(self.first.name)) if word in other]


@dataclass(frozen=True)
class Duplicates:
    """All likely duplicates open to a person, and what those judged to be the same would save a year."""

    pairs: list[Likely]
    compared: int
    saving: int
    groups: int
    without_cost: int


def in_province(person: Any) -> QuerySet[Application]:
    """Applications of the provinces a person works in, as far as they may be seen and are in use."""
    nation = NATION in region_codes(person, "portfolio.view_below")
    near = Q() if nation else neighbourhood(person, "portfolio.view_below", "region")
    rows = access.scope(person, "view", Application).filter(near, archived_at__isnull=True)
    return rows.select_related("region", "organisation")


def duplicates_for(person: Any) -> Duplicates:
    """All pairs at once; the number of queries does not grow."""
    rows = {row.pk: row for row in in_province(person).exclude(status=Application.Status.RETIRED)}
    said = {
        (each.first_id, each.second_id): each
        for each in access.scope(person, "view", DuplicateVerdict)
        if each.first_id in rows and each.second_id in rows
    }
    scores = {(one, two): score for one, two, score in similar.duplicates("application", rows)}
    scores |= {pair: 0.0 for pair in said if pair not in scores}
    order = sorted(scores, key=lambda pair: (-scores[pair], pair))
    pairs = [Likely(rows[one], rows[two], scores[one, two], said.get((one, two))) for one, two in order]
    groups = groups_of((one, two) for (one, two), each in said.items() if each.verdict == Verdict.SAME)
    costs = [[rows[key].cost_per_year for key in group] for group in groups]
    return Duplicates(
        pairs=pairs,
        compared=len(rows),
        saving=sum(saving_of(group) for group in costs),
        groups=len(groups),
        without_cost=sum(cost is None for group in costs for cost in group),
    )


def groups_of(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Applications that are the same by some chain of verdicts."""
    group: dict[int, set[int]] = {}
    for one, two in pairs:
        joined = group.get(one, {one}) | group.get(two, {two})
        group.update(dict.fromkeys(joined, joined))
    return list({id(each): each for each in group.values()}.values())


def saving_of(costs: Iterable[int | None]) -> int:
    """What a group of the same saves a year when the dearest stays; costs that are not known count as nothing."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) - max(known, default=0)


# --- to be retired ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Retiring:
    """Applications on their way out, with what that saves a year."""

    rows: QuerySet[Application]
    saved: int
    to_save: int
    without_cost: int


def retiring_for(person: Any) -> Retiring:
    """Retired ones save already; idle ones, replaced ones and those with a day will."""
    going = Q(status__in=GONE) | Q(retire_on__isnull=False) | Q(replaced_by__isnull=False)
    rows = in_province(person).filter(going).select_related("replaced_by").order_by("retire_on", "name", "pk")
    saved, to_save, unknown = 0, 0, 0
    for status, cost in rows.order_by().values_list("status", "cost_per_year"):
        if cost is None:
            unknown += 1
        elif status == Application.Status.RETIRED:
            saved += cost
        else:
            to_save += cost
    return Retiring(rows, saved, to_save, unknown)
