"""What is measured: dimensions, sub-dimensions, readiness elements, and versioned instruments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced, Versioned
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region


class Dimension(models.Model):
    """One of the six national dimensions, or a province's own (*Smart Culture*), kept out of the national total."""

    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField()
    name_official = models.CharField(_("official name"), max_length=100)
    name_id = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    province = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="dimensions")

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["code"], name="instruments_dimension_code")]

    def __str__(self) -> str:
        return self.name_official

    @property
    def css(self) -> str:
        """The class of its colour and shape; a province's own dimension has the ring."""
        return f"dim--{self.code.lower()}" if self.province_id is None else "dim--own"

    @property
    def short(self) -> str:
        return self.name_official.removeprefix("Smart ")


class Subdimension(models.Model):
    """One of the parts of a dimension (`GOV.PUB`)."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="parts")
    code = models.CharField(_("code"), max_length=30)
    order = models.PositiveSmallIntegerField()
    name_id = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("sub-dimension")
        verbose_name_plural = _("sub-dimensions")
        ordering = ["dimension__order", "order"]
        constraints = [models.UniqueConstraint(fields=["code"], name="instruments_subdimension_code")]

    def __str__(self) -> str:
        return self.name_id


class Instrument(models.Model):
    """A way of measuring, over all its versions: the catalogue, readiness, the annual evaluation, the quick check."""

    code = models.SlugField(max_length=40)
    name_id = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="instruments")
    is_official = models.BooleanField(_("official instrument"), default=False)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code"], name="instruments_instrument_code")]

    def __str__(self) -> str:
        return self.name_id


class InstrumentVersion(Sourced, Versioned):
    """One edition of an instrument. Once published it never changes; a change is a new version.

    An instrument of a province (with an owner) is a national version, `based_on`, with items of its own: these are
    asked and verified, and never enter a score, so that the national items stay comparable.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(_("version"), max_length=40)
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="derived", verbose_name=_("based on")
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    valid_from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    scale_low = models.FloatField(default=0)
    scale_high = models.FloatField(default=100)
    note = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of an instrument")
        verbose_name_plural = _("versions of instruments")
        ordering = ["instrument", "label"]
        constraints = [models.UniqueConstraint(fields=["instrument", "label"], name="instruments_version_once")]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.label})"

    @property
    def is_draft(self) -> bool:
        return self.state == InstrumentVersion.State.DRAFT

    @property
    def is_local(self) -> bool:
        """An edition of a province: the national items of `based_on`, locked, and its own beside them."""
        return self.based_on_id is not None and self.instrument.owner_id is not None


class Node(models.Model):
    """A place in an instrument's tree: a group, or an indicator (*indikator*) with unit, direction and goalposts."""

    class Kind(models.TextChoices):
        GROUP = "group", _("group")
        QUANTITY = "quantity", _("quantity")
        MATURITY = "maturity_level", _("maturity level")
        YES_NO = "yes_no", _("yes or no")
        LINE = "line", _("rated line")

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    code = models.CharField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    weight = models.DecimalField(max_digits=9, decimal_places=4, default=1)
    aggregator = models.CharField(max_length=20, default="arithmetic")
    min_coverage = models.DecimalField(max_digits=4, decimal_places=3, default=0.5)
    name_id = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    short_id = models.CharField(max_length=60, blank=True)
    short_en = models.CharField(max_length=60, blank=True)
    definition_id = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    unit_id = models.CharField(max_length=60, blank=True)
    unit_en = models.CharField(max_length=60, blank=True)
    direction = models.SmallIntegerField(default=1)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    transform = models.CharField(max_length=20, blank=True)
    numerator_id = models.CharField(max_length=300, blank=True)
    denominator_id = models.CharField(max_length=300, blank=True)
    producer = models.CharField(max_length=200, blank=True)
    evidence_id = models.TextField(blank=True)
    mappings = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    is_placeholder = models.BooleanField(default=False)
    is_local = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("indicator or group")
        verbose_name_plural = _("indicators and groups")
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="instruments_node_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_id}"

    @property
    def is_indicator(self) -> bool:
        return self.kind != Node.Kind.GROUP and not self.is_placeholder


class RubricLevel(models.Model):
    """What a maturity level of an indicator means, and the evidence it asks for."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    text_id = models.TextField()
    text_en = models.TextField(blank=True)
    evidence_id = models.TextField(blank=True)

    class Meta:
        verbose_name = _("rubric level")
        verbose_name_plural = _("rubric levels")
        ordering = ["node", "level"]
        constraints = [models.UniqueConstraint(fields=["node", "level"], name="instruments_level_once")]

    def __str__(self) -> str:
        return f"{self.node.code} {self.level}"
