"""The panel's writes: a verdict for each paper, independent readings and their moderation, notes of interviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import queries, states, verification
from smartprovince.assessment.models import Answer, Participation, Verdict
from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound, Refused
from smartprovince.core.models import type_name
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.organisations.models import Person

from .models import InterviewNote, ProofVerdict, Reading

HOUSE = access.SystemActor("assessment")


def _judgeable(answer: Answer) -> Participation:
    """The participation of a line that may be judged now. Raises Invalid that says why it may not."""
    rows = Participation.objects.select_related("round__instrument_version", "region")
    participation = rows.get(pk=answer.participation_id)
    states.PARTICIPATION.check(participation.state, "verdict")
    if not queries.may_judge(participation):
        raise Invalid(_("The round is closed for verification."))
    return participation


# --- evidence --------------------------------------------------------------------------------------------------------


@action("proof.judge", on="answer", verb="verify")
def judge_proof(
    log: Log,
    *,
    answer: Answer,
    paper: Paper,
    outcome: str,
    reason_code: str = "",
    reason: str = "",
    proof_version: int | None = None,
    paper_version: int | None = None,
) -> ProofVerdict:
    """Judge one paper of an answer: accepted, in part, rejected or unclear. All but *accepted* need a reason.

    Where two read, a paper is judged after the own reading, so that nobody's reading follows from the other's.

    Pass `proof_version` (0: none yet) to be told when somebody else was quicker: Conflict. Pass `paper_version` to be
    told when the paper itself was changed: Invalid.
    """
    participation = _judgeable(answer)
    _begin_anew(answer, participation)
    if participation.round.readings == 2 and not _has_read(answer, log.actor):
        raise Invalid(_("Give your reading of the line first. Its evidence is judged after that."))
    if not PaperUse.objects.filter(paper=paper, object_type=type_name(answer), object_id=str(answer.pk)).exists():
        raise NotFound(_("This answer does not point at that paper."))
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.withdrawn_at is not None:
        raise Invalid(_("This paper is withdrawn; it no longer proves anything."))
    choices = ProofVerdict.Outcome
    if outcome not in choices.values:
        raise Invalid(Fault("outcome", _("Choose a verdict."), ", ".join(str(label) for label in choices.labels)))
    if fault := verification.reason_fault(outcome, reason_code, reason):
        raise Invalid(fault)
    given: dict[str, Any] = {
        "outcome": outcome,
        "reason_code": reason_code,
        "reason": reason.strip(),
        "assessor": _person(log),
        "by": str(log.actor)[:200],
        "given_at": clock.now(),
    }
    if paper_version is not None and paper.version != paper_version:
        raise Invalid(Fault("outcome", _("This paper was changed in the meantime. Look at it again.")))
    found = ProofVerdict.objects.select_for_update().filter(answer=answer, paper=paper).first()
    if found is None:
        return log.create(ProofVerdict, answer=answer, paper=paper, simulated=answer.simulated, **given)
    if proof_version is not None and proof_version != (found.version if found.is_current else 0):
        raise Conflict(theirs=found, yours=given)
    log.set(found, **given, is_current=True)
    return found


def _has_read(answer: Answer, person: Any) -> bool:
    """Whether somebody gave the own reading of a line, or both readings are in."""
    readers = set(Reading.objects.filter(answer=answer, is_current=True).values_list("assessor", flat=True))
    return len(readers) >= 2 or person.pk in readers


@action("proof.end", on="verdict", system=True)
def end_proof_verdict(log: Log, *, verdict: ProofVerdict, why: str) -> ProofVerdict:
    """A verdict on a paper ends when that paper is no longer what was judged."""
    log.set(verdict, is_current=False)
    log.note(ended=why)
    return verdict


def end_proofs(why: str, **which: Any) -> None:
    for verdict in ProofVerdict.objects.filter(is_current=True, **which):
        end_proof_verdict(actor=HOUSE, verdict=verdict, why=why)


# --- two readings ----------------------------------------------------------------------------------------------------


@action("reading.give", on="answer", verb="verify")
def give_reading(
    log: Log, *, answer: Answer, outcome: str, value: Any = None, reason_code: str = "", reason: str = ""
) -> Reading:
    """Read a line without the other reader. When both say the same, that is the verdict; else a third moderates.

    Raises Refused for a third reader, Invalid once both readings are in.
    """
    participation = _judgeable(answer)
    if participation.round.readings != 2:
        raise Invalid(_("In this round one assessor gives the verdict of a line."))
    _begin_anew(answer, participation)
    others = list(Reading.objects.filter(answer=answer, is_current=True).exclude(assessor=log.actor.pk))
    mine = Reading.objects.select_for_update().filter(answer=answer, assessor=log.actor.pk).first()
    if len(others) >= 2:
        raise Refused(_("Two assessors have read this line already."))
    if others and mine is not None and mine.is_current:
        raise Invalid(_("Both readings of this line are in. A difference is settled by moderation."))
    version = participation.round.instrument_version
    verified = verification.verified_value(answer, version, outcome, value, reason, reason_code)
    given: dict[str, Any] = {
        "outcome": outcome,
        "value": verified,
        "reason_code": reason_code,
        "reason": reason.strip(),
        "by": str(log.actor)[:200],
        "given_at": clock.now(),
        "is_current": True,
    }
    if mine is None:
        mine = log.create(Reading, answer=answer, assessor=_person(log), simulated=answer.simulated, **given)
    else:
        log.set(mine, **given)
    if others and (others[0].outcome, others[0].value) == (mine.outcome, mine.value):
        settle_verdict(actor=HOUSE, answer=answer, readings=[others[0], mine])
    return mine


def _begin_anew(answer: Answer, participation: Participation) -> None:
    """A line that came back unchanged is read again from the beginning."""
    verdict = Verdict.objects.filter(answer=answer, is_current=True, outcome=Verdict.Outcome.RETURNED).first()
    if verdict is not None and participation.sent_at is not None and participation.sent_at > verdict.given_at:
        end_readings([answer])
        lapse_verdict(actor=HOUSE, verdict=verdict)


@action("verdict.lapse", on="verdict", system=True)
def lapse_verdict(log: Log, *, verdict: Verdict) -> Verdict:
    """What was to be mended came back as it was: the line is looked at again."""
    log.set(verdict, is_current=False)
    return verdict


def end_readings(answers: Iterable[Answer]) -> None:
    """The readings of answers that changed, or came back, no longer count."""
    for reading in Reading.objects.filter(answer__in=answers, is_current=True):
        end_reading(actor=HOUSE, reading=reading)


@action("reading.end", on="reading", system=True)
def end_reading(log: Log, *, reading: Reading) -> Reading:
    log.set(reading, is_current=False)
    return reading


@action("verdict.settle", on="answer", system=True)
def settle_verdict(log: Log, *, answer: Answer, readings: list[Reading]) -> Verdict:
    """Two readings that say the same are the verdict. Written by the installation, in the name of both."""
    words = list(dict.fromkeys(each.reason for each in readings if each.reason))
    last = readings[-1]
    verdict = verification.write_verdict(
        log,
        answer,
        outcome=last.outcome,
        value=last.value,
        reason_code=last.reason_code or readings[0].reason_code,
        reason="\n".join(words)[:2_000],
        assessor=last.assessor,
        by="; ".join(each.by for each in readings)[:200],
        is_moderated=False,
    )
    log.note(readings=[each.pk for each in readings])
    return verdict


@action("verdict.moderate", on="answer", verb="moderate")
def moderate_verdict(
    log: Log,
    *,
    answer: Answer,
    outcome: str,
    value: Any = None,
    reason_code: str = "",
    reason: str = "",
    verdict_version: int | None = None,
) -> Verdict:
    """Settle a line on which two readings differ. Needs words; whoever read the line does not moderate it."""
    participation = _judgeable(answer)
    _begin_anew(answer, participation)
    readings = list(Reading.objects.filter(answer=answer, is_current=True))
    if len(readings) < 2:
        raise Invalid(_("A line is moderated when both readings are in."))
    if any(each.assessor_id == log.actor.pk for each in readings):
        raise Refused(_("You have read this line yourself. Another assessor of the whole region moderates it."))
    first, second = readings[:2]
    if (first.outcome, first.value) == (second.outcome, second.value):
        raise Invalid(_("Both readings agree, so there is nothing to moderate."))
    if not reason.strip():
        raise Invalid(Fault("reason", _("Write why it is settled so.")))
    version = participation.round.instrument_version
    verified = verification.verified_value(answer, version, outcome, value, reason, reason_code)
    return verification.write_verdict(
        log,
        answer,
        verdict_version=verdict_version,
        outcome=outcome,
        value=verified,
        reason_code=reason_code,
        reason=reason.strip(),
        assessor=_person(log),
        by=str(log.actor)[:200],
        is_moderated=True,
    )


# --- interviews ------------------------------------------------------------------------------------------------------


@action("interview.note", on="participation", verb="interview")
def note_interview(
    log: Log, *, participation: Participation, held_on: date, with_whom: str, text: str
) -> InterviewNote:
    """Keep what was said when the panel spoke with a region. The region does not see it."""
    faults = []
    if held_on > clock.today():
        faults.append(Fault("held_on", _("An interview is noted when it has been held.")))
    if not with_whom.strip():
        faults.append(Fault("with_whom", _("Write with whom you spoke.")))
    if not text.strip():
        faults.append(Fault("text", _("Write what was said.")))
    if faults:
        raise Invalid(faults)
    round = queries.with_round(participation).round
    if round.state == states.PUBLISHED:
        raise Invalid(_("The round is published; nothing of it changes any more."))
    return log.create(
        InterviewNote,
        participation=participation,
        held_on=held_on,
        with_whom=with_whom.strip(),
        text=text.strip(),
        author=_person(log),
        by=str(log.actor)[:200],
        **({"simulated": True} if round.simulated else {}),
    )


def _person(log: Log) -> Person | None:
    return log.actor if isinstance(log.actor, Person) else None
