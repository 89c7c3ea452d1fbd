"""Reads for those who handle usulan: the queue of a government, one usulan with all that was found, the figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from smartprovince.core import access, clock
from smartprovince.proposals import states
from smartprovince.proposals.models import Answer, Note, Passage, Proposal
from smartprovince.proposals.reviewing.queries import Findings, feedback_of, findings_of

from .moves import Move, open_moves

UNDER_WAY = (*states.IN_HANDS, states.RETURNED, states.TO_CENTRE, states.TO_REGION, states.DEFERRED)
SORTS = {"tenggat": ("due_on", "pk"), "-masuk": ("-submitted_at", "-pk"), "wilayah": ("region__code", "pk")}


@dataclass(frozen=True)
class Handling:
    """One usulan as somebody works on it. What they may not read is empty."""

    moves: list[Move]
    findings: Findings | None
    notes: list[Note]
    in_hand: Answer | None
    feedback: list[str]
    shows_letter: bool


def handling_of(person: Any, proposal: Proposal) -> Handling:
    """What belongs beside the text of a usulan, for a person; a constant number of queries."""
    handles = access.may(person, "handle", proposal)
    in_hand = access.scope(person, "view", Answer).filter(proposal=proposal, published_at=None).first()
    return Handling(
        moves=open_moves(person, proposal),
        findings=findings_of(proposal, person) if handles else None,
        notes=list(access.scope(person, "view", Note).filter(proposal=proposal)) if handles else [],
        in_hand=in_hand,
        feedback=feedback_of(proposal, person),
        shows_letter=hasattr(proposal, "forwarding") and (handles or _went_to_centre(proposal)),
    )


def _went_to_centre(proposal: Proposal) -> bool:
    """Before that answer is published, the letter would give it away."""
    return any(each.published_at and each.outcome == Answer.Outcome.TO_CENTRE for each in proposal.answers.all())


# --- the queue -------------------------------------------------------------------------------------------------------


def queue(person: Any) -> QuerySet[Proposal]:
    """What a government has in hand, for whoever handles it there."""
    rows = access.scope(person, "handle", Proposal).filter(state__in=UNDER_WAY)
    return rows.select_related("region", "organisation", "dimension", "handler")


@dataclass(frozen=True)
class Queue:
    """The queue as it is shown: rows, counts by state, how many are late."""

    rows: QuerySet[Proposal]
    counts: list[tuple[str, Any, int]]
    all: int
    late: int
    prepared: int


def queue_shown(person: Any, asked: Mapping[str, str]) -> Queue:
    """Filtered and sorted by what the address asks: `status`, `cari`, `urut`, `lewat`."""
    rows = queue(person)
    totals = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    late = rows.filter(due_on__lt=clock.today()).count()
    words = asked.get("cari", "").strip()[:80]
    if (state := asked.get("status", "")) in UNDER_WAY:
        rows = rows.filter(state=state)
    if asked.get("lewat"):
        rows = rows.filter(due_on__lt=clock.today())
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(region__name__icontains=words))
    labels = dict(Proposal.State.choices)
    prepared = access.scope(person, "view", Answer).filter(published_at=None).count()
    return Queue(
        rows=rows.order_by(*SORTS.get(asked.get("urut", ""), SORTS["tenggat"])),
        counts=[(each, labels[each], totals[each]) for each in UNDER_WAY if totals.get(each)],
        all=sum(totals.values()),
        late=late,
        prepared=prepared,
    )


def prepared_answers(person: Any) -> QuerySet[Answer]:
    """Answers that wait to be published, for those who handle them."""
    rows = access.scope(person, "view", Answer).filter(published_at=None)
    return rows.select_related("proposal__region", "proposal__forwarding", "region").order_by("prepared_at", "pk")


# --- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepTime:
    """How long usulan stayed in a state: how many left it, the middle one and the slowest, in days; how many wait."""

    state: str
    label: Any
    left: int
    middle: float | None
    slowest: int | None
    waiting: int


@dataclass(frozen=True)
class Accepted:
    """Of the usulan of a group that were answered, how many were recommended, forwarded, or went on from there."""

    group: str
    answered: int
    taken: int

    @property
    def share(self) -> float:
        return self.taken / self.answered


@dataclass(frozen=True)
class Figures:
    steps: list[StepTime]
    regions: list[Accepted]
    dimensions: list[Accepted]
    total: int


def figures_of(person: Any, year: int) -> Figures:
    """How usulan that were sent in a year fared, for whoever handles them; four queries."""
    rows = access.scope(person, "handle", Proposal).filter(submitted_at__year=year)
    known = list(rows.values_list("pk", "state", "region__name", "dimension__name_official"))
    passed: dict[int, list[tuple[str, date]]] = defaultdict(list)
    told = Passage.objects.filter(proposal__in=rows.values("pk")).order_by("proposal", "pk")
    for key, state, day in told.values_list("proposal", "state", "entered_on"):
        passed[key].append((state, day))
    return Figures(
        steps=_times(passed, Counter(state for _pk, state, _region, _dimension in known)),
        regions=_accepted((region, passed[pk]) for pk, _state, region, _dimension in known),
        dimensions=_accepted((dimension or "–", passed[pk]) for pk, _state, _region, dimension in known),
        total=len(known),
    )


def _times(passed: Mapping[int, list[tuple[str, date]]], waiting: Counter[str]) -> list[StepTime]:
    stayed: dict[str, list[int]] = defaultdict(list)
    for steps in passed.values():
        for (state, since), (_next, until) in pairwise(steps):
            stayed[state].append((until - since).days)
    labels = dict(Proposal.State.choices)
    return [
        StepTime(
            state,
            labels[state],
            len(days := stayed.get(state, [])),
            median(days) if days else None,
            max(days) if days else None,
            waiting[state],
        )
        for state in (*states.IN_HANDS, states.RETURNED)
    ]


def _accepted(rows: Any) -> list[Accepted]:
    answered: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for group, steps in rows:
        outcomes = [state for state, _day in steps if state in states.OUTCOMES]
        if not outcomes:
            continue
        answered[group] += 1
        taken[group] += outcomes[-1] in (states.RECOMMENDED, states.TO_CENTRE, states.TO_REGION)
    return [Accepted(group, answered[group], taken[group]) for group in sorted(answered)]
