"""Reads of frozen results: arrays for the owner, own scores for a region, a range without names for its peers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from smartprovince.core import access
from smartprovince.core.templatetags.writing import own_language
from smartprovince.engines.composite_index import ValuesError, explain
from smartprovince.instruments.models import Node
from smartprovince.instruments.queries import framework_of
from smartprovince.territory.models import Region

from . import states
from .models import Participation, Result, ResultScore, Round
from .outline import Outline, Section, outline_of

FloatArray = npt.NDArray[np.float64]
BANDS = 5
# With fewer others a range would be somebody's score.
MIN_PEERS = 3


@dataclass(frozen=True)
class Cell:
    """A score as a page shows it: None where coverage is too low; `step` is the place on the colour ramp, 0–4."""

    code: str
    score: float | None
    coverage: float
    step: int | None
    section: Section | None = None

    @property
    def css(self) -> str:
        return "na" if self.step is None else f"s{self.step}"


@dataclass(frozen=True)
class HeatRow:
    """A region in the heat map: its parts (18 sub-dimensions), its sections (6 dimensions) and the total."""

    region: Region
    consent: bool
    parts: tuple[Cell, ...]
    sections: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Results:
    """What a person may see of a round's current result. Regions by code, never by value.

    scores, coverage: float64[regions, nodes], columns as `codes`; NaN where there is no score.
    consent: bool a region. Empty (no regions) when nothing is computed, or nothing is open to the person.
    """

    round: Round
    outline: Outline
    result: Result | None
    regions: tuple[Region, ...]
    consent: tuple[bool, ...]
    codes: tuple[str, ...]
    scores: FloatArray
    coverage: FloatArray

    @property
    def exists(self) -> bool:
        return bool(self.regions)

    @property
    def simulated(self) -> bool:
        return self.result is not None and self.result.simulated

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self.outline.by_code[code] for code in self.codes)

    @property
    def total_code(self) -> str:
        return self.outline.root.code

    @property
    def scale(self) -> tuple[float, float]:
        return self.round.instrument_version.scale_low, self.round.instrument_version.scale_high

    @property
    def decimals(self) -> int:
        """Scores on 0–4 are written with two decimals, on 0–100 with one."""
        return 1 if self.scale[1] > 10 else 2

    @property
    def heads(self) -> list[str]:
        """Names of the parts for narrow columns, with places where a long word may break."""
        return [breakable(own_language(node, "short") or own_language(node, "name")) for node in self.outline.columns]

    @property
    def heat_places(self) -> int:
        """Decimals inside a heat map: none on 0–100, one on a short scale."""
        return 0 if self.scale[1] > 10 else 1

    @property
    def bands(self) -> list[tuple[float, float]]:
        """The five bands of the colour ramp, lowest first."""
        low, high = self.scale
        width = (high - low) / BANDS
        return [(low + n * width, low + (n + 1) * width) for n in range(BANDS)]

    @property
    def band_places(self) -> int:
        return 0 if self.scale[1] > 10 else 1

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {code: column for column, code in enumerate(self.codes)}

    def cell(self, row: int, code: str) -> Cell:
        score = float(self.scores[row, self._columns[code]])
        known = None if np.isnan(score) else score
        coverage = float(self.coverage[row, self._columns[code]])
        return Cell(code, known, coverage, _step(known, self.scale), self.outline.section_of.get(code))

    def score_of(self, region_code: str, code: str | None = None) -> float | None:
        """One score, of the root when no code is given. None when there is none or it is not open."""
        for row, region in enumerate(self.regions):
            if region.code == region_code:
                return self.cell(row, code or self.total_code).score
        return None

    @cached_property
    def rows(self) -> tuple[HeatRow, ...]:
        """The heat map, one row a region."""
        return tuple(self.row(row) for row in range(len(self.regions)))

    def row(self, row: int) -> HeatRow:
        return HeatRow(
            self.regions[row],
            self.consent[row],
            tuple(self.cell(row, node.code) for node in self.outline.columns),
            tuple(self.cell(row, section.node.code) for section in self.outline.scored),
            self.cell(row, self.total_code),
        )

    @cached_property
    def means(self) -> HeatRow | None:
        """The mean of the regions that have a score, column by column; needs more than one region."""
        if len(self.regions) < 2:
            return None
        means = {code: self._mean(code) for code in self.codes}
        return HeatRow(
            Region(code="", name=""),
            False,
            tuple(means[node.code] for node in self.outline.columns),
            tuple(means[section.node.code] for section in self.outline.scored),
            means[self.total_code],
        )

    def _mean(self, code: str) -> Cell:
        scores = self.scores[:, self._columns[code]]
        known = scores[np.isfinite(scores)]
        value = float(known.mean()) if known.size else None
        coverage = float(self.coverage[:, self._columns[code]].mean())
        return Cell(code, value, coverage, _step(value, self.scale), self.outline.section_of.get(code))

    @property
    def has_parts(self) -> bool:
        """Whether the parts are something else than the sections (they are not in the annual evaluation)."""
        return self.outline.columns != tuple(section.node for section in self.outline.scored)


@dataclass(frozen=True)
class ScoreBar:
    """One bar of `_dimension_bars.html`: a section's score, with the range of others when there is one."""

    section: Section
    cell: Cell
    range: Range | None = None

    @property
    def style(self) -> str:
        """Numbers for the stylesheet only, written as CSS has them."""
        if self.cell.score is None:
            return ""
        parts = [f"--v:{self.cell.score:.4g}"]
        if self.range is not None:
            parts.append(f"--lo:{self.range.low:.4g};--hi:{self.range.high:.4g}")
        if self.section.css:
            parts.append(f"--c:var(--d-{self.section.node.code.lower()})")
        return ";".join(parts)

    @property
    def css(self) -> str:
        return "na" if self.cell.score is None else "" if self.range is not None else "one"


def bars_of(results: Results, ranges: Mapping[str, Range] | None = None) -> list[ScoreBar]:
    """Bars of the first region of the results (read for one region), or of the means where there are several."""
    if not results.rows:
        return []
    row = results.means or results.rows[0]
    pairs = zip(results.outline.scored, row.sections, strict=True)
    return [ScoreBar(section, cell, (ranges or {}).get(section.node.code)) for section, cell in pairs]


def spread_of(results: Results) -> dict[str, Range]:
    """Lowest, mean and highest over the regions of the results: the whiskers beside means."""
    found = {}
    for code in results.codes:
        column = results.scores[:, results.codes.index(code)]
        known = column[np.isfinite(column)]
        if known.size > 1:
            found[code] = Range(float(known.min()), float(known.mean()), float(known.max()), int(known.size))
    return found


# Between two syllables of Indonesian: ng, ny, sy and kh are one sound.
_C = "[bcdfghjklmnpqrstvwyz]"
_SYLLABLE = re.compile(
    rf"(?<=[aiueo])(?=(?:ng|ny|sy|kh|{_C})[aiueo])"
    rf"|(?:(?<=[aiueo]{_C})|(?<=[aiueo]ng))(?!(?<=n)[gy])(?!(?<=s)y)(?!(?<=k)h)(?={_C}[aiueo])"
)
_LONG_WORD = re.compile(r"[^\W\d_]{9,}")
SOFT_HYPHEN, ZERO_WIDTH_SPACE = "\u00ad", "\u200b"


def breakable(text: str) -> str:
    """Soft hyphens inside words of nine letters or more (three letters stay at either end), a break after a slash."""

    def broken(match: re.Match[str]) -> str:
        word = match.group(0)
        places = [found.start() for found in _SYLLABLE.finditer(word) if 3 <= found.start() <= len(word) - 3]
        return "".join(SOFT_HYPHEN * (place in places) + letter for place, letter in enumerate(word))

    return _LONG_WORD.sub(broken, text).replace("/", "/" + ZERO_WIDTH_SPACE)


def _step(score: float | None, scale: tuple[float, float]) -> int | None:
    """Fifths of the scale: 0–20 → 0, … 80–100 → 4."""
    if score is None:
        return None
    low, high = scale
    return min(BANDS - 1, max(0, int((score - low) / (high - low) * BANDS)))


def current_result(round: Round) -> Result | None:
    """The latest computation, without its large columns."""
    return Result.objects.filter(round=round, is_current=True).defer("inputs", "scores", "method").first()


def results_of(round: Round, person: Any, *, region: Region | None = None) -> Results:
    """Scores of a round as far as they are open to a person; of one region when given. Four queries.

    Raises nothing: what may not be seen is not there.
    """
    outline = outline_of(round.instrument_version)
    result = current_result(round) if round.has_scores else None
    rows = ResultScore.objects.none() if result is None else _open_scores(person).filter(result=result)
    if region is not None:
        rows = rows.filter(region=region)
    return _arranged(round, outline, result, rows)


def _open_scores(person: Any) -> Any:
    if getattr(person, "is_system", False):
        return ResultScore.objects.all()
    return access.scope(person, "view", ResultScore)


def _arranged(round: Round, outline: Outline, result: Result | None, rows: QuerySet[ResultScore]) -> Results:
    """Plain tuples into arrays: a national round has some fifty thousand scores."""
    fields = ("region", "participation__consented_at", "code", "score", "coverage")
    found = list(rows.order_by().values_list(*fields))
    consents = {region: consented is not None for region, consented, _code, _score, _coverage in found}
    regions = sorted(Region.objects.in_bulk(list(consents)).values(), key=lambda region: region.code)
    scored = {code for _region, _consented, code, _score, _coverage in found}
    codes = tuple(node.code for node in outline.nodes if node.code in scored)
    at_row = {region.pk: row for row, region in enumerate(regions)}
    at_column = {code: column for column, code in enumerate(codes)}
    scores, coverage = np.full((len(regions), len(codes)), np.nan), np.zeros((len(regions), len(codes)))
    for region, _consented, code, score, covered in found:
        place = at_row[region], at_column[code]
        scores[place] = np.nan if score is None else score
        coverage[place] = covered
    consent = tuple(consents[region.pk] for region in regions)
    return Results(round, outline, result, tuple(regions), consent, codes, scores, coverage)


# --- one region among its peers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weak:
    """A part with a low score: where a region gains most, or what stands behind a gap table."""

    node: Node
    section: Section
    score: float
    coverage: float


def gaps(region: Region, round: Round, *, person: Any, top: int = 5) -> list[Weak]:
    """The lowest sub-dimensions of a region, lowest first; empty when its scores are not open to the person."""
    return lowest(results_of(round, person, region=region), top=top)


def lowest(results: Results, *, top: int = 5) -> list[Weak]:
    """The same from results that were already read; the first region of them."""
    if not results.rows:
        return []
    weak = [
        Weak(node, cell.section, cell.score, cell.coverage)
        for node, cell in zip(results.outline.columns, results.rows[0].parts, strict=True)
        if cell.score is not None and cell.section is not None
    ]
    return sorted(weak, key=lambda each: (each.score, each.node.code))[:top]


@dataclass(frozen=True)
class Range:
    """Lowest, mean and highest score of the other regions; nobody is named."""

    low: float
    mean: float
    high: float
    regions: int


def peer_range(round: Round, region: Region) -> dict[str, Range]:
    """Node code → range of the other regions, where at least three of them have a score. One query.

    Where only one or two of the others are unnamed (they have not consented), the range would give their scores away
    by subtraction: it is then taken over the consenting only.
    The page that shows it asks `explain` on the participation first.
    """
    scored = ResultScore.objects.filter(result__round=round, result__is_current=True, score__isnull=False)
    rows = list(
        scored.exclude(region=region).order_by().values_list("code", "score", "region", "participation__consented_at")
    )
    unnamed = {who for _code, _score, who, consent in rows if consent is None}
    few = unnamed if round.state == states.PUBLISHED and len(unnamed) < MIN_PEERS else set()
    found: dict[str, list[float]] = {}
    for code, score, who, _consent in rows:
        if who not in few and score is not None:
            found.setdefault(code, []).append(score)
    return {
        code: Range(min(scores), sum(scores) / len(scores), max(scores), len(scores))
        for code, scores in found.items()
        if len(scores) >= MIN_PEERS
    }


def gives_one_away(round: Round, region: Region) -> bool:
    """Whether the mean of all would tell the score of one of the few regions that have not consented."""
    if round.state != states.PUBLISHED:
        return False
    return 0 < round.participations.exclude(region=region).filter(consented_at=None).count() < MIN_PEERS


@dataclass(frozen=True)
class Contribution:
    """What one indicator adds to (or takes from) the distance to the mean, in score points."""

    node: Node
    section: Section | None
    points: float


@dataclass(frozen=True)
class Explanation:
    """Why a region's total differs from the mean of all: contributions add up to `total` within 1e-9."""

    total: float
    contributions: tuple[Contribution, ...]
    sections: tuple[Contribution, ...]

    @property
    def helping(self) -> list[Contribution]:
        return [each for each in self.contributions if each.points > 0][:5]

    @property
    def hindering(self) -> list[Contribution]:
        return [each for each in reversed(self.contributions) if each.points < 0][:5]


def explanation(participation: Participation, person: Any) -> Explanation | None:
    """The distance of a region's total from the mean of all regions, by indicator (`engines…explain`).

    None where the person may not look so closely, where there are fewer than three others to average over, where
    groups were scored directly (the engine explains indicators only), or where there is no score.
    """
    if not getattr(person, "is_system", False) and not access.may(person, "explain", participation):
        return None
    result = Result.objects.filter(round=participation.round, is_current=True).first()
    if result is None or any(result.inputs["direct"].values()):
        return None
    if gives_one_away(participation.round, participation.region):
        return None
    return _explained(participation, result)


def _explained(participation: Participation, result: Result) -> Explanation | None:
    version = participation.round.instrument_version
    framework, outline = framework_of(version), outline_of(version)
    values = np.array(result.inputs["values"], dtype=np.float64)
    root, order = framework.node_ids[framework.root], result.inputs["regions"]
    totals = result.scores["scores"]
    column = list(framework.node_ids).index(root)
    if sum(row[column] is not None for row in totals) <= MIN_PEERS:
        return None
    try:
        gap = explain(framework, values, target=root, region=order.index(participation.region.code), against="mean")
    except ValuesError:
        return None

    def contribution(code: str, points: float) -> Contribution:
        return Contribution(outline.by_code[code], outline.section_of.get(code), float(points))

    pairs = zip(framework.indicator_ids, gap.contributions, strict=True)
    lines = sorted((contribution(*pair) for pair in pairs), key=lambda each: -each.points)
    by_node = dict(zip(framework.node_ids, gap.node_contributions, strict=True))
    sections = tuple(contribution(s.node.code, by_node[s.node.code]) for s in outline.scored)
    return Explanation(gap.total, tuple(lines), sections)
