"""What is wrong with a report: what cannot be, what falls that cannot fall, what needs a word of explanation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault
from smartprovince.core.money import rupiah
from smartprovince.core.templatetags.writing import exact
from smartprovince.portfolio.programmes.checks import is_share
from smartprovince.portfolio.programmes.models import BudgetLine, Indicator
from smartprovince.portfolio.registers.fields import MOST_MONEY

from . import states
from .models import Period, Reached, Spend, Update


def of_value(pk: int) -> str:
    return f"value_{pk}"


def of_spend(pk: int) -> str:
    return f"spend_{pk}"


def lines_of(update: Update) -> list[BudgetLine]:
    """Budget lines of the year that is reported about."""
    return list(
        BudgetLine.objects.filter(programme=update.programme_id, year=update.period.year).select_related("fund_source")
    )


def faults_of_typed(
    update: Update, physical: Decimal | None, values: Mapping[int, Any], spends: Mapping[int, Any]
) -> list[Fault]:
    """What cannot be: a share above the whole, less than nothing, an indicator or line of something else."""
    faults = []
    if physical is not None and not 0 <= physical <= 100:
        faults.append(Fault("physical", _("A share lies between 0 and 100 per cent.")))
    indicators = {each.pk: each for each in Indicator.objects.filter(programme=update.programme_id)}
    for pk, value in values.items():
        indicator = indicators.get(pk)
        if indicator is None:
            faults.append(Fault(of_value(pk), _("This indicator is not one of the programme any more.")))
        elif value is not None and is_share(indicator.measure, indicator.unit) and not 0 <= value <= 100:
            faults.append(Fault(of_value(pk), _("A share lies between 0 and 100 per cent.")))
        elif value is not None and value < 0 and indicator.measure != Indicator.Measure.LEVEL:
            faults.append(Fault(of_value(pk), _("What is counted is never less than nothing.")))
    lines = {each.pk for each in lines_of(update)}
    for pk, amount in spends.items():
        if pk not in lines:
            faults.append(Fault(of_spend(pk), _("This budget line is not one of the programme and year any more.")))
        elif amount is not None and not 0 <= amount <= MOST_MONEY:
            faults.append(Fault(of_spend(pk), _("An amount from Rp0 to Rp1.000 triliun. Check the zeros.")))
    return faults


def faults_of_report(update: Update) -> list[Fault]:
    """What is missing or cannot be so, before it is sent."""
    faults = []
    if not update.story.strip():
        faults.append(Fault("story", _("Say in a few sentences what was done.")))
    if update.physical is None and not update.values.exists():
        faults.append(Fault("physical", _("Report at least one indicator, or the physical progress.")))
    return faults + faults_of_course(update) + _over_the_ceiling(update)


def faults_of_course(update: Update) -> list[Fault]:
    """Against what is approved of earlier and later quarters: counts and money since January never fall."""
    period = update.period
    faults = []
    counted = Indicator.Measure.CUMULATIVE
    mine = update.values.select_related("indicator")
    for reached in mine.exclude(indicator__measure=Indicator.Measure.LEVEL):
        others = Reached.objects.filter(_approved(update), indicator=reached.indicator_id)
        if reached.indicator.measure != counted:
            others = others.filter(update__period__year=period.year)
        low, high = _around(others.values_list("update__period__year", "update__period__quarter", "value"), period)
        faults += _outside(of_value(reached.indicator_id), reached.value, low, high, exact)
    for spend in update.spends.all():
        sums = Spend.objects.filter(_approved(update), line=spend.line_id, update__period__year=period.year)
        low, high = _around(sums.values_list("update__period__year", "update__period__quarter", "amount"), period)
        faults += _outside(of_spend(spend.line_id), spend.amount, low, high, rupiah)
    return faults


def _approved(update: Update) -> Q:
    return Q(update__programme=update.programme_id, update__state=states.APPROVED) & ~Q(update=update.pk)


def _around(rows: Any, period: Period) -> tuple[Any, Any]:
    """The last value before a quarter and the first after it."""
    here = (period.year, period.quarter)
    before = [(year, quarter, value) for year, quarter, value in rows if (year, quarter) < here]
    after = [(year, quarter, value) for year, quarter, value in rows if (year, quarter) > here]
    return (max(before)[2] if before else None), (min(after)[2] if after else None)


def _outside(where: str, value: Any, low: Any, high: Any, told: Any) -> list[Fault]:
    if low is not None and value < low:
        said = _("This is counted from the start and cannot fall: %(low)s is approved already.")
        return [Fault(where, said % {"low": told(low)})]
    if high is not None and value > high:
        said = _("A later quarter with %(high)s is approved already; this cannot be more.")
        return [Fault(where, said % {"high": told(high)})]
    return []


def _over_the_ceiling(update: Update) -> list[Fault]:
    """More than the budget gives needs a word: an explanation, or a revised budget first."""
    if update.obstacles.strip():
        return []
    over = [
        spend.line for spend in update.spends.select_related("line__fund_source") if spend.amount > spend.line.ceiling
    ]
    said = _("%(source)s: more was spent than the %(sum)s of the budget. Explain it here, or revise the budget first.")
    return [Fault("obstacles", said % {"source": line.fund_source, "sum": rupiah(line.ceiling)}) for line in over]
