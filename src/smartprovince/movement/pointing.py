"""Where facts of the register that point at papers stand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.evidence import pointing
from smartprovince.evidence.pointing import Place

from .models import Milestone


def place_of_milestone(milestone: Milestone) -> Place:
    return Place(_("Stages"), str(milestone), reverse("movement:milestones", args=[milestone.region.code]))


pointing.register(Milestone, place_of_milestone, "region")
