"""The assessors' writes: a verdict for each line, sending back, finishing. Called through `actions`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations.models import Person

from . import queries, states, values
from .models import Answer, Participation, ReasonCode, Verdict

Outcome = Verdict.Outcome
LONGEST_REASON = 2_000  # as the columns say


@action("verdict.give", on="answer", verb="verify")
def give_verdict(
    log: Log,
    *,
    answer: Answer,
    outcome: str,
    value: Any = None,
    reason: str = "",
    reason_code: str = "",
    verdict_version: int | None = None,
) -> Verdict:
    """Judge one line: accepted, adjusted (with the verified value), to be mended, or rejected.

    Every outcome but *accepted* needs words, or a kind of reason that says it. Assessors without an assignment, and
    those of the region itself, do not get here: the rule `verify` keeps them out. Where a round asks for two readings
    no single assessor gives a verdict. Pass `version=` (of the answer) and `verdict_version=` to be told when somebody
    else was quicker.
    """
    participation = Participation.objects.select_related("round__instrument_version").get(pk=answer.participation_id)
    states.PARTICIPATION.check(participation.state, "verdict")
    if not queries.may_judge(participation):
        raise Invalid(_("The round is closed for verification."))
    if participation.round.readings == 2:
        what = _("In this round two assessors read each line without each other. Give your reading of the line.")
        raise Invalid(what)
    verified = verified_value(answer, participation.round.instrument_version, outcome, value, reason, reason_code)
    return write_verdict(
        log,
        answer,
        verdict_version=verdict_version,
        outcome=outcome,
        value=verified,
        reason_code=reason_code,
        reason=reason.strip(),
        assessor=log.actor if isinstance(log.actor, Person) else None,
        by=str(log.actor)[:200],
    )


def write_verdict(log: Log, answer: Answer, *, verdict_version: int | None = None, **given: Any) -> Verdict:
    """The one verdict of a line, made or changed inside an action. Raises Conflict when somebody was quicker."""
    given |= {"is_current": True, "given_at": clock.now()}
    verdict = Verdict.objects.select_for_update().filter(answer=answer).first()
    if verdict is None:
        return log.create(Verdict, answer=answer, simulated=answer.simulated, **given)
    if verdict_version is not None and verdict.version != verdict_version:
        yours = {name: given[name] for name in ("outcome", "value", "reason")}
        raise Conflict(theirs=verdict, yours=yours)
    log.set(verdict, **given)
    return verdict


def reason_fault(outcome: str, code: str, words: str) -> Fault | None:
    """What is wrong with the reason of a verdict: all but *accepted* need words, or a kind that says it by itself."""
    if code and code not in ReasonCode.values:
        return Fault("reason_code", _("Choose a kind of reason."), ", ".join(str(each) for each in ReasonCode.labels))
    if outcome != Outcome.ACCEPTED and not words.strip() and code in ("", ReasonCode.OTHER):
        return Fault("reason", _("Write the reason. The region will read it."))
    if len(words) > LONGEST_REASON:
        return Fault("reason", _("The reason is longer than 2,000 characters."), "", _("Shorten it."))
    return None


def verified_value(
    answer: Answer, version: InstrumentVersion, outcome: str, value: Any, reason: str, reason_code: str = ""
) -> Decimal | None:
    """The value that counts after a verdict. Raises Invalid listing what the verdict lacks."""
    faults = []
    if outcome not in Outcome.values:
        raise Invalid(Fault("outcome", _("Choose a verdict."), ", ".join(str(label) for label in Outcome.labels)))
    if not answer.is_answered:
        raise Invalid(_("This question was not answered, so there is nothing to verify."))
    if fault := reason_fault(outcome, reason_code, reason):
        faults.append(fault)
    verified = answer.value if outcome == Outcome.ACCEPTED else None
    if outcome == Outcome.ADJUSTED:
        try:
            verified = values.read(answer.node, value, version)
            if verified is None:
                faults.append(Fault("value", _("Write the verified value.")))
        except Invalid as error:
            faults += error.faults
    if faults:
        raise Invalid(faults)
    return verified


@action("participation.return", on="participation", verb="return")
def return_participation(log: Log, *, participation: Participation, reason: str) -> Participation:
    """Send a region's answers back to be mended. Until it sends them again they are its own draft."""
    reason = reason.strip()
    target = states.PARTICIPATION.check(participation.state, "return", {"reason": reason})
    if not queries.may_judge(queries.with_round(participation)):
        raise Invalid(_("The round is closed for verification."))
    log.set(participation, state=target, return_reason=reason)
    return participation


@action("participation.finish", on="participation", verb="finish")
def finish_verification(log: Log, *, participation: Participation) -> Participation:
    """End the verification of a region. Raises Invalid listing lines without a verdict, or that are to be mended."""
    participation = queries.with_round(participation)
    target = states.PARTICIPATION.check(participation.state, "finish")
    if not queries.may_judge(participation):
        raise Invalid(_("The round is closed for verification."))
    answered = Answer.objects.filter(queries.ANSWERED, participation=participation).select_related("node")
    judged = dict(
        Verdict.objects.filter(answer__in=answered, is_current=True).order_by().values_list("answer", "outcome")
    )
    faults = [Fault(a.node.code, _("There is no verdict yet.")) for a in answered if a.pk not in judged]
    mend = _("Send the answers back, or decide.")
    faults += [
        Fault(a.node.code, _("The verdict is “to be mended”."), "", mend)
        for a in answered
        if judged.get(a.pk) == Outcome.RETURNED
    ]
    if faults:
        raise Invalid(faults)
    log.set(participation, state=target)
    log.note(lines=len(judged))
    return participation
