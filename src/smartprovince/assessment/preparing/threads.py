"""Threads of remarks on one question: who is on which side, what is shown, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from smartprovince.assessment.models import Answer, Participation
from smartprovince.core import access
from smartprovince.organisations.scopes import at_region

from .models import Remark

A = Remark.Audience


def is_of_region(person: Any, answer: Answer) -> bool:
    """Whether somebody speaks for the region; assessors and owners speak for the other side."""
    rows = Answer.objects.filter(at_region(person, "answer.view_own", "participation__region"), pk=answer.pk)
    return rows.exists()


def audiences(of_region: bool) -> tuple[str, ...]:
    """Whom a side can write to, the narrower readers first."""
    return (A.OWN, A.BOTH) if of_region else (A.BOTH, A.ASSESSORS)


@dataclass(frozen=True)
class Thread:
    """What a person reads about one question, and whom they can write to."""

    remarks: list[Remark]
    settleable: set[int]
    choices: list[tuple[str, str]]

    @property
    def open(self) -> int:
        return sum(r.is_question and r.settled_at is None for r in self.remarks)


def thread_of(answer: Answer, person: Any) -> Thread:
    """Four queries and the gates, whatever the length."""
    remarks = list(access.scope(person, "view", Remark).filter(answer=answer).order_by("created_at", "pk"))
    settle = access.scope(person, "settle", Remark).filter(answer=answer, is_question=True, settled_at=None)
    choices: list[tuple[str, str]] = []
    if access.may(person, "remark", answer):
        labels = {key: str(label) for key, label in A.choices}
        choices = [(key, labels[key]) for key in audiences(is_of_region(person, answer))]
    return Thread(remarks, set(settle.values_list("pk", flat=True)), choices)


def unanswered(rows: QuerySet[Remark]) -> QuerySet[Remark]:
    """Questions between the two sides that the other side has not said anything about since."""
    later = Remark.objects.filter(answer=OuterRef("answer"), audience=A.BOTH, pk__gt=OuterRef("pk"))
    reply = later.exclude(is_of_assessor=OuterRef("is_of_assessor"))
    return rows.filter(audience=A.BOTH, is_question=True, settled_at=None).filter(~Exists(reply))


def open_questions(participation: Participation, person: Any) -> dict[str, int]:
    """Code of a question → unsettled questions that the person may read. One query."""
    rows = access.scope(person, "view", Remark).filter(answer__participation=participation, is_question=True)
    counts = rows.filter(settled_at=None).order_by().values_list("answer__node__code").annotate(n=Count("pk"))
    return dict(counts)
