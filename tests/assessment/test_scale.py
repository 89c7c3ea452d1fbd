"""The same number of queries for 9 and for 35 regions, and the worked example loads in seconds."""

from __future__ import annotations

import time

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.assessment import actions, exports, queries, results
from smartprovince.assessment.actions import SimulatedAnswer
from smartprovince.assessment.models import Answer, Participation, Round, Verdict
from smartprovince.core.errors import Invalid, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.core.registry import blocks, steps
from smartprovince.organisations.models import Person

from .conftest import DAY, SYSTEM, VALUES, appoint, draft_round, many_regions

SIZES = (9, 35)


def invented(regions, nodes) -> list[SimulatedAnswer]:
    """Answers of every kind that differ from region to region."""
    made = []
    for number, region in enumerate(regions):
        for node in nodes:
            if node.kind == "yes_no":
                value = number % 2
            elif node.kind == "maturity_level":
                value = 1 + number % 5
            else:
                value = round(node.lower + (node.upper - node.lower) * (0.2 + 0.6 * (number % 7) / 7), 2)
            made.append(SimulatedAnswer(region=region.code, node=node.code, value=value))
    return made


def built(world, version, count: int, *, title: str = "Besar") -> Round:
    """A closed, scored and published round of so many regions, half of which consented."""
    regions = many_regions(world, count)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version, title=title), regions=regions)
    nodes = [node for node in version.nodes.order_by("order").all() if node.is_indicator]
    actions.load_simulated_answers(actor=SYSTEM, round=row, answers=invented(regions, nodes))
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=SYSTEM, round=Round.objects.get(pk=row.pk))
    Participation.objects.filter(round=row, region__code__in=[r.code for r in regions[::2]]).update(
        consented_at="2022-11-07T00:00:00Z", consented_by="x"
    )
    actions.publish_result(actor=world.people["province_coordinator:51"], round=Round.objects.get(pk=row.pk))
    return Round.objects.select_related("instrument_version__instrument", "owner").get(pk=row.pk)


def person_of(world, role: str) -> Person:
    return Person.objects.get(pk=world.people[role].pk)


READS = {
    "overview": lambda row, who: queries.overview(who),
    "progress": lambda row, who: queries.progress(row, who),
    "results": lambda row, who: queries.results_of(row, who).rows,
    "means": lambda row, who: queries.results_of(row, who).means,
    "gaps": lambda row, who: queries.gaps(row.participations.first().region, row, person=who),
    "peers": lambda row, who: queries.peer_range(row, row.participations.first().region),
    "csv": exports.scores_csv,
    "xlsx": exports.scores_xlsx,
    "form": lambda row, who: queries.form_of(queries.participation_of(who, row.pk, "51.01"), who),
    "blocks": lambda row, who: [
        blocks.get(name)(row.province, person=who, on=DAY) for name in ("dimension_scores", "gap_table")
    ],
    "steps": lambda row, who: [provider(who) for name, provider in steps.items() if name.startswith("assessment.")],
}


@pytest.mark.parametrize("role", ["province_coordinator:51", "region_coordinator:51.01", "programme_owner:"])
@pytest.mark.parametrize("name", READS)
def test_a_read_costs_the_same_for_nine_and_for_thirty_five_regions(world, version, name, role):
    if role == "programme_owner:" and name == "form":
        role = "officer:51.01"
    counts = []
    for size in SIZES:
        row = built(world, version, size, title=f"Besar {size}")
        person = person_of(world, role)
        person.grants  # noqa: B018 - the memberships of the request, read once
        with CaptureQueriesContext(
            connection,
        ) as seen:
            READS[name](row, person)
        counts.append(len(seen))
    # The second measurement has one round more to list, which must cost nothing either.
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_steps_and_lists_of_open_rounds_cost_the_same_for_nine_and_for_thirty_five_regions(world, version):
    counts = []
    for size in SIZES:
        regions = many_regions(world, size)
        row = actions.open_round(actor=SYSTEM, round=draft_round(world, version, title=f"B{size}"), regions=regions)
        nodes = [node for node in version.nodes.all() if node.is_indicator]
        wanted = {region.code: "sent" for region in regions[1:]} | {regions[0].code: "filling"}
        actions.load_simulated_answers(actor=SYSTEM, round=row, answers=invented(regions, nodes)[:-3], states_of=wanted)
        assessor = appoint(world, round_id=row.pk)
        count = 0
        for person in (assessor, person_of(world, "region_coordinator:51.01"), person_of(world, "officer:51.02")):
            person.grants  # noqa: B018
            with CaptureQueriesContext(connection) as seen:
                found = [p(person) for n, p in steps.items() if n.startswith("assessment.")]
                queries.overview(person)
            assert any(found) or person.name.startswith("officer")
            count += len(seen)
        counts.append(count)
    assert counts[0] == counts[1]


def test_the_worked_example_loads_in_seconds_as_one_audited_action(world, shipped):
    version = shipped["katalog-72/1"]
    regions = many_regions(world, 9)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version), regions=regions)
    nodes = [node for node in version.nodes.order_by("order") if node.is_indicator]
    answers = invented(regions, nodes)
    before, began = AuditEntry.objects.count(), time.perf_counter()
    actions.load_simulated_answers(actor=SYSTEM, round=row, answers=answers)
    assert time.perf_counter() - began < 3
    assert AuditEntry.objects.count() == before + 1
    assert len(answers) == 648 == Answer.objects.filter(value__isnull=False, simulated=True).count()
    assert Verdict.objects.filter(simulated=True, outcome="accepted").count() == 648
    assert set(row.participations.values_list("state", flat=True)) == {"verified"}


def test_loading_the_worked_example_again_changes_nothing(world, version):
    regions = many_regions(world, 3)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version), regions=regions)
    nodes = [node for node in version.nodes.all() if node.is_indicator]
    for _time in range(2):
        actions.load_simulated_answers(actor=SYSTEM, round=row, answers=invented(regions, nodes))
        found = list(Answer.objects.order_by("pk").values_list("pk", "value")), Verdict.objects.count()
        assert found[1] == len(nodes) * 3


def test_invented_answers_enter_simulated_rounds_only_and_are_checked(world, version):
    some = [SimulatedAnswer(region="51.01", node="GOV.PUB.1", value=520)]
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version))
    with pytest.raises(Invalid, match=r"51\.01 GOV\.PUB\.1"):
        actions.load_simulated_answers(actor=SYSTEM, round=row, answers=some)
    with pytest.raises(Invalid):
        actions.load_simulated_answers(
            actor=SYSTEM, round=row, answers=[SimulatedAnswer(region="52.01", node="GOV.PUB.1", value=5)]
        )
    with pytest.raises(Refused):
        actions.load_simulated_answers(actor=world.people["province_coordinator:51"], round=row, answers=[])
    real = actions.open_round(actor=SYSTEM, round=draft_round(world, version, title="Nyata", simulated=False))
    with pytest.raises(Invalid):
        actions.load_simulated_answers(actor=SYSTEM, round=real, answers=[])
    assert not Answer.objects.filter(value__isnull=False).exists()


# --- what is read from the arrays ------------------------------------------------------------------------------------


def test_the_heat_map_has_a_row_a_region_by_code_and_a_mean(world, version):
    found = queries.results_of(built(world, version, 9), SYSTEM)
    assert [row.region.code for row in found.rows] == sorted(row.region.code for row in found.rows)
    assert [len(found.rows[0].parts), len(found.rows[0].sections)] == [3, 2]
    means = [cell.score for cell in found.means.parts]
    columns = [list(found.codes).index(node.code) for node in found.outline.columns]
    np.testing.assert_allclose(means, np.nanmean(found.scores[:, columns], axis=0))
    assert all(cell.step == min(4, int(cell.score // 20)) for row in found.rows for cell in row.parts)


def test_gaps_are_the_lowest_parts_first(world, version):
    row = built(world, version, 9)
    region = row.participations.first().region
    gaps = queries.gaps(region, row, person=person_of(world, "region_coordinator:51.01"))
    scores = [gap.score for gap in gaps]
    assert scores == sorted(scores)
    assert len(scores) == 3


def test_contributions_add_up_to_the_distance_from_the_mean(world, version):
    row = built(world, version, 9)
    participation = queries.participation_of(person_of(world, "region_coordinator:51.01"), row.pk, "51.01")
    found = queries.explanation(participation, person_of(world, "region_coordinator:51.01"))
    everything = queries.results_of(row, SYSTEM)
    root = list(everything.codes).index("TOTAL")
    distance = everything.scores[0, root] - everything.scores[:, root].mean()
    assert found.total == pytest.approx(distance, abs=1e-6)
    assert sum(each.points for each in found.contributions) == pytest.approx(found.total, abs=1e-9)
    assert sum(each.points for each in found.sections) == pytest.approx(found.total, abs=1e-9)
    assert len(found.contributions) == len(VALUES)
    assert queries.explanation(participation, person_of(world, "region_coordinator:51.02")) is None


def test_the_range_of_peers_leaves_the_region_itself_out(world, version):
    row = built(world, version, 9)
    everything = queries.results_of(row, SYSTEM)
    others = everything.scores[1:, list(everything.codes).index("TOTAL")]
    found = queries.peer_range(row, everything.regions[0])["TOTAL"]
    assert (found.low, found.high, found.regions) == (others.min(), others.max(), 8)


def test_bars_write_numbers_as_the_stylesheet_has_them(world, version):
    row = built(world, version, 9)
    found = queries.results_of(row, SYSTEM, region=row.participations.first().region)
    bar = results.bars_of(found, queries.peer_range(row, found.regions[0]))[0]
    assert bar.style.startswith("--v:")
    assert "," not in bar.style
    assert "var(--d-gov)" in bar.style


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Kesejahteraan rakyat", "Kese-jah-te-raan rakyat"),
        ("Lingkungan", "Ling-ku-ngan"),
        ("bertanggung jawab", "ber-tang-gung jawab"),
        ("Layanan publik", "Layanan publik"),
    ],
)
def test_long_words_may_break_between_syllables(text, broken):
    assert results.breakable(text).replace(results.SOFT_HYPHEN, "-") == broken
