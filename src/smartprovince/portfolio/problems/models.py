"""What is wrong in a region, for whom, and how it is known."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.portfolio.entries import Entry


class Problem(Entry):
    """A *masalah daerah*. `origin_type` and `origin_id` name what it was made from, such as an answer of a round."""

    class Severity(models.IntegerChoices):
        MILD = 1, _("1 – a nuisance")
        FELT = 2, _("2 – felt by many")
        HEAVY = 3, _("3 – heavy for those concerned")
        SERIOUS = 4, _("4 – harms health, income or safety")
        URGENT = 5, _("5 – cannot wait")

    class Trend(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        WORSE = "worse", _("getting worse")
        SAME = "same", _("unchanged")
        BETTER = "better", _("getting better")

    class Basis(models.TextChoices):
        GAP = "gap", _("gap of an indicator")
        EVENT = "event", _("said at an event")
        CITIZEN = "citizen", _("said by citizens")
        AUDIT = "audit", _("found by an audit or inspection")
        PLAN = "plan", _("named in a plan (RPJMD, RKPD)")
        OTHER = "other", _("other")

    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    people_affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    trend = models.CharField(_("trend"), max_length=8, choices=Trend, default=Trend.UNKNOWN)
    basis = models.CharField(_("how it is known"), max_length=8, choices=Basis)
    crosses_border = models.BooleanField(_("crosses the border of the region"), default=False)
    origin_type = models.CharField(max_length=80, blank=True, editable=False)
    origin_id = models.CharField(max_length=40, blank=True, editable=False)
    origin_label = models.CharField(max_length=300, blank=True, editable=False)

    class Meta(Entry.Meta):
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "origin_type", "origin_id"],
                condition=~models.Q(origin_id="") & models.Q(archived_at__isnull=True),
                name="portfolio_problem_once",
            )
        ]
