"""Writes to the calendar of a round: new dates, more time for a region. Called through `assessment.actions` as well."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from smartprovince.assessment import states as life
from smartprovince.assessment.models import Participation, Round
from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.models import Person

from . import calendar, reminders, states
from .models import Extension, Phase

LIMIT = 2_000
FIELD_OF = {Phase.FILL: "fill_until", Phase.OBJECTION: "objection_until"}
OBJECTING = (life.OPEN, life.VERIFYING, life.CLOSED)


@action("round.reschedule", on="round", verb="own")
def reschedule_round(log: Log, *, round: Round, reason: str = "", **dates: date | None) -> Round:
    """Move the dates of a round: only those given. A begun round keeps its first day and needs a reason.

    Raises Invalid with one fault a field. The regions' coordinators are told.
    """
    if unknown := set(dates) - set(calendar.DATES):
        raise TypeError(f"reschedule_round has no {sorted(unknown)}")
    given = {name: dates.get(name, getattr(round, name)) for name in calendar.DATES}
    faults = [Fault(name, _("This date is needed.")) for name in ("opens_on", "closes_on") if given[name] is None]
    faults += calendar.faults_of(given)
    changed = {name for name in calendar.DATES if given[name] != getattr(round, name)}
    if round.state == life.PUBLISHED:
        raise Invalid(_("The round is published; its calendar is over."))
    if round.state != life.DRAFT:
        faults += _faults_of_a_begun_round(round, given, changed, reason)
    if not changed and not faults:
        raise Invalid(_("No date is different from before."))
    if faults:
        raise Invalid(faults)
    log.set(round, **given)
    if reason.strip():
        log.private["reason"] = ("", reason.strip()[:LIMIT])
    if round.state == life.OPEN and "closes_on" in changed:
        reminders.arrange(round)
    return round


def _faults_of_a_begun_round(
    round: Round, given: dict[str, date | None], changed: set[str], reason: str
) -> list[Fault]:
    faults = []
    if "opens_on" in changed:
        faults.append(Fault("opens_on", _("The round has begun; its first day stays.")))
    if "closes_on" in changed:
        closes_on = given["closes_on"]
        if round.state != life.OPEN:
            mend = _("Give single regions more time instead.")
            faults.append(Fault("closes_on", _("The filling has ended; its last day stays."), "", mend))
        elif closes_on is not None and closes_on < clock.today():
            faults.append(Fault("closes_on", _("This day is over already.")))
    if not reason.strip():
        faults.append(Fault("reason", _("Write why the dates are moved. The regions will read that they were.")))
    return faults


# --- more time for one region ----------------------------------------------------------------------------------------


@action("extension.ask", on="participation", verb="send")
def ask_extension(log: Log, *, participation: Participation, phase: str, until: date | None, reason: str) -> Extension:
    """The region asks for more time. Raises Invalid: no such part, a day that is no extension, a request still open."""
    participation = _with_round(participation)
    faults = _extension_faults(participation, phase, until)
    if not reason.strip():
        faults.append(Fault("reason", _("Write why more time is needed.")))
    _refuse(faults, participation, phase)
    return log.create(
        Extension,
        participation=participation,
        phase=phase,
        until=until,
        reason=reason.strip(),
        asked_by=log.actor if isinstance(log.actor, Person) else None,
        by=str(log.actor)[:200],
        **calendar.mark(participation.round),
    )


@action("extension.offer", on="participation", verb="own")
def offer_extension(
    log: Log, *, participation: Participation, phase: str, until: date | None, reason: str
) -> Extension:
    """The owner gives more time without being asked. Raises Invalid as `ask_extension` does."""
    participation = _with_round(participation)
    faults = _extension_faults(participation, phase, until)
    if not reason.strip():
        faults.append(Fault("reason", _("Write why more time is given. The region will read it.")))
    _refuse(faults, participation, phase)
    made = log.create(
        Extension,
        participation=participation,
        phase=phase,
        until=until,
        reason=reason.strip(),
        by=str(log.actor)[:200],
        state=states.GRANTED,
        decision=reason.strip(),
        decided_by=str(log.actor)[:200],
        decided_at=clock.now(),
        **calendar.mark(participation.round),
    )
    _move(log, made)
    return made


@action("extension.grant", on="extension", verb="decide")
def grant_extension(log: Log, *, extension: Extension, decision: str, until: date | None = None) -> Extension:
    """Give the time that was asked for, or up to another day. Raises Invalid for a day that is over by now."""
    state = states.EXTENSION.check(extension.state, "grant", {"decision": decision.strip()})
    extension = _with_participation(extension)
    faults = _extension_faults(extension.participation, extension.phase, until or extension.until)
    if faults:
        raise Invalid(faults)
    log.set(extension, until=until or extension.until)
    _decide(log, extension, state, decision)
    _move(log, extension)
    return extension


@action("extension.refuse", on="extension", verb="decide")
def refuse_extension(log: Log, *, extension: Extension, decision: str) -> Extension:
    """No more time, with the reasons that the region reads."""
    state = states.EXTENSION.check(extension.state, "refuse", {"decision": decision.strip()})
    _decide(log, extension, state, decision)
    return extension


def _decide(log: Log, extension: Extension, state: str, decision: str) -> None:
    log.set(
        extension,
        state=state,
        decision=decision.strip(),
        decided_by=str(log.actor)[:200],
        decided_at=clock.now(),
    )


def _move(log: Log, extension: Extension) -> None:
    """The granted day becomes the region's own."""
    participation = extension.participation
    log.set(participation, **{FIELD_OF[Phase(extension.phase)]: extension.until})
    if extension.phase == Phase.FILL:
        reminders.arrange_for(participation)


def _extension_faults(participation: Participation, phase: str, until: date | None) -> list[Fault]:
    """What keeps a region from getting more time up to a day."""
    if phase not in Phase.values:
        return [Fault("phase", _("Choose a part of the calendar."), ", ".join(str(label) for label in Phase.labels))]
    ends = calendar.present_end(participation, phase)
    if ends is None:
        return [Fault("phase", _("This round has no time for objections."))]
    if problem := _not_open(participation, phase):
        return [Fault("phase", problem)]
    if until is None:
        return [Fault("until", _("Give the day."))]
    if until <= ends:
        what = _("It already runs until %(day)s. Give a later day.")
        return [Fault("until", what % {"day": full_day(ends)})]
    if until < clock.today():
        return [Fault("until", _("This day is over already."))]
    return []


def _not_open(participation: Participation, phase: str) -> str:
    round_state = participation.round.state
    if phase == Phase.OBJECTION:
        return "" if round_state in OBJECTING else _("The round takes no objections now.")
    if round_state not in (life.OPEN, life.VERIFYING):
        return _("The round takes no answers now.")
    if participation.state not in calendar.UNBEGUN:
        return _("The answers are sent; there is nothing to fill in.")
    return ""


def _refuse(faults: list[Fault], participation: Participation, phase: str) -> None:
    if participation.extensions.filter(phase=phase, state=states.ASKED).exists():
        faults.append(Fault("", _("A request of this region is open already. It is decided first.")))
    if faults:
        raise Invalid(faults)


def _with_round(participation: Participation) -> Participation:
    return Participation.objects.select_related("round", "region").get(pk=participation.pk)


def _with_participation(extension: Extension) -> Extension:
    """The participation read afresh and locked, so that two decisions do not pass each other."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related("round", "region")
    extension.participation = rows.get(pk=extension.participation_id)
    return extension
