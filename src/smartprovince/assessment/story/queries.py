"""The entries of the trail that tell of one answer, as far as a person may know."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Objection, Participation, ProofVerdict, Reading, Round, Verdict
from smartprovince.assessment.preparing.threads import is_of_region
from smartprovince.core import access
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.evidence.models import Paper

from .sentences import TOLD, Event, tell

# How an answer came about before it was sent. Only its region reads them, also after sending.
DRAFTING = (
    "answer.save", "answer.take_over", "answer.carry", "answer.attach_paper", "answer.detach_paper", "answer.assign",
)  # fmt: skip
# What tells of a whole region or round enters the story of each of its answers.
OF_THE_REGION = ("participation.send", "participation.return", "participation.finish", "participation.consent")
OF_THE_ROUND = ("round.compute", "round.publish")
BESIDE: tuple[Any, ...] = (Verdict, Reading, ProofVerdict, Objection)


def story_of(answer: Answer, person: Any) -> list[Event]:
    """The story of an answer that has passed its gate, oldest first. Constant queries.

    Verdicts, readings and objections are told to whom they are shown; what was typed before sending to the region;
    what an assessor wrote and changed again before handing the region back, to the panel and the owner alone.
    """
    about = Q(object_type=type_name(answer), object_id=str(answer.pk))
    for model in BESIDE:
        rows = access.scope(person, "view", model).filter(answer=answer)
        about |= Q(object_type=type_name(model), object_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)])
    participation = answer.participation
    about |= _of(participation, OF_THE_REGION) | _of(participation.round, OF_THE_ROUND)
    entries = AuditEntry.objects.filter(about, action__in=TOLD).prefetch_related("texts")
    ordered = sorted(entries, key=lambda entry: (entry.parent_id or entry.pk, entry.parent_id is not None, entry.pk))
    papers = {int(pk) for entry in ordered for pk in [_paper(entry)] if pk}
    shown = Paper.objects.filter(pk__in=papers)
    if not queries.may_read_excluded(answer, person):
        shown = shown.exclude(confidentiality=Paper.Confidentiality.EXCLUDED)
    titles = dict(shown.values_list("pk", "title"))
    judges = access.may(person, "verify", answer) or access.may(person, "own", participation)
    of_region = is_of_region(person, answer)
    hides = () if of_region else DRAFTING
    return tell(ordered, titles, hides=hides, quotes_returns=of_region or judges, sums_up=not judges)


def _of(thing: Participation | Round, actions: tuple[str, ...]) -> Q:
    return Q(object_type=type_name(thing), object_id=str(thing.pk), action__in=actions)


def _paper(entry: AuditEntry) -> Any:
    return (entry.changes.get("paper") or [None, None])[1] if entry.action.startswith(("answer.", "proof.")) else None
