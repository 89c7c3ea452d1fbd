"""Reads of plans that pages share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from smartprovince.core import access
from smartprovince.core.registry import blocks

from .models import Guidebook, Plan, Section


def plans_open_to(person: Any) -> QuerySet[Plan]:
    """With the number of sections, of required ones, and of those with enough words."""
    written = Q(sections__words__gte=F("sections__guide__min_words"), sections__guide__min_words__gt=0)
    return (
        access.scope(person, "view", Plan)
        .select_related("region", "guidebook")
        .annotate(total=Count("sections"), complete=Count("sections", filter=written))
    )


@dataclass(frozen=True)
class Chapter:
    """A chapter of a plan with its sections, in order."""

    book: int
    book_title: str
    number: int
    title: str
    sections: list[Section]

    @property
    def complete(self) -> int:
        return sum(section.is_complete for section in self.sections)


def chapters_of(plan: Plan) -> list[Chapter]:
    sections = plan.sections.select_related("guide").order_by("guide__order")
    return [
        Chapter(book, members[0].guide.book_title, number, members[0].guide.chapter_title, members)
        for (book, number), group in groupby(sections, key=lambda s: (s.guide.book, s.guide.chapter))
        for members in [list(group)]
    ]


def block_is_filled(name: str) -> bool:
    """Whether some room offers a block of this name."""
    return bool(name) and name in blocks


def guidebooks() -> QuerySet[Guidebook]:
    return Guidebook.objects.annotate(total=Count("sections")).order_by("edition")
