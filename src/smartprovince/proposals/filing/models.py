"""What a usulan is made of beside its own text: costs, expected effects, and each text as it was sent."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.portfolio.models import FundSource


class CostLine(models.Model):
    """One row of the cost table (*RAB*): so many units at so much, of one source in one year."""

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField(_("year"))
    fund_source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="cost_lines", verbose_name=_("fund source")
    )
    item = models.CharField(_("what for"), max_length=200)
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    unit = models.CharField(_("unit"), max_length=40)
    unit_cost = models.PositiveBigIntegerField(_("cost of one"))

    class Meta:
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.item}"

    @property
    def amount(self) -> int:
        """Whole rupiah, halves rounded up."""
        return int((self.quantity * self.unit_cost).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


class Effect(models.Model):
    """Which indicator of the national catalogue it moves, and how far somebody expects it to."""

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="effects")
    node_code = models.CharField(_("indicator"), max_length=40)
    expected = models.CharField(_("from what to what, until when"), max_length=300)

    class Meta:
        verbose_name = _("expected effect")
        verbose_name_plural = _("expected effects")
        ordering = ["node_code"]
        constraints = [models.UniqueConstraint(fields=["proposal", "node_code"], name="proposals_effect_once")]

    def __str__(self) -> str:
        return f"{self.node_code}: {self.expected}"


class Submission(models.Model):
    """The text as it was sent, each time. `fingerprint` is the SHA-256 of `content`, and stands on the receipt.

    `content` holds what a person reads, by the name of the field, so that two texts can be laid side by side.
    """

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="submissions")
    sequence = models.PositiveSmallIntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    total = models.PositiveBigIntegerField(default=0)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("text as sent")
        verbose_name_plural = _("texts as sent")
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["proposal", "sequence"], name="proposals_submission_once")]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.fingerprint[:12]}"
