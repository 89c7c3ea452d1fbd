"""From verified answers to the engine's arrays, and from its scores to what is frozen. No writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

import smartprovince
from smartprovince.engines import composite_index
from smartprovince.engines.composite_index import Framework
from smartprovince.engines.composite_index import Result as Scores
from smartprovince.instruments.queries import framework_of

from . import states
from .models import Participation, Round, Verdict

DIGITS = 10
COUNTED = (Verdict.Outcome.ACCEPTED, Verdict.Outcome.ADJUSTED)


@dataclass(frozen=True)
class Computed:
    """A computation before it is stored: all of it plain data that JSON holds."""

    participations: list[Participation]
    inputs: dict[str, Any]
    method: dict[str, Any]
    scores: dict[str, Any]
    sha256: str
    simulated: bool


def compute(round: Round) -> Computed:
    """Score a round: verified values of regions whose verification is finished; others have no scores, never zeros."""
    framework = framework_of(round.instrument_version)
    participations = list(round.participations.select_related("region").order_by("region__code"))
    inputs, simulated = _inputs(round, framework, participations)
    found = composite_index.score(
        framework,
        np.array(inputs["values"], dtype=np.float64),
        direct={code: np.array(column, dtype=np.float64) for code, column in inputs["direct"].items()},
    )
    scores = _plain(found, inputs["regions"])
    return Computed(participations, inputs, _method(framework), scores, digest_of(scores), simulated or round.simulated)


def _inputs(round: Round, framework: Framework, participations: list[Participation]) -> tuple[dict[str, Any], bool]:
    """regions; indicators; values [regions][indicators] with None for missing; direct: group → [regions]."""
    rows = {p.pk: row for row, p in enumerate(participations) if p.state == states.VERIFIED}
    columns = {code: column for column, code in enumerate(framework.indicator_ids)}
    values: list[list[float | None]] = [[None] * len(columns) for _each in participations]
    direct: dict[str, list[float | None]] = {}
    simulated = False
    for participation, code, value, invented in _verified(rows):
        if code in columns:
            values[rows[participation]][columns[code]] = float(value)
        else:
            direct.setdefault(code, [None] * len(participations))[rows[participation]] = float(value)
        simulated = simulated or invented
    regions = [p.region.code for p in participations]
    inputs = {"regions": regions, "indicators": list(columns), "values": values, "direct": direct}
    return inputs, simulated


def _verified(participations: Iterable[int]) -> Iterable[tuple[int, str, Any, bool]]:
    """Participation, node code, verified value, whether it is invented; one query."""
    rows = Verdict.objects.filter(
        answer__participation__in=list(participations),
        answer__node__is_local=False,  # what a province asks beside the national items is never scored
        is_current=True,
        outcome__in=COUNTED,
        value__isnull=False,
    )
    return rows.order_by("answer__node__order", "pk").values_list(
        "answer__participation", "answer__node__code", "value", "answer__simulated"
    )


def _plain(found: Scores, regions: list[str]) -> dict[str, Any]:
    return {
        "regions": regions,
        "nodes": list(found.node_ids),
        "scores": [[rounded(value) for value in row] for row in found.scores],
        "coverage": [[rounded(value) for value in row] for row in found.coverage],
    }


def rounded(value: float) -> float | None:
    """To ten significant digits, so that the same lock file gives the same bytes; None for NaN."""
    return None if np.isnan(value) else float(f"{value:.{DIGITS}g}")


def digest_of(scores: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the rounded scores."""
    canonical = json.dumps(scores, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _method(framework: Framework) -> dict[str, Any]:
    """What it takes to compute the same again: the engine, its version, the framework as it was read."""
    return {
        "engine": "smartprovince.engines.composite_index.score",
        "version": getattr(smartprovince, "__version__", ""),
        "numpy": np.__version__,
        "framework": framework.to_dict(),
    }
