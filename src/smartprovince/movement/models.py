"""The register of the movement: *angkatan*, dated facts of regions with their papers, gates, and official claims."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, StoredFile, Versioned
from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from .gates.models import Cycle as Cycle
from .gates.models import StageChange as StageChange
from .mentoring.models import FollowUp as FollowUp
from .mentoring.models import HandOver as HandOver
from .mentoring.models import MentorReport as MentorReport
from .mentoring.models import MentorTerm as MentorTerm
from .selection.models import Candidate as Candidate
from .selection.models import Interview as Interview
from .selection.models import Parameter as Parameter
from .selection.models import ParameterValue as ParameterValue
from .vocabulary import Movement, Stage

PHONE_PATTERN = RegexValidator(r"^\+?[0-9 ()./-]{6,30}$", _("Write digits, for example 0812 3456 7890."))


class Mark(models.TextChoices):
    """How a fact is known: a source says it, or it follows from sourced facts by a reason that stands in the note."""

    SOURCED = "sourced", _("sourced")
    DERIVED = "derived", _("derived")


class Cohort(Sourced):
    """An *angkatan*: the regions that signed in one programme year. `size` is how many there were, where said."""

    key = models.CharField(max_length=40, unique=True, editable=False)
    movement = models.CharField(_("movement"), max_length=20, choices=Movement)
    year = models.PositiveSmallIntegerField(_("year"))
    name_id = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    not_before = models.DateField(_("launched not before"))
    not_after = models.DateField(_("launched not after"))
    size = models.PositiveSmallIntegerField(_("number of regions"), null=True, blank=True)
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.SOURCED)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("cohort (angkatan)")
        verbose_name_plural = _("cohorts (angkatan)")
        ordering = ["movement", "year"]
        constraints = [models.UniqueConstraint(fields=["movement", "year"], name="movement_cohort_once")]

    def __str__(self) -> str:
        return self.name_id


class StageGate(Versioned):
    """One item of a stage's gate: what must be shown before the next stage. The items are data, not code.

    `way` says how it is shown: by a paper of the register (`parameters` say what it must carry), by a registered check
    with its parameters, or by a person with the role `confirms`. A paper whose item names a role waits for that role.
    """

    class Way(models.TextChoices):
        PAPER = "paper", _("a paper")
        COMPUTED = "computed", _("computed by the platform")
        CONFIRMED = "confirmed", _("confirmed by a person")

    Stage = Stage
    movement = models.CharField(max_length=20, choices=Movement)
    stage = models.CharField(max_length=20, choices=Stage)
    stage_order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    order = models.PositiveSmallIntegerField()
    title_id = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    required = models.BooleanField(default=True)
    evidence = models.CharField(max_length=100, blank=True)
    rule = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=10)
    way = models.CharField(_("how it is shown"), max_length=10, choices=Way, default=Way.PAPER)
    check_name = models.CharField(max_length=40, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    fact_kind = models.CharField(max_length=20, blank=True)
    paper_kind = models.CharField(max_length=20, blank=True)
    confirms = models.CharField(_("who confirms"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("gate item")
        verbose_name_plural = _("gate items")
        ordering = ["movement", "stage_order", "order"]

    def __str__(self) -> str:
        return f"{self.code} {self.title_id}"


class Milestone(Sourced, Versioned):
    """A dated fact of a region. The day may be known only roughly: `not_before` … `not_after`, equal when it is known.

    `not_before` is empty when nothing says how early it may have been. `holds` is False for a paper that says the
    opposite: by this day it was *not* so (a letter that there is no memorandum). Withdrawn, never deleted.
    """

    AUDIT_PRIVATE = frozenset({"note", "withdrawn_reason"})

    class Kind(models.TextChoices):
        JOINED = "joined", _("joined (memorandum or programme year)")
        DRAFTED = "drafted", _("masterplan drafted (Books 1–3 delivered)")
        IN_FORCE = "in_force", _("masterplan in force (Perbup/Perwali/Pergub)")
        ASSESSMENT = "assessment", _("stage: assessment")
        LAUNCH = "launch", _("stage: launch")
        IMPLEMENTATION = "implementation", _("stage: implementation")
        OUTREACH = "outreach", _("stage: outreach")
        NOTE = "note", _("note")

    class Basis(models.TextChoices):
        MEMORANDUM = "memorandum", _("memorandum (nota kesepakatan)")
        PROGRAMME_YEAR = "programme_year", _("programme year")
        SELECTION_LETTER = "selection_letter", _("selection letter")
        ASSESSMENT = "assessment", _("assessment")
        DECREE = "decree", _("decree (SK)")
        BIMTEK = "bimtek", _("technical guidance (bimtek)")
        BOOKS = "books", _("Books 1–3 or minutes of their delivery")
        REGULATION = "regulation", _("regulation (Perbup/Perwali/Pergub)")
        AWARD = "award", _("award")
        EVALUATION = "evaluation", _("evaluation")
        LETTER = "letter", _("letter")
        ANNOUNCEMENT = "announcement", _("news or announcement")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="milestones")
    key = models.CharField(max_length=80, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    holds = models.BooleanField(_("it was so"), default=True)
    gate = models.ForeignKey(StageGate, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones")
    parties = models.JSONField(_("parties"), default=list, blank=True)
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    not_after = models.DateField(_("not after"))
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones")
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.SOURCED)
    date_mark = models.CharField(max_length=10, choices=Mark, default=Mark.SOURCED)
    note = models.TextField(_("note"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["region__code", "not_after", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_before__isnull=True) | Q(not_after__gte=F("not_before")),
                name="movement_milestone_dates",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key="") & Q(withdrawn_at__isnull=True), name="movement_milestone_key"
            ),
        ]
        indexes = [models.Index(fields=["region", "kind"], name="movement_milestone_kind")]

    def __str__(self) -> str:
        return f"{self.region}: {self.get_kind_display()}"

    @property
    def day(self) -> date | None:
        """The day, where it is known."""
        return self.not_after if self.not_before == self.not_after else None


class RegionContact(Versioned):
    """The person in charge of the movement in a region (*penanggung jawab*), with telephone. Personal data."""

    AUDIT_PRIVATE = frozenset({"name", "phone"})

    region = models.OneToOneField(Region, on_delete=models.PROTECT, related_name="contact")
    name = models.CharField(_("person in charge"), max_length=150, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=30,
        blank=True,
        validators=[PHONE_PATTERN],
    )
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("contact of a region")
        verbose_name_plural = _("contacts of regions")

    def __str__(self) -> str:
        return str(self.region)


class Claim(Sourced):
    """An official figure as it was said: value, day, scope and source. It is never mixed with the register's count."""

    class Subject(models.TextChoices):
        REGENCIES = "regencies", _("kabupaten/kota")
        PROVINCES = "provinces", _("provinces")

    class Unit(models.TextChoices):
        COUNT = "count", _("number of regions")
        PERCENT = "percent", _("percent")

    key = models.CharField(max_length=80, blank=True, editable=False)
    scope = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    subject = models.CharField(_("what is counted"), max_length=20, choices=Subject, default=Subject.REGENCIES)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.COUNT)
    not_before = models.DateField(_("said not before"))
    not_after = models.DateField(_("said not after"))
    statement_id = models.CharField(_("statement (Indonesian)"), max_length=300)
    statement_en = models.CharField(_("statement (English)"), max_length=300, blank=True)
    is_target = models.BooleanField(_("a target, not an achievement"), default=False)
    target_year = models.PositiveSmallIntegerField(_("year of the target"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["not_after", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="movement_claim_key"),
            models.CheckConstraint(condition=Q(not_after__gte=F("not_before")), name="movement_claim_dates"),
            models.CheckConstraint(
                condition=Q(is_target=False) | Q(target_year__isnull=False), name="movement_claim_target_year"
            ),
        ]

    def __str__(self) -> str:
        return self.statement_id

    @property
    def counted_on(self) -> date:
        """The day whose count stands beside it: of a target the end of its year (or today), else when it was said."""
        if self.is_target and self.target_year:
            return min(date(self.target_year, 12, 31), clock.today())
        return self.not_after


class ImportBatch(Versioned):
    """A spreadsheet on its way into the register: the bytes, the mapping of its columns, and whether it was applied.

    Preview and apply read the same bytes, and what was applied once is not applied again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not applied yet")
        APPLIED = "applied", _("applied")
        DROPPED = "dropped", _("dropped")

    province = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    result = models.JSONField(default=dict)
    owner_id = models.CharField(max_length=40)
    owner_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
