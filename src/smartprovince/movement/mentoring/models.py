"""Mentoring (*pembimbingan*): terms of mentors, their reports, next steps of both sides, and what is handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Membership, Person
from smartprovince.territory.models import Region

from . import states


class MentorTerm(Versioned):
    """A mentor's time with a region, by a letter of the programme. Its membership gives the rights, and ends with it.

    A second term of the same pair takes up the same membership, since a person holds a role in a place only once.
    """

    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentor_terms")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mentor_terms")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="mentor_terms")
    cohort = models.ForeignKey("movement.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    letter_number = models.CharField(_("number of the letter"), max_length=120, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    letter = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("mentor's term")
        verbose_name_plural = _("mentors' terms")
        ordering = ["region__code", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="movement_mentorterm_dates")
        ]

    def __str__(self) -> str:
        return f"{self.mentor} – {self.region}"

    @property
    def trail_label(self) -> str:
        return f"#{self.mentor_id} {self.region.code}"


class MentorReport(Versioned):
    """What a visit or call was about: authors, participants, topics, recommendations. The region sees it once sent."""

    AUDIT_PRIVATE = frozenset({"authors", "participants", "topics", "recommendations", "return_reason"})

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit")
        CALL = "call", _("call or video meeting")
        REVIEW = "review", _("review of documents")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("draft")
        SENT = states.SENT, _("sent")
        RETURNED = states.RETURNED, _("sent back")
        APPROVED = states.APPROVED, _("approved")

    term = models.ForeignKey(MentorTerm, on_delete=models.PROTECT, related_name="reports")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="mentor_reports")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    held_on = models.DateField(_("held on"))
    authors = models.CharField(_("authors"), max_length=300)
    participants = models.TextField(_("participants"), blank=True, max_length=2_000)
    topics = models.TextField(_("topics"), blank=True, max_length=2_000)
    recommendations = models.TextField(_("recommendations"), blank=True, max_length=4_000)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(_("why it was sent back"), blank=True, max_length=1_000)
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("mentor's report")
        verbose_name_plural = _("mentors' reports")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def open_steps(self) -> int:
        """How many of its steps are open; of the steps that were fetched with it, where they were."""
        steps = self.steps if hasattr(self, "steps") else self.follow_ups.all()
        return sum(1 for step in steps if step.done_on is None)


class FollowUp(Versioned):
    """A next step out of a report: the mentor's or the region's, dated, followed until it is done."""

    AUDIT_PRIVATE = frozenset({"text", "done_note"})

    class Side(models.TextChoices):
        MENTOR = "mentor", _("the mentor's")
        REGION = "region", _("the region's")

    report = models.ForeignKey(MentorReport, on_delete=models.PROTECT, related_name="follow_ups")
    side = models.CharField(_("whose step"), max_length=10, choices=Side)
    text = models.CharField(_("what"), max_length=500)
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.TextField(_("what was done"), blank=True, max_length=1_000)
    done_by = models.CharField(max_length=200, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("next step of a report")
        verbose_name_plural = _("next steps of reports")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.report.number}: {self.get_side_display()}"


class HandOver(models.Model):
    """What a mentor leaves behind when a term ends: reports, recommendations and open steps, frozen as they stood."""

    term = models.OneToOneField(MentorTerm, on_delete=models.PROTECT, related_name="hand_over")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    content = models.JSONField()
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("hand-over note")
        verbose_name_plural = _("hand-over notes")
        ordering = ["-made_on"]

    def __str__(self) -> str:
        return f"{self.term} {self.made_on}"
