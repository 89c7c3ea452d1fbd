"""Kota Kediri 2022, through the platform's own instrument and round, from its published parts.

Published: Baseline 3.60, Output 3.21, Outcome 3.23, Impact 3.07, Quick Win 3.65, index 3.31 (bangsaonline); the six
thematic scores average to the Impact score. The weights of 2022 (10/20/30/20/20) reach it, the older ones do not.
"""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.assessment import actions, queries
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.core.errors import Invalid

from .conftest import SYSTEM, appoint

PARTS = {"BAS": "3,60", "OUT": "3,21", "OTC": "3,23", "IMP": "3,07", "QW": "3,65"}
THEMES = ("2,75", "2,75", "3,50", "3,33", "3,33", "2,75")
PUBLISHED, TOLERANCE = 3.31, 0.01


def national_round(world, version) -> Round:
    row = actions.create_round(
        actor=world.people["programme_owner:"],
        owner=world.organisations[""],
        title=f"Evaluasi {version.label}",
        instrument_version=version,
        year=2022,
        opens_on=date(2022, 6, 1),
        closes_on=date(2022, 11, 30),
    )
    return actions.open_round(actor=world.people["programme_owner:"], round=row, regions=[world.regions["51.01"]])


def carry(world, row: Round, values: dict[str, str]):
    """Answers, verdicts, closing, scores: each by the person whose part it is."""
    coordinator, owner = world.people["region_coordinator:51.01"], world.people["programme_owner:"]
    assessor = appoint(world, round_id=row.pk)
    participation = Participation.objects.get(round=row)
    for code, value in values.items():
        actions.save_answer(actor=coordinator, answer=Answer.objects.get(node__code=code), value=value)
    actions.send_participation(actor=coordinator, participation=participation, gaps_note="Baris tidak dipublikasikan")
    for code in values:
        actions.give_verdict(actor=assessor, answer=Answer.objects.get(node__code=code), outcome="accepted")
    actions.finish_verification(actor=assessor, participation=participation)
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=owner, round=Round.objects.get(pk=row.pk))
    return queries.results_of(Round.objects.get(pk=row.pk), owner)


@pytest.mark.parametrize(("label", "expected"), [("B", 3.315), ("A", 3.257)])
def test_the_index_of_kota_kediri_from_direct_group_scores(world, shipped, label, expected):
    results = carry(world, national_round(world, shipped[f"evaluasi-tahunan/{label}"]), PARTS)
    total = results.score_of("51.01")
    assert total == pytest.approx(expected, abs=1e-9)
    assert bool(abs(total - PUBLISHED) <= TOLERANCE) is (label == "B")
    assert results.cell(0, "TOTAL").coverage == 1.0


def test_the_six_thematic_scores_average_to_the_impact_score(world, shipped):
    version = shipped["evaluasi-tahunan/B"]
    lines = [node.code for node in version.nodes.filter(parent__code="IMP", is_placeholder=False).order_by("order")]
    assert len(lines) == 6
    values = {code: value for code, value in PARTS.items() if code != "IMP"} | dict(zip(lines, THEMES, strict=True))
    results = carry(world, national_round(world, version), values)
    assert results.score_of("51.01", "IMP") == pytest.approx(3.07, abs=0.005)


def test_progress_counts_a_group_with_a_direct_score_as_complete(world, shipped):
    row = national_round(world, shipped["evaluasi-tahunan/B"])
    coordinator = world.people["region_coordinator:51.01"]
    for code, value in PARTS.items():
        actions.save_answer(actor=coordinator, answer=Answer.objects.get(node__code=code), value=value)
    (line,) = queries.progress(row, coordinator).rows
    assert line.answered == line.asked > 0
    form = queries.form_of(line.participation, coordinator)
    assert form.missing == ()
    assert form.count == line.total


def test_a_direct_score_stays_on_the_scale_and_belongs_to_the_annual_evaluation_only(world, shipped, version):
    row = national_round(world, shipped["evaluasi-tahunan/B"])
    coordinator = world.people["region_coordinator:51.01"]
    with pytest.raises(Invalid):
        actions.save_answer(actor=coordinator, answer=Answer.objects.get(node__code="BAS"), value="4,5")
    assert not Answer.objects.filter(participation__round=row, node__code="TOTAL").exists()
    actions.open_round(
        actor=SYSTEM,
        round=actions.create_round(
            actor=SYSTEM,
            owner=world.organisations["51"],
            title="Kecil",
            instrument_version=version,
            year=2022,
            opens_on=date(2022, 6, 1),
            closes_on=date(2022, 11, 30),
        ),
    )
    assert not Answer.objects.filter(participation__round__title="Kecil", node__kind="group").exists()
