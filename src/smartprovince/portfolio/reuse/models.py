"""One government asks to copy what another already has (*replikasi*), and the owner answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.innovations.models import Innovation
from smartprovince.territory.models import Region


class ReuseRequest(Versioned):
    """A region asks to copy (*replikasi*) an application or an innovation of another; the owner answers."""

    AUDIT_PRIVATE = frozenset({"message", "answer"})

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")
        RUNNING = "running", _("in use")
        WITHDRAWN = "withdrawn", _("taken back")

    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="reuses")
    innovation = models.ForeignKey(Innovation, null=True, blank=True, on_delete=models.PROTECT, related_name="reuses")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="reuses")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="reuses"
    )
    message = models.TextField(_("what you want to use it for"), max_length=1_000)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answer = models.TextField(_("answer"), max_length=1_000, blank=True)
    asked_on = models.DateField(default=clock.today)
    answered_on = models.DateField(null=True, blank=True)
    running_since = models.DateField(_("in use since"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("request to copy")
        verbose_name_plural = _("requests to copy")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(application__isnull=True) ^ models.Q(innovation__isnull=True),
                name="portfolio_reuse_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} ← {self.thing}"

    @property
    def thing(self) -> Application | Innovation:
        """What is to be copied: one of the two, as the table demands."""
        thing = self.application or self.innovation
        assert thing is not None
        return thing
