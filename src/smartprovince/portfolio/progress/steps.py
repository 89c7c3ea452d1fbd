"""What waits for somebody in progress and planning. Computed, never stored."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.roles import Role
from smartprovince.portfolio.programmes.alerts import ALIVE, BY_KEY, UNFUNDED, UNMAPPED
from smartprovince.portfolio.programmes.models import Programme
from smartprovince.portfolio.programmes.queries import TO_PLAN
from smartprovince.portfolio.registers.queries import OWN

from . import queries
from .models import Period

type Step = dict[str, Any]


@steps.named("portfolio.report")
def steps_of_reports(person: Any) -> list[Step]:
    """Programmes to report on while a quarter is open: one step for all of them."""
    if not _reports(person):
        return []
    rows = queries.to_report(person)
    first, n = rows.first(), rows.count()
    if first is None:
        return []
    words = ngettext("Report the progress of %(n)d programme", "Report the progress of %(n)d programmes", n)
    locks_on = first.locks_on  # type: ignore[attr-defined]
    return [
        {
            "key": "portfolio.report",
            "title": words % {"n": n},
            "why": _("The quarter locks after %(day)s.") % {"day": full_day(locks_on)},
            "due": locks_on,
            "address": reverse("portfolio:progress"),
            "verb": _("Report"),
            "weight": 1,
            "icon": "report-analytics",
        }
    ]


def _reports(person: Any) -> bool:
    """Whether anything is asked today at all; without it nobody is asked for programmes."""
    today = clock.today()
    return access.scope(person, "view", Period).filter(opens_on__lte=today, locks_on__gte=today).exists()


@steps.named("portfolio.approve")
def steps_of_approval(person: Any) -> list[Step]:
    n = queries.to_approve(person).count()
    if not n:
        return []
    words = ngettext("Check %(n)d progress report", "Check %(n)d progress reports", n)
    return [
        {
            "key": "portfolio.approve",
            "title": words % {"n": n},
            "why": _("Nothing in them counts before somebody else than the sender approved it."),
            "due": None,
            "address": reverse("portfolio:progress"),
            "verb": _("Check"),
            "weight": n + 1,
            "icon": "clipboard-check",
        }
    ]


@steps.named("portfolio.returned")
def steps_of_returned(person: Any) -> list[Step]:
    """Reports that came back, each with its reason on its page."""
    return [
        {
            "key": f"portfolio.returned.{each.pk}",
            "title": _("Mend the progress report of %(name)s") % {"name": each.programme.name},
            "why": _("It was returned for %(period)s with a reason.") % {"period": each.period},
            "due": None,
            "address": reverse("portfolio:update", args=[each.pk]),
            "verb": _("Mend"),
            "weight": 2,
            "icon": "edit",
        }
        for each in queries.returned_to(person)[:5]
    ]


@steps.named("portfolio.plan")
def steps_of_planning(person: Any) -> list[Step]:
    """For planners: programmes of the own government that no money can follow."""
    granted = getattr(person, "granted", None)
    if not granted or not any(grant.role == Role.PLANNER for grant in granted("portfolio.edit")):
        return []
    lacking = BY_KEY[UNMAPPED].condition() | BY_KEY[UNFUNDED].condition()
    n = access.scope(person, "edit", Programme).filter(lacking, state__in=ALIVE, archived_at=None).count()
    if not n:
        return []
    words = ngettext("Map or fund %(n)d programme", "Map or fund %(n)d programmes", n)
    return [
        {
            "key": "portfolio.plan",
            "title": words % {"n": n},
            "why": _("No RPJMD programme, no sub-kegiatan, or a year without money."),
            "due": None,
            "address": reverse("portfolio:programmes") + f"?kurang={TO_PLAN}&daerah={OWN}",
            "verb": _("See them"),
            "weight": 1,
            "icon": "target",
        }
    ]
