"""Usulan: what a region, a perangkat daerah or somebody at an event asks of the province or of the centre."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.instruments.models import Dimension, Subdimension
from smartprovince.instruments.themes import Theme
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.models import Application, Innovation, Problem, Programme
from smartprovince.territory.models import Region

from . import states
from .answering.models import Answer as Answer
from .answering.models import Forwarding as Forwarding
from .answering.models import Objection as Objection
from .answering.models import PlanFact as PlanFact
from .filing.models import CostLine as CostLine
from .filing.models import Effect as Effect
from .filing.models import Submission as Submission
from .handling.models import Note as Note
from .handling.models import Passage as Passage
from .reviewing.models import Criterion as Criterion
from .reviewing.models import Mark as Mark
from .reviewing.models import Review as Review
from .reviewing.models import Rubric as Rubric


class Proposal(Sourced, Versioned):
    """A *usulan* with its public number. `receipt` is the secret word of the paper that the proposer was given.

    What somebody says at an event names the event by `origin_type` and `origin_id`, since events stand in a room above,
    and the organiser by `received_by`: it heard the usulan, so it may read the draft. A draft that a region typed for
    itself has neither, and stays its own until it is sent. `handler` is the region whose government handles it once it
    is sent: the province, or the kabupaten/kota it is addressed to.
    """

    AUDIT_PRIVATE = frozenset(
        {"proposer", "summary", "background", "goal", "outputs", "operation", "withdrawn_reason", "return_reason"}
    )

    HAPPENS = frozenset(
        [
            "state",
            "state_since",
            "due_on",
            "return_reason",
            "withdrawn_reason",
            "merged_into",
            "programme",
            "addressed_region",
            "way_simulated",
        ]
    )

    class Addressee(models.TextChoices):
        PROVINCE = "province", _("to the province")
        CENTRE = "centre", _("to the central government")
        REGION = "region", _("to another kabupaten/kota")

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        REPLICATION = "replication", _("copy of an innovation or application (replikasi)")
        EARMARKED_AID = "earmarked_aid", _("earmarked aid (BKK)")
        PARTNERSHIP = "partnership", _("partnership offer (CSR, KPBU, in kind)")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("draft")
        SUBMITTED = states.SUBMITTED, _("sent")
        CHECKING = states.CHECKING, _("administrative check")
        RETURNED = states.RETURNED, _("returned, to be completed")
        REVIEWING = states.REVIEWING, _("technical review")
        PLANNING = states.PLANNING, _("planning check (Bappeda)")
        RECOMMENDED = states.RECOMMENDED, _("recommended for the RKPD")
        TO_CENTRE = states.TO_CENTRE, _("forwarded to the central government")
        TO_REGION = states.TO_REGION, _("forwarded to a kabupaten/kota")
        DEFERRED = states.DEFERRED, _("deferred")
        NOT_RECOMMENDED = states.NOT_RECOMMENDED, _("not recommended")
        IN_RKPD = states.IN_RKPD, _("in the RKPD")
        BUDGETED = states.BUDGETED, _("budgeted")
        RUNNING = states.RUNNING, _("being carried out")
        DONE = states.DONE, _("done")
        WITHDRAWN = states.WITHDRAWN, _("taken back")
        MERGED = states.MERGED, _("merged into another")
        SPLIT = states.SPLIT, _("split up")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    receipt = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.PROGRAMME)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what is asked, and why"), blank=True, max_length=4_000)
    addressee = models.CharField(_("addressed"), max_length=10, choices=Addressee)
    addressed_region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_addressed"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    proposer = models.CharField(_("proposer"), max_length=200, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="proposals")
    received_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_received"
    )
    dimension = models.ForeignKey(Dimension, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subdimension = models.ForeignKey(Subdimension, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("problem")
    )
    background = models.TextField(_("the problem it answers"), blank=True, max_length=4_000)
    location = models.CharField(_("where"), max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(_("people who benefit"), null=True, blank=True)
    goal = models.TextField(_("goal"), blank=True, max_length=2_000)
    outputs = models.TextField(_("what will be there at the end"), blank=True, max_length=2_000)
    operation = models.TextField(_("who runs it and pays for it afterwards"), blank=True, max_length=2_000)
    start_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    innovation = models.ForeignKey(
        Innovation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    state_since = models.DateField(default=clock.today, editable=False)
    due_on = models.DateField(_("deadline of this step"), null=True, blank=True)
    handler = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_handled", editable=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by_id = models.CharField(max_length=40, blank=True, editable=False)
    return_reason = models.TextField(_("what is to be completed"), blank=True, max_length=2_000)
    withdrawn_reason = models.TextField(_("why it was taken back"), blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_into", editable=False
    )
    programme = models.OneToOneField(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal", editable=False
    )
    way_simulated = models.BooleanField(_("what happened after it was sent is simulated"), default=False)
    origin_type = models.CharField(max_length=80, blank=True, editable=False)
    origin_id = models.CharField(max_length=40, blank=True, editable=False)
    origin_label = models.CharField(max_length=200, blank=True, editable=False)
    received_on = models.DateField(_("received"))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("usulan")
        verbose_name_plural = _("usulan")
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["origin_type", "origin_id"], name="proposals_proposal_origin"),
            models.Index(fields=["handler", "state"], name="proposals_proposal_in_hands"),
            models.Index(fields=["region", "state"], name="proposals_proposal_of_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=states.MERGED) | models.Q(merged_into__isnull=False),
                name="proposals_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def theme(self) -> Theme:
        return Theme(self.dimension, self.subdimension)

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()
