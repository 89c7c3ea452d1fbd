"""What a region disputes of its verdicts, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.organisations.models import Person

from . import states


class Objection(Versioned):
    """A *sanggah*: a region disputes one verdict, with new evidence; an assessor who did not give it decides.

    `disputed_*` keep the verdict as it was when it was disputed; nothing of it is ever overwritten.
    """

    AUDIT_PRIVATE = frozenset({"reason", "by", "decision", "decided_by_name", "disputed_reason"})

    class State(models.TextChoices):
        RAISED = states.RAISED, _("waits for a decision")
        UPHELD = states.UPHELD, pgettext_lazy("objection", "granted")
        DISMISSED = states.DISMISSED, _("not granted")
        WITHDRAWN = states.WITHDRAWN, _("withdrawn")

    answer = models.ForeignKey("assessment.Answer", on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    disputed_outcome = models.CharField(max_length=10)
    disputed_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    disputed_reason = models.TextField(blank=True)
    disputed_assessor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claimed_value = models.DecimalField(
        _("value that should count"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    reason = models.TextField(_("why the verdict is wrong"), max_length=4_000)
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decision = models.TextField(_("reasons of the decision"), blank=True, max_length=4_000)
    decided_outcome = models.CharField(max_length=10, blank=True)
    decided_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(state="raised"), name="assessment_objection_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_state_display()}"
