"""Usulan: what a region, a perangkat daerah or somebody at an event asks of the province or of the centre."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import states


class Proposal(Sourced, Versioned):
    """A *usulan* with its public number. `receipt` is the secret word of the paper that the proposer was given.

    What somebody says at an event names the event by `origin_type` and `origin_id`, since events stand in a room above,
    and the organiser by `received_by`: it heard the usulan, so it may read the draft. A draft that a region typed for
    itself has neither, and stays its own until it is sent.
    """

    AUDIT_PRIVATE = frozenset({"proposer", "summary", "withdrawn_reason"})

    class Addressee(models.TextChoices):
        PROVINCE = "province", _("to the province")
        CENTRE = "centre", _("to the central government")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("draft")
        WITHDRAWN = states.WITHDRAWN, _("taken back")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    receipt = models.CharField(max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what is asked, and why"), blank=True, max_length=4_000)
    addressee = models.CharField(_("addressed"), max_length=10, choices=Addressee)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    proposer = models.CharField(_("proposer"), max_length=200, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="proposals")
    received_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_received"
    )
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    withdrawn_reason = models.TextField(_("why it was taken back"), blank=True)
    origin_type = models.CharField(max_length=80, blank=True, editable=False)
    origin_id = models.CharField(max_length=40, blank=True, editable=False)
    origin_label = models.CharField(max_length=200, blank=True, editable=False)
    received_on = models.DateField(_("received"))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("usulan")
        verbose_name_plural = _("usulan")
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["origin_type", "origin_id"], name="proposals_proposal_origin")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
