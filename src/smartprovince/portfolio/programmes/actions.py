"""Writes of a programme's parts. Its facts are an entry's, see `registers.actions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action, plain
from smartprovince.core.errors import Fault, Invalid
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.models import Application, Innovation, Problem

from . import checks, states
from .checks import at
from .models import BudgetLine, Indicator, Milestone, Partner, Programme, Risk, Target

type Row = Mapping[str, Any]
type Rows = Sequence[Row]


@action("programme.set_indicators", on="programme", system=True)
def set_indicators(log: Log, *, programme: Programme, rows: Rows) -> Programme:
    """The result chain as it should stand: each row an indicator with its yearly `targets` (year → value)."""
    _refuse(programme, checks.faults_of_indicators(programme, rows))
    names = ("level", "name", "unit", "group", "measure", "direction", "baseline", "baseline_year", "node_code")
    kept = _lay(log, programme, Indicator, rows, names, _("Values were reported for this indicator; it stays."))
    stored = {(target.indicator_id, target.year): target for target in Target.objects.filter(indicator__in=kept)}
    for indicator, row in zip(kept, rows, strict=True):
        if indicator.leads_to_id != row["leads_to"]:
            Indicator.objects.filter(pk=indicator.pk).update(leads_to=row["leads_to"])
        for year, value in row["targets"].items():
            target = stored.pop((indicator.pk, year), None)
            if target is None:
                log.create(Target, indicator=indicator, year=year, value=value)
            elif target.value != value:
                Target.objects.filter(pk=target.pk).update(value=value)
    Target.objects.filter(pk__in=[target.pk for target in stored.values()]).delete()
    return _told(log, programme, "indicators", rows)


@action("programme.set_budget", on="programme", system=True)
def set_budget(log: Log, *, programme: Programme, rows: Rows) -> Programme:
    """Money by year and source as it should stand. A line of which money was reported spent stays."""
    _refuse(programme, checks.faults_of_budget(programme, rows))
    names = ("year", "fund_source", "planned", "revised", "document")
    _lay(log, programme, BudgetLine, rows, names, _("Money was reported spent of this line; it stays."))
    return _told(log, programme, "budget", rows)


@action("programme.set_milestones", on="programme", system=True)
def set_milestones(log: Log, *, programme: Programme, rows: Rows) -> Programme:
    """Milestones as they should stand; `after` are the keys of those that each waits for."""
    _refuse(programme, checks.faults_of_milestones(rows))
    kept = _lay(log, programme, Milestone, rows, ("name", "due_on", "done_on"))
    for milestone, row in zip(kept, rows, strict=True):
        milestone.after.set(row["after"])
    return _told(log, programme, "milestones", rows)


@action("programme.set_partners", on="programme", system=True)
def set_partners(log: Log, *, programme: Programme, rows: Rows) -> Programme:
    """Who takes part, with what and for how much."""
    faults = checks.faults_of_partners(programme, rows)
    named = [row for row in rows if row["organisation"] and not _is_kept(programme, row)]
    seen = _open_to(log.actor, Organisation, [row["organisation"] for row in named])
    faults += [
        Fault(at(row, "organisation"), _("This organisation is not open to you."))
        for row in named
        if row["organisation"].pk not in seen
    ]
    _refuse(programme, faults)
    _lay(log, programme, Partner, rows, ("part", "organisation", "name", "contribution", "amount"))
    return _told(log, programme, "partners", rows)


def _is_kept(programme: Programme, row: Row) -> bool:
    return programme.partners.filter(pk=row["pk"], organisation=row["organisation"]).exists()


@action("programme.set_risks", on="programme", system=True)
def set_risks(log: Log, *, programme: Programme, rows: Rows) -> Programme:
    """Risks and issues as they should stand."""
    _refuse(programme, checks.faults_of_risks(rows))
    names = ("kind", "statement", "likelihood", "impact", "response", "keeper", "closed_on")
    _lay(log, programme, Risk, rows, names)
    return _told(log, programme, "risks", rows)


@action("programme.link", on="programme", system=True)
def link_programme(
    log: Log,
    *,
    programme: Programme,
    problems: Sequence[Problem] = (),
    applications: Sequence[Application] = (),
    innovations: Sequence[Innovation] = (),
) -> Programme:
    """Which problems it answers, which applications and innovations it uses; all of them as they should stand."""
    wanted: dict[str, Sequence[Any]] = {
        "problems": problems,
        "applications": applications,
        "innovations": innovations,
    }
    faults, changes = [], {}
    for name, entries in wanted.items():
        links = getattr(programme, name)
        before, after = set(links.values_list("pk", flat=True)), {entry.pk for entry in entries}
        fresh = [entry for entry in entries if entry.pk not in before]
        if len(_open_to(log.actor, links.model, fresh)) < len(fresh):
            faults.append(Fault(name, _("One of these is not open to you.")))
        if before != after:
            changes[name] = [sorted(before), sorted(after)]
    _refuse(programme, faults)
    for name in changes:
        getattr(programme, name).set(wanted[name])
    log.changes |= changes
    if changes:
        log.stamp(programme, version=programme.version + 1)
    return programme


@action("programme.move", on="programme", system=True)
def move_programme(
    log: Log, *, programme: Programme, step: str, day: date | None = None, reason: str = ""
) -> Programme:
    """Start, finish (both with their `day`), stop or resume it (with a `reason`), as the table of states allows."""
    field = {"start": "started_on", "finish": "ended_on"}.get(step)
    state = states.PROGRAMME.check(programme.state, step, ({field: day} if field else {}) | {"reason": reason.strip()})
    if programme.archived_at:
        raise Invalid(_("This programme is put away."))
    if field and day is not None:
        if day > clock.today():
            raise Invalid(Fault(field, _("This day has not come yet.")))
        if field == "ended_on" and programme.started_on and day < programme.started_on:
            raise Invalid(Fault(field, _("This lies before the day on which it started.")))
    days: dict[str, Any] = {field: day} if field else {}
    log.set(programme, state=state, state_reason="" if field else reason.strip(), **days)
    return programme


# --- shared ----------------------------------------------------------------------------------------------------------


def _open_to(actor: Any, model: type[models.Model], things: Sequence[Any]) -> set[int]:
    """Keys of those that the actor may see; the installation sees all."""
    keys = {thing.pk for thing in things}
    if getattr(actor, "is_system", False):
        return keys
    return set(access.scope(actor, "view", model).filter(pk__in=keys).values_list("pk", flat=True))


def _refuse(programme: Programme, faults: list[Fault]) -> None:
    if programme.archived_at:
        raise Invalid(_("This programme is put away. Take it up again before you change it."))
    if faults:
        raise Invalid(faults)


def _lay[M: models.Model](
    log: Log, programme: Programme, model: type[M], rows: Rows, names: Sequence[str], kept: str = ""
) -> list[M]:
    """Make, change and remove rows until the table stands as given; in the order given.

    `kept`: what to say where a row that left the table carries reported figures and must stay.
    """
    log.about(programme)
    stored = {row.pk: row for row in model._default_manager.filter(programme=programme)}
    left = [row for pk, row in stored.items() if pk not in {given["pk"] for given in rows}]
    if kept and (used := [row for row in left if _is_reported(row)]):
        raise Invalid([Fault("", f"{row}: {kept}") for row in used])
    model._default_manager.filter(pk__in=[row.pk for row in left]).delete()
    laid, faults = [], []
    for given in rows:
        values = {name: given[name] for name in names}
        row = stored.get(given["pk"])
        try:
            if row is None:
                row = log.create(model, programme=programme, **values)
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                row.clean_fields()
                row.save(update_fields=names)
        except Invalid as error:
            faults += [Fault(at(given, fault.where), fault.what) for fault in error.faults]
            continue
        except ValidationError as error:
            faults += [Fault(at(given, name), " ".join(texts)) for name, texts in error.message_dict.items()]
            continue
        laid.append(row)
    if faults:
        raise Invalid(faults)
    return laid


def _is_reported(row: Any) -> bool:
    reported = row.spends if isinstance(row, BudgetLine) else row.values
    return bool(reported.exists())


def _told(log: Log, programme: Programme, part: str, rows: Rows) -> Programme:
    """The trail keeps the part as it stands now; the version says that something changed."""
    told = [{name: plain(value) for name, value in row.items() if name not in ("at", "pk")} for row in rows]
    log.changes[part] = [None, told]
    log.stamp(programme, version=programme.version + 1)
    return programme
