"""The board of a province and of a region: what the rooms know of it, each through its own gate.

The number of queries is the same for a province of nine and of thirty-eight kabupaten/kota.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import queries as assessment
from smartprovince.assessment.models import Participation, Round
from smartprovince.assessment.results import Results, peer_range, results_of
from smartprovince.core import access, clock
from smartprovince.core.errors import NotFound
from smartprovince.core.templatetags.writing import full_day, number
from smartprovince.evidence.models import Paper
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Rule, Status
from smartprovince.organisations.queries import teams_open_to
from smartprovince.organisations.scopes import grants, reach
from smartprovince.territory.models import Region
from smartprovince.territory.queries import map_features

STEPS: dict[Status, int | None] = {Status.DOCUMENTED: 4, Status.NOT_YET: 0, Status.POSSIBLE: None}


def province_of_work(person: Any, grant: Any, code: str = "") -> Region:
    """The province a board is about: the one asked for, else that of the membership the person acts with."""
    wanted = code or (reach(grant)[:2] if grant else "")
    if not wanted:
        return (
            access.scope(person, "view", Region).filter(level=Region.Level.PROVINCE).order_by("code").first() or _none()
        )
    return access.get(person, "view", Region, code=wanted, level=Region.Level.PROVINCE)


def _none() -> Region:
    raise NotFound(_("No province is loaded yet. Run “smartprovince load reference”."))


def latest_round(person: Any, province: Region) -> Round | None:
    """The newest round of a province whose scores may be shown at all."""
    rounds = assessment.rounds_open_to(person).filter(province=province)
    return next((each for each in rounds if each.has_scores), None)


def coverage_beside(person: Any, grant: Any) -> register.Coverage | None:
    """The coverage of the province somebody works in, for the side of their desk."""
    code = reach(grant)[:2] if grant and grants(person, "register.view") else ""
    return register.coverage(code, person=person) if code else None


@dataclass(frozen=True)
class ProvinceBoard:
    province: Region
    on: date
    rule: Rule
    coverage: register.Coverage
    rows: list[register.RegisterRow]
    history: dict[str, Any]
    round: Round | None
    results: Results | None
    map: dict[str, Any]

    @property
    def ranges(self) -> list[dict[str, Any]]:
        """Mean, lowest and highest of the regions for each dimension; no names."""
        if self.results is None or self.results.means is None:
            return []
        found = []
        for place, mean in enumerate(self.results.means.sections):
            scores = [score for row in self.results.rows if (score := row.sections[place].score) is not None]
            if scores and mean.score is not None and mean.section is not None:
                found.append({"section": mean.section, "mean": mean.score, "low": min(scores), "high": max(scores)})
        return found


def province_board(person: Any, province: Region, *, on: date | None = None, rule: Rule = Rule.JOINED) -> ProvinceBoard:
    """Everything the province page shows, on a day and by a rule."""
    day = on or clock.today()
    rows = register.register_of(province, day, person=person)
    coverage = register.coverage(province.code, day, rule, person=person)
    round_ = latest_round(person, province)
    results = results_of(round_, person) if round_ else None
    shown = results if results and results.exists else None
    return ProvinceBoard(
        province=province,
        on=day,
        rule=rule,
        coverage=coverage,
        rows=rows,
        history=history_chart(province, coverage, rule, day, person),
        round=round_,
        results=shown,
        map=board_map(rows, coverage, shown),
    )


def history_chart(province: Region, coverage: register.Coverage, rule: Rule, on: date, person: Any) -> dict[str, Any]:
    """The count over the years as a step line with its table."""
    steps = register.coverage_history(province.code, rule, on, person=person)
    return {
        "steps": steps,
        "data": {
            "x": [full_day(step.day) for step in steps],
            "low": [step.documented for step in steps],
            "high": [step.possible for step in steps],
            "max": coverage.of,
            "interval": 3,
            "unit": "kabupaten/kota",
            "mark": {"at": coverage.needed, "label": _("floor %(n)s") % {"n": coverage.needed}},
            "end": str(coverage.documented),
        },
    }


def board_map(rows: list[register.RegisterRow], coverage: register.Coverage, results: Results | None) -> dict[str, Any]:
    """Two layers: who has joined, and the total score where it is open to the person."""
    words = {Status.DOCUMENTED: _("documented"), Status.NOT_YET: _("not yet"), Status.POSSIBLE: _("not known")}
    rule = coverage.rule
    layers: dict[str, dict[str, dict[str, Any]]] = {"coverage": {}, "score": {}}
    legends: dict[str, list[dict[str, Any]]] = {
        "coverage": [
            {"step": STEPS[s], "label": f"{word} ({sum(r.verdicts[rule].status == s for r in rows)})"}
            for s, word in words.items()
        ]
    }
    table = []
    for row in rows:
        status = row.verdicts[rule].status
        layers["coverage"][row.region.code] = {"step": STEPS[status], "value": words[status], "short": ""}
        score = results.score_of(row.region.code) if results else None
        if results and score is not None:
            text = number(score, results.decimals)
            step = min(4, int((score - results.scale[0]) / (results.scale[1] - results.scale[0]) * 5))
            layers["score"][row.region.code] = {"step": step, "value": text}
        scored = number(score, results.decimals) if results and score is not None else "–"
        table.append((row.region.short_name, words[status], scored, number(row.region.population)))
    if results:
        low, high = results.scale
        fifth = (high - low) / 5
        legends["score"] = [
            {"step": n, "label": f"{number(low + n * fifth)}–{number(low + (n + 1) * fifth)}"} for n in range(5)
        ] + [{"step": None, "label": _("no score, or not open to you")}]
    regions = [row.region for row in rows]
    return {
        "title": _("Map"),
        "subtitle": _("%(rule)s, as of %(day)s") % {"rule": coverage.rule_name, "day": full_day(coverage.on)},
        "label": _("Map: %(n)s of %(of)s kabupaten/kota are documented. Details in the table view.")
        % {"n": coverage.documented, "of": coverage.of},
        "layers": [("coverage", _("Coverage")), ("score", _("Score"))] if results else [],
        "data": {"features": map_features(regions, layers), "layer": "coverage", "legends": legends},
        "columns": [(_("Region"), False), (_("Status"), False), (_("Score"), False), (_("Population"), True)],
        "rows": table,
        "caption": _("Indicative boundaries (batas indikatif, bukan batas resmi), derived from village points."),
        "simulated": coverage.simulated or bool(results and results.simulated),
    }


def may_compare(person: Any, round_: Round, region: Region) -> bool:
    """Whether the person may see the range of the region's peers (without names)."""
    return access.scope(person, "explain", Participation).filter(round=round_, region=region).exists()


@dataclass(frozen=True)
class RegionBoard:
    region: Region
    row: register.RegisterRow
    milestones: list[Any]
    papers: list[Paper]
    teams: list[Any]
    round: Round | None
    results: Results | None
    peers: dict[str, Any]
    may_record: bool

    @property
    def scores(self) -> list[dict[str, Any]]:
        """Own score of each dimension beside the range of peers, without their names."""
        if self.results is None or not self.results.rows:
            return []
        return [
            {
                "section": cell.section,
                "score": cell.score,
                "coverage": cell.coverage,
                "peers": self.peers.get(cell.code),
            }
            for cell in self.results.rows[0].sections
            if cell.section is not None
        ]


def region_board(person: Any, code: str) -> RegionBoard:
    """One kabupaten or kota: register, papers, teams, and its own scores where they are open to the person."""
    region = access.get(
        person, "view", Region, Region.objects.select_related("parent"), code=code, level=Region.Level.REGENCY
    )
    round_ = latest_round(person, region.parent) if region.parent else None
    results = results_of(round_, person, region=region) if round_ else None
    shown = results if results and results.exists else None
    return RegionBoard(
        region=region,
        row=register.register_row(region, person=person),
        milestones=register.milestones_of(person, region),
        papers=list(access.scope(person, "view", Paper).filter(region=region, withdrawn_at=None)[:20]),
        teams=list(teams_open_to(person, region)),
        round=round_,
        results=shown,
        peers=peer_range(round_, region) if round_ and shown and may_compare(person, round_, region) else {},
        may_record=access.scope(person, "edit_register", Region).filter(pk=region.pk).exists(),
    )
