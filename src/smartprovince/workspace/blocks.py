"""Blocks that need more than one room: each kabupaten/kota with its stage, its papers and its scores in one line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment.results import Results, results_of
from smartprovince.core.registry import blocks
from smartprovince.core.templatetags.writing import number
from smartprovince.movement import queries as register
from smartprovince.territory.models import Region

from .boards import latest_round

UNKNOWN = "–"


@blocks.named("region_by_region")
def region_by_region(region: Region, *, person: Any, on: date) -> dict[str, Any]:
    """Region by region, by code: stage, whether it has joined, total score, strongest and weakest dimension."""
    province = region if region.level == Region.Level.PROVINCE else register.province_of(region.province_code)
    round_ = latest_round(person, province)
    results = results_of(round_, person) if round_ else None
    rows = register.register_of(province, on, person=person)
    return {
        "title": _("The kabupaten and kota one by one"),
        "columns": [_("Region"), _("Stage"), _("Joined"), _("Score"), _("Strongest"), _("Weakest")],
        "rows": [_line(row, results) for row in rows],
        "note": "",
        "source": _("The platform's register and its latest round."),
        "simulated": bool(results and results.simulated),
    }


def _line(row: register.RegisterRow, results: Results | None) -> list[str]:
    stage = str(register.stage_name(row.stage)) if row.stage else UNKNOWN
    line = [row.region.short_name, stage, str(row.statuses[0].word)]
    found = next((each for each in results.rows if each.region.code == row.region.code), None) if results else None
    if found is None or results is None:
        return [*line, UNKNOWN, UNKNOWN, UNKNOWN]
    scored = [cell for cell in found.sections if cell.score is not None and cell.section is not None]
    if not scored:
        return [*line, UNKNOWN, UNKNOWN, UNKNOWN]
    best, worst = max(scored, key=lambda c: c.score or 0), min(scored, key=lambda c: c.score or 0)
    names = [cell.section.node.name_id.removeprefix("Smart ") for cell in (best, worst) if cell.section]
    return [*line, number(found.total.score, results.decimals), *names]
