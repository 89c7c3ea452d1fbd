"""Rounds, what regions answer in them, what assessors found, and the frozen results."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.organisations.models import Organisation, Person
from smartprovince.territory.models import Region

from . import states
from .objections.models import Objection as Objection
from .panel.models import InterviewNote as InterviewNote
from .panel.models import ProofVerdict as ProofVerdict
from .panel.models import Reading as Reading
from .panel.models import ReasonCode as ReasonCode
from .preparing.models import Remark as Remark
from .schedule.models import Extension as Extension
from .schedule.models import Minutes as Minutes
from .schedule.models import OfficialLetter as OfficialLetter
from .schedule.models import OfficialScore as OfficialScore
from .workbook.models import WorkbookUpload as WorkbookUpload


class Round(Sourced, Versioned):
    """A *putaran penilaian*: one version of an instrument, asked of regions by its owner in a year.

    The ministry's annual evaluation yields the *Indeks Pencapaian*; a round of the province's own never does.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("round of the province's own")
        NATIONAL = "national", _("round of the ministry")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("in preparation")
        OPEN = states.OPEN, _("being filled in")
        VERIFYING = states.VERIFYING, _("being verified")
        CLOSED = states.CLOSED, _("closed")
        PUBLISHED = states.PUBLISHED, _("published")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    instrument_version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="rounds")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    province = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(_("year"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    verify_until = models.DateField(_("verified until"), null=True, blank=True)
    objection_from = models.DateField(_("objections from"), null=True, blank=True)
    objection_until = models.DateField(_("objections until"), null=True, blank=True)
    publish_on = models.DateField(_("published on"), null=True, blank=True)
    readings = models.PositiveSmallIntegerField(
        _("independent readings"), choices=[(1, _("one assessor")), (2, _("two assessors, independently"))], default=1
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    predicates = models.JSONField(_("predicates"), default=list, blank=True)  # [[lowest score, word], …], upwards
    predicate_basis = models.CharField(_("regulation of the predicates"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-year", "-opens_on", "title"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "year", "title"], name="assessment_round_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="assessment_round_calendar"
            ),
            models.CheckConstraint(condition=models.Q(readings__in=(1, 2)), name="assessment_round_readings"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_label(self) -> str:
        """What the score of the root is called: only the ministry's own evaluation has an achievement index."""
        return gettext("Achievement index") if self.kind == Round.Kind.NATIONAL else gettext("Total score")

    @property
    def has_scores(self) -> bool:
        """Whether scores may be shown to anyone at all: never before the round is closed."""
        return self.state in (states.CLOSED, states.PUBLISHED)


class Participation(Versioned):
    """A kabupaten or kota in a round: how far it is, and whether it consents to being published by name."""

    AUDIT_PRIVATE = frozenset({"gaps_note", "return_reason", "consented_by"})

    class State(models.TextChoices):
        INVITED = states.INVITED, _("not begun")
        FILLING = states.FILLING, _("being filled in")
        SENT = states.SENT, _("sent")
        RETURNED = states.RETURNED, _("sent back")
        VERIFIED = states.VERIFIED, _("verified")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="participations")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    sent_at = models.DateTimeField(null=True, blank=True)
    fill_until = models.DateField(_("may be filled in until"), null=True, blank=True)
    objection_until = models.DateField(_("may object until"), null=True, blank=True)
    gaps_note = models.TextField(_("explanation of what is missing"), blank=True)
    return_reason = models.TextField(_("why it was sent back"), blank=True)
    consented_by = models.CharField(max_length=200, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["round", "region__code"]
        constraints = [models.UniqueConstraint(fields=["round", "region"], name="assessment_participation_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.region}"

    @property
    def has_consented(self) -> bool:
        return self.consented_at is not None


class Answer(Versioned):
    """What a region answers to one indicator: a number in the indicator's unit, a level 1–5, or 1/0 for yes/no.

    A group of an evaluation on its own scale may take a direct score where its lines are not public.
    """

    AUDIT_PRIVATE = frozenset({"narrative", "not_available", "updated_by"})

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="answers")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="answers")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True, blank=True)
    narrative = models.TextField(_("explanation"), blank=True, max_length=4_000)
    not_available = models.CharField(_("why there is no value"), max_length=500, blank=True)
    assigned_to = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_answers"
    )
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken over from")
    )
    updated_by = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["participation", "node__order"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "node"], name="assessment_answer_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(not_available=""), name="assessment_answer_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node.code} {self.participation.region}"

    @property
    def is_answered(self) -> bool:
        return self.value is not None or bool(self.not_available)

    @property
    def plain_value(self) -> Decimal | None:
        """The value without trailing zeros, as it was typed."""
        if self.value is None or self.value == self.value.to_integral_value():
            return self.value.quantize(Decimal(1)) if self.value is not None else None
        return self.value.normalize()


class Verdict(Versioned):
    """What an assessor found about one answer. One a line; its history stands in the trail.

    `is_current` ends when the region changes the answer or its evidence: then it has to be looked at again.
    """

    AUDIT_PRIVATE = frozenset({"reason", "by"})

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        ADJUSTED = "adjusted", _("adjusted")
        RETURNED = "returned", _("to be mended")
        REJECTED = "rejected", _("rejected")

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="verdicts")
    assessor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("assessor"), max_length=200)
    outcome = models.CharField(_("verdict"), max_length=10, choices=Outcome)
    value = models.DecimalField(_("verified value"), max_digits=20, decimal_places=6, null=True, blank=True)
    reason_code = models.CharField(_("kind of reason"), max_length=20, choices=ReasonCode, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2_000)
    is_moderated = models.BooleanField(_("decided after differing readings"), default=False)
    given_at = models.DateTimeField(default=clock.now)
    is_current = models.BooleanField(default=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [models.UniqueConstraint(fields=["answer"], name="assessment_verdict_once")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_outcome_display()}"


class Result(models.Model):
    """Scores of a round as computed at one moment, with everything needed to compute them again.

    `sha256` is over the scores rounded to ten significant digits. A newer computation takes the place of an older one,
    which is kept; once the round is published nothing changes any more.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="results")
    computed_at = models.DateTimeField(default=clock.now)
    computed_by = models.CharField(max_length=200)
    inputs = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    method = models.JSONField()
    scores = models.JSONField()
    sha256 = models.CharField(max_length=64)
    simulated = models.BooleanField(_("simulated data"), default=False)
    is_current = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["round", "-computed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(is_current=True), name="assessment_result_current"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.sha256[:12]}"


class ResultScore(models.Model):
    """One score of a current result, so that pages and rules read rows, not JSON. NULL where coverage is too low."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="rows")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="scores")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    score = models.FloatField(null=True)
    coverage = models.FloatField()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["result", "region__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["result", "region", "code"], name="assessment_resultscore_once")]
        indexes = [models.Index(fields=["result", "code"], name="assessment_score_code")]

    def __str__(self) -> str:
        return f"{self.region} {self.code}"
