"""Results of one region over the rounds of one instrument, and what a change between two of them is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from smartprovince.assessment.models import Participation, Result, ResultScore, Round
from smartprovince.assessment.outline import Outline, outline_of
from smartprovince.core import access
from smartprovince.engines import composite_index
from smartprovince.engines.composite_index import FrameworkError
from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.instruments.queries import build_framework, framework_data
from smartprovince.territory.models import Region

# What has to be the same for an indicator to be the same question in two versions.
SAME = ("kind", "unit_id", "direction", "lower", "upper", "transform", "numerator_id", "denominator_id")


@dataclass(frozen=True)
class Year:
    """The result of one round for the region: total and sections, None where coverage was too low."""

    round: Round
    simulated: bool
    scores: dict[str, float | None]
    coverage: float
    root: str

    @property
    def label(self) -> str:
        """The year as words: no page writes it with a thousands separator."""
        return str(self.round.year)

    @property
    def total(self) -> float | None:
        return self.scores.get(self.root)


@dataclass(frozen=True)
class Bridge:
    """From an earlier round to a later one of the region, with the version that differs.

    `common` indicators ask the same in both versions; `before` and `after` are the region's totals recomputed on these
    alone, by the later version's weights. What is left of the change comes from the instrument.
    """

    earlier: Year
    later: Year
    common: int
    asked: int
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        return _difference(self.earlier.total, self.later.total)

    @property
    def like_for_like(self) -> float | None:
        return _difference(self.before, self.after)

    @property
    def of_the_instrument(self) -> float | None:
        return _difference(self.like_for_like, self.change)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


@dataclass(frozen=True)
class History:
    """Oldest first; `of` is the round that is looked at, and the last of them."""

    of: Round
    outline: Outline
    years: tuple[Year, ...]
    bridge: Bridge | None = None

    @property
    def earlier(self) -> Year | None:
        return self.years[-2] if len(self.years) > 1 else None

    @property
    def improvement(self) -> float | None:
        """The second index of the annual evaluation: this result minus the one before, in points of the scale.

        None where the version changed: there the bridge speaks.
        """
        if self.earlier is None or self.other_version:
            return None
        return _difference(self.earlier.total, self.years[-1].total)

    @property
    def other_version(self) -> bool:
        """Whether the last two results were not measured with the same version."""
        return self.earlier is not None and (self.earlier.round.instrument_version_id != self.of.instrument_version_id)

    @cached_property
    def sections(self) -> list[tuple[Node, list[float | None]]]:
        """Each section with its score in every year; None too where a version does not have it."""
        nodes = [section.node for section in self.outline.scored]
        return [(node, [year.scores.get(node.code) for year in self.years]) for node in nodes]


def history_of(round: Round, region: Region, person: Any) -> History:
    """Results of the region in this round and earlier ones of the same owner and instrument, as far as they are open.

    Two queries, and two more for the bridge where the version changed and the person may look closely.
    """
    outline = outline_of(round.instrument_version)
    rows = access.scope(person, "view", ResultScore).filter(
        region=region,
        result__is_current=True,
        result__round__owner=round.owner_id,
        result__round__instrument_version__instrument=round.instrument_version.instrument_id,
        result__round__year__lte=round.year,
    )
    years = [each for each in _years(rows) if (each.round.year, each.round.opens_on) <= (round.year, round.opens_on)]
    found = History(round, outline, tuple(years))
    if not found.other_version or not _may_look_closely(person, round, region):
        return found
    assert found.earlier is not None
    return History(round, outline, found.years, bridge_of(found.earlier, found.years[-1], region))


def _may_look_closely(person: Any, round: Round, region: Region) -> bool:
    return access.scope(person, "explain", Participation).filter(round=round, region=region).exists()


def _years(rows: Any) -> list[Year]:
    related = ("result__round__instrument_version__instrument", "result__round__owner")
    heavy = ("result__inputs", "result__scores", "result__method")
    found: dict[int, list[ResultScore]] = {}
    for row in rows.select_related(*related).defer(*heavy).order_by("pk"):
        found.setdefault(row.result.round_id, []).append(row)
    years = [_year(each) for each in found.values()]
    return sorted(years, key=lambda year: (year.round.year, year.round.opens_on, year.round.pk))


def _year(rows: Sequence[ResultScore]) -> Year:
    result = rows[0].result
    root = rows[0].code  # nodes are stored from the root down
    return Year(
        round=result.round,
        simulated=result.simulated,
        scores={row.code: row.score for row in rows},
        coverage=next(row.coverage for row in rows if row.code == root),
        root=root,
    )


# --- two versions ----------------------------------------------------------------------------------------------------


def common_codes(earlier: InstrumentVersion, later: InstrumentVersion) -> set[str]:
    """Codes of indicators that ask the same thing in the same way in both versions. Two queries."""

    def asked(version: InstrumentVersion) -> dict[str, tuple[Any, ...]]:
        nodes = version.nodes.exclude(kind=Node.Kind.GROUP).filter(is_placeholder=False)
        return {row[0]: row[1:] for row in nodes.values_list("code", *SAME)}

    before, after = asked(earlier), asked(later)
    return {code for code, asks in after.items() if before.get(code) == asks}


def bridge_of(earlier: Year, later: Year, region: Region) -> Bridge:
    """Both results of the region on the common indicators and the later version's weights.

    Groups that were scored directly in both rounds count as common. Totals are None where too little is common.
    """
    version = later.round.instrument_version
    common = common_codes(earlier.round.instrument_version, version)
    asked = version.nodes.exclude(kind=Node.Kind.GROUP).filter(is_placeholder=False).count()
    results = {row.round_id: row for row in Result.objects.filter(
        round__in=(earlier.round.pk, later.round.pk), is_current=True
    )}  # fmt: skip
    inputs = [results[each.round.pk].inputs for each in (earlier, later)]
    before, after = _on_common(version, common, inputs, region.code)
    return Bridge(earlier, later, len(common), asked, before, after)


def _on_common(
    version: InstrumentVersion, common: set[str], inputs: list[dict[str, Any]], region: str
) -> tuple[float | None, float | None]:
    """Totals of the two inputs, by the version's tree cut down to what is common and known in both."""
    direct = [_direct_of(each, region) for each in inputs]
    both = set(direct[0]) & set(direct[1])
    data = framework_data(version)
    data["nodes"] = _cut(data["nodes"], common, both)
    if not data["nodes"]:
        return None, None
    try:
        framework = build_framework(data)
    except FrameworkError:
        return None, None
    values = [_values_of(each, region) for each in inputs]
    leaves = framework.indicator_ids
    table = np.array([[row.get(code, np.nan) for code in leaves] for row in values], dtype=np.float64)
    table[:, np.isnan(table).any(axis=0)] = np.nan  # an indicator counts in both years or in neither
    given = {code: np.array([each[code] for each in direct]) for code in both if code in framework.node_ids}
    scores = composite_index.score(framework, table, direct=given).scores[:, framework.root]
    known = [None if np.isnan(value) else float(value) for value in scores]
    return known[0], known[1]


def _cut(nodes: list[dict[str, Any]], common: set[str], direct: set[str]) -> list[dict[str, Any]]:
    """The tree without indicators that are not common (unless their group has a direct score in both years)."""
    parents = {node["id"]: node["parent"] for node in nodes}
    groups = {parent for parent in parents.values() if parent}
    kept: set[str] = set()
    for code in parents:
        if code not in groups and (code in common or parents[code] in direct):
            step: str | None = code
            while step:
                kept.add(step)
                step = parents[step]
    return [node for node in nodes if node["id"] in kept]


def _values_of(inputs: dict[str, Any], region: str) -> dict[str, float]:
    row = inputs["values"][inputs["regions"].index(region)]
    return {code: value for code, value in zip(inputs["indicators"], row, strict=True) if value is not None}


def _direct_of(inputs: dict[str, Any], region: str) -> dict[str, float]:
    row = inputs["regions"].index(region)
    return {code: column[row] for code, column in inputs["direct"].items() if column[row] is not None}
