"""What the sourced register says: Bali's history, the needed numbers, and the cost of asking."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import NotFound, Refused
from smartprovince.core.models import AuditEntry, Setting
from smartprovince.movement import actions, queries
from smartprovince.movement.models import Claim, Cohort, Milestone, StageGate

SYSTEM = SystemActor("test")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "documented", "possible", "met", "more"),
    [
        (date(2022, 10, 13), 4, 5, "no", 4),
        (date(2023, 12, 31), 6, 7, "no", 2),
        (date(2024, 12, 31), 8, 9, "yes", 0),
    ],
)
def test_bali_by_the_rule_joined(register, on, documented, possible, met, more):
    found = queries.coverage("51", on, "joined")
    assert (found.documented, found.possible, found.of, found.needed) == (documented, possible, 9, 8)
    assert (found.floor_met, found.more_needed) == (met, more)
    assert [item.region.code for item in found.unknown] == ["51.05"]


def test_who_is_missing_in_bali_and_which_paper_settles_klungkung(register):
    found = queries.coverage("51", date(2022, 10, 13), "joined")
    assert [region.code for region in found.missing] == ["51.04", "51.06", "51.07", "51.08"]
    assert [region.code for region in found.covered] == ["51.01", "51.02", "51.03", "51.71"]
    assert "nota kesepakatan" in found.unknown[0].paper


def test_the_three_rules_are_kept_apart(register):
    """On the last day of 2024 eight had joined; one is documented as drafted, none as in force."""
    found = {rule: queries.coverage("51", date(2024, 12, 31), rule) for rule in ("joined", "drafted", "in_force")}
    assert {rule: (c.documented, c.possible) for rule, c in found.items()} == {
        "joined": (8, 9),
        "drafted": (1, 9),
        "in_force": (0, 9),
    }
    assert {c.floor_met for rule, c in found.items() if rule != "joined"} == {"undetermined"}


def test_needed_for_all_38_provinces(register):
    found = {c.province.code: c for c in queries.coverage_of_all_provinces(date(2022, 10, 13), "joined")}
    assert len(found) == 38
    table = {"12": 27, "13": 16, "32": 22, "33": 28, "34": 4, "35": 31, "36": 7, "51": 8, "64": 8, "71": 12}
    assert {code: found[code].needed for code in table} == table
    assert found["51"].as_summary() == queries.coverage("51", date(2022, 10, 13), "joined").as_summary()


def test_summary_has_the_fixed_keys(register):
    assert queries.coverage("51", date(2022, 10, 13)).as_summary() == {
        "rule": "joined",
        "documented": 4,
        "possible": 5,
        "of": 9,
        "floor_met": "no",
    }


def test_history_of_bali(register):
    steps = [
        (s.day.isoformat(), s.documented, s.possible)
        for s in queries.coverage_history("51", "joined", date(2024, 12, 31))
    ]
    assert steps == [
        ("2017-05-22", 1, 2),
        ("2018-03-01", 1, 3),
        ("2018-10-22", 2, 3),
        ("2022-04-21", 4, 5),
        ("2023-02-28", 6, 7),
        ("2024-03-05", 8, 9),
        ("2024-12-31", 8, 9),
    ]


def test_the_cohorts_that_are_complete(register):
    known = {(c.movement, c.year): (c.known, c.size) for c in queries.cohorts_with_members()}
    assert known[("smart_city", 2017)] == (25, 25)
    assert known[("smart_city", 2024)] == (10, 10)
    assert known[("smart_province", 2023)] == (2, 2)
    assert known[("smart_city", 2022)] == (3, 50)


def test_every_shipped_fact_names_its_source_and_its_day_or_why_not(register):
    for fact in Milestone.objects.all():
        assert fact.source, fact
        assert fact.source_url, fact
        assert not fact.simulated
        if fact.mark == "derived" or fact.date_mark == "derived":
            assert fact.note, fact


def test_the_region_names_of_the_data_file_are_those_of_the_official_list(regions):
    import csv

    from smartprovince.movement import sources

    with (sources.DATA / "register.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    # The official list writes "Daerah Istimewa Yogyakarta", tables say "DI Yogyakarta".
    named = {row["region_code"]: row["region_name"] for row in rows if row["region_code"] != "34"}
    assert {code: regions[code].short_name for code in named} == named


def test_loading_again_changes_nothing(register):
    before = (Milestone.objects.count(), Claim.objects.count(), Cohort.objects.count(), StageGate.objects.count())
    trail = AuditEntry.objects.count()
    assert actions.load_register(actor=SYSTEM) == 0
    assert before == (
        Milestone.objects.count(),
        Claim.objects.count(),
        Cohort.objects.count(),
        StageGate.objects.count(),
    )
    assert AuditEntry.objects.count() == trail
    assert StageGate.objects.count() == 63


def test_loading_again_leaves_what_a_person_withdrew(register, bali):
    fact = Milestone.objects.get(key="51.01-drafted-2022-12-01")
    actions.withdraw_milestone(actor=bali, milestone=fact, reason="Dokumennya belum selesai")
    actions.load_register(actor=SYSTEM)
    assert queries.coverage("51", date(2024, 12, 31), "drafted").documented == 0


def test_only_the_installation_loads(register, bali):
    with pytest.raises(Refused):
        actions.load_register(actor=bali)


@pytest.mark.parametrize("read", ["coverage", "register", "history", "all"])
def test_queries_do_not_grow_with_regions(register, bali, read):
    """Bali has 9 kabupaten/kota, Jawa Tengah 35: the same number of queries."""
    on = date(2024, 12, 31)
    ask = {
        "coverage": lambda code: queries.coverage(code, on, "joined", person=bali),
        "register": lambda code: queries.register_of(code, on, person=bali),
        "history": lambda code: queries.coverage_history(code, "joined", on, person=bali),
        "all": lambda code: queries.coverage_of_all_provinces(on, "joined", person=bali),
    }[read]
    paper = actions.PaperDetails(kind="memorandum", number="1/2024", not_after=date(2024, 3, 5))
    actions.record_milestone(
        actor=SYSTEM,
        region=register["33.01"],
        kind="joined",
        basis="memorandum",
        not_after=date(2024, 3, 5),
        paper=paper,
    )
    ask("51")  # memberships are read once a request and kept
    counts = []
    for code in ("51", "33"):
        with CaptureQueriesContext(connection) as captured:
            ask(code)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


def test_register_rows_by_code_with_stage_cohort_and_papers(register):
    rows = queries.register_of("51", date(2024, 12, 31))
    assert [row.code for row in rows] == [
        "51.01",
        "51.02",
        "51.03",
        "51.04",
        "51.05",
        "51.06",
        "51.07",
        "51.08",
        "51.71",
    ]
    badung, klungkung = rows[2], rows[4]
    assert (badung.cohort_year, badung.stage, badung.joined.status) == (2017, "implementation", "documented")
    assert "265/KOMINFO/DJAI/AI.01.05/05/2017" in [paper.number for paper in badung.papers]
    assert (klungkung.cohort_year, klungkung.stage, klungkung.joined.status) == (None, "", "possible")
    assert klungkung.contact is None


def test_the_register_of_an_earlier_day_knows_nothing_later(register):
    buleleng = queries.register_of("51", date(2022, 11, 7))[7]
    assert (buleleng.joined.status, buleleng.cohort_year, buleleng.facts) == ("not_yet", None, ())


def test_floor_and_rule_are_settings_of_the_province(register):
    Setting.objects.create(key="movement.floor", scope="51", value=1.0)
    Setting.objects.create(key="movement.rule", scope="51", value="drafted")
    found = queries.coverage("51", date(2024, 12, 31))
    assert (found.rule, found.floor_share, found.needed) == ("drafted", 1.0, 9)
    assert queries.coverage("32", date(2024, 12, 31)).rule == "joined"


def test_an_unknown_province_is_not_found(register):
    for code in ("99", "51.03", "", "51' OR 1=1"):
        with pytest.raises(NotFound):
            queries.coverage(code, date(2024, 12, 31))


def test_claims_stand_beside_the_count_and_are_never_mixed(register):
    rows = {row.claim.key: row for row in queries.claims_beside_register()}
    six = rows["bali-six-2022"]
    assert (int(six.claim.value), six.documented, six.possible, six.of) == (6, 4, 5, 9)
    assert rows["two-provinces-2023"].documented == 2
    assert int(rows["nation-191-2022"].claim.value) == 191
    assert rows["nation-191-2022"].documented < 191
    assert queries.coverage("51", date(2022, 10, 13), "joined").documented == 4
