"""Bali's register typed in from its sources through the pages, by the province's coordinator: the table of the sources.

Facts, days and sources are those of the published pages named beside each; nothing is loaded but regions, the gate
items and the cohorts.
"""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.movement import actions, queries
from smartprovince.movement.models import Cohort, Milestone

pytestmark = pytest.mark.django_db

# region, day, first possible day, basis, kind of paper, number, angkatan, source
JOINED = [
    ("51.03", "2017-05-22", "", "memorandum", "memorandum", "", 2017, "Bali Tribune; Bali Post, 26 Juli 2017"),
    ("51.71", "2018-10-22", "2018-03-01", "programme_year", "", "", 2018, "Bali Ekbis; Antara Bali 238874"),
    ("51.02", "2022-04-21", "", "memorandum", "memorandum", "", 2022, "Pos Merdeka; Media Pelangi, 22 April 2022"),
    ("51.01", "2022-04-21", "", "programme_year", "", "", 2022, "Antara Bali 301043"),
    ("51.08", "2023-02-28", "", "memorandum", "memorandum", "", 2023, "Bali Sharing, 5 Juli 2023; PPID Buleleng"),
    ("51.07", "2023-02-28", "", "programme_year", "", "", 2023, "LRI UMY; PPID Buleleng"),
    ("51.04", "2024-03-05", "", "memorandum", "memorandum", "", 2024, "Patroli Post; Pos Merdeka"),
    ("51.06", "2024-03-05", "", "memorandum", "memorandum", "", 2024, "Bali Tribune node 49089"),
]
TABLE = [
    (date(2022, 10, 13), 4, 5, "no"),
    (date(2023, 12, 31), 6, 7, "no"),
    (date(2024, 12, 31), 8, 9, "yes"),
]


@pytest.fixture
def typed(regions, bali, client):
    """Every fact sent by the form of its region's page."""
    actions._load_gates()
    actions._load_cohorts()
    client.force_login(bali)
    for code, day, first, basis, paper, number, year, source in JOINED:
        answer = client.post(
            f"/kerja/wilayah/{code}/tahap/",
            {
                "kind": "joined",
                "holds": "yes",
                "basis": basis,
                "certainty": "between" if first else "day",
                "not_before": first,
                "not_after": day,
                "cohort": Cohort.objects.get(movement="smart_city", year=year).pk,
                "source": source,
                "paper_kind": paper,
                "number": number,
                "confidentiality": "public",
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
    assert Milestone.objects.count() == len(JOINED)
    return client


@pytest.mark.parametrize(("day", "documented", "possible", "met"), TABLE)
def test_the_pages_give_the_table_of_the_sources(typed, day, documented, possible, met):
    coverage = typed.get(f"/kerja/wilayah/provinsi/51/?pada={day}&aturan=joined").context["coverage"]
    assert (coverage.documented, coverage.possible, coverage.of, coverage.needed) == (documented, possible, 9, 8)
    assert coverage.floor_met == met


def test_klungkung_is_named_as_the_unknown_with_the_paper_that_would_settle_it(typed):
    page = typed.get("/kerja/wilayah/provinsi/51/?pada=2024-12-31&aturan=joined")
    coverage = page.context["coverage"]
    assert [each.region.code for each in coverage.unknown] == ["51.05"]
    (unknown,) = coverage.unknown
    assert unknown.paper == queries.settling_paper("joined", unknown.why, unknown.region)
    assert "nota kesepakatan" in page.content.decode()


def test_before_2023_it_says_which_regions_would_be_enough_for_the_floor(typed):
    page = typed.get("/kerja/wilayah/provinsi/51/?pada=2022-12-31&aturan=joined")
    shortest = page.context["shortest"]
    assert shortest.needed == 4
    nearest = [each.region.code for each in shortest.enough]
    assert nearest[0] == "51.05", "of Klungkung only a paper is missing"
    assert len(nearest) == 4
    assert {*nearest, *(each.region.code for each in shortest.others)} == {"51.04", "51.05", "51.06", "51.07", "51.08"}
    text = page.content.decode()
    for name in ("Klungkung", "Gianyar", "Bangli", "Karangasem", "Buleleng"):
        assert name in text


def test_the_claim_of_six_stands_beside_the_four_and_is_not_mixed_with_it(typed, ministry):
    from smartprovince.organisations.models import Organisation
    from smartprovince.territory.models import Region

    actions.record_claim(
        actor=ministry, owner=Organisation.objects.get(kind="ministry"), scope=Region.objects.get(code="51"), value=6,
        not_before=date(2022, 10, 13), not_after=date(2022, 10, 13), statement_id="Enam kabupaten", source="Aptika",
    )  # fmt: skip
    (row,) = queries.claims_beside_register(None, "joined", province=Region.objects.get(code="51"))
    assert (row.claim.value, row.documented, row.possible) == (6, 4, 5)
