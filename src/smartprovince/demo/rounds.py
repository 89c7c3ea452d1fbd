"""Two invented rounds: the catalogue of 2022, verified and scored for all nine regions, and an open quick check."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.assessment import actions, states
from smartprovince.assessment.actions import SimulatedAnswer
from smartprovince.assessment.models import Participation, Round, Verdict
from smartprovince.assessment.results import Results
from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.organisations.models import Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region

from . import simulation

DIMENSIONS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")
CATALOGUE = "Katalog 72 indikator 2022 (data simulasi)"
QUICK_CHECK = "Cek cepat November 2022 (data simulasi)"
CONSENTING = ("51.03", "51.71", "51.02", "51.04")
REASON = "Tidak ada data dukung pada saat pengisian (simulasi)."
HALF_DONE = {"51.03": states.SENT, "51.01": states.FILLING, "51.04": states.FILLING}


def load_rounds(actor: Any, province: Region) -> Round:
    """Both rounds, unless they are there. Returns the scored one."""
    home = Organisation.objects.get(region=province, kind=Organisation.Kind.PROVINCE)
    scored = Round.objects.filter(title=CATALOGUE).first() or _catalogue_round(actor, home)
    if not Round.objects.filter(title=QUICK_CHECK).exists():
        _quick_round(actor, home)
    return Round.objects.get(pk=scored.pk)


def _create(actor: Any, home: Organisation, title: str, instrument: str, opens: date, closes: date) -> Round:
    version = InstrumentVersion.objects.get(instrument__code=instrument, label="1")
    made = actions.create_round(
        actor=actor,
        owner=home,
        title=title,
        instrument_version=version,
        year=2022,
        opens_on=opens,
        closes_on=closes,
        simulated=True,
    )
    return actions.open_round(actor=actor, round=made)


def _catalogue_round(actor: Any, home: Organisation) -> Round:
    """Filled, verified line by line, closed, scored; the regions that agreed are published."""
    made = _create(actor, home, CATALOGUE, "katalog-72", date(2022, 8, 1), date(2022, 10, 31))
    actions.load_simulated_answers(actor=actor, round=made, answers=_answers(made), author="simulasi")
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=actor, round=Round.objects.get(pk=made.pk))
    for code in CONSENTING:
        part = Participation.objects.get(round=made, region__code=code)
        coordinator = _person(Role.REGION_COORDINATOR, code)
        actions.consent_to_publication(actor=coordinator, participation=part)
    return Round.objects.get(pk=made.pk)


def _quick_round(actor: Any, home: Organisation) -> Round:
    """Still open: one region has sent, two are filling, six have not begun. It gives every role something to do."""
    made = _create(actor, home, QUICK_CHECK, "cek-cepat", date(2022, 11, 1), date(2022, 11, 18))
    everything = _answers(made, verdicts=False)
    wanted = [each for each in everything if each.region == "51.03"]
    for code in ("51.01", "51.04"):
        wanted += [each for each in everything if each.region == code][:7]
    actions.load_simulated_answers(actor=actor, round=made, answers=wanted, states_of=HALF_DONE, author="simulasi")
    return made


def _answers(round_: Round, *, verdicts: bool = True) -> list[SimulatedAnswer]:
    nodes = [node for node in round_.instrument_version.nodes.order_by("order") if node.is_indicator]
    codes = list(round_.participations.order_by("region__code").values_list("region__code", flat=True))
    values = simulation.answers(codes, nodes)
    return [_answer(code, node, values.get((code, node.code)), verdicts) for code in codes for node in nodes]


def _answer(code: str, node: Node, value: Any, verdict: bool) -> SimulatedAnswer:
    if value is None:
        return SimulatedAnswer(
            region=code, node=node.code, not_available=REASON, outcome=_outcome(verdict, missing=True)
        )
    return SimulatedAnswer(region=code, node=node.code, value=value, outcome=_outcome(verdict))


def _outcome(verdict: bool, *, missing: bool = False) -> str:
    if not verdict:
        return ""
    return Verdict.Outcome.REJECTED if missing else Verdict.Outcome.ACCEPTED


def _person(role: Role, code: str) -> Person:
    return Person.objects.get(memberships__role=role, memberships__organisation__region__code=code, simulated=True)


# --- what the walk prints --------------------------------------------------------------------------------------------


def scores_by_region(results: Results) -> dict[str, dict[str, float | None]]:
    """Region code → total, coverage and the six dimensions, rounded to two decimals."""
    found: dict[str, dict[str, float | None]] = {}
    for row in results.rows:
        entry: dict[str, float | None] = {
            "total": _rounded(row.total.score),
            "coverage": round(row.total.coverage, 4),
        }
        entry |= {cell.code: _rounded(cell.score) for cell in row.sections}
        found[row.region.code] = entry
    return found


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 2)


def widest_gaps(results: Results) -> list[tuple[str, float]]:
    """Sub-dimensions with the widest distance of the regions' mean from the top of the scale."""
    if results.means is None:
        return []
    top = results.scale[1]
    names = [node.name_id for node in results.outline.columns]
    pairs = [(n, top - c.score) for n, c in zip(names, results.means.parts, strict=True) if c.score is not None]
    return sorted(pairs, key=lambda pair: -pair[1])
