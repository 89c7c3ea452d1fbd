"""Reporting periods and what was reported in them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.portfolio.programmes.models import BudgetLine, Indicator, Programme
from smartprovince.territory.models import Region

from . import states


def last_day(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    month = 3 * quarter
    return date(year, month, 31 if month in (3, 12) else 30)


class Period(Sourced, Versioned):
    """A quarter that a province asks about: it opens and locks by the calendar, for itself and its kabupaten/kota."""

    province = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="reporting_periods")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    opens_on = models.DateField(_("opens on"))
    locks_on = models.DateField(_("locks after"))

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["province", "year", "quarter"], name="portfolio_period_once"),
            models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="portfolio_period_quarter"),
            models.CheckConstraint(
                condition=models.Q(locks_on__gt=models.F("opens_on")), name="portfolio_period_dates"
            ),
        ]

    def __str__(self) -> str:
        return gettext("quarter %(quarter)s of %(year)s") % {"quarter": self.quarter, "year": self.year}

    @property
    def ends_on(self) -> date:
        """The last day that is reported about."""
        return last_day(self.year, self.quarter)

    @property
    def is_open(self) -> bool:
        return self.opens_on <= clock.today() <= self.locks_on

    @property
    def is_locked(self) -> bool:
        return clock.today() > self.locks_on


class Update(Versioned):
    """What one programme reported for one period."""

    AUDIT_PRIVATE = frozenset({"story", "obstacles", "return_reason"})

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("draft")
        SENT = states.SENT, _("sent, to be checked")
        RETURNED = states.RETURNED, _("returned")
        APPROVED = states.APPROVED, _("approved")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="updates")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="updates")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    story = models.TextField(_("what was done"), blank=True, max_length=4_000)
    obstacles = models.TextField(_("what stood in the way, and what is done about it"), blank=True, max_length=2_000)
    physical = models.DecimalField(
        _("physical progress of the year in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    return_reason = models.TextField(_("why it was returned"), blank=True, max_length=1_000)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_by_id = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-period__year", "-period__quarter"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "period"], name="portfolio_update_once"),
            models.CheckConstraint(
                condition=models.Q(physical__isnull=True) | models.Q(physical__gte=0, physical__lte=100),
                name="portfolio_update_physical",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.number} {self.period.year}/{self.period.quarter}"


class Reached(models.Model):
    """The value of an indicator at the end of a period."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    value = models.DecimalField(_("reached"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("value reached")
        verbose_name_plural = _("values reached")
        constraints = [models.UniqueConstraint(fields=["update", "indicator"], name="portfolio_reached_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class Spend(models.Model):
    """What was spent of a budget line since the beginning of its year, in whole rupiah."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="spends")
    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="spends")
    amount = models.PositiveBigIntegerField(_("spent since January"))

    class Meta:
        verbose_name = _("money spent")
        verbose_name_plural = _("money spent")
        constraints = [models.UniqueConstraint(fields=["update", "line"], name="portfolio_spend_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"
