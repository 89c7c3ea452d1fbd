"""The traffic light of a programme, by a stated rule and not by feeling.

For each indicator with a target in the year of the last approved report: what was reached, as a share of what should
be reached by the end of that quarter when the year's way is gone evenly; never more than the whole. The light is the
mean of these shares against two bounds. Where nothing is approved or no target can be compared, it is grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import settings
from smartprovince.core.templatetags.writing import percent
from smartprovince.portfolio.programmes.models import Indicator, Programme, Target

from . import states
from .models import Reached, Update

AMBER = settings.declare(
    "portfolio.light.amber",
    float,
    0.9,
    gettext_lazy("A programme that reached less than this share of what it should have reached is amber."),
    minimum=0.1,
    maximum=1,
)
RED = settings.declare(
    "portfolio.light.red",
    float,
    0.7,
    gettext_lazy("A programme that reached less than this share of what it should have reached is red."),
    minimum=0,
    maximum=1,
)
GREEN_, AMBER_, RED_, GREY = "green", "amber", "red", "grey"
COLOURS = (GREEN_, AMBER_, RED_, GREY)
type Quarter = tuple[int, int]  # year, quarter
type Some = QuerySet[Programme] | Sequence[int]


def word_of(colour: str) -> str:
    return {
        GREEN_: _("on course"),
        AMBER_: _("behind"),
        RED_: _("far behind"),
        GREY: _("nothing to compare yet"),
    }[colour]


CSS = {GREEN_: "badge--ok", AMBER_: "badge--warn", RED_: "badge--bad", GREY: "badge--none"}


@dataclass(frozen=True)
class Light:
    """`share` is the mean over `judged` indicators; `at` the quarter that the last approved report is about."""

    colour: str = GREY
    share: float | None = None
    judged: int = 0
    at: Quarter | None = None
    shares: Mapping[int, float] = field(default_factory=dict)

    @property
    def word(self) -> str:
        return word_of(self.colour)

    @property
    def css(self) -> str:
        return CSS[self.colour]

    @property
    def quarter(self) -> str:
        return _("quarter %(quarter)s of %(year)s") % {"quarter": self.at[1], "year": self.at[0]} if self.at else ""


DARK = Light()


def bounds() -> tuple[float, float]:
    """Below the first a light is amber, below the second red; the same in the whole nation, so that lights compare."""
    return float(settings.value(AMBER.key)), float(settings.value(RED.key))


def rule_in_words() -> str:
    amber, red = bounds()
    return _(
        "Green: at least %(amber)s of what should be reached by the end of the reported quarter, if the year's way is "
        "gone evenly; the mean of the indicators, each counted at most as whole. Amber: below that. Red: below "
        "%(red)s. Grey: nothing approved, or no target to compare with. Only approved values count."
    ) % {"amber": percent(amber, 0), "red": percent(red, 0)}


def lights_of(programmes: Some, until: Quarter | None = None) -> dict[int, Light]:
    """Lights by programme, as of the last approved report up to a quarter. Six queries, however many there are."""
    last = last_approved(programmes, until)
    if not last:
        return {}
    told = Indicator.objects.filter(programme__in=programmes)
    courses = {
        pk: Course(measure, direction, baseline)
        for pk, measure, direction, baseline in told.values_list("pk", "measure", "direction", _number("baseline"))
    }
    targets = Target.objects.filter(indicator__programme__in=programmes).order_by()
    for pk, year, value in targets.values_list("indicator", "year", _number("value")):
        courses[pk].targets[year] = value
    shares: dict[int, dict[int, float]] = {}
    values = Reached.objects.filter(update__in=_updates(programmes, until))
    for programme, update, indicator, value in values.values_list(
        "update__programme", "update", "indicator", _number("value")
    ):
        if last[programme].update == update:
            share = courses[indicator].share(value, last[programme].at)
            if share is not None:
                shares.setdefault(programme, {})[indicator] = share
    amber, red = bounds()
    return {pk: _light(shares.get(pk, {}), each.at, amber, red) for pk, each in last.items()}


def _light(shares: Mapping[int, float], at: Quarter, amber: float, red: float) -> Light:
    if not shares:
        return Light(at=at)
    mean = sum(shares.values()) / len(shares)
    colour = GREEN_ if mean >= amber else AMBER_ if mean >= red else RED_
    return Light(colour, mean, len(shares), at, shares)


@dataclass
class Course:
    """What one indicator should reach, and how far it has come."""

    measure: str
    direction: int
    baseline: float | None
    targets: dict[int, float] = field(default_factory=dict)

    def expected(self, at: Quarter) -> float | None:
        """What should be reached by the end of a quarter; None in a year without a target."""
        year, quarter = at
        target = self.targets.get(year)
        if target is None:
            return None
        before = 0.0 if self.measure == Indicator.Measure.PERIODIC else self._before(year)
        if before is None:
            return target
        return before + (target - before) * quarter / 4

    def _before(self, year: int) -> float | None:
        """Where the year began: the target of the last year that has one, else the baseline, else nought going up."""
        earlier = [each for each in self.targets if each < year]
        if earlier:
            return self.targets[max(earlier)]
        return self.start

    @property
    def start(self) -> float | None:
        if self.baseline is not None:
            return self.baseline
        return 0.0 if self.direction > 0 else None

    def share(self, value: float, at: Quarter) -> float | None:
        """The way gone as a share of the way that should be gone, from 0 to 1."""
        expected = self.expected(at)
        if expected is None:
            return None
        start = 0.0 if self.measure == Indicator.Measure.PERIODIC else self.start
        if self.direction < 0 and self.measure == Indicator.Measure.PERIODIC:
            start = None
        if start is not None and expected != start:
            ratio = (value - start) / (expected - start)
        elif (value - expected) * self.direction >= 0:
            ratio = 1.0
        else:
            low, high = sorted((abs(value), abs(expected)))
            ratio = low / high if high else 0.0
        return min(1.0, max(0.0, ratio))


@dataclass(frozen=True)
class Last:
    update: int
    at: Quarter


def last_approved(programmes: Some, until: Quarter | None = None) -> dict[int, Last]:
    """The last approved report of each programme; one query."""
    rows = _updates(programmes, until).order_by("period__year", "period__quarter")
    found = rows.values_list("programme", "pk", "period__year", "period__quarter")
    return {programme: Last(pk, (year, quarter)) for programme, pk, year, quarter in found}


def _updates(programmes: Some, until: Quarter | None) -> QuerySet[Update]:
    rows = Update.objects.filter(state=states.APPROVED, programme__in=programmes).order_by()
    return rows if until is None else rows.filter(up_to(until, "period"))


def up_to(until: Quarter, path: str) -> Q:
    year, quarter = until
    return Q(**{f"{path}__year__lt": year}) | Q(**{f"{path}__year": year, f"{path}__quarter__lte": quarter})


def counted(lights: Iterable[Light]) -> dict[str, int]:
    """How many there are of each colour, all four named."""
    counts = dict.fromkeys(COLOURS, 0)
    for light in lights:
        counts[light.colour] += 1
    return counts


def _number(name: str) -> Cast:
    """A decimal as the database's own number: reading it as a Decimal takes most of the time."""
    return Cast(name, FloatField())
