"""Every write of mentoring: terms, reports, next steps of both sides, and the hand-over when a term ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.core.templatetags.writing import full_day
from smartprovince.movement.models import Cohort
from smartprovince.organisations.actions import grant_membership
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role, roles_given_by
from smartprovince.territory.models import Region

from . import appointments, handover
from .models import FollowUp, HandOver, MentorReport, MentorTerm
from .states import REPORT

MENTORING = SystemActor("mentoring")
SERIES = "BIM"
LONGEST_TERM = timedelta(days=5 * 366)


# --- terms -----------------------------------------------------------------------------------------------------------


@action("mentoring.assign", on="organisation", verb="assign_mentor", system=True)
def assign(
    log: Log,
    *,
    organisation: Organisation,
    mentor: Person,
    region: Region,
    valid_from: date,
    valid_until: date,
    letter_number: str = "",
    letter_date: date | None = None,
    cohort: Cohort | None = None,
) -> MentorTerm:
    """Give a region a mentor for a term, by a letter. The membership that gives the rights runs as long as the term.

    Raises Invalid for a person of an organisation that sends no mentors, and for a term of the same pair that overlaps
    or is still running.
    """
    faults = _faults_of_term(region, valid_from, valid_until, letter_date)
    if not _may_mentor(mentor):
        faults.append(Fault("mentor", _("This person belongs to no organisation that sends mentors.")))
    running = MentorTerm.objects.filter(mentor=mentor, region=region, valid_until__gte=min(valid_from, clock.today()))
    if running.exists():
        faults.append(
            Fault("mentor", _("This mentor already has a term with this region."), "", _("Extend it instead."))
        )
    if faults:
        raise Invalid(faults)
    membership = _membership(log, organisation, mentor, region, valid_from, valid_until)
    term = log.create(
        MentorTerm,
        mentor=mentor,
        membership=membership,
        region=region,
        cohort=cohort,
        valid_from=valid_from,
        valid_until=valid_until,
        letter_number=letter_number.strip(),
        letter_date=letter_date,
        **({"simulated": True} if getattr(mentor, "simulated", False) else {}),
    )
    log.note(region_name=region.full_name)
    appointments.arrange(term)
    return term


def _faults_of_term(region: Region, start: date, end: date, letter_date: date | None) -> list[Fault]:
    faults = []
    if region.level == Region.Level.DISTRICT:
        faults.append(Fault("region", _("A mentor is sent to a province or a kabupaten/kota.")))
    if end < start:
        faults.append(Fault("valid_until", _("The period ends before it begins.")))
    elif end - start > LONGEST_TERM:
        faults.append(Fault("valid_until", _("A term is at most five years."), "", _("Check the year.")))
    if letter_date and letter_date > clock.today():
        faults.append(Fault("letter_date", _("A letter cannot be dated in the future.")))
    return faults


def _may_mentor(person: Person) -> bool:
    return person.is_active and any(Role.MENTOR in roles_given_by(kind) for kind in _kinds(person))


def _kinds(person: Person) -> list[str]:
    return list(person.memberships.in_force(clock.today()).values_list("organisation__kind", flat=True))


def _membership(log: Log, sender: Organisation, mentor: Person, region: Region, start: date, end: date) -> Membership:
    """The membership of a term: in the mentor's own organisation where it may be, else in the one that sends.

    One of an earlier term is taken up again, since a role in a place is held once.
    """
    homes = [m.organisation for m in mentor.memberships.in_force(clock.today()).select_related("organisation__region")]
    fitting = [home for home in homes if _may_send(home, region)]
    home = fitting[0] if fitting else sender
    known = Membership.objects.filter(
        person=mentor, organisation=home, role=Role.MENTOR, region=region, dimension="", round_id=None, event_id=None
    ).first()
    if known is None:
        return grant_membership(
            actor=MENTORING, acting_for=log.acting_for, organisation=home, person=mentor, role=Role.MENTOR,
            region=region, valid_from=start, valid_until=end,
        )  # fmt: skip
    return set_membership(
        actor=MENTORING, acting_for=log.acting_for, membership=known, valid_from=start, valid_until=end
    )


def _may_send(home: Organisation, region: Region) -> bool:
    inside = home.region is None or f"{region.code}.".startswith(f"{home.region.code}.")
    return inside and Role.MENTOR in roles_given_by(home.kind)


@action("mentoring.extend", on="term", verb="assign")
def extend(log: Log, *, term: MentorTerm, valid_until: date, reason: str = "") -> MentorTerm:
    """Let a running term last longer."""
    _must_run(term)
    if valid_until <= term.valid_until:
        day = full_day(term.valid_until)
        raise Invalid(Fault("valid_until", _("The term already lasts until %(day)s.") % {"day": day}))
    if valid_until - term.valid_from > LONGEST_TERM:
        raise Invalid(Fault("valid_until", _("A term is at most five years."), "", _("Check the year.")))
    log.set(term, valid_until=valid_until)
    _set_end(log, term, valid_until)
    if reason.strip():
        log.private["reason"] = ("", reason.strip())
    appointments.arrange(term)
    return term


@action("mentoring.end", on="term", verb="assign")
def end(log: Log, *, term: MentorTerm, reason: str, last_day: date | None = None) -> MentorTerm:
    """End a term early. The mentor's rights end with it, and the hand-over is made at once."""
    _must_run(term)
    day = last_day or clock.today() - timedelta(days=1)
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why the term ends.")))
    if day > clock.today() or day > term.valid_until:
        raise Invalid(Fault("last_day", _("The last day is today at most, and not after the term.")))
    close(log, term, day)
    log.private["reason"] = ("", reason.strip())
    return term


def _must_run(term: MentorTerm) -> None:
    if HandOver.objects.filter(term=term).exists():
        raise Invalid(Fault("", _("This term has ended and was handed over. Assign a new one.")))


def close(log: Log, term: MentorTerm, last_day: date) -> HandOver:
    """The term and its membership end on a day, and what is known is handed over. For actions of this room."""
    log.set(term, valid_until=last_day, valid_from=min(term.valid_from, last_day))
    _set_end(log, term, last_day)
    return hand_over(actor=MENTORING, acting_for=log.acting_for, term=term)


def _set_end(log: Log, term: MentorTerm, day: date) -> None:
    """The membership of a term ends when the term does."""
    membership = Membership.objects.select_for_update().get(pk=term.membership_id)
    if membership.valid_until != day:
        start = min(membership.valid_from, day) if membership.valid_from else None
        set_membership(
            actor=MENTORING, acting_for=log.acting_for, membership=membership, valid_from=start, valid_until=day
        )


@action("mentoring.set_membership", system=True)
def set_membership(log: Log, *, membership: Membership, valid_from: date | None, valid_until: date) -> Membership:
    """From when until when a mentor's rights run; inside the action on the term only."""
    log.about(membership)
    log.set(membership, valid_from=valid_from, valid_until=valid_until)
    return membership


@action("mentoring.hand_over", on="term", verb="assign", system=True)
def hand_over(log: Log, *, term: MentorTerm) -> HandOver:
    """Freeze what a mentor leaves behind. Made once for a term."""
    known = HandOver.objects.filter(term=term).first()
    if known is not None:
        return known
    made = log.create(
        HandOver,
        term=term,
        region=term.region,
        made_on=clock.today(),
        content=handover.content_of(term),
        simulated=term.simulated,
    )
    log.note(region_name=term.region.full_name)
    return made


@action("mentoring.term_ran_out", on="term", verb="assign", system=True)
def ran_out(log: Log, *, term: MentorTerm, last_day: date | None = None) -> MentorTerm:
    """The term is over by date, or an administrator ended its membership: close it and hand over when the day comes."""
    day = last_day or term.valid_until
    if HandOver.objects.filter(term=term).exists():
        return term
    if day < clock.today():
        close(log, term, day)
    else:
        log.set(term, valid_until=day)
        appointments.arrange(term)
    return term


# --- reports ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A next step as it is typed in a report; `key` names one that is there, `remove` takes it out."""

    side: str
    text: str
    due_on: date | None
    key: int | None = None
    remove: bool = False


@action("report.write", on="term", verb="write_report")
def write_report(
    log: Log,
    *,
    term: MentorTerm,
    kind: str,
    held_on: date,
    authors: str,
    participants: str = "",
    topics: str = "",
    recommendations: str = "",
    steps: Sequence[NextStep] = (),
) -> MentorReport:
    """Begin the report of a visit, a call or a review, as a draft with its number."""
    texts = _texts(authors, participants, topics, recommendations)
    _check_report(term, held_on, texts, steps)
    report = log.create(
        MentorReport,
        term=term,
        region=term.region,
        number=next_number(SERIES, clock.today().year),
        kind=kind,
        held_on=held_on,
        **texts,
        **({"simulated": True} if term.simulated else {}),
    )
    _keep_steps(log, report, steps)
    return report


@action("report.change", on="report")
def change_report(
    log: Log,
    *,
    report: MentorReport,
    kind: str,
    held_on: date,
    authors: str,
    participants: str = "",
    topics: str = "",
    recommendations: str = "",
    steps: Sequence[NextStep] = (),
) -> MentorReport:
    """Go on with a draft, or mend a report that was sent back."""
    REPORT.check(report.state, "change")
    texts = _texts(authors, participants, topics, recommendations)
    _check_report(report.term, held_on, texts, steps)
    log.set(report, kind=kind, held_on=held_on, **texts)
    _keep_steps(log, report, steps)
    return report


def _texts(authors: str, participants: str, topics: str, recommendations: str) -> dict[str, str]:
    return {
        "authors": authors.strip(),
        "participants": participants.strip(),
        "topics": topics.strip(),
        "recommendations": recommendations.strip(),
    }


def _check_report(term: MentorTerm, held_on: date, texts: dict[str, str], steps: Sequence[NextStep]) -> None:
    faults = []
    if held_on > clock.today():
        faults.append(Fault("held_on", _("This day lies in the future; a report tells what has happened.")))
    elif not term.valid_from <= held_on <= term.valid_until:
        days = {"first": full_day(term.valid_from), "last": full_day(term.valid_until)}
        faults.append(Fault("held_on", _("This day lies outside the term, %(first)s to %(last)s.") % days))
    if not texts["authors"]:
        faults.append(Fault("authors", _("Name at least one author.")))
    for number, step in enumerate(steps, start=1):
        if step.remove:
            continue
        where = {"n": number}
        if step.side not in FollowUp.Side:
            faults.append(Fault("steps", _("Step %(n)d: say whose step it is.") % where))
        if not step.text.strip():
            faults.append(Fault("steps", _("Step %(n)d: say what is to be done.") % where))
        if step.due_on is None:
            faults.append(Fault("steps", _("Step %(n)d: say until when.") % where))
        elif step.due_on < held_on:
            faults.append(Fault("steps", _("Step %(n)d is due before the visit.") % where))
    if faults:
        raise Invalid(faults)


def _keep_steps(log: Log, report: MentorReport, steps: Sequence[NextStep]) -> None:
    """Steps as typed; a step of another report is never touched."""
    known = {step.pk: step for step in report.follow_ups.all()}
    removed = []
    for step in steps:
        row = known.get(step.key) if step.key else None
        if step.key and row is None:
            raise Invalid(Fault("steps", _("A step is gone in the meantime. Open the report again.")))
        if row is None and not step.remove:
            change_step(actor=MENTORING, report=report, side=step.side, text=step.text, due_on=step.due_on)
        elif row is not None and step.remove:
            removed.append(row.pk)
            row.delete()
        elif row is not None:
            change_step(
                actor=MENTORING, report=report, follow_up=row, side=step.side, text=step.text, due_on=step.due_on
            )
    if removed:
        log.note(steps_removed=removed)


@action("follow_up.keep", system=True)
def change_step(
    log: Log,
    *,
    report: MentorReport,
    side: str,
    text: str,
    due_on: date | None,
    follow_up: FollowUp | None = None,
) -> FollowUp:
    """A step of a report that is being written; inside the report's own action only."""
    values = {"side": side, "text": text.strip(), "due_on": due_on}
    if follow_up is None:
        return log.create(FollowUp, report=report, simulated=report.simulated, **values)
    log.set(follow_up, **values)
    return follow_up


@action("report.send", on="report")
def send_report(log: Log, *, report: MentorReport) -> MentorReport:
    """Hand the report to the programme. The region reads it from now on."""
    given = {"topics": report.topics, "recommendations": report.recommendations}
    target = REPORT.check(report.state, "send", dict(given))
    log.set(report, state=target, sent_at=clock.now(), return_reason="")
    return report


@action("report.return", on="report", verb="decide")
def return_report(log: Log, *, report: MentorReport, reason: str) -> MentorReport:
    """Send the report back to its mentor with what is to be mended."""
    target = REPORT.check(report.state, "return", {"reason": reason.strip()})
    _decide(log, report, target, return_reason=reason.strip())
    return report


@action("report.approve", on="report", verb="decide")
def approve_report(log: Log, *, report: MentorReport) -> MentorReport:
    """The programme takes the report as it is."""
    target = REPORT.check(report.state, "approve")
    _decide(log, report, target)
    return report


def _decide(log: Log, report: MentorReport, target: str, **more: Any) -> None:
    log.set(report, state=target, decided_by=str(log.actor)[:200], decided_at=clock.now(), **more)


# --- next steps ------------------------------------------------------------------------------------------------------


@action("follow_up.done", on="follow_up", verb="follow")
def finish_step(log: Log, *, follow_up: FollowUp, done_on: date, done_note: str) -> FollowUp:
    """A side says that its step is done, when, and what was done."""
    faults = []
    if follow_up.done_on is not None:
        faults.append(Fault("", _("This step is done already.")))
    if done_on > clock.today():
        faults.append(Fault("done_on", _("This day lies in the future.")))
    elif done_on < follow_up.report.held_on:
        faults.append(Fault("done_on", _("This day lies before the visit it came out of.")))
    if not done_note.strip():
        faults.append(Fault("done_note", _("Say what was done.")))
    if faults:
        raise Invalid(faults)
    log.set(follow_up, done_on=done_on, done_note=done_note.strip(), done_by=str(log.actor)[:200])
    return follow_up


@action("follow_up.reopen", on="follow_up", verb="follow")
def reopen_step(log: Log, *, follow_up: FollowUp, reason: str) -> FollowUp:
    """A step that was not done after all is open again; what was said before stays in the trail."""
    if follow_up.done_on is None:
        raise Invalid(Fault("", _("This step is open.")))
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why the step is open again.")))
    log.set(follow_up, done_on=None, done_note="", done_by="")
    log.private["reason"] = ("", reason.strip())
    return follow_up
