"""Technical review: rubrics with weights, and what each reviewer found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.organisations.models import Person
from smartprovince.territory.models import Region

SCALE = (0, 4)


class Rubric(Versioned):
    """By what usulan are weighed: the house's own, or one that a province made."""

    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="rubrics")
    threshold = models.DecimalField(_("recommended from"), max_digits=3, decimal_places=2, null=True, blank=True)
    in_use = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["region__code", "name"]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One question of a rubric, rated 0 to 4. The weights of a rubric add up to 100."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("criterion"), max_length=120)
    meaning = models.CharField(_("what is looked at"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight in per cent"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "order"], name="proposals_criterion_order"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=100), name="proposals_criterion_weight"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Review(Versioned):
    """What one reviewer found. `private_note` is for those who handle it; `feedback` goes to the proposer with the
    answer. Nobody reads another's review before the own is in."""

    AUDIT_PRIVATE = frozenset({"private_note", "feedback", "recusal"})

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        DONE = "done", _("done")
        RECUSED = "recused", _("declined for a conflict of interest")
        DROPPED = "dropped", _("no longer needed")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposal_reviews")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    private_note = models.TextField(_("note for those who handle it"), blank=True, max_length=2_000)
    feedback = models.TextField(_("feedback for the proposer"), blank=True, max_length=2_000)
    recusal = models.TextField(_("which conflict of interest"), blank=True, max_length=500)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "reviewer"], name="proposals_review_once")]

    def __str__(self) -> str:
        return f"{self.proposal.number} #{self.pk}"


class Mark(models.Model):
    """What one reviewer gave for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField(_("mark, 0 to 4"))

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="proposals_mark_once"),
            models.CheckConstraint(condition=models.Q(value__lte=SCALE[1]), name="proposals_mark_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
