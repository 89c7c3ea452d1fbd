"""What those who handle a usulan write for each other. The proposer never reads it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock


class Note(models.Model):
    """A remark among those who handle a usulan."""

    AUDIT_PRIVATE = frozenset({"text"})

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2_000)
    author_id = models.CharField(max_length=40)
    author = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("note among those who handle a usulan")
        verbose_name_plural = _("notes among those who handle usulan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Passage(models.Model):
    """A state that a usulan entered, on which day, and the words that the proposer was given with it."""

    AUDIT_PRIVATE = frozenset({"words"})

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="passages")
    state = models.CharField(max_length=16)
    entered_on = models.DateField()
    words = models.TextField(blank=True, max_length=4_000)

    class Meta:
        verbose_name = _("passage of a usulan")
        verbose_name_plural = _("passages of usulan")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "entered_on"], name="proposals_passage_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.entered_on}"
