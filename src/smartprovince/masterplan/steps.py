"""What a plan's writers have to do next: the first required section without enough words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access

from .models import Plan, Section


def write_next(person: Any) -> Iterator[dict[str, Any]]:
    open_sections = Q(sections__guide__required=True, sections__words__lt=F("sections__guide__min_words"))
    plans = access.scope(person, "edit", Plan).annotate(
        open=Count("sections", filter=open_sections), first=Min("sections__guide__order", filter=open_sections)
    )
    rows = [plan for plan in plans if plan.open]
    firsts = Section.objects.filter(plan__in=rows).select_related("guide")
    by_place = {(section.plan_id, section.guide.order): section for section in firsts}
    for plan in rows:
        section = by_place[plan.pk, plan.first]
        yield {
            "key": f"masterplan:{plan.pk}",
            "title": _("Write “%(section)s”") % {"section": section.guide.title_id},
            "why": _("%(plan)s: %(n)s required sections have too few words.") % {"plan": plan, "n": plan.open},
            "address": reverse("masterplan:section", args=[section.pk]),
            "verb": _("Write"),
            "weight": 1,
            "icon": "book-2",
        }
