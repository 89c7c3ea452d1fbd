"""What the public asks for: services, with the applications behind them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.entries import Entry


class Service(Entry):
    """A *layanan*: for whom, through which channel, by which standard."""

    class Channel(models.TextChoices):
        COUNTER = "counter", _("at a counter")
        ONLINE = "online", _("online")
        MOBILE = "mobile", _("goes to the people")
        MIXED = "mixed", _("counter and online")

    users = models.CharField(_("who uses it"), max_length=200, blank=True)
    users_per_year = models.PositiveIntegerField(_("uses a year"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    standard = models.CharField(_("service standard (number and promise)"), max_length=300, blank=True)
    applications = models.ManyToManyField(
        Application, blank=True, related_name="services", verbose_name=_("applications behind it")
    )

    class Meta(Entry.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")

    @property
    def latest(self) -> Satisfaction | None:
        """The newest year; lists read the figures along."""
        return max(self.satisfactions.all(), key=lambda row: row.year, default=None)


class Satisfaction(Sourced):
    """The *IKM* of a service in a year, 25 to 100 (PermenPANRB 14/2017), with how many were asked."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="satisfactions")
    year = models.PositiveSmallIntegerField(_("year"))
    index = models.DecimalField(_("IKM"), max_digits=5, decimal_places=2)
    respondents = models.PositiveIntegerField(_("people asked"), null=True, blank=True)

    class Meta:
        verbose_name = _("satisfaction in a year")
        verbose_name_plural = _("satisfaction over the years")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["service", "year"], name="portfolio_satisfaction_once"),
            models.CheckConstraint(
                condition=models.Q(index__gte=25, index__lte=100), name="portfolio_satisfaction_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.index}"
