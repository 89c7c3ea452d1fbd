"""What assessors find about a paper, what each of two reads without the other, and notes of interviews."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Person


class ReasonCode(models.TextChoices):
    """Why evidence or an answer is not taken as it is: the causes that assessors meet most."""

    LOGIN_PAGE = "login_page", _("shows only a login or front page")
    NO_STEPS = "no_steps", _("does not show the steps or the content")
    EXPIRED = "expired", _("no longer valid")
    WRONG_PERIOD = "wrong_period", _("of another year or period")
    OTHER_REGION = "other_region", _("of another region or office")
    UNREADABLE = "unreadable", _("cannot be opened or read")
    NOT_ABOUT_IT = "not_about_it", _("does not prove what is asked")
    DIFFERENT_VALUE = "different_value", _("shows another value than was answered")
    WRONG_UNIT = "wrong_unit", _("value in another unit")
    OTHER = "other", _("another reason")


class ProofVerdict(Versioned):
    """What an assessor found about one paper of one answer.

    `is_current` ends when the answer no longer points at the paper, or another file stands in its place before the
    verification of the region is finished.
    """

    AUDIT_PRIVATE = frozenset({"reason", "by"})

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted in part")
        REJECTED = "rejected", _("rejected")
        UNCLEAR = "unclear", _("unclear")

    answer = models.ForeignKey("assessment.Answer", on_delete=models.PROTECT, related_name="proof_verdicts")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="proof_verdicts")
    outcome = models.CharField(_("verdict"), max_length=10, choices=Outcome)
    reason_code = models.CharField(_("kind of reason"), max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2_000)
    assessor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("assessor"), max_length=200)
    given_at = models.DateTimeField(default=clock.now)
    is_current = models.BooleanField(default=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("verdict on evidence")
        verbose_name_plural = _("verdicts on evidence")
        constraints = [models.UniqueConstraint(fields=["answer", "paper"], name="assessment_proofverdict_once")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_outcome_display()}"


class Reading(Versioned):
    """One of two independent readings of an answer. Until both are there, an assessor sees the own one only."""

    AUDIT_PRIVATE = frozenset({"reason", "by"})

    answer = models.ForeignKey("assessment.Answer", on_delete=models.PROTECT, related_name="readings")
    assessor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("assessor"), max_length=200)
    outcome = models.CharField(_("verdict"), max_length=10)
    value = models.DecimalField(_("verified value"), max_digits=20, decimal_places=6, null=True, blank=True)
    reason_code = models.CharField(_("kind of reason"), max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2_000)
    given_at = models.DateTimeField(default=clock.now)
    is_current = models.BooleanField(default=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["answer", "given_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "assessor"], name="assessment_reading_once")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.by}"

    def get_outcome_display(self) -> str:
        """The outcome in the words of a verdict, whose choices stand above this module."""
        from smartprovince.assessment.models import Verdict

        return str(Verdict.Outcome(self.outcome).label)


class InterviewNote(Versioned):
    """What was said when assessors spoke with a region: who and when. What a reader concludes stands in the reading."""

    AUDIT_PRIVATE = frozenset({"with_whom", "text", "by"})

    participation = models.ForeignKey(
        "assessment.Participation", on_delete=models.PROTECT, related_name="interview_notes"
    )
    held_on = models.DateField(_("day"))
    with_whom = models.CharField(_("spoken with"), max_length=300)
    text = models.TextField(_("notes"), max_length=8_000)
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("interview note")
        verbose_name_plural = _("interview notes")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.participation} {self.held_on}"
