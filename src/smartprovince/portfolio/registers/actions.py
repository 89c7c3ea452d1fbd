"""Every write of a register: an entry is added, changed, put away and taken up again; none is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action, plain
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.portfolio.entries import Entry
from smartprovince.territory.models import Region

from .faults import faults_of
from .fields import FIRST_YEAR, LAST_YEAR
from .register import Register, Years, register_of, registers

type Row = Mapping[str, Any]


@action("entry.add", on="region", verb="add_entry", system=True)
def add_entry(log: Log, *, region: Region, register: str, years: Sequence[Row] | None = None, **values: Any) -> Entry:
    """A new entry of a region, with the next number of its kind. `years`: its figures over the years, if it has any.

    Raises Invalid with all faults.
    """
    kept = registers.get(register)
    rows = list(years or ())
    if faults := [*faults_of(kept, values, region, log.actor), *faults_of_years(kept, rows)]:
        raise Invalid(faults)
    fields, many = _apart(kept, values)
    entry = log.create(kept.model, number=next_number(kept.series, clock.today().year), region=region, **fields)
    _keep_many(log, entry, many)
    if kept.years:
        _keep_years(log, entry, kept.years, rows)
    return entry


@action("entry.change", on="entry", system=True)
def change_entry(log: Log, *, entry: Entry, years: Sequence[Row] | None = None, **values: Any) -> Entry:
    """Change what is given; what is left out stays. `years` are all figures over the years, as they should stand."""
    kept = register_of(type(entry))
    if entry.archived_at:
        raise Invalid(_("This entry is put away. Take it up again before you change it."))
    whole = {"dimension": entry.dimension, "subdimension": entry.subdimension} if "dimension" in values else {}
    faults = faults_of(kept, whole | values, entry.region, log.actor)
    faults += kept.faults_of_change(entry, values)
    if faults := [*faults, *faults_of_years(kept, list(years or ()))]:
        raise Invalid(faults)
    fields, many = _apart(kept, values)
    before = entry.version
    log.set(entry, **fields)
    parts = _keep_many(log, entry, many)
    if kept.years and years is not None:
        parts |= _keep_years(log, entry, kept.years, list(years))
    if parts and entry.version == before:
        log.stamp(entry, version=before + 1)
    return entry


@action("entry.archive", on="entry", system=True)
def archive_entry(log: Log, *, entry: Entry, reason: str) -> Entry:
    """Put an entry away: it leaves lists and counts; its number, its links and the reason stay."""
    if entry.archived_at:
        return entry
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why.")))
    log.set(entry, archived_at=clock.now(), archived_reason=reason.strip())
    return entry


@action("entry.restore", on="entry")
def restore_entry(log: Log, *, entry: Entry) -> Entry:
    """Take an entry up again."""
    if entry.archived_at:
        log.set(entry, archived_at=None, archived_reason="")
    return entry


def _apart(register: Register, values: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of the row itself, and those of tables between."""
    between = {field.name for field in register.model._meta.many_to_many}
    return (
        {name: value for name, value in values.items() if name not in between},
        {name: value for name, value in values.items() if name in between},
    )


def _keep_many(log: Log, entry: Entry, many: Row) -> bool:
    """Links to other entries as they should stand; whether any changed."""
    changed = False
    for name, wanted in many.items():
        links = getattr(entry, name)
        before = {each.pk: str(each) for each in links.all()}
        after = {each.pk: str(each) for each in wanted}
        if before.keys() != after.keys():
            links.set(wanted)
            log.changes[name] = [sorted(before.values()), sorted(after.values())]
            changed = True
    return changed


def faults_of_years(register: Register, rows: Sequence[Row]) -> list[Fault]:
    """One row a year."""
    years = [row["year"] for row in rows]
    twice = sorted({year for year in years if years.count(year) > 1})
    wild = sorted({year for year in years if not FIRST_YEAR <= year <= LAST_YEAR})
    allowed = _("A year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    return [
        *(Fault("", _("The year %(year)d stands twice.") % {"year": year}) for year in twice),
        *(Fault("", f"{year}:", allowed) for year in wild),
    ]


def _keep_years(log: Log, entry: Entry, years: Years, rows: Sequence[Row]) -> bool:
    """Figures over the years as they should stand; whether any changed."""
    mine = years.model._default_manager.filter(**{years.owner: entry})
    stored = {row.year: row for row in mine}  # type: ignore[attr-defined]

    def told(row: Any) -> dict[str, Any]:
        return {name: plain(getattr(row, name)) for name in years.fields}

    before = {str(year): told(row) for year, row in sorted(stored.items())}
    wanted = {row["year"]: row for row in rows}
    blank = {name: years.model._meta.get_field(name).get_default() for name in years.fields}  # type: ignore[union-attr]
    mine.exclude(year__in=wanted).delete()
    for year, row in wanted.items():
        made = stored.get(year) or years.model(**{years.owner: entry, "year": year, "simulated": log.invents})
        fresh = {name: row.get(name, blank[name]) for name in years.fields}
        if made.pk is None or any(getattr(made, name) != value for name, value in fresh.items()):
            for name, value in fresh.items():
                setattr(made, name, value)
            _check_year(made, years.owner)
            made.save()
    after = {str(row.year): told(row) for row in mine.all()}  # type: ignore[attr-defined]
    if before == after:
        return False
    log.changes["years"] = [before, after]
    return True


def _check_year(row: Any, owner: str) -> None:
    """Figures are what their table holds, each fault with its year."""
    try:
        row.clean_fields(exclude=[owner])
        row.validate_constraints(exclude=[owner])
    except ValidationError as error:
        raise Invalid([Fault("", f"{row.year}: {' '.join(error.messages)}")]) from error
