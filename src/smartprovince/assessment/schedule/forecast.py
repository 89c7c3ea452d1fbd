"""Who will miss the date, at the pace of the last days: counts and days in, a word out. An estimate, and called so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from smartprovince.assessment.models import Answer
from smartprovince.assessment.queries import ANSWERED
from smartprovince.core import clock
from smartprovince.instruments.models import Node

WINDOW = 14  # days of pace that count
TIGHT = 0.8  # from this share of the days left on it may be missed
HOPELESS = 1.25  # beyond it will be, at this pace

SENT, ON_TIME, MAY_MISS, WILL_MISS, NOT_BEGUN, OVER = "sent", "on_time", "may_miss", "will_miss", "not_begun", "over"
WORDS = {
    SENT: _("sent"),
    ON_TIME: _("on time"),
    MAY_MISS: _("may miss the date"),
    WILL_MISS: _("will miss the date at this pace"),
    NOT_BEGUN: _("not begun"),
    OVER: _("the last day is over"),
}
CSS = {
    SENT: "badge--ok",
    ON_TIME: "badge--now",
    MAY_MISS: "badge--warn",
    WILL_MISS: "badge--bad",
    NOT_BEGUN: "badge--none",
    OVER: "badge--bad",
}
# The gravest first, for sorting.
ORDER = {kind: place for place, kind in enumerate((OVER, WILL_MISS, NOT_BEGUN, MAY_MISS, ON_TIME, SENT))}


@dataclass(frozen=True)
class Forecast:
    """`ready_on` is the day on which everything would be answered at this pace; None where that cannot be said."""

    kind: str
    ready_on: date | None = None
    per_day: float = 0.0

    @property
    def word(self) -> str:
        return str(WORDS[self.kind])

    @property
    def css(self) -> str:
        return CSS[self.kind]


def forecast(*, asked: int, answered: int, recent: int, days: int, today: date, last: date) -> Forecast:
    """The forecast of a region that has not sent.

    recent: answers changed in the last `days` days (at most WINDOW). What is complete has only to be sent.
    """
    left = asked - answered
    if today > last:
        return Forecast(OVER)
    if left <= 0:
        return Forecast(ON_TIME, today)
    if answered == 0:
        return Forecast(NOT_BEGUN)
    pace = recent / max(1, days)
    if pace == 0:
        return Forecast(WILL_MISS)
    needed, available = left / pace, (last - today).days
    ready_on = today + timedelta(days=min(ceil(needed), 3_650))
    if needed <= TIGHT * available:
        return Forecast(ON_TIME, ready_on, pace)
    if needed <= max(1.0, HOPELESS * available):
        return Forecast(MAY_MISS, ready_on, pace)
    return Forecast(WILL_MISS, ready_on, pace)


def recent_answers(participations: Iterable[int]) -> dict[int, int]:
    """Participation → how many of its answers were written in the window. Counts only; one query.

    Answers carry the real time: the real clock is asked, also where the business day is set by hand.
    """
    since = clock.now() - timedelta(days=WINDOW)
    rows = Answer.objects.filter(ANSWERED, participation__in=list(participations), updated_at__gte=since)
    counted = rows.exclude(node__kind=Node.Kind.GROUP).order_by().values_list("participation")
    return dict(counted.annotate(n=Count("pk")))


def window(opens_on: date, today: date) -> int:
    """Over how many days the pace is taken: those since the opening, at most WINDOW, at least one."""
    return max(1, min(WINDOW, (today - opens_on).days + 1))
