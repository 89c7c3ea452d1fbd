"""Every write of the desk on the day: who came, a mistake taken back, and the paper list entered afterwards.

A check-in is counted once a day, however often and from wherever it is sent: the row of the registration is locked,
and the constraint of the table speaks last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.outreach import zones
from smartprovince.outreach.models import Certificate, CheckIn, Event, Registration
from smartprovince.outreach.registering import register
from smartprovince.territory.models import Region

from . import timing

W, S = CheckIn.Way, Registration.State
MOST_AT_ONCE = 500


class AlreadyIn(Invalid):
    """Not a fault: the person was counted before, on the same day."""

    def __init__(self, check_in: CheckIn) -> None:
        self.check_in = check_in
        super().__init__(_("Already checked in."))


@action("registration.check_in", on="registration", verb="desk")
def check_in(
    log: Log, *, registration: Registration, way: str, moment: timing.Moment, was_off_line: bool = False
) -> CheckIn:
    """Count somebody as present on a day. Raises AlreadyIn when they are counted there; Invalid when they may not."""
    event = registration.event
    _refuse_who_is_not_coming(registration)
    _refuse_wrong_time(event, way, moment.day, late_allowed=was_off_line or way == W.PAPER)
    earlier = CheckIn.objects.filter(registration=registration, day=moment.day).first()
    if earlier is not None:
        raise AlreadyIn(earlier)
    first = min(moment.day, registration.attended_on or moment.day)
    log.about(registration)
    log.set(registration, attended_on=first)
    log.note(day=moment.day, way=way, was_off_line=was_off_line, clock_was_wrong=moment.clock_was_wrong)
    return log.create(
        CheckIn,
        registration=registration,
        day=moment.day,
        at=moment.at,
        device_at=moment.device_at,
        clock_was_wrong=moment.clock_was_wrong,
        way=way,
        was_off_line=was_off_line,
        by=str(log.actor)[:200],
    )


def _refuse_who_is_not_coming(registration: Registration) -> None:
    said = {
        S.WAITING: _("This person is on the waiting list and has no place yet."),
        S.DROPPED: _("This ticket was given back. Register the person at the desk."),
        S.ERASED: _("This ticket is no longer valid: its data was erased."),
    }
    if registration.state != S.REGISTERED:
        raise Invalid(said[S(registration.state)])


def _refuse_wrong_time(event: Event, way: str, day: date, *, late_allowed: bool) -> None:
    allowed = (Event.State.OPEN, Event.State.CLOSED) if late_allowed else (Event.State.OPEN,)
    if event.state not in allowed:
        raise Invalid(_("The desk of this event is not open: %(state)s.") % {"state": event.get_state_display()})
    days = timing.days_of(event)
    if day not in days or clock.today(event.zone) < days[0]:
        first, last = full_day(days[0]), full_day(days[-1])
        when = first if first == last else f"{first} – {last}"
        raise Invalid(Fault("day", _("People check in on the days of the event: %(when)s.") % {"when": when}))


@action("registration.undo_check_in", on="registration", verb="desk")
def undo_check_in(log: Log, *, registration: Registration, day: date) -> Registration:
    """Take back a check-in that was a mistake: one of today, or one that was entered today. The trail keeps it."""
    found = CheckIn.objects.filter(registration=registration, day=day).first()
    if found is None:
        raise Invalid(_("There is no such check-in (any more)."))
    event = registration.event
    entered_today = zones.day_of(found.received_at, event.zone) == zones.day_of(clock.now(), event.zone)
    if day != clock.today(event.zone) and not entered_today:
        raise Invalid(_("Only a check-in of today can be taken back."))
    if event.state not in (Event.State.OPEN, Event.State.CLOSED):
        raise Invalid(_("The report is written; the list is closed."))
    if Certificate.objects.filter(registration=registration, revoked_at=None).exists():
        raise Invalid(_("This person has a certificate. Revoke it first."))
    log.about(registration)
    log.note(undone_day=day, undone_way=found.way, undone_at=found.at, undone_by=found.by)
    found.delete()
    rest = CheckIn.objects.filter(registration=registration).order_by("day").first()
    log.set(registration, attended_on=rest.day if rest else None)
    return registration


# --- the paper list --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Newcomer:
    """Somebody who stands on the paper list and was not registered."""

    name: str
    organisation_name: str = ""


@dataclass(frozen=True)
class Entered:
    """What a paper list brought: counted now, counted before, registered from it."""

    new: int
    already: int
    newcomers: int


@action("event.enter_paper_list", on="event", verb="desk")
def enter_paper_list(
    log: Log,
    *,
    event: Event,
    day: date,
    numbers: Sequence[int] = (),
    newcomers: Sequence[Newcomer] = (),
    region: Region | None = None,
) -> Entered:
    """Enter a list that was kept on paper, all of it or nothing. Who is in already is counted once."""
    if not numbers and not newcomers:
        raise Invalid(Fault("numbers", _("Tick somebody, type numbers, or write a name.")))
    if len(numbers) + len(newcomers) > MOST_AT_ONCE:
        raise Invalid(Fault("numbers", _("At most %(n)d people at once.") % {"n": MOST_AT_ONCE}))
    moment = timing.on_paper(event, day)
    found = {each.number: each for each in Registration.objects.filter(event=event, number__in=numbers)}
    faults = [Fault("numbers", _("Number %(n)d is not on the list.") % {"n": n}) for n in numbers if n not in found]
    for number, registration in found.items():
        try:
            _refuse_who_is_not_coming(registration)
        except Invalid as error:
            faults.append(Fault("numbers", f"{number}: {error.faults[0].what}"))
    if faults:
        raise Invalid(faults)
    rows = [found[number] for number in dict.fromkeys(numbers)]
    for each in newcomers:
        made = register(
            actor=log.actor,
            acting_for=log.acting_for,
            event=event,
            name=each.name,
            organisation_name=each.organisation_name,
            came_by=Registration.Source.PAPER,
            region=region,
        )
        rows.append(made.registration)
    counted = CheckIn.objects.filter(registration__event=event, day=day)
    before = set(counted.values_list("registration", flat=True))
    new = [row for row in rows if row.pk not in before]
    for row in new:
        check_in(actor=log.actor, acting_for=log.acting_for, registration=row, way=W.PAPER, moment=moment)
    log.note(day=day, entered=len(new))
    return Entered(len(new), len(rows) - len(new), len(newcomers))


def numbers_in(text: str) -> list[int]:
    """`1-25, 31` → the numbers, in order, each once. Raises Invalid for what is neither a number nor a range."""
    numbers: dict[int, None] = {}
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not match or last < first or last - first > MOST_AT_ONCE:
            raise Invalid(
                Fault("numbers", _("“%(part)s” is no number.") % {"part": part[:30]}, "", _("For example: 1-25, 31"))
            )
        numbers |= dict.fromkeys(range(first, last + 1))
    return list(numbers)


def newcomers_in(text: str) -> list[Newcomer]:
    """One person a line: name; organisation."""
    found = []
    for line in text.splitlines():
        name, _semicolon, organisation = line.partition(";")
        if name.strip():
            found.append(Newcomer(name.strip()[:150], organisation.strip()[:200]))
    return found
