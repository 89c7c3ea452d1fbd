"""What every entry must be, whoever typed it: a person on the page, a sheet, or a forged form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.errors import Fault
from smartprovince.instruments.themes import check_theme
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.entries import Entry
from smartprovince.territory.models import Region

from .fields import FIRST_YEAR, LAST_YEAR, MOST_MONEY
from .register import Register


def faults_of(register: Register, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
    """All faults of the given values, each at its field."""
    found = [*_owner(values.get("organisation"), region), *_source(values.get("source_url", ""))]
    if "dimension" in values or "subdimension" in values:
        found += check_theme(region, values.get("dimension"), values.get("subdimension"))
    for field in register.model._meta.fields:
        if field.name in values:
            found += _bounds(field, values[field.name])
    found += [fault for name, value in values.items() for fault in _linked(name, value, person)]
    return found + register.faults(values, region, person)


def _owner(organisation: Organisation | None, region: Region) -> Iterable[Fault]:
    if organisation is not None and organisation.region_id != region.pk:
        yield Fault("organisation", _("This organisation belongs to another region."))


def _source(address: str) -> Iterable[Fault]:
    if address and not address.startswith(("https://", "http://")):
        yield Fault("source_url", _("An address begins with https:// or http://."))


def _bounds(field: Any, value: Any) -> Iterable[Fault]:
    """Money and years within reason; what the database itself refuses is left to it."""
    if value is None:
        return
    if isinstance(field, models.PositiveBigIntegerField) and not 0 <= value <= MOST_MONEY:
        yield Fault(field.name, _("An amount from Rp0 to Rp1.000 triliun. Check the zeros."))
    is_year = isinstance(field, models.PositiveSmallIntegerField) and field.name.endswith("year")
    year = value.year if isinstance(value, date) else value if is_year else None
    if isinstance(year, int) and not FIRST_YEAR <= year <= LAST_YEAR:
        yield Fault(field.name, _("A year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})


def _linked(name: str, value: Any, person: Any) -> Iterable[Fault]:
    """Other entries that are named must be open to whoever names them."""
    others = [value] if isinstance(value, Entry) else list(value) if isinstance(value, list | tuple) else []
    others = [other for other in others if isinstance(other, Entry)]
    if not others or getattr(person, "is_system", False):
        return
    keys = {other.pk for other in others}
    if access.scope(person, "view", type(others[0])).filter(pk__in=keys).count() != len(keys):
        yield Fault(name, _("There is no such entry, or it is not open to you."))
