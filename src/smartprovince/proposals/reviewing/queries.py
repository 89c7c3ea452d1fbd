"""Reads of reviews: who can be asked, one's own queue, what the reviewers found, and the ranking of usulan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Q, QuerySet

from smartprovince.core import access, clock
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.proposals import states
from smartprovince.proposals.models import Answer, Criterion, Proposal, Review, Rubric
from smartprovince.territory.models import Region

APART = 2  # marks that differ by as much are a disagreement
REVIEWERS = (Role.OFFICER, Role.DIMENSION_LEAD, Role.PROVINCE_COORDINATOR, Role.REGION_COORDINATOR, Role.MENTOR)


def rubric_of(handler: Region) -> Rubric:
    """The rubric in use of a region, else the house's own."""
    rows = Rubric.objects.filter(Q(region=handler) | Q(region=None), in_use=True)
    found = rows.order_by(F("region").desc(nulls_last=True), "-pk").first()
    if found is None:
        raise LookupError("no rubric is loaded: run `smartprovince load`")
    return found


def who_can_review(proposal: Proposal) -> QuerySet[Person]:
    """People of the government that handles it, and mentors of its region; never whoever sent it, nor people of the
    organisation or the kabupaten/kota that asks."""
    inside = Q(organisation__region=proposal.handler_id, role__in=REVIEWERS) & ~Q(role=Role.MENTOR)
    mentors = Q(role=Role.MENTOR) & (Q(region=proposal.region_id) | Q(region=proposal.handler_id))
    seats = Membership.objects.in_force(clock.today()).filter(inside | mentors)
    mine = Q(organisation=proposal.organisation_id) if proposal.organisation_id else Q(pk__in=[])
    if proposal.region_id != proposal.handler_id:
        mine |= Q(organisation__region=proposal.region_id)
    parties = Membership.objects.in_force(clock.today()).filter(mine)
    rows = Person.objects.filter(pk__in=seats.values("person"), is_active=True)
    rows = rows.exclude(pk__in=parties.values("person"))
    if proposal.submitted_by_id.isdigit():
        rows = rows.exclude(pk=int(proposal.submitted_by_id))
    return rows.order_by("name", "pk")


def queue_of(person: Any) -> QuerySet[Review]:
    """What waits for one's own review, the nearest deadline first."""
    rows = access.scope(person, "edit", Review).filter(reviewer=person.pk, state=Review.State.ASKED)
    return rows.select_related("proposal__region", "rubric").order_by("due_on", "pk")


@dataclass(frozen=True)
class Row:
    """A criterion with the marks it got. `spread` is the largest minus the smallest."""

    criterion: Criterion
    marks: list[int]

    @property
    def mean(self) -> float:
        return sum(self.marks) / len(self.marks)

    @property
    def low(self) -> int:
        return min(self.marks)

    @property
    def high(self) -> int:
        return max(self.marks)

    @property
    def spread(self) -> int:
        return self.high - self.low

    @property
    def disagrees(self) -> bool:
        return self.spread >= APART


@dataclass(frozen=True)
class Findings:
    """What the reviewers of one usulan found: each criterion, and the weighted mean of all, 0 to 4."""

    rows: list[Row]
    reviews: list[Review]
    threshold: Decimal | None

    @property
    def score(self) -> float | None:
        return sum(each.criterion.weight * each.mean for each in self.rows) / 100 if self.rows else None

    @property
    def disagrees(self) -> bool:
        return any(each.disagrees for each in self.rows)


def findings_of(proposal: Proposal, person: Any) -> Findings:
    """The reviews that are in, for who may read them."""
    rows = access.scope(person, "view", Review).filter(proposal=proposal)
    reviews = list(rows.select_related("reviewer", "rubric").prefetch_related("marks"))
    done = [each for each in reviews if each.state == Review.State.DONE]
    if not done:
        return Findings([], reviews, None)
    rubric = done[-1].rubric
    same = [each for each in done if each.rubric_id == rubric.pk]
    marks: dict[int, list[int]] = {}
    for review in same:
        for mark in review.marks.all():
            marks.setdefault(mark.criterion_id, []).append(mark.value)
    criteria = [each for each in rubric.criteria.all() if each.pk in marks]
    return Findings([Row(each, marks[each.pk]) for each in criteria], reviews, rubric.threshold)


def feedback_of(proposal: Proposal, person: Any) -> list[str]:
    """What the reviewers advise the proposer, without their names: what was in when the last answer was published."""
    told = access.scope(person, "view", Answer).filter(proposal=proposal, published_at__isnull=False)
    last = told.aggregate(at=Max("published_at"))["at"]
    if last is None or proposal.state in states.IN_HANDS:
        return []
    rows = proposal.reviews.filter(state=Review.State.DONE, done_at__lte=last).exclude(feedback="")
    return list(rows.values_list("feedback", flat=True))


def scores_of(proposals: Iterable[int], person: Any) -> dict[int, float]:
    """The weighted mean of each usulan by its newest rubric, of the reviews that a person may read; one query."""
    sums: dict[int, dict[int, list[tuple[int, int]]]] = {}
    newest: dict[int, int] = {}
    rows = access.scope(person, "view", Review).filter(proposal__in=list(proposals), state=Review.State.DONE)
    for proposal, rubric, criterion, weight, value in rows.order_by("proposal", "-rubric").values_list(
        "proposal", "rubric", "marks__criterion", "marks__criterion__weight", "marks__value"
    ):
        if newest.setdefault(proposal, rubric) == rubric:
            sums.setdefault(proposal, {}).setdefault(criterion, []).append((weight, value))
    return {
        proposal: sum(rows[0][0] * sum(v for _w, v in rows) / len(rows) for rows in by_criterion.values()) / 100
        for proposal, by_criterion in sums.items()
    }


@dataclass(frozen=True)
class Placed:
    """A usulan in the ranking of those under way. Equal scores share a place, and the next one is skipped."""

    proposal: Proposal
    score: float
    place: int


def ranking(person: Any, handler: Region) -> list[Placed]:
    """Usulan that were reviewed and wait for their answer, the highest score first. Ties share a place."""
    waiting = access.scope(person, "handle", Proposal).filter(
        handler=handler, state__in=(states.REVIEWING, states.PLANNING)
    )
    proposals = {each.pk: each for each in waiting.select_related("region", "dimension")}
    scores = {key: round(score, 2) for key, score in scores_of(proposals, person).items()}
    order = sorted(scores, key=lambda key: (-scores[key], proposals[key].number))
    placed: list[Placed] = []
    for at, key in enumerate(order, start=1):
        same = placed and placed[-1].score == scores[key]
        placed.append(Placed(proposals[key], scores[key], placed[-1].place if same else at))
    return placed
