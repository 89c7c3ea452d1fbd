"""Selection of an *angkatan*: the parameters of regions, and the candidates on their way to a decision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.evidence.models import Paper
from smartprovince.movement.vocabulary import Movement
from smartprovince.territory.models import Region

from . import states


class Parameter(Sourced, Versioned):
    """What regions are compared by when an angkatan is chosen. Weights and goalposts are the programme owner's choice.

    `low` < `high` in the parameter's unit; `direction` 1 when a larger value raises the score (potential or challenge),
    -1 when it lowers it; `weight` >= 0.
    """

    class Role(models.TextChoices):
        POTENTIAL = "potential", _("potential")
        CHALLENGE = "challenge", _("challenge")

    code = models.CharField(_("code"), max_length=20, unique=True)
    movement = models.CharField(_("movement"), max_length=20, choices=Movement, default=Movement.SMART_CITY)
    name_id = models.CharField(_("name (Indonesian)"), max_length=150)
    name_en = models.CharField(_("name (English)"), max_length=150)
    publisher = models.CharField(_("publisher"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.POTENTIAL)
    direction = models.SmallIntegerField(_("direction"), default=1)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=3, default=1)
    low = models.DecimalField(_("lower goalpost"), max_digits=14, decimal_places=4, default=0)
    high = models.DecimalField(_("upper goalpost"), max_digits=14, decimal_places=4, default=100)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("selection parameter")
        verbose_name_plural = _("selection parameters")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(high__gt=F("low")), name="movement_parameter_goalposts"),
            models.CheckConstraint(condition=Q(direction__in=[-1, 1]), name="movement_parameter_direction"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="movement_parameter_weight"),
        ]

    def __str__(self) -> str:
        return self.name_id


class ParameterValue(Sourced, Versioned):
    """A parameter of a region for a year, with its source: a number, a category (fiscal capacity), or both.

    `method` names the index that gave the number where it changed (SPBE until 2025, Pemdi from 2026).
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="parameter_values")
    parameter = models.ForeignKey(Parameter, on_delete=models.PROTECT, related_name="values")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    method = models.CharField(_("method"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("value of a selection parameter")
        verbose_name_plural = _("values of selection parameters")
        ordering = ["region__code", "parameter", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["region", "parameter", "year"], name="movement_parametervalue_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(category=""), name="movement_parametervalue_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.parameter.code} {self.year}"


class Candidate(Versioned):
    """A region considered for an angkatan: long list → interview → decision with reasons. Joining is another thing."""

    AUDIT_PRIVATE = frozenset({"reason"})

    class State(models.TextChoices):
        LONG_LIST = states.LONG_LIST, _("on the long list")
        INTERVIEW = states.INTERVIEW, _("invited to the interview")
        SELECTED = states.SELECTED, _("selected")
        NOT_SELECTED = states.NOT_SELECTED, _("not selected")
        WITHDRAWN = states.WITHDRAWN, _("withdrawn")

    cohort = models.ForeignKey("movement.Cohort", on_delete=models.PROTECT, related_name="candidates")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="candidacies")
    state = models.CharField(max_length=15, choices=State, default=State.LONG_LIST)
    interview_on = models.DateField(_("interview on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.TextField(_("reasons of the decision"), blank=True, max_length=2_000)
    letter = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["cohort", "region__code"]
        constraints = [models.UniqueConstraint(fields=["cohort", "region"], name="movement_candidate_once")]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.region}"


class Interview(Versioned):
    """What the assessors found. A row of its own, since neither the region nor its province reads it, nor its trail."""

    AUDIT_PRIVATE = frozenset({"assessors", "note"})

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="interview")
    held_on = models.DateField(_("held on"))
    assessors = models.TextField(_("assessors, one a line"), max_length=1_000)
    score = models.DecimalField(_("interview score"), max_digits=5, decimal_places=2)
    note = models.TextField(_("what the interview showed"), blank=True, max_length=2_000)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["candidate"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0) & Q(score__lte=100), name="movement_interview_score")
        ]

    def __str__(self) -> str:
        return str(self.candidate)
