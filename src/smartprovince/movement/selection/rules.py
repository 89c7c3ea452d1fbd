"""Who sees and runs the selection of an angkatan.

The programme owner runs it. A province sees the candidates of its region, a kabupaten/kota its own: state, decision and
reasons. What the assessors found stays with the programme owner. Parameter values carry their source and are open to
the people of the movement.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.movement.models import Cohort
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import subtree
from smartprovince.organisations.scopes import NATION, grants, in_region, region_codes
from smartprovince.territory.models import Region

from .models import Candidate, Interview, Parameter, ParameterValue

RUNNERS = who_may("selection.run")


@rule("view", Parameter)
@rule("view", ParameterValue)
def people_of_the_movement(person: Any) -> Q:
    return EVERYBODY if grants(person, "register.view") else NOBODY


@rule("edit", Parameter, who_may=RUNNERS)
def who_weighs(person: Any) -> Q:
    """Weights and goalposts hold for the whole nation."""
    return EVERYBODY if NATION in region_codes(person, "selection.run") else NOBODY


@rule("edit", ParameterValue, who_may=RUNNERS)
def who_corrects_values(person: Any) -> Q:
    return in_region(person, "selection.run")


@rule("set_parameters", Region, who_may=RUNNERS)
def who_enters_values(person: Any) -> Q:
    return in_region(person, "selection.run", "") & ~Q(level=Region.Level.DISTRICT)


@rule("run_selection", Organisation, who_may=RUNNERS)
def who_runs_selection(person: Any) -> Q:
    """For the organisation one is the programme owner of."""
    return subtree(person, "selection.run")


@rule("nominate", Cohort, who_may=RUNNERS)
def who_nominates(person: Any) -> Q:
    return EVERYBODY if grants(person, "selection.run") else NOBODY


@rule("view", Candidate)
def who_sees_candidates(person: Any) -> Q:
    return in_region(person, "selection.view")


@rule("run", Candidate, who_may=RUNNERS)
def who_runs_candidates(person: Any) -> Q:
    return in_region(person, "selection.run")


@rule("view", Interview)
def who_sees_interviews(person: Any) -> Q:
    return in_region(person, "selection.run", "candidate__region")
