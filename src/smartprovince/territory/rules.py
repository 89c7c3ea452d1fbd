"""Regions, their figures that carry a source, and their shapes are public. The installation loads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, rule

from .models import Boundary, Neighbour, Region, RegionFigure, RegionPredecessor


@rule("view", Region)
@rule("view", Boundary)
@rule("view", Neighbour)
@rule("view", RegionPredecessor)
def everyone_sees_the_map(person: Any) -> Q:
    return EVERYBODY


@rule("view", RegionFigure)
def everyone_sees_sourced_figures(person: Any) -> Q:
    """Simulated figures stay behind the sign-in."""
    return EVERYBODY if getattr(person, "is_authenticated", False) else Q(simulated=False)
