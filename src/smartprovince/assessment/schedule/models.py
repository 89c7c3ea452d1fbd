"""More time for a region, the official letter of a ministry's round, and the minutes of a verification."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Person
from smartprovince.territory.models import Region

from . import states


class Phase(models.TextChoices):
    """The parts of a round's calendar that a region can be late for."""

    FILL = "fill", _("filling in")
    OBJECTION = "objection", _("objection")


class Extension(Versioned):
    """More time for one region: asked for or offered, decided with a reason, never deleted.

    A granted one moves `Participation.fill_until` or `objection_until`.
    """

    AUDIT_PRIVATE = frozenset({"reason", "by", "decision", "decided_by"})

    class State(models.TextChoices):
        ASKED = states.ASKED, _("asked for")
        GRANTED = states.GRANTED, _("granted")
        REFUSED = states.REFUSED, _("refused")

    participation = models.ForeignKey("assessment.Participation", on_delete=models.PROTECT, related_name="extensions")
    phase = models.CharField(_("part of the calendar"), max_length=10, choices=Phase)
    until = models.DateField(_("until"))
    reason = models.TextField(_("why more time is needed"), max_length=2_000)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decision = models.TextField(_("reasons of the decision"), blank=True, max_length=2_000)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "phase"],
                condition=models.Q(state="asked"),
                name="assessment_extension_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.until}"


class OfficialLetter(Versioned):
    """The ministry's letter with the results of its evaluation, as a province recorded it."""

    round = models.ForeignKey("assessment.Round", on_delete=models.PROTECT, related_name="letters")
    province = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=clock.now)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("official letter of results")
        verbose_name_plural = _("official letters of results")
        ordering = ["-recorded_at"]
        constraints = [models.UniqueConstraint(fields=["round", "province"], name="assessment_letter_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.paper}"


class OfficialScore(models.Model):
    """A figure of an official letter: the index of a region, or one of its parts by the code of the instrument."""

    letter = models.ForeignKey(OfficialLetter, on_delete=models.CASCADE, related_name="scores")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=3)

    class Meta:
        verbose_name = _("official score")
        verbose_name_plural = _("official scores")
        ordering = ["letter", "region__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "region", "code"], name="assessment_officialscore_once")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.code}: {self.score}"


class Minutes(Versioned):
    """The *Berita Acara hasil verifikasi* of a region in a round of the province's own, of both parties.

    The text is drawn from the verdicts; the signed copy is a paper. `digest` is over the verdicts as they were then.
    """

    AUDIT_PRIVATE = frozenset({"region_signer", "owner_signer"})

    participation = models.OneToOneField("assessment.Participation", on_delete=models.PROTECT, related_name="minutes")
    number = models.CharField(_("number"), max_length=120)
    signed_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=120)
    region_signer = models.CharField(_("name, for the kabupaten/kota"), max_length=200)
    region_title = models.CharField(_("office, for the kabupaten/kota"), max_length=200)
    owner_signer = models.CharField(_("name, for the owner of the round"), max_length=200)
    owner_title = models.CharField(_("office, for the owner of the round"), max_length=200)
    digest = models.CharField(max_length=64)
    paper = models.ForeignKey(
        Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed copy")
    )
    prepared_by = models.CharField(max_length=200)
    prepared_at = models.DateTimeField(default=clock.now)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("minutes of the verification")
        verbose_name_plural = _("minutes of the verification")

    def __str__(self) -> str:
        return self.number
