"""Remarks on a question, among the people of a region, between region and assessors, or among assessors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.organisations.models import Person


class Remark(Versioned):
    """A line of a thread on one answer. Who reads it follows from its audience; nobody edits what was said."""

    AUDIT_PRIVATE = frozenset({"text", "by"})

    class Audience(models.TextChoices):
        OWN = "own", _("within the region")
        BOTH = "both", _("region and assessors")
        ASSESSORS = "assessors", _("among assessors")

    answer = models.ForeignKey("assessment.Answer", on_delete=models.PROTECT, related_name="remarks")
    audience = models.CharField(_("who reads it"), max_length=10, choices=Audience)
    text = models.TextField(_("remark"), max_length=2_000)
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    is_of_assessor = models.BooleanField(default=False)
    is_question = models.BooleanField(_("asks for an answer"), default=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["answer", "audience"], name="assessment_remark_thread")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_audience_display()}"
