"""What a region has to work with, and how much of it is in use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.funds.models import FundSource


class Resource(Entry):
    """A *sumber daya*: money, people and skills, infrastructure, a data set, a regulation."""

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        PEOPLE = "people", _("people and skills")
        NETWORK = "network", _("network")
        DATA_CENTRE = "data_centre", _("data centre or cloud")
        SENSORS = "sensors", _("sensors and cameras")
        DATA = "data", _("data set")
        REGULATION = "regulation", _("regulation")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    fund_source = models.ForeignKey(
        FundSource, null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    legal_number = models.CharField(_("number of the regulation"), max_length=120, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    @property
    def latest(self) -> Capacity | None:
        """The newest year; lists read the figures along."""
        return max(self.capacities.all(), key=lambda row: row.year, default=None)


class Capacity(Sourced):
    """How much of a resource there was in a year, and how much of it was used."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="capacities")
    year = models.PositiveSmallIntegerField(_("year"))
    capacity = models.DecimalField(_("capacity"), max_digits=20, decimal_places=2)
    used = models.DecimalField(_("in use"), max_digits=20, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("capacity in a year")
        verbose_name_plural = _("capacities over the years")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["resource", "year"], name="portfolio_capacity_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.capacity}"

    @property
    def share(self) -> float | None:
        """Used as a share of capacity; None where either is not known."""
        return None if self.used is None or not self.capacity else float(self.used / self.capacity)
