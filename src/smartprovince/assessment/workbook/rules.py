"""Who carries a region's form in and out: those who may edit answers of the region; each finishes the own upload."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.assessment.models import Participation
from smartprovince.core.access import rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import at_region

from .models import WorkbookUpload


@rule("fill", Participation, who_may=who_may("answer.edit"))
def who_fills(person: Any) -> Q:
    """Which lines are theirs is asked of each answer."""
    return at_region(person, "answer.edit")


@rule("view", WorkbookUpload)
def who_sees_workbooks(person: Any) -> Q:
    """What is typed is the region's own, before and after it is sent."""
    return at_region(person, "answer.edit", "participation__region")


@rule("edit", WorkbookUpload, who_may=who_may("answer.edit"))
def who_applies_workbooks(person: Any) -> Q:
    """Whoever uploaded it: what it may change is what that person may edit."""
    return at_region(person, "answer.edit", "participation__region") & Q(owner_id=str(person.pk))
