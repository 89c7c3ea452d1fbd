"""Writes of reporting: the calendar of periods, and a report on its way from draft to approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action, plain
from smartprovince.core.errors import Fault, Invalid, NotFound
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.portfolio.programmes import states as programme_states
from smartprovince.portfolio.programmes.models import Programme
from smartprovince.portfolio.registers.fields import FIRST_YEAR, LAST_YEAR
from smartprovince.territory.models import Region

from . import checks, states
from .models import Period, Reached, Spend, Update

DAYS_TO_LOCK = 20


def proposed_dates(year: int, quarter: int) -> tuple[date, date]:
    """The first day after the quarter, and twenty days later."""
    opens = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return opens, opens + timedelta(days=DAYS_TO_LOCK)


@action("period.open_year", on="province", verb="open_periods", system=True)
def open_year(log: Log, *, province: Region, year: int) -> Period:
    """Four quarters of a year, with proposed dates. The first of them; a second time nothing is made."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(Fault("year", _("A year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}))
    there = {each.quarter: each for each in Period.objects.filter(province=province, year=year)}
    for quarter in sorted({1, 2, 3, 4} - there.keys()):
        opens, locks = proposed_dates(year, quarter)
        there[quarter] = log.create(
            Period, province=province, year=year, quarter=quarter, opens_on=opens, locks_on=locks
        )
    log.about(there[1])
    return there[1]


@action("period.change", on="period", system=True)
def change_period(log: Log, *, period: Period, opens_on: date, locks_on: date) -> Period:
    """Move its days, as long as it is not locked."""
    if period.is_locked:
        raise Invalid(_("%(period)s is locked since %(day)s.") % _since(period))
    if locks_on <= opens_on:
        raise Invalid(Fault("locks_on", _("It locks after it opens.")))
    if locks_on < clock.today():
        raise Invalid(Fault("locks_on", _("This day has passed.")))
    log.set(period, opens_on=opens_on, locks_on=locks_on)
    return period


def _since(period: Period) -> dict[str, str]:
    return {"period": str(period), "day": full_day(period.locks_on + timedelta(days=1))}


# --- reporting -------------------------------------------------------------------------------------------------------


@action("update.begin", on="programme", verb="report", system=True)
def begin_update(log: Log, *, programme: Programme, period: Period) -> Update:
    """A draft for a period that is open; the one that is there when somebody has begun already."""
    if period.province.code != programme.region.province_code:
        raise Invalid(Fault("period", _("This period belongs to another province.")))
    if period.year not in programme.years:
        raise Invalid(_("The programme does not run in %(year)d.") % {"year": period.year})
    if programme.archived_at or programme.state == programme_states.STOPPED:
        raise Invalid(_("The programme is stopped or put away; there is nothing to report."))
    there = Update.objects.filter(programme=programme, period=period).first()
    if there is None:
        _must_be_open(period)
        there = log.create(Update, programme=programme, period=period)
    log.about(there)
    return there


@action("update.save", on="update", system=True)
def save_update(
    log: Log,
    *,
    update: Update,
    story: str = "",
    obstacles: str = "",
    physical: Decimal | None = None,
    values: Mapping[int, Decimal | None] | None = None,
    spends: Mapping[int, int | None] | None = None,
) -> Update:
    """Keep the draft as typed. `values` by indicator, `spends` by budget line; None takes one away.

    Only what cannot be at all is refused here; the rest is checked when it is sent.
    """
    states.UPDATE.check(update.state, "save")
    _must_be_writable(update)
    values, spends = values or {}, spends or {}
    if faults := checks.faults_of_typed(update, physical, values, spends):
        raise Invalid(faults)
    before = update.version
    log.set(update, story=story, obstacles=obstacles, physical=physical)
    changed = _keep(log, Reached, update, "indicator", "value", values)
    changed |= _keep(log, Spend, update, "line", "amount", spends)
    if changed and update.version == before:
        log.stamp(update, version=before + 1)
    return update


def _keep(log: Log, model: Any, update: Update, key: str, field: str, given: Mapping[int, Any]) -> bool:
    stored = {getattr(row, f"{key}_id"): row for row in model.objects.filter(update=update)}
    told: dict[str, list[Any]] = {}
    for pk, value in given.items():
        row = stored.get(pk)
        before = getattr(row, field) if row else None
        if before == value:
            continue
        told[str(pk)] = [plain(before), plain(value)]
        if value is None and row is not None:
            row.delete()
        elif row is not None:
            model.objects.filter(pk=row.pk).update(**{field: value})
        else:
            model.objects.create(**{"update": update, f"{key}_id": pk, field: value})
    if told:
        log.changes[model._meta.model_name] = [None, told]
    return bool(told)


@action("update.send", on="update", system=True)
def send_update(log: Log, *, update: Update) -> Update:
    """Hand it to a coordinator or planner. All that is wrong is said at once; the draft stays as it is."""
    state = states.UPDATE.check(update.state, "send")
    _must_be_writable(update)
    if faults := checks.faults_of_report(update):
        raise Invalid(faults)
    log.set(update, state=state)
    log.stamp(update, sent_by=str(log.actor)[:200], sent_by_id=str(log.actor.pk or ""), sent_at=clock.now())
    return update


@action("update.return", on="update", verb="approve", system=True)
def return_update(log: Log, *, update: Update, reason: str) -> Update:
    """Give it back with a reason. It can be mended and sent again even when its period has locked in between."""
    state = states.UPDATE.check(update.state, "return", {"reason": reason.strip()})
    log.set(update, state=state, return_reason=reason.strip())
    log.stamp(update, decided_by=str(log.actor)[:200], decided_at=clock.now())
    return update


@action("update.approve", on="update", verb="approve", system=True)
def approve_update(log: Log, *, update: Update) -> Update:
    """From now on its values count. What was approved in between is looked at once more."""
    state = states.UPDATE.check(update.state, "approve")
    if faults := checks.faults_of_course(update):
        raise Invalid(faults)
    log.set(update, state=state, return_reason="")
    log.stamp(update, decided_by=str(log.actor)[:200], decided_at=clock.now())
    return update


# --- papers ----------------------------------------------------------------------------------------------------------


@action("update.attach_paper", on="update", system=True)
def attach_paper(log: Log, *, update: Update, paper: Paper) -> Update:
    """Prove a report with a paper of the region that is kept already."""
    states.UPDATE.check(update.state, "save")
    if paper.withdrawn_at is not None or paper.region_id != update.programme.region_id:
        raise Invalid(Fault("paper", _("Choose a paper of the own region that is in use.")))
    label = f"{update.programme.number}, {update.period}"
    point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=update, label=label)
    log.about(update)
    log.note(paper=paper.pk)
    return update


@action("update.detach_paper", on="update", system=True)
def detach_paper(log: Log, *, update: Update, paper: Paper) -> Update:
    """Stop pointing at a paper; the paper stays where it is kept."""
    states.UPDATE.check(update.state, "save")
    uses = PaperUse.objects.filter(paper=paper, object_type=type_name(update), object_id=str(update.pk))
    if not uses.delete()[0]:
        raise NotFound(_("This report does not point at that paper."))
    log.about(update)
    log.note(no_longer=paper.title)
    return update


# --- the lock --------------------------------------------------------------------------------------------------------


def _must_be_open(period: Period) -> None:
    if period.is_locked:
        raise Invalid(_("%(period)s is locked since %(day)s.") % _since(period))
    if not period.is_open:
        said = _("%(period)s opens on %(day)s.")
        raise Invalid(said % {"period": str(period), "day": full_day(period.opens_on)})


def _must_be_writable(update: Update) -> None:
    """What was sent in time and came back may be mended after the lock; a draft that was never sent may not."""
    if update.state == states.RETURNED:
        return
    if update.period.is_locked:
        said = _("%(period)s is locked since %(day)s. The draft is kept, but it can no longer be changed or sent.")
        raise Invalid(said % _since(update.period))
    _must_be_open(update.period)
