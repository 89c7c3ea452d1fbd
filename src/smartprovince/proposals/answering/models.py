"""Answers to proposers, what the centre replied, and the documents that money stands in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Versioned
from smartprovince.evidence.models import Paper
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals import states
from smartprovince.territory.models import Region


class Answer(Versioned):
    """What a proposer is told. Prepared first, read by those who handle it alone; then published, many together.

    A usulan that is opened again gets a new answer; the earlier one stays.
    """

    AUDIT_PRIVATE = frozenset({"text", "reason", "could_change"})

    class Outcome(models.TextChoices):
        RECOMMENDED = states.RECOMMENDED, _("recommended for the RKPD of a year")
        TO_CENTRE = states.TO_CENTRE, _("forwarded to the central government")
        TO_REGION = states.TO_REGION, _("forwarded to a kabupaten/kota")
        DEFERRED = states.DEFERRED, _("deferred")
        NOT_RECOMMENDED = states.NOT_RECOMMENDED, _("not recommended")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    text = models.TextField(_("answer to the proposer"), max_length=4_000)
    reason = models.TextField(_("reason"), blank=True, max_length=2_000)
    could_change = models.TextField(_("what could change it"), blank=True, max_length=2_000)
    rkpd_year = models.PositiveSmallIntegerField(_("RKPD of year"), null=True, blank=True)
    recommended_cost = models.PositiveBigIntegerField(_("recommended cost"), null=True, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    prepared_by = models.CharField(max_length=200)
    prepared_by_id = models.CharField(max_length=40)
    prepared_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a proposer")
        verbose_name_plural = _("answers to proposers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(published_at__isnull=True), name="proposals_answer_in_hand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal.number}: {self.outcome}"


class Objection(Versioned):
    """A *keberatan* of the proposer against an answer; once."""

    AUDIT_PRIVATE = frozenset({"text", "answer"})

    class Verdict(models.TextChoices):
        UPHELD = "upheld", _("upheld: it is looked at again")
        DECLINED = "declined", _("declined: the answer stands")

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="objection")
    text = models.TextField(_("why the answer should be looked at again"), max_length=2_000)
    filed_on = models.DateField(default=clock.today)
    filed_by = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=2_000)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("objection (keberatan)")
        verbose_name_plural = _("objections (keberatan)")

    def __str__(self) -> str:
        return self.proposal.number


class Forwarding(Versioned):
    """The covering letter of the head of region to the central government, and the reply that is waited for."""

    AUDIT_PRIVATE = frozenset({"reply"})

    class Reply(models.TextChoices):
        WAITING = "waiting", _("no reply yet")
        ACCEPTED = "accepted", _("taken up")
        DECLINED = "declined", _("declined")

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="forwarding")
    addressee = models.CharField(_("addressed to"), max_length=200)
    letter_number = models.CharField(_("number of the covering letter"), max_length=120)
    letter_date = models.DateField(_("date of the covering letter"))
    signed_by = models.CharField(_("signed by"), max_length=200)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reply_due_on = models.DateField(_("reply expected by"), null=True, blank=True)
    reply_state = models.CharField(_("reply"), max_length=8, choices=Reply, default=Reply.WAITING)
    reply_number = models.CharField(_("number of the reply"), max_length=120, blank=True)
    reply_date = models.DateField(_("date of the reply"), null=True, blank=True)
    reply = models.TextField(_("what the reply says"), blank=True, max_length=2_000)

    class Meta:
        verbose_name = _("letter to the central government")
        verbose_name_plural = _("letters to the central government")

    def __str__(self) -> str:
        return f"{self.proposal.number} → {self.addressee}"


class PlanFact(models.Model):
    """A fact of the plan or the budget, with the document it stands in: nothing is said of money without one."""

    class Kind(models.TextChoices):
        RKPD = "rkpd", _("entered in the RKPD")
        BUDGET = "budget", _("entered in the budget")
        START = "start", _("work began")
        FINISH = "finish", _("work ended")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="plan_facts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    document = models.CharField(_("document"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=120, blank=True)
    date = models.DateField(_("date"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    fund_source = models.ForeignKey(FundSource, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("fact of plan or budget")
        verbose_name_plural = _("facts of plan and budget")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "kind"], name="proposals_planfact_once")]

    def __str__(self) -> str:
        return f"{self.proposal.number}: {self.kind}"
