"""Problems from the gaps of an assessment: which parts of the latest published result are weak, and how weak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.assessment import states
from smartprovince.assessment.blocks import CATALOGUE
from smartprovince.assessment.models import Participation, Round
from smartprovince.assessment.results import Cell, Results, results_of
from smartprovince.core import access
from smartprovince.core.models import type_name
from smartprovince.core.registry import beside_result
from smartprovince.core.templatetags.writing import number, own_language
from smartprovince.instruments.models import Dimension, Node, Subdimension
from smartprovince.portfolio.entries import Audience
from smartprovince.territory.models import Region

from .models import Problem


@dataclass(frozen=True)
class Gap:
    """A part of the result with its distance to the top of the scale (0..1), and the problem made from it, if any."""

    node: Node
    cell: Cell
    share: float
    severity: int
    origin: tuple[str, str]
    problem: Problem | None = None


@dataclass(frozen=True)
class Gaps:
    """The gaps of a region's latest published result, widest first."""

    region: Region
    results: Results
    gaps: list[Gap]
    consented: bool

    @property
    def top(self) -> float:
        return self.results.scale[1]


def suggested_severity(share: float) -> int:
    """A step for each fifth of the scale that is missing."""
    return min(5, 1 + int(share * 5))


def gaps_of(region: Region, person: Any) -> Gaps | None:
    """The weak parts of a region: its own scores, or the means of a province. None when no result is open."""
    found = _latest(region, person)
    if found is None:
        return None
    of_province = region.level == Region.Level.PROVINCE
    results = results_of(found, person, region=None if of_province else region)
    if not results.exists:
        return None
    part = None if of_province else Participation.objects.filter(round=found, region=region).first()
    thing = part or found
    row = results.means or results.rows[0]
    known = _known(region, type_name(thing), thing.pk)
    low, top = results.scale
    gaps = []
    for node, cell in zip(results.outline.columns, row.parts, strict=True):
        if cell.score is None or cell.score >= top:
            continue
        share = (top - cell.score) / (top - low)
        origin = (type_name(thing), f"{thing.pk}:{node.code}")
        gaps.append(Gap(node, cell, share, suggested_severity(share), origin, known.get(origin[1])))
    ordered = sorted(gaps, key=lambda gap: (-gap.share, gap.node.code))
    return Gaps(region, results, ordered, part is None or part.has_consented)


@beside_result.named("portfolio.gaps")
def way_to_problems(round: Round, region: Region, person: Any) -> list[tuple[str, str]]:
    """Beside the own region's published result: the page that records its gaps as problems."""
    if round.state != states.PUBLISHED or not access.may(person, "add_entry", region):
        return []
    return [(_("Record gaps as problems"), reverse("portfolio:gaps"))]


def _latest(region: Region, person: Any) -> Round | None:
    rounds = access.scope(person, "view", Round).filter(
        instrument_version__instrument__code=CATALOGUE, state=states.PUBLISHED, results__is_current=True
    )
    if region.level == Region.Level.PROVINCE:
        rounds = rounds.filter(province=region)
    else:
        rounds = rounds.filter(participations__region=region)
    rounds = rounds.select_related("owner", "instrument_version__instrument")
    return rounds.order_by("-year", "-opens_on", "-pk").first()


def _known(region: Region, kind: str, key: int) -> dict[str, Problem]:
    rows = Problem.objects.filter(
        region=region, origin_type=kind, origin_id__startswith=f"{key}:", archived_at__isnull=True
    )
    return {row.origin_id: row for row in rows}


def problem_of(found: Gaps, gap: Gap) -> dict[str, Any]:
    """The fields of the problem that a gap becomes; a person completes them."""
    part = Subdimension.objects.filter(code=gap.node.code).select_related("dimension").first()
    dimension = part.dimension if part else Dimension.objects.filter(code=gap.node.code.split(".")[0]).first()
    places = found.results.decimals
    name = own_language(gap.node, "name")
    label = _("%(round)s: %(part)s %(score)s of %(top)s") % {
        "round": found.results.round.title,
        "part": name,
        "score": number(gap.cell.score, places),
        "top": number(found.top),
    }
    return {
        "name": (_("Weak in %(part)s") % {"part": name})[:200],
        "dimension": dimension,
        "subdimension": part,
        "severity": gap.severity,
        "basis": Problem.Basis.GAP,
        # A score that its region has not consented to publish is not shown by a side door.
        "audience": Audience.PROVINCE if found.consented else Audience.OWN,
        "origin_type": gap.origin[0],
        "origin_id": gap.origin[1],
        "origin_label": label[:300],
        "simulated": found.results.simulated,
    }
