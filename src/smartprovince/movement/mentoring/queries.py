"""Every read of mentoring that pages, steps and exports share. The number of queries does not grow with the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from smartprovince.core import access, clock
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role, roles_given_by
from smartprovince.territory.models import Region

from .models import FollowUp, HandOver, MentorReport, MentorTerm
from .states import DRAFT

SILENT_AFTER = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term with what the person may see of it: the last report, and open and late steps."""

    term: MentorTerm
    last: date | None
    reports: int
    open: int
    late: int

    @property
    def running(self) -> bool:
        return self.term.valid_from <= clock.today() <= self.term.valid_until


def terms(person: Any) -> QuerySet[MentorTerm]:
    return access.scope(person, "view", MentorTerm).select_related("mentor", "region", "region__parent", "cohort")


def with_late_steps(person: Any, rows: QuerySet[MentorTerm]) -> QuerySet[MentorTerm]:
    """Terms out of which a step is late."""
    late = follow_ups(person).filter(report__term=OuterRef("pk"), done_on=None, due_on__lt=clock.today())
    return rows.filter(Exists(late.order_by()))


def term_rows(person: Any, found: list[MentorTerm]) -> list[TermRow]:
    """Two more queries for any number of terms."""
    keys = [term.pk for term in found]
    sent = access.scope(person, "view", MentorReport).filter(term__in=keys).order_by()
    reports = {r["term"]: r for r in sent.values("term").annotate(n=Count("pk"), last=Max("held_on"))}
    steps = access.scope(person, "view", FollowUp).filter(report__term__in=keys, done_on=None).order_by()
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    counts = {s["report__term"]: s for s in steps.values("report__term").annotate(n=Count("pk"), late=late)}
    none: dict[str, Any] = {}
    return [
        TermRow(
            term,
            reports.get(term.pk, none).get("last"),
            reports.get(term.pk, none).get("n", 0),
            counts.get(term.pk, none).get("n", 0),
            counts.get(term.pk, none).get("late", 0),
        )
        for term in found
    ]


def reports(person: Any) -> QuerySet[MentorReport]:
    """Reports the person may read, newest first, with their steps."""
    steps = access.scope(person, "view", FollowUp).order_by("due_on", "pk")
    return (
        access.scope(person, "view", MentorReport)
        .select_related("term", "term__mentor", "region", "region__parent")
        .prefetch_related(Prefetch("follow_ups", queryset=steps, to_attr="steps"))
        .order_by("-held_on", "-pk")
    )


def follow_ups(person: Any) -> QuerySet[FollowUp]:
    """Next steps the person may see, the most urgent first."""
    rows = access.scope(person, "view", FollowUp)
    return rows.select_related("report", "report__region", "report__term").order_by("due_on", "pk")


def mine_to_follow(person: Any) -> QuerySet[FollowUp]:
    """Open steps that the person's own side is to do."""
    rows = access.scope(person, "follow", FollowUp).filter(done_on=None)
    return rows.select_related("report", "report__region").order_by("due_on", "pk")


def hand_over_of(person: Any, term: MentorTerm) -> HandOver | None:
    return access.scope(person, "view", HandOver).filter(term=term).select_related("term", "region").first()


def contacts_of(person: Any, note: HandOver) -> list[tuple[dict[str, Any], str, Membership | None]]:
    """The seats of a hand-over with their role in words, and who holds them now, where the person may know."""
    keys = [row["membership"] for row in note.content["contacts"]]
    people = access.scope(person, "view", Membership).filter(pk__in=keys).select_related("person").in_bulk()
    return [(row, str(Role(row["role"]).label), people.get(row["membership"])) for row in note.content["contacts"]]


def terms_in_force(regions: list[Region] | QuerySet[Region], on: date) -> dict[int, list[MentorTerm]]:
    """The mentors' terms of many regions on a day. One query."""
    found: dict[int, list[MentorTerm]] = {}
    keys = [region.pk for region in regions]
    rows = MentorTerm.objects.filter(region__in=keys, valid_from__lte=on, valid_until__gte=on).order_by("valid_from")
    for term in rows:
        found.setdefault(term.region_id, []).append(term)
    return found


def silent_terms(person: Any) -> list[MentorTerm]:
    """Running terms of a mentor out of which no report was begun for a while."""
    since = clock.today() - SILENT_AFTER
    lately = MentorReport.objects.filter(term=OuterRef("pk"), held_on__gt=since)
    rows = access.scope(person, "write_report", MentorTerm).filter(valid_from__lte=since)
    return list(rows.exclude(Exists(lately)).select_related("region"))


def possible_mentors() -> QuerySet[Person]:
    """People of organisations that send mentors."""
    kinds = [kind for kind in Organisation.Kind.values if Role.MENTOR in roles_given_by(kind)]
    sending = Membership.objects.in_force(clock.today()).filter(organisation__kind__in=kinds)
    return Person.objects.filter(is_active=True, pk__in=sending.values("person")).order_by("name")


def drafts_of(person: Any) -> QuerySet[MentorReport]:
    return access.scope(person, "edit", MentorReport).filter(state=DRAFT)
