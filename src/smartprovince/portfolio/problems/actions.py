"""A problem from a gap of an assessment, in one click."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Invalid
from smartprovince.portfolio.registers.actions import add_entry
from smartprovince.territory.models import Region

from .gaps import gaps_of, problem_of
from .models import Problem


@action("problem.take_gap", on="region", verb="add_entry")
def take_gap(log: Log, *, region: Region, node: str) -> Problem:
    """Make a problem from a gap of the latest published result. A second click finds the same problem."""
    found = gaps_of(region, log.actor)
    gap = next((each for each in found.gaps if each.node.code == node), None) if found else None
    if found is None or gap is None:
        raise Invalid(_("This gap is not in the latest published result of your region."))
    if gap.problem is not None:
        return gap.problem
    made = add_entry(
        actor=log.actor, acting_for=log.acting_for, region=region, register="masalah", **problem_of(found, gap)
    )
    return cast("Problem", made)
