"""Who reads and writes remarks. What is said within a region stays there, as its drafts do."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.assessment import states
from smartprovince.assessment.models import Answer
from smartprovince.assessment.rules import assigned, own_regions, owned
from smartprovince.core.access import rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import at_region

from .models import Remark

A = Remark.Audience


def _beyond(person: Any) -> Q:
    """The other side: assigned assessors and the owner of the round, for what has been handed over."""
    here = owned(person, "participation__round") | assigned(person, "participation", by_dimension=True)
    return here & Q(participation__state__in=states.HANDED_OVER)


def _of_beyond(person: Any) -> Q:
    """The same on remarks, by their answers; never for somebody who works for the region."""
    answers = Answer.objects.filter(_beyond(person)).values("pk")
    mine = Q(answer__participation__region__code__in=sorted(own_regions(person)))
    return Q(answer__in=answers) & ~mine


@rule("remark", Answer, who_may=who_may("answer.view_own"))
def who_remarks(person: Any) -> Q:
    return at_region(person, "answer.view_own", "participation__region") | _beyond(person)


@rule("view", Remark)
def who_reads_remarks(person: Any) -> Q:
    mine = at_region(person, "answer.view_own", "answer__participation__region")
    return mine & ~Q(audience=A.ASSESSORS) | _of_beyond(person) & ~Q(audience=A.OWN)


@rule("settle", Remark, who_may=who_may("answer.view_own"))
def who_settles(person: Any) -> Q:
    """The side that asked."""
    mine = at_region(person, "answer.view_own", "answer__participation__region")
    return mine & Q(is_of_assessor=False) | _of_beyond(person) & Q(is_of_assessor=True)
