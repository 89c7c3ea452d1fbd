"""Who reads, moderates and notes.

* A verdict on evidence is seen as the verdict on its answer is; where two read, after the own reading.
* An assessor sees the own reading; the other one only when both are in, and so does the owner.
* Interview notes are the panel's own: the owner's and the assessors'. The region never sees them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from smartprovince.assessment import states
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.rules import assigned, judged_lines, owned, who_sees_verdicts
from smartprovince.core.access import NOBODY, rule
from smartprovince.evidence.models import Paper
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import at_region

from .models import InterviewNote, ProofVerdict, Reading


@rule("trail", ProofVerdict)
def who_reads_what_became_of_verdicts_on_evidence(person: Any) -> Q:
    """As they are seen; words about an excluded paper for those alone who may open it."""
    shut = Q(paper__confidentiality=Paper.Confidentiality.EXCLUDED)
    near = at_region(person, "paper.view", "paper__region") | judged_lines(person)
    return who_sees_verdicts_on_evidence(person) & (~shut | near)


@rule("view", ProofVerdict)
def who_sees_verdicts_on_evidence(person: Any) -> Q:
    """As the verdict on the answer; where two read, nobody learns from the evidence what one reader thinks."""
    pk = getattr(person, "pk", None)
    own = Reading.objects.filter(is_current=True, assessor=pk).order_by() if pk else Reading.objects.none()
    path = "answer__participation"
    not_reading = Q(**{f"{path}__round__readings": 1}) | ~Q(**{f"{path}__state": states.SENT})
    return who_sees_verdicts(person) & (not_reading | Q(answer__in=own.values("answer")) | _both_in())


def _both_in() -> Q:
    """Beside answers that two have read."""
    current = Reading.objects.filter(is_current=True).order_by()
    return Q(answer__in=current.values("answer").annotate(n=Count("pk")).filter(n__gte=2).values("answer"))


@rule("view", Reading)
def who_sees_readings(person: Any) -> Q:
    """The own one always; others when both are in, so that neither reader knows what the other thinks."""
    pk = getattr(person, "pk", None)
    own = Q(assessor=pk) if pk else NOBODY
    owners = owned(person, "answer__participation__round") & Q(answer__participation__state__in=states.HANDED_OVER)
    return own | (owners | judged_lines(person)) & _both_in()


@rule("moderate", Answer, who_may=who_may("answer.verify"))
def who_moderates(person: Any) -> Q:
    """Assessors of the whole region: a difference is not settled from within one dimension."""
    return assigned(person, "participation", whole=True) & Q(participation__state__in=states.HANDED_OVER)


@rule("view", InterviewNote)
def who_sees_notes(person: Any) -> Q:
    return owned(person, "participation__round") | assigned(person, "participation")


@rule("interview", Participation, who_may=(*who_may("answer.verify"), *who_may("round.own")))
def who_writes_notes(person: Any) -> Q:
    return owned(person, "round") | assigned(person)
