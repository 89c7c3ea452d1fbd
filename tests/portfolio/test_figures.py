"""Figures over the years, signs of lasting, links to applications, and the catalogue of fund sources."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.portfolio.funds import actions as funds
from smartprovince.portfolio.funds.queries import sources_for
from smartprovince.portfolio.innovations.register import signs_of
from smartprovince.portfolio.models import Capacity, FundSource, Resource, Service
from smartprovince.portfolio.registers import actions

from .conftest import SYSTEM

RESOURCE = {"name": "Pusat data", "kind": "data_centre", "unit": "TB", "audience": "own"}
SERVICE = {"name": "Perizinan", "channel": "counter", "audience": "own"}


def rows(*figures: dict) -> dict[str, str]:
    """The rows of a form as a browser sends them."""
    sent = {"tahun-TOTAL_FORMS": str(len(figures)), "tahun-INITIAL_FORMS": "0"}
    return sent | {f"tahun-{n}-{name}": value for n, row in enumerate(figures) for name, value in row.items()}


def test_capacity_over_the_years_is_typed_as_a_table(enter):
    client, page = enter("officer:51.01"), "/kerja/portofolio/sumber-daya/baru/"
    assert client.get(page).text.count("-capacity") >= 5
    done = client.post(page, RESOURCE | rows({"year": "2021", "capacity": "1.000", "used": "450,5"}, {},
                                             {"year": "2022", "capacity": "1.000", "used": "960"}))  # fmt: skip
    assert done.status_code == 302
    resource = Resource.objects.get()
    assert [(each.year, each.capacity, each.used) for each in resource.capacities.all()] == [
        (2021, Decimal(1000), Decimal("450.50")), (2022, Decimal(1000), Decimal(960))
    ]  # fmt: skip
    assert resource.latest.share == 0.96
    change = f"/kerja/portofolio/sumber-daya/{resource.number}/ubah/"
    sent = RESOURCE | {"version": "1"} | rows({"year": "2022", "capacity": "2.000", "used": "960"})
    assert client.post(change, sent).status_code == 302
    assert [each.capacity for each in Capacity.objects.all()] == [Decimal(2000)]
    resource.refresh_from_db()
    assert resource.version == 2
    assert client.post(change, sent).status_code == 409


@pytest.mark.parametrize("row", [
    {"year": "1989", "capacity": "1"}, {"year": "2101", "capacity": "1"}, {"year": "2022", "capacity": "-1"},
    {"year": "2022"}, {"capacity": "5"}, {"year": "2022", "capacity": "banyak"}, {"year": "2022", "capacity": "1e20"},
])  # fmt: skip
def test_a_year_that_makes_no_sense_is_refused_and_kept_on_the_page(enter, row):
    said = enter("officer:51.01").post("/kerja/portofolio/sumber-daya/baru/", RESOURCE | rows(row))
    assert said.status_code == 422
    assert Resource.objects.count() == 0
    assert all(value in said.text for value in row.values())


def test_a_year_stands_once(world, record):
    with pytest.raises(Invalid):
        record("sumber-daya", years=[{"year": 2022, "capacity": 1}, {"year": 2022, "capacity": 2}])
    assert Resource.objects.count() == 0


@pytest.mark.parametrize(
    ("index", "status"), [("24,9", 422), ("25", 302), ("88,31", 302), ("100", 302), ("100,1", 422)]
)
def test_the_ikm_lies_between_25_and_100(enter, index, status):
    sent = SERVICE | rows({"year": "2022", "index": index, "respondents": "400", "source": "Survei"})
    assert enter("officer:51.01").post("/kerja/portofolio/layanan/baru/", sent).status_code == status


def test_applications_behind_a_service_are_of_the_own_region_and_open(world, enter, record):
    mine = record("aplikasi", "51.01", name="Izin daring", audience="own")
    theirs = record("aplikasi", "51.02", name="Izin tetangga", audience="governments")
    client = enter("officer:51.01")
    shown = client.get("/kerja/portofolio/layanan/baru/").text
    assert "Izin daring" in shown
    assert "Izin tetangga" not in shown
    sent = SERVICE | rows()
    assert client.post("/kerja/portofolio/layanan/baru/", sent | {"applications": str(theirs.pk)}).status_code == 422
    assert client.post("/kerja/portofolio/layanan/baru/", sent | {"applications": str(mine.pk)}).status_code == 302
    service = Service.objects.get()
    assert list(service.applications.all()) == [mine]
    assert "Izin daring" in client.get(f"/kerja/portofolio/layanan/{service.number}/").text
    assert "Perizinan" in client.get(f"/kerja/portofolio/aplikasi/{mine.number}/").text
    actions.change_entry(actor=world.people["officer:51.01"], entry=service, applications=[])
    service.refresh_from_db()
    assert (service.applications.count(), service.version) == (0, 2)


def test_a_hidden_application_is_not_named_on_what_stands_on_it(world, enter, record):
    mine = record("aplikasi", "51.01", name="Izin rahasia", audience="own")
    service = record("layanan", "51.01", applications=[mine], audience="governments")
    assert "Izin rahasia" not in enter("officer:51.02").get(f"/kerja/portofolio/layanan/{service.number}/").text


def test_four_signs_that_an_innovation_lasts(record, enter):
    made = record("inovasi", still_running="yes", money_next_year="no", legal_basis="Perbup 1/2022")
    assert [sign.state for sign in signs_of(made)] == ["yes", "yes", "no", "unknown"]
    assert made.sustained == 2
    assert "Perbup 1/2022" in enter("officer:51.01").get(f"/kerja/portofolio/inovasi/{made.number}/").text


def test_innovations_in_the_shape_of_the_index(record, enter):
    record("inovasi", "51.01", name="=Bank sampah", cost_per_year=5)
    record("inovasi", "51.02", name="Punya tetangga", audience="governments")
    content = enter("officer:51.01").get(reverse("portfolio:innovation_index")).content
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [row[0].value for row in page.iter_rows()] == ["Nama inovasi", "=Bank sampah"]
    assert page["A2"].data_type == "s"


def test_a_problem_of_another_region_is_not_solved(world, record):
    other = record("masalah", "51.02", audience="governments")
    with pytest.raises(Invalid) as refused:
        record("inovasi", "51.01", problem=other)
    assert [fault.where for fault in refused.value.faults] == ["problem"]


# --- fund sources ----------------------------------------------------------------------------------------------------


def test_the_nation_s_sources_are_loaded_once(world):
    assert FundSource.objects.count() == 18
    assert funds.load_fund_sources(actor=SYSTEM) == []


def test_a_province_adds_and_changes_its_own(world, enter):
    client = enter("planner:51")
    sent = {"name": "Pungutan wisatawan asing", "kind": "other", "note": "Perda 6/2023", "request_key": "k"}
    assert client.post(reverse("portfolio:source_new"), sent).status_code == 302
    assert client.post(reverse("portfolio:source_new"), sent).status_code == 302
    source = FundSource.objects.get(province__code="51")
    change = reverse("portfolio:source_change", args=[source.code])
    assert client.post(change, {"name": "Pungutan", "kind": "other", "version": "1"}).status_code == 302
    assert client.post(change, {"name": "Lain", "kind": "other", "version": "1"}).status_code == 409
    source.refresh_from_db()
    assert (source.name, source.in_use) == ("Pungutan", False)
    assert source not in sources_for(world.regions["51.01"])
    assert client.get(reverse("portfolio:source_change", args=["dau"])).status_code == 403
    assert enter("officer:51.01").get(reverse("portfolio:source_new")).status_code == 403
    assert enter("planner:52").get(change).status_code == 403
    assert enter("stranger").get(reverse("portfolio:sources")).status_code == 404
    with pytest.raises(Refused):
        funds.add_fund_source(actor=world.people["planner:51"], region=world.regions["52"], name="x", kind="other")
    with pytest.raises(Invalid):
        funds.add_fund_source(actor=world.people["planner:51"], region=world.regions["51"], name="pungutan", kind="csr")
    with pytest.raises((Invalid, NotFound)):
        funds.add_fund_source(actor=world.people["planner:51"], region=world.regions["51"], name="x", kind="entah")


def test_a_fund_source_of_another_province_is_refused(world, record):
    other = funds.add_fund_source(actor=world.people["planner:52"], region=world.regions["52"], name="NTB", kind="csr")
    with pytest.raises(Invalid) as refused:
        record("sumber-daya", "51.01", kind="money", fund_source=other)
    assert [fault.where for fault in refused.value.faults] == ["fund_source"]
