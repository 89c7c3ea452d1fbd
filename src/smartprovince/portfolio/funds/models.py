"""Where money comes from: one catalogue for programmes, usulan and funding."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced, Versioned
from smartprovince.territory.models import Region


class FundSource(Sourced, Versioned):
    """A *sumber dana*: of the nation's catalogue, or one that a province adds for itself and maps to a kind."""

    class Kind(models.TextChoices):
        PROVINCE_BUDGET = "province_budget", _("provincial budget (APBD provinsi)")
        REGENCY_BUDGET = "regency_budget", _("kabupaten/kota budget (APBD kab/kota)")
        STATE_BUDGET = "state_budget", _("state budget (APBN)")
        TRANSFER = "transfer", _("transfer to regions (DAK, DAU, DBH)")
        EARMARKED_AID = "earmarked_aid", _("earmarked aid of the province (BKK)")
        PARTNERSHIP = "partnership", _("partnership with business (KPBU)")
        CSR = "csr", _("corporate responsibility (CSR/TJSL)")
        GRANT = "grant", _("grant (hibah)")
        OTHER = "other", _("other lawful source")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    note = models.CharField(_("what it may be used for"), max_length=300, blank=True)
    province = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="fund_sources")
    order = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(_("offered in forms"), default=True)

    class Meta:
        verbose_name = _("fund source")
        verbose_name_plural = _("fund sources")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
