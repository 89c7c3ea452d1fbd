"""A region's way through the stages: cycles (1.0, 2.0 …) and each step forward or back with what was shown then."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.movement.vocabulary import Movement, Stage
from smartprovince.territory.models import Region

COMPLETED = "completed"


class Cycle(Versioned):
    """One way of a region through the four stages. A second one (2.0) begins when the first has ended."""

    class At(models.TextChoices):
        ASSESSMENT = Stage.ASSESSMENT.value, Stage.ASSESSMENT.label
        LAUNCH = Stage.LAUNCH.value, Stage.LAUNCH.label
        IMPLEMENTATION = Stage.IMPLEMENTATION.value, Stage.IMPLEMENTATION.label
        OUTREACH = Stage.OUTREACH.value, Stage.OUTREACH.label
        COMPLETED = COMPLETED, _("all four stages passed")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="cycles")
    movement = models.CharField(max_length=20, choices=Movement)
    number = models.PositiveSmallIntegerField(_("cycle"))
    name = models.CharField(_("name"), max_length=100)
    cohort = models.ForeignKey(
        "movement.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="cycles"
    )
    stage = models.CharField(_("stage"), max_length=20, choices=At, default=At.ASSESSMENT)
    started_on = models.DateField(_("begun"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["region__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="movement_cycle_once"),
            models.UniqueConstraint(fields=["region"], condition=Q(ended_on__isnull=True), name="movement_cycle_open"),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.name}"


class StageChange(models.Model):
    """A step of a cycle from one stage to the next, or back. `shown` keeps what the gate's items showed then."""

    AUDIT_PRIVATE = frozenset({"reason"})

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="changes")
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    on = models.DateField(_("on"))
    reason = models.TextField(_("reason"), blank=True, max_length=1_000)
    shown = models.JSONField(default=list)
    made_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ["cycle", "pk"]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.source} → {self.target}"
