"""Every write while a region prepares: taking over earlier answers, remarks on a question."""

from __future__ import annotations

from django.utils.translation import gettext as _

from smartprovince.assessment import queries, states
from smartprovince.assessment.filling import HOUSE, begin_filling, fillable, touch
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.outline import outline_of
from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.evidence.actions import point_at

from . import carrying, threads
from .models import Remark

REMARK_LIMIT = 2_000


@action("answer.carry", on="answer", verb="edit")
def carry_answer(log: Log, *, answer: Answer, offer: carrying.Offer | None = None) -> Answer:
    """Take over the region's earlier answer to the same question, with the evidence that still holds.

    Raises Invalid where something was typed already, or where there is nothing to take over.
    """
    participation = fillable(answer.participation_id)
    if not carrying.is_untouched(answer):
        what = _("This question is answered already; nothing was taken over.")
        raise Invalid(
            Fault("value", what, "", _("Empty value and explanation first, if the earlier ones should stand."))
        )
    if offer is None:
        node = answer.node
        offer = carrying.earlier_answers(queries.with_round(participation), log.actor, [node]).offers.get(node.code)
    if offer is None:
        raise Invalid(_("There is no earlier answer to this question that can be taken over."))
    earlier = offer.earlier
    log.set(answer, value=offer.value, narrative=earlier.narrative, carried_from=earlier)
    if earlier.simulated and not answer.simulated:
        log.set(answer, simulated=True)
    label = f"{participation.round}: {answer.node.code}"
    for use in offer.papers:
        point_at(
            actor=log.actor, acting_for=log.acting_for, paper=use.paper, thing=answer, label=label, pages=use.pages
        )
    log.note(papers=[use.paper_id for use in offer.papers], left=[each.paper.pk for each in offer.left])
    touch(log, answer)
    if participation.state == states.INVITED:
        begin_filling(actor=HOUSE, participation=participation)
    return answer


@action("participation.carry_over", on="participation", verb="send")
def carry_over(log: Log, *, participation: Participation) -> Participation:
    """Take over every earlier answer to a question where nothing was typed yet. A second time finds nothing to do."""
    participation = queries.with_round(participation)
    outline = outline_of(participation.round.instrument_version)
    earlier = carrying.earlier_answers(participation, log.actor, list(outline.entries))
    rows = access.scope(log.actor, "edit", Answer).filter(participation=participation).select_related("node")
    answers = {answer.node.code: answer for answer in rows}
    offers = earlier.open_for(answers)
    for offer in offers:
        carry_answer(actor=log.actor, acting_for=log.acting_for, answer=answers[offer.node.code], offer=offer)
    log.about(participation)
    log.note(taken=len(offers), changed=list(earlier.changed))
    return participation


@action("remark.write", on="answer", verb="remark")
def write_remark(log: Log, *, answer: Answer, audience: str, text: str, is_question: bool = False) -> Remark:
    """Say something about a question, to those who may read it. Nobody edits what was said."""
    of_region = threads.is_of_region(log.actor, answer)
    words = text.strip()
    faults = []
    if not words:
        faults.append(Fault("text", _("Write the remark first.")))
    elif len(words) > REMARK_LIMIT:
        what = _("The remark has %(n)d characters; the limit is %(limit)d.")
        faults.append(Fault("text", what % {"n": len(words), "limit": REMARK_LIMIT}))
    if "\x00" in words:
        faults.append(Fault("text", _("The remark holds a character that cannot be kept."), "", _("Type it again.")))
    if audience not in threads.audiences(of_region):
        faults.append(Fault("audience", _("You cannot write to these readers."), "", _("Choose who reads it.")))
    elif not of_region and answer.participation.state != states.SENT:
        faults.append(Fault("text", _("Remarks of assessors end with the verification.")))
    if faults:
        raise Invalid(faults)
    return log.create(
        Remark,
        answer=answer,
        audience=audience,
        text=words,
        author=log.actor,
        by=str(log.actor)[:200],
        is_of_assessor=not of_region,
        is_question=is_question,
        simulated=answer.simulated,
    )


@action("remark.settle", on="remark", verb="settle")
def settle_remark(log: Log, *, remark: Remark) -> Remark:
    """A question is answered: the side that asked it says so. A second click changes nothing."""
    if not remark.is_question:
        raise Invalid(_("Only a question can be settled."))
    if remark.settled_at is None:
        log.set(remark, settled_at=clock.now(), settled_by=str(log.actor)[:200])
    return remark


__all__ = ["carry_answer", "carry_over", "settle_remark", "write_remark"]
