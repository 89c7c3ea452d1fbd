"""What every entry of the portfolio has: whose it is, what it is about, who may read it. None is ever deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.instruments.models import Dimension, Subdimension
from smartprovince.instruments.themes import Theme
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region


class Audience(models.TextChoices):
    """Who reads an entry beside the people of the region it belongs to, who always do."""

    OWN = "own", _("only our own government")
    PROVINCE = "province", _("we and our province")
    GOVERNMENTS = "governments", _("all governments of the province")
    PUBLIC = "public", _("everybody")


class Entry(Sourced, Versioned):
    """One row of a register, with a public number of its kind and year."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("responsible perangkat daerah"),
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4_000)
    dimension = models.ForeignKey(Dimension, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subdimension = models.ForeignKey(Subdimension, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(_("who may read it"), max_length=12, choices=Audience, default=Audience.PROVINCE)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_reason = models.CharField(_("why it was put away"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["region__code", "name", "pk"]
        indexes = [models.Index(fields=["region", "archived_at"], name="%(class)s_of_region")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def theme(self) -> Theme:
        return Theme(self.dimension, self.subdimension)
