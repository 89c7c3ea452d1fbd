"""What the gates of the movement ask about events, for many regions at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.checks import Finding, checks
from smartprovince.core.templatetags.writing import full_day
from smartprovince.territory.models import Region

from . import zones
from .models import Event, Registration

HELD = (Event.State.CLOSED, Event.State.REPORTED)
RUNNING = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Held:
    """An event as a check sees it."""

    number: str
    title: str
    state: str
    last_day: date
    has_minutes: bool
    came: int

    @property
    def address(self) -> str:
        return reverse("outreach:event", args=[self.number])


@checks.named("event_held")
def event_held(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> dict[int, Finding]:
    """An event of a kind was held for the region: closed, with somebody who came, and with minutes where asked.

    It is the region's when it was held there or by its government, or when somebody of the region came to it.
    parameters: kind; minutes (bimtek I needs them unless this says otherwise); here (only an event of this very region
    counts: neither one of its province nor a neighbour's that somebody went to).
    """
    kind, here = parameters["kind"], bool(parameters.get("here"))
    minutes = bool(parameters.get("minutes", kind == Event.Kind.BIMTEK_1))
    return _best(regions, kind, on, lambda held: _verdict(held, on, minutes=minutes), here=here)


@checks.named("literacy_running")
def literacy_running(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> dict[int, Finding]:
    """A programme for citizens was held within the last twelve months, or is announced."""
    kind = parameters.get("kind", Event.Kind.LITERACY)
    return _best(regions, kind, on, lambda held: _running(held, on))


def _best(regions: Sequence[Region], kind: str, on: date, verdict: Any, *, here: bool = False) -> dict[int, Finding]:
    """For each region its best event of a kind: one that meets the item, else the latest. Two queries."""
    found: dict[int, Finding] = {}
    for key, events in _events(regions, kind, here=here).items():
        findings = [verdict(held) for held in sorted(events, key=lambda held: (held.last_day, held.number))]
        met = [finding for finding in findings if finding.met]
        found[key] = met[0] if met else findings[-1]
    return found


def _verdict(held: _Held, on: date, *, minutes: bool) -> Finding:
    said = {"title": held.title, "day": full_day(held.last_day)}
    if held.last_day > on:
        return Finding(False, _("“%(title)s” is planned for %(day)s.") % said, held.address)
    if held.state not in HELD:
        return Finding(False, _("“%(title)s” of %(day)s is not closed yet.") % said, held.address)
    if not held.came:
        return Finding(False, _("“%(title)s” of %(day)s has nobody in its list of attendance.") % said, held.address)
    if minutes and not held.has_minutes:
        return Finding(False, _("“%(title)s” of %(day)s has no minutes yet.") % said, held.address)
    words = _("“%(title)s” was held on %(day)s; %(n)d people came.") % (said | {"n": held.came})
    return Finding(True, words, held.address, held.last_day)


def _running(held: _Held, on: date) -> Finding:
    said = {"title": held.title, "day": full_day(held.last_day)}
    if held.last_day >= on:
        return Finding(True, _("“%(title)s” runs until %(day)s.") % said, held.address, held.last_day)
    if on - held.last_day <= RUNNING and held.came:
        return Finding(True, _("“%(title)s” was held on %(day)s.") % said, held.address, held.last_day)
    return Finding(False, _("“%(title)s” ended on %(day)s and nothing followed.") % said, held.address)


def _events(regions: Iterable[Region], kind: str, *, here: bool) -> dict[int, list[_Held]]:
    """Events of a kind by the key of each region they were held in, and unless `here` also by or for."""
    wanted = {region.pk for region in regions}
    rows = Event.objects.filter(kind=kind).exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    rows = rows.select_related("organiser").annotate(came=Count("registrations", filter=_CAME)).order_by("pk")
    events = {event.pk: event for event in rows}
    attended: dict[int, set[int]] = defaultdict(set)
    came = Registration.objects.filter(event__in=rows.order_by().values("pk"), attended_on__isnull=False)
    pairs = came.order_by().values_list("event", "region", "organisation__region").distinct()
    for key, *homes in pairs:
        attended[key] |= {home for home in homes if home}
    found: dict[int, list[_Held]] = defaultdict(list)
    for event in events.values():
        own = {event.region_id, event.organiser.region_id or event.region_id}
        for key in ({event.region_id} if here else own | attended[event.pk]) & wanted:
            found[key].append(_held(event))
    return found


_CAME = Q(registrations__attended_on__isnull=False)


def _held(event: Any) -> _Held:
    last = zones.day_of(event.ends_at, event.zone)
    return _Held(event.number, event.title, event.state, last, event.minutes_id is not None, event.came)


@checks.named("attendance_share")
def attendance_share(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> dict[int, Finding]:
    """For provinces: the share of its kabupaten/kota from which somebody came to an event of a kind.

    parameters: kind, share.
    """
    kind, needed = parameters.get("kind", Event.Kind.OUTREACH), float(parameters.get("share", 0.8))
    provinces = [region for region in regions if region.level == Region.Level.PROVINCE]
    parts: dict[int, set[str]] = defaultdict(set)
    level = Region.Level.REGENCY
    for parent, code in Region.objects.filter(parent__in=provinces, level=level).values_list("parent", "code"):
        parts[parent or 0].add(code)
    days = _first_days(kind, on)
    address = f"{reverse('outreach:events')}?kind={kind}"
    found = {}
    for province in provinces:
        codes = parts[province.pk]
        reached = sorted(days[code] for code in codes if code in days)
        enough = -int(-(needed * len(codes)) // 1)  # rounded up: a share is reached, not approached
        said = {"n": len(reached), "of": len(codes), "needed": enough}
        if codes and len(reached) >= enough:
            words = _("People of %(n)d of %(of)d kabupaten/kota came; %(needed)d were needed.") % said
            found[province.pk] = Finding(True, words, address, reached[enough - 1] if enough else None)
        else:
            words = _("People of %(n)d of %(of)d kabupaten/kota came; %(needed)d are needed.") % said
            found[province.pk] = Finding(False, words, address)
    return found


def _first_days(kind: str, on: date) -> dict[str, date]:
    """When somebody of each kabupaten/kota first came to an event of a kind; one query."""
    rows = Registration.objects.filter(event__kind=kind, attended_on__lte=on).exclude(
        event__state=Event.State.CANCELLED
    )
    days: dict[str, date] = {}
    pairs = rows.order_by().values_list("attended_on", "region__code", "organisation__region__code").distinct()
    for day, *codes in pairs:
        for code in {code[:5] for code in codes if code and len(code) >= 5}:
            if day is not None:
                days[code] = min(day, days.get(code, day))
    return days
