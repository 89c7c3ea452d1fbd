"""What the results of rounds put into a masterplan by name: dimension scores, readiness, the gap table.

A block is `block(region, *, person, on) -> dict` as in `movement.blocks`: plain data in the current language, of what
the person may see, with a chart where there is one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.registry import blocks
from smartprovince.core.templatetags.writing import number, own_language, percent
from smartprovince.documents.charts import Bar, DimensionBars, HeatColumn, Heatmap
from smartprovince.instruments.models import Node
from smartprovince.territory.models import Region

from . import states
from .models import Round
from .results import HeatRow, Results, lowest, results_of

CATALOGUE, READINESS = "katalog-72", "kesiapan"
type Block = dict[str, Any]


def latest_round(region: Region, instrument: str, *, person: Any, on: date) -> Round | None:
    """The newest round with scores of an instrument that asked a region (or a province's regions) by a day."""
    rounds = Round.objects.all() if getattr(person, "is_system", False) else access.scope(person, "view", Round)
    asked = rounds.filter(
        instrument_version__instrument__code=instrument,
        state__in=(states.CLOSED, states.PUBLISHED),
        opens_on__lte=on,
        results__is_current=True,
    )
    if region.level == Region.Level.PROVINCE:
        asked = asked.filter(province=region)
    else:
        asked = asked.filter(participations__region=region)
    return asked.select_related("owner", "instrument_version__instrument").order_by("-year", "-opens_on", "-pk").first()


def _results(region: Region, instrument: str, *, person: Any, on: date) -> Results | None:
    found = latest_round(region, instrument, person=person, on=on)
    if found is None:
        return None
    results = results_of(found, person, region=None if region.level == Region.Level.PROVINCE else region)
    return results if results.exists else None


def _nothing(title: str) -> Block:
    note = _("No round of this instrument has been closed with scores that are open here.")
    return {
        "title": title,
        "columns": [title],
        "rows": [],
        "note": note,
        "source": "",
        "simulated": False,
        "chart": None,
    }


def _source(results: Results) -> str:
    return f"{results.round}; {results.round.instrument_version}; {results.round.owner}"


def _columns(results: Results) -> list[tuple[str, str]]:
    heads = [(own_language(section.node, "name"), "right") for section in results.outline.scored]
    return [
        (_("Code"), "left"),
        (_("Kabupaten/kota"), "left"),
        *heads,
        (results.round.total_label, "right"),
        (_("Coverage"), "right"),
    ]


def _row(results: Results, row: HeatRow) -> list[str]:
    cells = [number(cell.score, results.decimals) for cell in row.sections]
    total = number(row.total.score, results.decimals)
    return [row.region.code, row.region.short_name, *cells, total, percent(row.total.coverage, 0)]


def bars_chart(results: Results, title: str) -> DimensionBars:
    """Mean of the regions with their range; of a single region its own scores."""
    source = results.means or results.rows[0]
    bars = []
    for index, cell in enumerate(source.sections):
        known = [score for row in results.rows if (score := row.sections[index].score) is not None]
        section = results.outline.scored[index]
        wide = len(known) > 1
        bars.append(
            Bar(
                label=own_language(section.node, "name"),
                value=cell.score,
                low=min(known) if wide else None,
                high=max(known) if wide else None,
                dimension=section.node.code.lower() if section.css else "",
            )
        )
    description = _("Mean of %(n)d kabupaten/kota, with lowest and highest.") % {"n": len(results.rows)}
    return DimensionBars(
        title=title,
        description=description if results.means else "",
        bars=tuple(bars),
        maximum=results.scale[1],
        decimals=results.decimals,
    )


def _scores(region: Region, instrument: str, title: str, *, person: Any, on: date) -> Block:
    results = _results(region, instrument, person=person, on=on)
    if results is None:
        return _nothing(title)
    low, high = (number(bound) for bound in results.scale)
    return {
        "title": title,
        "columns": _columns(results),
        "rows": [_row(results, row) for row in results.rows],
        "note": _(
            "Scale %(low)s to %(high)s. By region code, not by score. Coverage: share of weight that was verified."
        )
        % {"low": low, "high": high},
        "source": _source(results),
        "simulated": results.simulated,
        "chart": bars_chart(results, title),
    }


@blocks.named("dimension_scores")
def dimension_scores(region: Region, *, person: Any, on: date) -> Block:
    """Scores by dimension: all kabupaten/kota of a province, or the one region."""
    title = _("Scores by dimension")
    return _scores(region, CATALOGUE, title, person=person, on=on)


@blocks.named("readiness_scores")
def readiness_scores(region: Region, *, person: Any, on: date) -> Block:
    """Readiness by element: struktur, infrastruktur, suprastruktur."""
    title = _("Readiness by element")
    return _scores(region, READINESS, title, person=person, on=on)


@blocks.named("gap_table")
def gap_table(region: Region, *, person: Any, on: date) -> Block:
    """Sub-dimensions from the widest gap on: means over a province, or the scores of the one region."""
    title = _("Gaps by sub-dimension")
    results = _results(region, CATALOGUE, person=person, on=on)
    if results is None:
        return _nothing(title)
    of_province = region.level == Region.Level.PROVINCE
    return {
        "title": title,
        "columns": _gap_columns(of_province),
        "rows": _province_gaps(results) if of_province else _own_gaps(results),
        "note": _("Gap: distance to the top of the scale (%(high)s).") % {"high": number(results.scale[1])},
        "source": _source(results),
        "simulated": results.simulated,
        "chart": _heatmap(results, _("Scores by kabupaten/kota and sub-dimension")) if of_province else None,
    }


def _gap_columns(of_province: bool) -> list[tuple[str, str]]:
    first = [(_("Code"), "left"), (_("Sub-dimension"), "left"), (_("Score"), "right"), (_("Gap"), "right")]
    if of_province:
        return [*first, (_("Lowest"), "right"), (_("Highest"), "right"), (_("Regions scored"), "right")]
    return [*first, (_("Coverage"), "right")]


def _province_gaps(results: Results) -> list[list[str]]:
    """Mean, gap and range of each sub-dimension, without names."""
    found: list[tuple[float, Node, list[float]]] = []
    for index, node in enumerate(results.outline.columns):
        known = [row.parts[index].score for row in results.rows]
        scores = [score for score in known if score is not None]
        if scores:
            found.append((sum(scores) / len(scores), node, scores))
    places, top = results.decimals, results.scale[1]
    return [
        [
            node.code,
            own_language(node, "name"),
            number(mean, places),
            number(top - mean, places),
            number(min(scores), places),
            number(max(scores), places),
            str(len(scores)),
        ]
        for mean, node, scores in sorted(found, key=lambda each: (each[0], each[1].code))
    ]


def _own_gaps(results: Results) -> list[list[str]]:
    places, top = results.decimals, results.scale[1]
    return [
        [
            each.node.code,
            own_language(each.node, "name"),
            number(each.score, places),
            number(top - each.score, places),
            percent(each.coverage, 0),
        ]
        for each in lowest(results, top=len(results.outline.columns))
    ]


def _heatmap(results: Results, title: str) -> Heatmap:
    step = (results.scale[1] - results.scale[0]) / 5
    columns = tuple(
        HeatColumn(own_language(node, "name"), section.node.code.lower())
        for section in results.outline.scored
        for node in (part.node for part in section.parts)
    )
    return Heatmap(
        title=title,
        description=_("%(regions)d kabupaten/kota by %(parts)d sub-dimensions, by region code.")
        % {"regions": len(results.rows), "parts": len(columns)},
        rows=tuple(row.region.short_name for row in results.rows),
        columns=columns,
        values=tuple(tuple(cell.score for cell in row.parts) for row in results.rows),
        bands=(
            results.scale[0] + step,
            results.scale[0] + 2 * step,
            results.scale[0] + 3 * step,
            results.scale[0] + 4 * step,
        ),
        maximum=results.scale[1],
        decimals=0 if results.scale[1] > 10 else 1,
        dimension_names={s.node.code.lower(): own_language(s.node, "name") for s in results.outline.scored},
    )
