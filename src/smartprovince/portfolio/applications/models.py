"""Applications that governments run, so that the next one is reused before it is built."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.portfolio.entries import Entry


class Application(Entry):
    """A government application: what it does in the SPBE architecture, what it costs, and who may copy it."""

    class Function(models.TextChoices):
        """The two kinds of the SPBE reference architecture (Perpres 95/2018), the first by its common functions."""

        GENERAL = "general", _("general application (used by all governments)")
        SPECIAL_ADMINISTRATION = "administration", _("special: government administration")
        SPECIAL_SERVICE = "service", _("special: public service")
        SPECIAL_MONITORING = "monitoring", _("special: monitoring, data and decision")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        BUILDING = "building", _("being built")
        RUNNING = "running", _("in use")
        IDLE = "idle", _("no longer used")
        RETIRED = "retired", _("retired")

    class Licence(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        OPEN = "open", _("open source")
        OWNED = "owned", _("owned by the government")
        VENDOR = "vendor", _("licensed from a vendor")
        CENTRE = "centre", _("lent by the central government")

    function = models.CharField(_("function"), max_length=16, choices=Function)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)
    users = models.CharField(_("who uses it"), max_length=200, blank=True)
    user_count = models.PositiveIntegerField(_("number of users"), null=True, blank=True)
    cost_per_year = models.PositiveBigIntegerField(_("cost per year"), null=True, blank=True)
    technology = models.CharField(_("technology"), max_length=200, blank=True)
    interfaces = models.CharField(_("interfaces"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=8, choices=Licence, default=Licence.UNKNOWN)
    source_held = models.CharField(_("where the source code is held"), max_length=200, blank=True)
    address = models.URLField(_("address"), max_length=300, blank=True)
    started_year = models.PositiveSmallIntegerField(_("in use since"), null=True, blank=True)
    offered = models.BooleanField(_("offered to others to copy"), default=False)
    offer_terms = models.CharField(_("what is needed to copy it"), max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces", verbose_name=_("replaced by")
    )
    retire_on = models.DateField(_("to be retired on"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")


class DuplicateVerdict(models.Model):
    """What somebody found of two applications that read alike, so that the pair is not shown as new again."""

    class Verdict(models.TextChoices):
        SAME = "same", _("the same, one should go")
        COMPLEMENTS = "complements", _("alike, but they complete each other")
        DIFFERENT = "different", _("not the same")

    first = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    reason = models.CharField(_("why"), max_length=300)
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("verdict on two applications")
        verbose_name_plural = _("verdicts on two applications")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="portfolio_duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="portfolio_duplicate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.verdict}"
