"""Every write to an event itself: preparing, announcing, moving, closing and calling it off.

What belongs to one stands beside this: `preparing` (agenda, groups, papers, homework), `inviting` (organisations and
the desk), `registering` (people), `feeding` (calendars), and the package `desk` (its day and its report).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import mailing, queries, registering, states, zones
from .models import Event, Registration

SERIES = "KGT"
WHEN_AND_WHERE = ("starts_at", "ends_at", "zone", "mode", "venue", "region")
LONGEST = timedelta(days=60)


@action("event.create", on="organiser", verb="hold_event", system=True)
def create_event(
    log: Log,
    *,
    organiser: Organisation,
    region: Region,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "",
    **fields: Any,
) -> Event:
    """Prepare an event. Times without a zone are those of the clock on the wall of `zone` (else of the region)."""
    values = fields | {
        "region": region,
        "zone": zone or region.zone or "WIB",
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    values = _in_utc(values)
    faults = _place_faults(organiser, region) + _time_faults(values)
    if faults:
        raise Invalid(faults)
    year = zones.day_of(values["starts_at"], values["zone"]).year
    return log.create(
        Event, number=next_number(SERIES, year), organiser=organiser, kind=kind, title=title.strip(), **values
    )


@action("event.change", on="event", system=True)
def change_event(log: Log, *, event: Event, **fields: Any) -> Event:
    """Change what is known of an event. Once it is announced, its time and place change by `move_event` only."""
    values = _in_utc({"zone": event.zone} | fields)
    if event.state in (Event.State.REPORTED, Event.State.CANCELLED):
        raise Invalid(_("What is reported or cancelled stays as it is."))
    moved = [name for name in WHEN_AND_WHERE if name in values and values[name] != getattr(event, name)]
    if moved and event.state != Event.State.DRAFT:
        raise Invalid(Fault(moved[0], _("It is announced: move it, so that everybody hears of it.")))
    now = {name: getattr(event, name) for name in (*WHEN_AND_WHERE, "capacity", "registration_until")} | values
    faults = _place_faults(event.organiser, now["region"]) + _time_faults(now)
    registered = Registration.objects.filter(event=event, state=Registration.State.REGISTERED).count()
    if (capacity := now["capacity"]) is not None and capacity < registered:
        said = _("%(n)d people are registered already; fewer places would send some of them away.")
        faults.append(Fault("capacity", said % {"n": registered}, "", _("Let people drop out first.")))
    if faults:
        raise Invalid(faults)
    log.set(event, **values)
    registering.fill_places(event)
    return event


def _in_utc(values: dict[str, Any]) -> dict[str, Any]:
    moments = {name: values[name] for name in ("starts_at", "ends_at", "registration_until") if values.get(name)}
    return values | {name: zones.utc(moment, values["zone"]) for name, moment in moments.items()}


def _place_faults(organiser: Organisation, region: Region) -> list[Fault]:
    """A government holds events in its own region; the ministry anywhere."""
    home = organiser.region
    if home is None or region.code == home.code or region.code.startswith(f"{home.code}."):
        return []
    return [Fault("region", _("The place lies outside the organiser's own region."), home.full_name)]


def _time_faults(values: dict[str, Any]) -> list[Fault]:
    faults = []
    start, end = values["starts_at"], values["ends_at"]
    if end <= start:
        faults.append(Fault("ends_at", _("It ends before it begins.")))
    elif end - start > LONGEST:
        faults.append(Fault("ends_at", _("It lasts longer than two months."), "", _("Enter each session by itself.")))
    if (until := values.get("registration_until")) and until > start:
        faults.append(Fault("registration_until", _("Registration ends when the event begins, or before.")))
    if values.get("capacity") == 0:
        faults.append(Fault("capacity", _("Leave it empty when there is no limit.")))
    if values.get("mode", Event.Mode.ON_SITE) != Event.Mode.ON_LINE and not str(values.get("venue") or "").strip():
        faults.append(Fault("venue", _("Say where it is.")))
    return faults


# --- its life --------------------------------------------------------------------------------------------------------


def life(event: Event) -> list[str]:
    """What its editors can do with it now, the most likely thing first."""
    S = Event.State
    if event.state == S.DRAFT:
        return ["record" if event.ends_at <= zones.now() else "open", "cancel"]
    if event.state == S.OPEN:
        begun = zones.day_of(event.starts_at, event.zone) <= clock.today(event.zone)
        if event.ends_at <= zones.now():
            return ["close", "move", "cancel"]
        return ["move", "close", "cancel"] if begun else ["move", "cancel"]
    return ["report", "reopen"] if event.state == S.CLOSED else ["report"] if event.state == S.REPORTED else []


@action("event.open", on="event", system=True)
def open_event(log: Log, *, event: Event) -> Event:
    """Announce it: it stands in the lists of those it concerns, and registration begins."""
    state = states.EVENT.check(event.state, "open")
    if event.ends_at <= zones.now() and not getattr(log.actor, "is_system", False):
        raise Invalid(Fault("ends_at", _("It is over already. Correct its time first.")))
    log.set(event, state=state)
    return event


@action("event.record", on="event", system=True)
def record_past_event(log: Log, *, event: Event) -> Event:
    """Announce an event that is over, so that its lists and its report can be entered afterwards."""
    if event.ends_at > zones.now():
        raise Invalid(Fault("ends_at", _("It is not over yet. Announce it.")))
    log.set(event, state=states.EVENT.check(event.state, "open"))
    return event


@action("event.close", on="event", system=True)
def close_event(log: Log, *, event: Event) -> Event:
    """It was held: nobody registers any more, the report can be written."""
    state = states.EVENT.check(event.state, "close")
    if zones.day_of(event.starts_at, event.zone) > clock.today(event.zone):
        raise Invalid(_("It has not begun yet. It can be moved or cancelled."))
    log.set(event, state=state, closed_at=clock.now())
    return event


@action("event.reopen", on="event")
def reopen_event(log: Log, *, event: Event, reason: str) -> Event:
    """Closed too early: open it again, and say why."""
    log.set(event, state=states.EVENT.check(event.state, "reopen", {"reason": reason.strip()}), closed_at=None)
    log.note(reason=reason.strip())
    return event


@action("event.cancel", on="event")
def cancel_event(log: Log, *, event: Event, reason: str) -> Event:
    """Call it off. Everybody who registered hears of it and why; calendars strike it out.

    A draft that is dropped keeps its sequence at 0: nobody but its editors ever learns of it.
    """
    state = states.EVENT.check(event.state, "cancel", {"reason": reason.strip()})
    if Registration.objects.filter(event=event, attended_on__isnull=False).exists():
        raise Invalid(_("People came: it was held. Close it instead."))
    announced = event.state == Event.State.OPEN
    log.set(event, state=state, sequence=event.sequence + announced, moved_reason=reason.strip())
    if announced:
        mailing.tell_it_is_off(event, queries.with_registrations(event), reason.strip())
    return event


@action("event.move", on="event")
def move_event(
    log: Log,
    *,
    event: Event,
    reason: str,
    starts_at: datetime,
    ends_at: datetime,
    zone: str = "",
    mode: str = "",
    venue: str | None = None,
) -> Event:
    """Another time or place after it was announced. Calendars follow, and everybody who registered hears why."""
    if event.state != Event.State.OPEN:
        raise Invalid(_("Only an announced event is moved. Before, it is simply changed."))
    values: dict[str, Any] = _in_utc(
        {
            "zone": zone or event.zone,
            "mode": mode or event.mode,
            "venue": event.venue if venue is None else venue.strip(),
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
    )
    faults = _time_faults(values)
    if not reason.strip():
        faults.append(Fault("reason", _("Say why; everybody who registered reads it.")))
    if all(values[name] == getattr(event, name) for name in values):
        faults.append(Fault("starts_at", _("Neither time nor place has changed.")))
    if values["ends_at"] <= zones.now():
        faults.append(Fault("ends_at", _("This time is over already.")))
    if faults:
        raise Invalid(faults)
    by = values["starts_at"] - event.starts_at
    if event.registration_until:
        values["registration_until"] = min(event.registration_until, values["starts_at"])
    log.set(event, **values, sequence=event.sequence + 1, moved_reason=reason.strip())
    if by:
        for item in event.agenda.all():
            log.set(item, starts_at=item.starts_at + by)
    mailing.tell_of_a_move(event, queries.with_registrations(event))
    return event


@action("event.minutes", on="event", system=True)
def set_minutes(log: Log, *, event: Event, paper: Paper | None) -> Event:
    """The paper that says what was agreed (*notulen*, *berita acara*)."""
    if event.state == Event.State.CANCELLED:
        raise Invalid(_("This event is cancelled."))
    if paper is not None:
        paper = own_paper(log.actor, event, paper)
        point_at(actor=log.actor, paper=paper, thing=event, label=event.title)
    log.set(event, minutes=paper)
    return event


def own_paper(actor: Any, event: Event, paper: Paper) -> Paper:
    """The paper again, if somebody may see it and it belongs to the organiser's region. Raises Invalid."""
    if getattr(actor, "is_system", False):
        return paper
    access.allow(actor, "view", paper)
    if not queries.papers_for(actor, event).filter(pk=paper.pk).exists():
        raise Invalid(Fault("paper", _("This paper belongs to another region or is withdrawn.")))
    return paper
