"""Regions of Indonesia: codes with validity, figures by year, boundaries, neighbours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced, Versioned


class Region(Sourced):
    """A *wilayah* with its dotted Kemendagri code: `51`, `51.03`, `51.03.01`.

    Holes of the source (an empty area, a village without a point) are NULL and shown as unknown, never 0.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        REGENCY = "regency", _("kabupaten/kota")
        DISTRICT = "district", _("kecamatan")

    class Kind(models.TextChoices):
        PROVINCE = "provinsi", _("province")
        KABUPATEN = "kabupaten", _("kabupaten")
        KOTA = "kota", _("kota")
        KECAMATAN = "kecamatan", _("kecamatan")

    code = models.CharField(_("code"), max_length=13)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=110)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    capital = models.CharField(_("capital"), max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_km2 = models.DecimalField(_("area in km²"), max_digits=12, decimal_places=3, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=4, blank=True)
    bps_code = models.CharField(_("BPS code"), max_length=10, blank=True)
    bps_source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code"], name="territory_region_code")]
        indexes = [
            models.Index(fields=["level", "code"], name="territory_region_level"),
            models.Index(fields=["slug"], name="territory_region_slug"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """`Kab. Badung`, `Kota Denpasar`, `Bali`: for tables."""
        return {"kabupaten": "Kab. ", "kota": "Kota ", "kecamatan": "Kec. "}.get(self.kind, "") + self.name

    @property
    def full_name(self) -> str:
        """`Kabupaten Badung`, `Provinsi Bali`: for titles."""
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def province_code(self) -> str:
        return self.code[:2]


class RegionPredecessor(models.Model):
    """A code that a region had before (*pemekaran*, renumbering), with the source that says so."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="predecessors")
    old_code = models.CharField(max_length=13)
    source = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("predecessor of a region")
        verbose_name_plural = _("predecessors of regions")
        constraints = [models.UniqueConstraint(fields=["region", "old_code"], name="territory_predecessor_once")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.region.code}"


class RegionFigure(Sourced, Versioned):
    """A figure of a region for a year, such as its poverty rate, with unit and source."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(_("kind"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=60)

    class Meta:
        verbose_name = _("figure of a region")
        verbose_name_plural = _("figures of regions")
        constraints = [models.UniqueConstraint(fields=["region", "kind", "year"], name="territory_figure_once")]

    def __str__(self) -> str:
        return f"{self.region} {self.kind} {self.year}"


class Boundary(Sourced):
    """The shape of a region as GeoJSON geometry. Derived shapes are indicative and say so (*batas indikatif*)."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="boundary")
    geometry = models.JSONField()
    indicative = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")

    def __str__(self) -> str:
        return str(self.region)


class Neighbour(models.Model):
    """Two regions that share a border; `first` has the smaller code."""

    first = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("neighbours")
        verbose_name_plural = _("neighbours")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="territory_neighbour_once")]

    def __str__(self) -> str:
        return f"{self.first.code}–{self.second.code}"
