"""What a programme lacks: computed, never stored, by the same conditions in lists, counts and on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock

from . import states
from .models import QUICK_WIN_YEARS, BudgetLine, Indicator, Milestone, Programme

ALIVE = (states.PLANNED, states.RUNNING)


@dataclass(frozen=True)
class Alert:
    """`key` is what addresses carry, `part` the page where it is mended."""

    key: str
    title: Any
    why: Any
    part: str
    condition: Callable[[], Q]


def _unmapped() -> Q:
    return Q(rpjmd_programme="") | Q(sub_activity="")


def _unfunded() -> Q:
    """A year of the plan has no money in it."""
    lines = BudgetLine.objects.filter(
        programme=OuterRef("pk"), year__range=(OuterRef("start_year"), OuterRef("end_year"))
    )
    funded = lines.filter(Q(revised__gt=0) | Q(revised=None, planned__gt=0)).order_by().values("programme")
    years = Coalesce(Subquery(funded.annotate(n=Count("year", distinct=True)).values("n")), 0)
    return Q(kind=Programme.Kind.PROGRAMME) & Q(end_year__gte=F("start_year") + years)


def _unmeasured() -> Q:
    return ~Q(Exists(Indicator.objects.filter(programme=OuterRef("pk"), baseline__isnull=False)))


def _quick_win_over() -> Q:
    """It was planned for longer, or its two years are over and it still runs."""
    late = Q(state__in=ALIVE, start_year__lte=clock.today().year - QUICK_WIN_YEARS)
    return Q(quick_win=True) & (Q(end_year__gte=F("start_year") + QUICK_WIN_YEARS) | late)


def _late() -> Q:
    waiting = Milestone.objects.filter(programme=OuterRef("pk"), done_on=None, due_on__lt=clock.today())
    return Q(state__in=ALIVE) & Q(Exists(waiting))


UNMAPPED, UNFUNDED = "belum-terpetakan", "belum-berdana"
ALERTS = (
    Alert(
        UNMAPPED,
        _("not mapped"),
        _("No programme of the RPJMD or no sub-kegiatan is named: no money can follow."),
        "ubah",
        _unmapped,
    ),
    Alert(UNFUNDED, _("not funded"), _("A year of the plan has no money in it."), "anggaran", _unfunded),
    Alert(
        "tanpa-indikator",
        _("not measured"),
        _("No indicator has a baseline, so nobody can say what it changes."),
        "indikator",
        _unmeasured,
    ),
    Alert(
        "tanpa-penanggung-jawab",
        _("nobody responsible"),
        _("No perangkat daerah is responsible."),
        "ubah",
        lambda: Q(organisation=None),
    ),
    Alert(
        "quick-win-lewat",
        _("quick win over its time"),
        _("A quick win is carried out within two years."),
        "ubah",
        _quick_win_over,
    ),
    Alert(
        "tonggak-terlambat",
        _("late milestone"),
        _("A milestone is past its day and not done."),
        "tonggak",
        _late,
    ),
)
BY_KEY = {alert.key: alert for alert in ALERTS}


def with_alerts(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Each row with what `alerts_of` reads; no further query."""
    told = {_name(alert): ExpressionWrapper(alert.condition(), BooleanField()) for alert in ALERTS}
    return rows.annotate(**told)


def alerts_of(programme: Any) -> list[Alert]:
    """Alerts of a row of `with_alerts`; a programme that ended or stopped has none."""
    if programme.state not in ALIVE:
        return []
    return [alert for alert in ALERTS if getattr(programme, _name(alert))]


def _name(alert: Alert) -> str:
    return f"alert_{alert.key.replace('-', '_')}"
