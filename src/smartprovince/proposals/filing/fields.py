"""What a draft may hold: each field by itself, at whatever step of completeness. All faults at once."""

from __future__ import annotations

from typing import Any

from django.db.models import TextField
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.clock import today
from smartprovince.core.errors import Fault
from smartprovince.instruments.themes import check_theme
from smartprovince.portfolio.models import Application, Innovation, Problem
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.queries import organisations_of
from smartprovince.territory.models import Region

INDONESIA = {"latitude": (-11.5, 6.5), "longitude": (94.5, 141.5)}
MOST_PEOPLE = 300_000_000
FARTHEST = 10  # years ahead


def neighbours_of(region: Region) -> Any:
    """The other kabupaten/kota of the same province."""
    province = region if region.level == Region.Level.PROVINCE else region.parent
    return Region.objects.filter(level=Region.Level.REGENCY, parent=province).exclude(pk=region.pk).order_by("code")


def faults_of(person: Any, region: Region, given: dict[str, Any], before: Proposal | None = None) -> list[Fault]:
    """What is wrong with the fields that were given; what stood there before may stay."""
    now = {name: getattr(before, name) for name in _TOGETHER} if before else {}
    values = now | given
    faults = [*_lengths(given)]
    if {"dimension", "subdimension"} & set(given):
        faults += check_theme(region, values.get("dimension"), values.get("subdimension"))
    if _is_new(given, before, "organisation") and not organisations_of(region).filter(pk=given["organisation"].pk):
        faults.append(Fault("organisation", _("Choose an organisation of this region.")))
    if _is_new(given, before, "addressed_region") and not neighbours_of(region).filter(pk=given["addressed_region"].pk):
        faults.append(Fault("addressed_region", _("Choose another kabupaten/kota of the same province.")))
    if _is_new(given, before, "problem"):
        own = access.scope(person, "view", Problem).filter(region=region, archived_at=None)
        if not own.filter(pk=given["problem"].pk):
            faults.append(Fault("problem", _("Choose a problem of your own region.")))
    for name, model in (("application", Application), ("innovation", Innovation)):
        if _is_new(given, before, name):
            seen = access.scope(person, "view", model).filter(archived_at=None, pk=given[name].pk)
            if not seen:
                faults.append(Fault("copied", _("Nothing that is open to you has this number.")))
    return faults + _place(values, given) + _people(given) + _years(values, given)


_TOGETHER = ("dimension", "subdimension", "latitude", "longitude", "start_year", "end_year")


def _is_new(given: dict[str, Any], before: Proposal | None, name: str) -> bool:
    chosen = given.get(name)
    return chosen is not None and (before is None or getattr(before, f"{name}_id") != chosen.pk)


def _lengths(given: dict[str, Any]) -> list[Fault]:
    """A TextField of the database holds any length; the form's limit is the action's as well."""
    faults = []
    for name, value in given.items():
        field = Proposal._meta.get_field(name)
        if isinstance(field, TextField) and field.max_length and len(value or "") > field.max_length:
            what = _("This is longer than %(n)d characters.") % {"n": field.max_length}
            faults.append(Fault(name, what, "", _("Put the rest into an attachment.")))
    return faults


def _place(values: dict[str, Any], given: dict[str, Any]) -> list[Fault]:
    if not set(INDONESIA) & set(given):
        return []
    found = []
    for name, (low, high) in INDONESIA.items():
        value, other = values.get(name), values.get("longitude" if name == "latitude" else "latitude")
        if value is None and other is not None:
            found.append(Fault(name, _("A point needs both numbers.")))
        elif value is not None and not low <= value <= high:
            allowed = _("Between %(low)s and %(high)s.") % {"low": low, "high": high}
            found.append(Fault(name, _("This point does not lie in Indonesia."), allowed))
    return found


def _people(given: dict[str, Any]) -> list[Fault]:
    people = given.get("beneficiaries")
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        return [Fault("beneficiaries", _("Between 1 and %(n)d people.") % {"n": MOST_PEOPLE})]
    return []


def _years(values: dict[str, Any], given: dict[str, Any]) -> list[Fault]:
    if not {"start_year", "end_year"} & set(given):
        return []
    faults = []
    now = today().year
    for name in ("start_year", "end_year"):
        year = values.get(name)
        if year is not None and not now <= year <= now + FARTHEST:
            faults.append(Fault(name, _("Between %(first)d and %(last)d.") % {"first": now, "last": now + FARTHEST}))
    start, end = values.get("start_year"), values.get("end_year")
    if start is not None and end is not None and end < start:
        faults.append(Fault("end_year", _("It ends before it begins.")))
    return faults
