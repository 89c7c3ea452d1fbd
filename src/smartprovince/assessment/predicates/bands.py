"""The word for a score, read from the bands of its round."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from smartprovince.assessment.models import Round
from smartprovince.assessment.results import Results


@dataclass(frozen=True)
class Predicate:
    """A word for a score. `basis` is the regulation that defines it; without one it is indicative."""

    name: str
    basis: str

    def __str__(self) -> str:
        return f"{self.name} ({self.basis or _('indicative')})"


def predicate_of(round: Round, score: float | None, places: int = 2) -> Predicate | None:
    """The band a score falls into as it is printed, rounded to `places`; None without bands or without a score."""
    if score is None:
        return None
    shown = float(f"{score:.{places}f}")
    reached = [name for low, name in round.predicates if low <= shown]
    return Predicate(reached[-1], round.predicate_basis) if reached else None


def predicate_of_total(results: Results, row: int = 0) -> Predicate | None:
    """The word for the total of one region of the results."""
    if not results.regions:
        return None
    return predicate_of(results.round, results.cell(row, results.total_code).score, results.decimals)
