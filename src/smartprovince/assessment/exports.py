"""Scores as a spreadsheet: what the person may see, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import own_language
from smartprovince.documents.sheets import Sheet, SheetColumn, Value, render_csv, render_xlsx
from smartprovince.documents.wording import Language

from .models import Round
from .predicates.bands import predicate_of_total
from .results import Results, results_of


def scores_csv(round: Round, person: Any) -> bytes:
    """One row a region: code, name, total, coverage, then dimensions and sub-dimensions."""
    results = results_of(round, person)
    return render_csv(_wide(results), simulated=_is_simulated(results), language=_language())


def scores_xlsx(round: Round, person: Any) -> bytes:
    """The same as a workbook, with a second sheet of one row for each region and node, its coverage beside it."""
    results = results_of(round, person)
    return render_xlsx(
        (_wide(results), _long(results)),
        simulated=_is_simulated(results),
        title=_("Scores: %(round)s") % {"round": round},
        source=_source(results),
        as_of=clock.today(),
        language=_language(),
    )


def file_name(round: Round, ending: str) -> str:
    return f"skor-{round.year}-{round.pk}.{ending}"


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def _is_simulated(results: Results) -> bool:
    """In the demo every sheet carries the mark inside itself."""
    return settings.DEMO or results.simulated


def _source(results: Results) -> str:
    version = results.round.instrument_version
    parts = [str(results.round.owner), str(version)]
    if results.result is not None:
        parts.append(f"sha256 {results.result.sha256}")
    return "; ".join(parts)


def _wide(results: Results) -> Sheet:
    sections = [section.node for section in results.outline.scored]
    nodes = sections + ([*results.outline.columns] if results.has_parts else [])
    places = results.decimals
    columns = [
        SheetColumn(_("Code")),
        SheetColumn(_("Kabupaten/kota")),
        _score_column(results.round.total_label, places),
    ]
    columns.append(SheetColumn(_("Coverage"), "percent", 0))
    if has_words := bool(results.round.predicates):
        columns.append(SheetColumn(_("Predicate")))
    columns += [_score_column(f"{node.code} {own_language(node, 'name')}", places) for node in nodes]
    rows: list[tuple[Value, ...]] = []
    for row, heat in enumerate(results.rows):
        cells = [*heat.sections, *(heat.parts if results.has_parts else ())]
        scores = tuple(cell.score for cell in cells)
        words = (str(predicate_of_total(results, row) or ""),) if has_words else ()
        rows.append((heat.region.code, heat.region.short_name, heat.total.score, heat.total.coverage, *words, *scores))
    return Sheet(_("Scores"), tuple(columns), tuple(rows))


def _score_column(title: str, places: int) -> SheetColumn:
    return SheetColumn(title, "number", places)


def _long(results: Results) -> Sheet:
    columns = (
        SheetColumn(_("Code")),
        SheetColumn(_("Kabupaten/kota")),
        SheetColumn(_("Node")),
        SheetColumn(_("Name")),
        SheetColumn(_("Score"), "number", results.decimals),
        SheetColumn(_("Coverage"), "percent", 0),
    )
    rows = tuple(
        (region.code, region.short_name, node.code, own_language(node, "name"), cell.score, cell.coverage)
        for row, region in enumerate(results.regions)
        for node in results.nodes
        for cell in (results.cell(row, node.code),)
    )
    return Sheet(_("All nodes"), columns, rows)
