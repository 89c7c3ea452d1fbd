"""A filled workbook on its way into the answers of a region."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import StoredFile, Versioned


class WorkbookUpload(Versioned):
    """The bytes of an uploaded workbook. Preview and apply read the same bytes; what was applied once stays applied."""

    AUDIT_PRIVATE = frozenset({"file_name", "by"})

    class State(models.TextChoices):
        OPEN = "open", _("not applied yet")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("dropped")

    participation = models.ForeignKey(
        "assessment.Participation", on_delete=models.PROTECT, related_name="workbook_uploads"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    result = models.JSONField(default=dict)
    owner_id = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
