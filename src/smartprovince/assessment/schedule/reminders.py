"""Reminders before the last day of filling: the tick tells coordinators how much is still missing, each once.

One appointment a round and day, not one a region: opening a national round makes three, not fifteen hundred.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext

from smartprovince.assessment import queries, states
from smartprovince.assessment.models import Participation
from smartprovince.core import clock, jobs, outbox
from smartprovince.core.registry import due_actions
from smartprovince.core.settings import declare, value
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.models import Membership
from smartprovince.organisations.roles import roles_with

from . import calendar

REMIND = "assessment.remind"

declare(
    "assessment.reminders",
    str,
    "7,3,1",
    gettext_lazy("Days before the last day of filling on which regions are reminded, with commas"),
)


def days_of(scope: str) -> list[int]:
    """`7,3,1` → days; what is no number is passed over."""
    return sorted(
        {int(text) for text in str(value("assessment.reminders", scope=scope)).split(",") if text.strip().isdigit()}
    )


def arrange(round: Any) -> None:
    """Appointments of a round for the days before it closes. Moved dates bring new ones; the old then find nobody."""
    scope = round.province.code if round.province_id else ""
    for days in days_of(scope):
        _appoint(f"{round.pk}", round.closes_on, days, round=round.pk)


def arrange_for(participation: Any) -> None:
    """The same for one region that has more time."""
    for days in days_of(participation.region.code):
        until = calendar.last_day(participation)
        _appoint(
            f"{participation.round_id}.{participation.pk}",
            until,
            days,
            round=participation.round_id,
            participation=participation.pk,
        )


def _appoint(key: str, until: date, days: int, **what: Any) -> None:
    ahead = (until - timedelta(days=days) - clock.today()).days
    if ahead < 0:
        return
    at = clock.now() + timedelta(days=ahead)
    jobs.due(REMIND, f"{key}:{until.isoformat()}:{days}", at, until=until.isoformat(), days=days, **what)


@due_actions.named(REMIND)
def remind(round: int, until: str, days: int, participation: int | None = None, **_more: Any) -> None:
    """Tell the coordinators of regions that have not sent how many questions are open."""
    last = date.fromisoformat(until)
    if clock.today() < last - timedelta(days=days):  # the business day may be set back by hand: come again tomorrow
        again = clock.now() + timedelta(days=1)
        key = f"{round}.{participation or ''}:{until}:{days}:{again.date().isoformat()}"
        jobs.due(REMIND, key, again, round=round, until=until, days=days, participation=participation)
        return
    rows = Participation.objects.filter(calendar.fillable(), round=round, state__in=calendar.UNBEGUN)
    rows = rows.filter(pk=participation) if participation else rows
    parts = [
        part
        for part in rows.select_related("region", "round__instrument_version")
        if calendar.last_day(part) == last and last >= clock.today()
    ]
    if not parts or parts[0].round.state not in (states.OPEN, states.VERIFYING):
        return
    asked = queries.outline_of(parts[0].round.instrument_version)
    answered = queries.answered_by_part([part.pk for part in parts], asked)
    people = coordinators([part.region_id for part in parts])
    for part in parts:
        left = asked.asked - sum(answered.get(part.pk, {}).values())
        for person in people.get(part.region_id, ()):
            _tell(person, part, left, last)


def _tell(person: Any, part: Any, left: int, last: date) -> None:
    with translation.override(person.language):
        words = ngettext(
            "%(region)s: %(n)d question of %(round)s is open; the last day is %(day)s",
            "%(region)s: %(n)d questions of %(round)s are open; the last day is %(day)s",
            left,
        )
        title = words % {"region": part.region.short_name, "n": left, "round": part.round.title, "day": full_day(last)}
    outbox.notify(person, REMIND, title, address=reverse("assessment:cover", args=[part.round_id, part.region.code]))


def coordinators(regions: Iterable[int]) -> dict[int, list[Any]]:
    """Who sends a region's answers, by region. One query."""
    rows = (
        Membership.objects.in_force(clock.today())
        .filter(organisation__region__in=list(regions), role__in=roles_with("answer.send"), person__is_active=True)
        .select_related("person", "organisation")
        .order_by("pk")
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.organisation.region_id or 0, []).append(row.person)
    return found
