"""Guidebooks as data, and the plans written along them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.territory.models import Region

EMPTY: dict[str, Any] = {"type": "doc", "content": []}


class Guidebook(models.Model):
    """An edition of the guidebook. One that is not official says so on every page of what is made from it."""

    class Edition(models.TextChoices):
        PROVINCE = "province", _("province")
        REGENCY = "kabkota", _("kabupaten/kota")

    edition = models.CharField(max_length=10, choices=Edition)
    label = models.CharField(max_length=40)
    is_official = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("guidebook")
        verbose_name_plural = _("guidebooks")
        constraints = [models.UniqueConstraint(fields=["edition", "label"], name="masterplan_guidebook_once")]

    def __str__(self) -> str:
        return f"{self.get_edition_display()} {self.label}"


class GuideSection(models.Model):
    """One section of a guidebook: what it asks, which data block fills it, and the least that it needs."""

    guidebook = models.ForeignKey(Guidebook, on_delete=models.PROTECT, related_name="sections")
    order = models.PositiveSmallIntegerField()
    book = models.PositiveSmallIntegerField()
    book_title = models.CharField(max_length=120)
    chapter = models.PositiveSmallIntegerField()
    chapter_title = models.CharField(max_length=120)
    number = models.CharField(max_length=10)
    title_id = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    guidance_id = models.TextField()
    block = models.CharField(max_length=40, blank=True)
    min_words = models.PositiveIntegerField(default=0)
    required = models.BooleanField(default=True)
    mark = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("section of a guidebook")
        verbose_name_plural = _("sections of guidebooks")
        ordering = ["guidebook", "order"]
        constraints = [
            models.UniqueConstraint(fields=["guidebook", "book", "number"], name="masterplan_guidesection_once")
        ]

    def __str__(self) -> str:
        return f"{self.book}.{self.number} {self.title_id}"


class Plan(Sourced, Versioned):
    """A masterplan in the making: a region's plan along one guidebook. `concept` is the region's own name for it."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="plans")
    guidebook = models.ForeignKey(Guidebook, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(_("title"), max_length=200)
    concept = models.CharField(_("own name of the movement"), max_length=200, blank=True)
    period_start = models.PositiveSmallIntegerField(_("first year"))
    period_end = models.PositiveSmallIntegerField(_("last year"))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("masterplan")
        verbose_name_plural = _("masterplans")
        ordering = ["region__code", "-period_start"]
        constraints = [
            models.UniqueConstraint(fields=["region", "period_start"], name="masterplan_plan_once"),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")), name="masterplan_plan_period"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Section(Versioned):
    """What a plan says in one section: a small ProseMirror-style document (`doc` › `paragraph` › `text`)."""

    AUDIT_PRIVATE = frozenset({"content"})

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    guide = models.ForeignKey(GuideSection, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)
    updated_by = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("section of a masterplan")
        verbose_name_plural = _("sections of masterplans")
        ordering = ["plan", "guide__order"]
        constraints = [models.UniqueConstraint(fields=["plan", "guide"], name="masterplan_section_once")]

    def __str__(self) -> str:
        return str(self.guide)

    @property
    def is_complete(self) -> bool:
        """Enough words by the guidebook's rule."""
        return self.words >= self.guide.min_words > 0
