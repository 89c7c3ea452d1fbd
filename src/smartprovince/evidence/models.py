"""Papers: stored once, pointed at from everywhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, StoredFile, Versioned
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from .references import first_page


class Paper(Sourced, Versioned):
    """A *data dukung*: what kind of paper, its number, date (or interval), validity, issuer and confidentiality.

    A date known only roughly is an interval: `not_before` … `not_after`, equal when the day is known.
    """

    class Kind(models.TextChoices):
        MEMORANDUM = "memorandum", _("memorandum (nota kesepakatan)")
        SELECTION_LETTER = "selection_letter", _("invitation or selection letter")
        COMMITMENT = "commitment", _("commitment letter")
        TEAM_DECREE = "team_decree", _("team decree (SK)")
        REGULATION = "regulation", _("regulation (Perbup/Perwali/Pergub)")
        MASTERPLAN = "masterplan", _("masterplan book")
        MINUTES = "minutes", _("minutes or report")
        AWARD = "award", _("award or result letter")
        ANNOUNCEMENT = "announcement", _("news or announcement")
        DATA = "data", _("data or recapitulation")
        SCREENSHOTS = "screenshots", _("screenshots, step by step")
        OTHER = "other", _("other")

    class Confidentiality(models.TextChoices):
        """UU 14/2008 on public information."""

        PUBLIC = "public", _("public")
        LIMITED = "limited", _("limited: within the province")
        EXCLUDED = "excluded", _("excluded (dikecualikan)")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="papers")
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=120, blank=True)
    not_before = models.DateField(_("dated not before"), null=True, blank=True)
    not_after = models.DateField(_("dated not after"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=10, choices=Confidentiality, default=Confidentiality.LIMITED
    )
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    file_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-not_after", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(not_before__isnull=True)
                | models.Q(not_after__isnull=True)
                | models.Q(not_after__gte=models.F("not_before")),
                name="evidence_paper_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day_is_known(self) -> bool:
        return self.not_before is not None and self.not_before == self.not_after

    @property
    def days_left(self) -> int | None:
        """Days until it ends, negative once it has; None for a paper without an end."""
        return None if self.valid_until is None else (self.valid_until - clock.today()).days


class PaperUse(models.Model):
    """Where a paper is pointed at, with the pages that prove the point (*hlm. 3–5*)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uses")
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    pages = models.CharField(_("pages"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("use of a paper")
        verbose_name_plural = _("uses of papers")
        constraints = [
            models.UniqueConstraint(fields=["paper", "object_type", "object_id"], name="evidence_paperuse_once")
        ]
        indexes = [models.Index(fields=["object_type", "object_id"], name="evidence_use_object")]

    def __str__(self) -> str:
        return self.label

    @property
    def first_page(self) -> int:
        return first_page(self.pages)
