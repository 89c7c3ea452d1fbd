"""Answers to proposers: prepared, published together, objected to; then the documents that plan and money stand in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.evidence.models import Paper
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals import settings, states
from smartprovince.proposals.models import Answer, Forwarding, Objection, PlanFact, Proposal
from smartprovince.proposals.moving import move
from smartprovince.territory.models import Region

Outcome = Answer.Outcome
TRANSITIONS = {
    Outcome.RECOMMENDED: "recommend",
    Outcome.TO_CENTRE: "forward_centre",
    Outcome.TO_REGION: "forward_region",
    Outcome.DEFERRED: "defer",
    Outcome.NOT_RECOMMENDED: "not_recommend",
}
PROMISES = re.compile(r"\b(disetujui|menyetujui|(?:akan|pasti|dijamin) dianggarkan|approved)\b", re.IGNORECASE)


@action("proposal.prepare_answer", on="proposal", verb="prepare")
def prepare_answer(
    log: Log,
    *,
    proposal: Proposal,
    outcome: str,
    text: str,
    reason: str = "",
    could_change: str = "",
    rkpd_year: int | None = None,
    recommended_cost: int | None = None,
    region: Region | None = None,
    review_on: date | None = None,
) -> Answer:
    """The answer in hand, written anew each time. The proposer reads nothing of it before it is published."""
    if proposal.state != states.PLANNING:
        raise Invalid(_("An answer is prepared during the planning check."))
    faults = _faults_of(proposal, outcome, text, reason, could_change, rkpd_year, recommended_cost, region, review_on)
    if faults:
        raise Invalid(faults)
    recommended = outcome in (Outcome.RECOMMENDED, Outcome.TO_CENTRE)
    values = {
        "outcome": outcome,
        "text": text.strip(),
        "reason": reason.strip(),
        "could_change": could_change.strip(),
        "rkpd_year": rkpd_year if outcome == Outcome.RECOMMENDED else None,
        "recommended_cost": recommended_cost if recommended else None,
        "region": region if outcome == Outcome.TO_REGION else None,
        "review_on": review_on if outcome == Outcome.DEFERRED else None,
        "prepared_by": str(log.actor)[:200],
        "prepared_by_id": str(log.actor.pk),
        "prepared_at": clock.now(),
    }
    answer = Answer.objects.filter(proposal=proposal, published_at=None).first()
    if answer is None:
        answer = log.create(Answer, proposal=proposal, **values)
    else:
        log.set(answer, **values)
    log.stamp(proposal, version=proposal.version + 1)  # whoever holds the earlier wording is told
    return answer


def _faults_of(
    proposal: Proposal,
    outcome: str,
    text: str,
    reason: str,
    could_change: str,
    rkpd_year: int | None,
    recommended_cost: int | None,
    region: Region | None,
    review_on: date | None,
) -> list[Fault]:
    """Everything that an answer of this outcome lacks, or that nobody may promise."""
    if outcome not in Outcome:
        return [Fault("outcome", _("Choose one of the outcomes."))]
    faults = [] if text.strip() else [Fault("text", _("Write the answer in plain words."))]
    if (found := PROMISES.search(text)) is not None:
        what = _("“%(word)s” promises money before the APBD.") % {"word": found[0]}
        faults.append(Fault("text", what, "", _("Write that it is recommended, and for which RKPD.")))
    assert proposal.handler is not None
    if outcome == Outcome.RECOMMENDED:
        earliest = settings.earliest_rkpd(proposal.handler.code)
        if rkpd_year is None or not earliest <= rkpd_year <= earliest + 10:
            what = _("Name the RKPD it is recommended for.")
            allowed = _("%(year)s or later: the one before is fixed already.") % {"year": earliest}
            faults.append(Fault("rkpd_year", what, allowed))
        if recommended_cost is None:
            faults.append(Fault("recommended_cost", _("Name the recommended cost.")))
    if outcome == Outcome.TO_REGION and (
        region is None or region.level != Region.Level.REGENCY or region.province_code != proposal.handler.province_code
    ):
        faults.append(Fault("region", _("Choose a kabupaten/kota of this province.")))
    if outcome == Outcome.DEFERRED and (review_on is None or review_on <= clock.today()):
        faults.append(Fault("review_on", _("Name a day to come on which it is looked at again.")))
    if outcome in (Outcome.DEFERRED, Outcome.NOT_RECOMMENDED):
        if not reason.strip():
            faults.append(Fault("reason", _("Say why, so that the proposer understands it.")))
        if not could_change.strip():
            faults.append(Fault("could_change", _("Say what could change the answer.")))
    return faults


@action("proposal.drop_answer", on="proposal", verb="prepare")
def drop_answer(log: Log, *, proposal: Proposal) -> Proposal:
    """Throw away the answer in preparation."""
    found = proposal.answers.filter(published_at=None).first()
    if found is None:
        raise Invalid(_("No answer is in preparation."))
    log.about(found)  # not about the usulan, whose trail the proposer reads
    found.delete()
    return proposal


@action("proposal.publish_answer", on="answer", verb="publish")
def publish_answer(log: Log, *, answer: Answer) -> Answer:
    """The proposer is told; for many together call `publish_answer.many`. By somebody else than who prepared it."""
    if answer.published_at is not None:
        raise Invalid(_("This answer is published already."))
    proposal = answer.proposal
    letter = getattr(proposal, "forwarding", None)
    if answer.outcome == Outcome.TO_CENTRE and letter is None:
        what = _("%(number)s has no covering letter of the head of region.") % {"number": proposal.number}
        raise Invalid(Fault("", what, "", _("Record its number and date first.")))
    given: dict[str, object] = {
        "answer": answer.text,
        "reason": answer.reason,
        "year": answer.rkpd_year,
        "region": answer.region_id,
        "review_on": answer.review_on,
    }
    state = states.PROPOSAL.check(proposal.state, TRANSITIONS[Outcome(answer.outcome)], given)
    log.set(answer, published_at=clock.now(), published_by=str(log.actor)[:200])
    due = {Outcome.DEFERRED: answer.review_on, Outcome.TO_CENTRE: letter.reply_due_on if letter else None}
    passed_on: dict[str, Any] = {}
    if proposal.addressee != Proposal.Addressee.REGION:
        passed_on["addressed_region"] = answer.region if answer.outcome == Outcome.TO_REGION else None
    move(log, proposal, state, words=answer.text, due_on=due.get(Outcome(answer.outcome)), **passed_on)
    log.payload["proposal"] = proposal.pk
    return answer


# --- the central government ------------------------------------------------------------------------------------------


@action("forwarding.record", on="proposal", verb="prepare")
def record_letter(
    log: Log,
    *,
    proposal: Proposal,
    addressee: str,
    letter_number: str,
    letter_date: date,
    signed_by: str,
    paper: Paper | None = None,
) -> Forwarding:
    """The covering letter of the head of region: a usulan reaches the central government with it only."""
    if proposal.state not in (states.PLANNING, states.TO_CENTRE):
        raise Invalid(_("The covering letter is recorded when the answer is prepared."))
    faults = [
        Fault(name, _("This is needed here."))
        for name, text in (("addressee", addressee), ("letter_number", letter_number), ("signed_by", signed_by))
        if not text.strip()
    ]
    faults += _day_faults("letter_date", letter_date)
    if faults:
        raise Invalid(faults)
    assert proposal.handler is not None
    values = {
        "addressee": addressee.strip(),
        "letter_number": letter_number.strip(),
        "letter_date": letter_date,
        "signed_by": signed_by.strip(),
        "paper": paper,
        "reply_due_on": settings.due(states.TO_CENTRE, proposal.handler.code, letter_date),
    }
    found = Forwarding.objects.filter(proposal=proposal).first()
    if found is None:
        return log.create(Forwarding, proposal=proposal, **values)
    if proposal.state == states.PLANNING:  # a letter of an earlier round was answered already
        values |= {"reply_state": Forwarding.Reply.WAITING, "reply": "", "reply_number": "", "reply_date": None}
    log.set(found, **values)
    return found


@action("forwarding.reply", on="proposal", verb="plan")
def record_reply(log: Log, *, proposal: Proposal, accepted: bool, number: str, date: date, text: str) -> Forwarding:
    """What the central government replied. When it declines, its reply is the answer that the proposer reads."""
    letter = Forwarding.objects.filter(proposal=proposal).first()
    if letter is None or proposal.state != states.TO_CENTRE:
        raise Invalid(_("This usulan is not with the central government."))
    faults = [] if number.strip() else [Fault("number", _("This is needed here."))]
    faults += [] if text.strip() else [Fault("text", _("Say what the reply says."))]
    faults += _day_faults("date", date)
    if date and date < letter.letter_date:
        faults.append(Fault("date", _("A reply is not older than the letter.")))
    if faults:
        raise Invalid(faults)
    state = Forwarding.Reply.ACCEPTED if accepted else Forwarding.Reply.DECLINED
    log.set(letter, reply_state=state, reply_number=number.strip(), reply_date=date, reply=text.strip())
    log.payload["proposal"] = proposal.pk
    if not accepted:
        decline(log, proposal, "centre_declines", text.strip())
    return letter


def decline(log: Log, proposal: Proposal, transition: str, text: str) -> None:
    """Whoever it was forwarded to declines: their words become the published answer."""
    target = states.PROPOSAL.check(proposal.state, transition, {"answer": text, "reason": text})
    now = clock.now()
    log.create(
        Answer,
        proposal=proposal,
        outcome=Outcome.NOT_RECOMMENDED,
        text=text,
        reason=text,
        prepared_by=str(log.actor)[:200],
        prepared_by_id=str(log.actor.pk),
        published_by=str(log.actor)[:200],
        published_at=now,
    )
    move(log, proposal, target, words=text)


@action("proposal.region_declines", on="proposal", verb="plan")
def region_declines(log: Log, *, proposal: Proposal, text: str) -> Proposal:
    """The kabupaten/kota it was forwarded to does not take it up, and says why."""
    if not text.strip():
        raise Invalid(Fault("text", _("Say why, so that the proposer understands it.")))
    decline(log, proposal, "region_declines", text.strip())
    return proposal


# --- objections ------------------------------------------------------------------------------------------------------


@action("keberatan.file", on="proposal", verb="object")
def file_objection(log: Log, *, proposal: Proposal, text: str) -> Objection:
    """The proposer asks, once, that an answer is looked at again, within the days that the region sets for it."""
    assert proposal.handler is not None
    if Objection.objects.filter(proposal=proposal).exists():
        raise Invalid(_("An objection was filed already; it can be filed once."))
    if not text.strip():
        raise Invalid(Fault("text", _("Say what was not seen, or what has changed.")))
    code = proposal.handler.code
    until = proposal.state_since + settings.days(settings.OBJECTION, code)
    if clock.today() > until:
        raise Invalid(_("The days for an objection ended on %(day)s.") % {"day": until.strftime("%d-%m-%Y")})
    return log.create(
        Objection,
        proposal=proposal,
        text=text.strip(),
        filed_on=clock.today(),
        filed_by=str(log.actor)[:200],
        due_on=clock.today() + settings.days(settings.DECIDING, code),
    )


@action("keberatan.decide", on="proposal", verb="publish")
def decide_objection(log: Log, *, proposal: Proposal, uphold: bool, answer: str) -> Objection:
    """Upheld: it goes back to the technical review. Declined: the answer stands, for good."""
    found = Objection.objects.filter(proposal=proposal, verdict="").first()
    if found is None:
        raise Invalid(_("No objection waits for a decision."))
    if not answer.strip():
        raise Invalid(Fault("answer", _("Answer the objection in plain words.")))
    verdict = Objection.Verdict.UPHELD if uphold else Objection.Verdict.DECLINED
    log.set(found, verdict=verdict, answer=answer.strip(), decided_by=str(log.actor)[:200], decided_on=clock.today())
    log.payload["proposal"] = proposal.pk
    if uphold:
        target = states.PROPOSAL.check(proposal.state, "reopen", {"reason": answer.strip()})
        move(log, proposal, target, words=answer.strip())
    return found


@action("proposal.reopen", on="proposal", verb="check")
def reopen_proposal(log: Log, *, proposal: Proposal, reason: str) -> Proposal:
    """A deferred usulan is looked at again."""
    if proposal.state != states.DEFERRED:
        raise Invalid(_("Only a deferred usulan is taken up again; against an answer there is the objection."))
    target = states.PROPOSAL.check(proposal.state, "reopen", {"reason": reason.strip()})
    if Objection.objects.filter(proposal=proposal, verdict="").exists():
        raise Invalid(Fault("", _("An objection waits for its decision."), "", _("A leader decides on it first.")))
    move(log, proposal, target, words=reason.strip())
    return proposal


# --- plan and money --------------------------------------------------------------------------------------------------


@action("proposal.enter_rkpd", on="proposal", verb="plan")
def enter_rkpd(
    log: Log, *, proposal: Proposal, document: str, number: str, date: date, year: int, paper: Paper | None = None
) -> PlanFact:
    """It stands in the RKPD: with the regulation that fixed it, and for which year."""
    given = {"number": number.strip(), "date": date, "year": year}
    state = states.PROPOSAL.check(proposal.state, "enter_rkpd", given)
    faults = _day_faults("date", date)
    if date and year not in (date.year, date.year + 1):
        faults.append(Fault("year", _("The RKPD of a year is fixed in the year before, or changed within it.")))
    if date and date < proposal.state_since:
        faults.append(Fault("date", _("This RKPD was fixed before the usulan was answered.")))
    if faults:
        raise Invalid(faults)
    move(log, proposal, state)
    return _fact(log, proposal, PlanFact.Kind.RKPD, document, number, date, year=year, paper=paper)


@action("proposal.budget", on="proposal", verb="plan")
def budget_proposal(
    log: Log,
    *,
    proposal: Proposal,
    document: str,
    number: str,
    date: date,
    year: int,
    amount: int,
    fund_source: FundSource | None = None,
    paper: Paper | None = None,
) -> PlanFact:
    """It stands in a budget: only now is money spoken of, with the document, its number and its day."""
    given = {"number": number.strip(), "date": date, "year": year, "amount": amount}
    state = states.PROPOSAL.check(proposal.state, "budget", given)
    faults = _day_faults("date", date)
    if fund_source is None:
        faults.append(Fault("fund_source", _("Choose the source of the money.")))
    if date and year not in (date.year, date.year + 1):
        faults.append(Fault("year", _("A budget is fixed in the year before, or changed within its year.")))
    if amount is not None and amount <= 0:
        faults.append(Fault("amount", _("Money that was budgeted is more than nothing.")))
    letter = getattr(proposal, "forwarding", None)
    if proposal.state == states.TO_CENTRE and (letter is None or letter.reply_state != Forwarding.Reply.ACCEPTED):
        faults.append(Fault("", _("The central government has not taken it up yet."), "", _("Record its reply first.")))
    if faults:
        raise Invalid(faults)
    move(log, proposal, state)
    more = {"year": year, "amount": amount, "fund_source": fund_source, "paper": paper}
    return _fact(log, proposal, PlanFact.Kind.BUDGET, document, number, date, **more)


@action("proposal.start", on="proposal", verb="plan")
def start_work(log: Log, *, proposal: Proposal, date: date) -> PlanFact:
    return _work(log, proposal, "start", PlanFact.Kind.START, date)


@action("proposal.finish", on="proposal", verb="plan")
def finish_work(log: Log, *, proposal: Proposal, date: date) -> PlanFact:
    return _work(log, proposal, "finish", PlanFact.Kind.FINISH, date)


def _work(log: Log, proposal: Proposal, transition: str, kind: str, day: date) -> PlanFact:
    state = states.PROPOSAL.check(proposal.state, transition, {"date": day})
    faults = _day_faults("date", day)
    before = proposal.plan_facts.exclude(kind=PlanFact.Kind.RKPD).order_by("-date").first()
    if day and before is not None and day < before.date:
        faults.append(Fault("date", _("This lies before what was recorded last.")))
    if faults:
        raise Invalid(faults)
    move(log, proposal, state)
    return _fact(log, proposal, kind, "", "", day)


def _day_faults(name: str, day: date | None) -> list[Fault]:
    """A document that is recorded exists already: its day is known and not to come."""
    if day is None:
        return [Fault(name, _("This is needed here."))]
    if not date(1990, 1, 1) <= day <= clock.today():
        return [Fault(name, _("This day lies in the future, or too far back."))]
    return []


def _fact(log: Log, proposal: Proposal, kind: str, document: str, number: str, day: date, **more: Any) -> PlanFact:
    log.about(proposal)
    return log.create(
        PlanFact,
        proposal=proposal,
        kind=kind,
        document=document.strip(),
        number=number.strip(),
        date=day,
        recorded_by=str(log.actor)[:200],
        **more,
    )
