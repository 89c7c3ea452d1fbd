"""The writes of a *sanggah*: raise, withdraw, decide; and what has to be settled before a round is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.assessment import keeping, queries, scoring, states, values, verification
from smartprovince.assessment.models import Answer, Participation, Result, Round, Verdict
from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Person

from . import states as lives
from . import window
from .models import Objection

HOUSE = access.SystemActor("assessment")


@action("objection.raise", on="answer", verb="object")
def raise_objection(
    log: Log,
    *,
    answer: Answer,
    reason: str,
    claimed_value: Any = None,
    papers: Sequence[Paper] = (),
    content: bytes | None = None,
    file_name: str = "",
    title: str = "",
) -> Objection:
    """Dispute the verdict of one line, with words and, where there is some, new evidence of the own region.

    Only in the window of the region, and one at a time for each line.
    """
    participation = queries.with_round(answer.participation)
    window.check(participation)
    verdict = Verdict.objects.filter(answer=answer, is_current=True).first()
    if verdict is None:
        raise Invalid(_("This line has no verdict, so there is nothing to object to."))
    faults = []
    if not reason.strip():
        faults.append(Fault("reason", _("Write why the verdict is wrong.")))
    claimed = None
    try:
        claimed = values.read(answer.node, claimed_value, participation.round.instrument_version)
    except Invalid as error:
        faults += [Fault("claimed_value", each.what, each.allowed, each.mend) for each in error.faults]
    for paper in papers:
        if paper.region_id != participation.region_id or paper.withdrawn_at or not access.may(log.actor, "view", paper):
            faults.append(Fault("papers", _("Choose papers of the own region.")))
            break
    if faults:
        raise Invalid(faults)
    if Objection.objects.filter(answer=answer, state=lives.RAISED).exists():
        raise Invalid(_("There is an objection to this verdict already; it waits for a decision."))
    made = log.create(
        Objection,
        answer=answer,
        disputed_outcome=verdict.outcome,
        disputed_value=verdict.value,
        disputed_reason=verdict.reason or (verdict.get_reason_code_display() if verdict.reason_code else ""),
        disputed_assessor=verdict.assessor,
        claimed_value=claimed,
        reason=reason.strip(),
        raised_by=log.actor if isinstance(log.actor, Person) else None,
        by=str(log.actor)[:200],
        **({"simulated": True} if answer.simulated else {}),
    )
    chosen = list(papers)
    if content is not None:
        chosen.append(
            keeping.keep_paper(log, participation.region, content, file_name, title=title, simulated=answer.simulated)
        )
    label = f"{participation.round}: {_('objection')} {answer.node.code}"
    for paper in chosen:
        point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=made, label=label)
    log.note(papers=[paper.pk for paper in chosen])
    return made


@action("objection.withdraw", on="objection", verb="withdraw")
def withdraw_objection(log: Log, *, objection: Objection) -> Objection:
    """The region lets the verdict stand. The objection is kept."""
    log.set(objection, state=lives.OBJECTION.check(objection.state, "withdraw"), decided_at=clock.now())
    return objection


@action("objection.decide", on="objection", verb="decide")
def decide_objection(
    log: Log, *, objection: Objection, uphold: bool, decision: str, outcome: str = "", value: Any = None
) -> Objection:
    """Grant an objection, with the verdict that counts from now on, or do not. Both need words.

    The rule `decide` keeps out whoever gave the disputed verdict or read the line, and those of the region itself.
    """
    decision = decision.strip()
    target = lives.OBJECTION.check(objection.state, "uphold" if uphold else "dismiss", {"decision": decision})
    answer = Answer.objects.select_related("node").get(pk=objection.answer_id)
    participation = queries.with_round(answer.participation)
    if participation.round.state not in window.ROUND_STATES:
        raise Invalid(_("The round is published; nothing of it changes any more."))
    given: dict[str, Any] = {}
    if uphold:
        if outcome not in (Verdict.Outcome.ACCEPTED, Verdict.Outcome.ADJUSTED):
            raise Invalid(Fault("outcome", _("Choose what counts from now on: the answer, or another value.")))
        version = participation.round.instrument_version
        counted = verification.verified_value(answer, version, outcome, value, decision[:2_000])
        verdict = Verdict.objects.select_for_update().get(answer=answer)
        if (verdict.outcome, verdict.value) == (outcome, counted):
            raise Invalid(Fault("outcome", _("This is the verdict as it stands. Grant a change, or do not grant.")))
        given = {"decided_outcome": outcome, "decided_value": counted}
        correct_verdict(actor=HOUSE, verdict=verdict, objection=objection, by=log.actor, decision=decision, **given)
    log.set(
        objection,
        state=target,
        decision=decision,
        decided_by=log.actor if isinstance(log.actor, Person) else None,
        decided_by_name=str(log.actor)[:200],
        decided_at=clock.now(),
        **given,
    )
    return objection


@action("verdict.correct", on="verdict", system=True)
def correct_verdict(
    log: Log,
    *,
    verdict: Verdict,
    objection: Objection,
    by: Any,
    decision: str,
    decided_outcome: str,
    decided_value: Any,
) -> Verdict:
    """What a granted objection changes; the trail keeps before and after, the objection what was disputed."""
    log.set(
        verdict,
        outcome=decided_outcome,
        value=decided_value,
        reason=decision[:2_000],
        reason_code="",
        assessor=by if isinstance(by, Person) else None,
        by=str(by)[:200],
        is_moderated=False,
        given_at=clock.now(),
        is_current=True,
    )
    log.note(objection=objection.pk)
    return verdict


def faults_of_publishing(round: Round, result: Result) -> list[Fault]:
    """What is unsettled about objections of a round: open ones, a window that still runs, scores from before."""
    found = []
    mine = Objection.objects.filter(answer__participation__round=round)
    if n := mine.filter(state=lives.RAISED).count():
        words = ngettext("%(n)d objection waits for a decision.", "%(n)d objections wait for a decision.", n)
        found.append(Fault("", words % {"n": n}, "", _("Publish when they are decided.")))
    parts = Participation.objects.filter(round=round, state=states.VERIFIED).select_related("round")
    ends = [until for part in parts if (until := window.until_of(part)) and until >= clock.today()]
    if ends:
        words = ngettext(
            "%(n)d region may still object, until %(day)s.", "%(n)d regions may still object, until %(day)s.", len(ends)
        )
        found.append(Fault("", words % {"n": len(ends), "day": full_day(max(ends))}, "", _("Publish after that day.")))
    upheld = mine.filter(state=lives.UPHELD, decided_at__gt=result.computed_at).exists()
    if upheld and scoring.compute(round).inputs != result.inputs:
        what = _("An objection was granted after the scores were computed.")
        found.append(Fault("", what, "", _("Compute the scores again, then publish.")))
    return found
