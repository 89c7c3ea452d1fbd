"""Who objects, sees and decides: a region for itself; never whoever gave the disputed verdict, or read the line."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.assessment.models import Answer, Reading
from smartprovince.assessment.rules import judged_lines, owned
from smartprovince.core.access import NOBODY, rule
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.scopes import at_region

from .models import Objection


@rule("object", Answer, who_may=who_may("answer.send"))
def who_objects(person: Any) -> Q:
    return at_region(person, "answer.send", "participation__region")


@rule("view", Objection)
def who_sees_objections(person: Any) -> Q:
    region = at_region(person, "answer.view_own", "answer__participation__region")
    return region | owned(person, "answer__participation__round") | judged_lines(person)


@rule("withdraw", Objection, who_may=who_may("answer.send"))
def who_withdraws(person: Any) -> Q:
    return at_region(person, "answer.send", "answer__participation__region")


@rule("decide", Objection, who_may=(str(Role.ASSESSOR.label),))
def who_decides(person: Any) -> Q:
    """Assigned assessors who neither gave the disputed verdict nor read the line."""
    pk = getattr(person, "pk", None)
    if not pk:
        return NOBODY
    read = Reading.objects.filter(assessor=pk).order_by()
    return judged_lines(person) & ~Q(disputed_assessor=pk) & ~Q(answer__in=read.values("answer"))
