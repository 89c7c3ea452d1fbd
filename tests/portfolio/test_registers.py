"""What every register does alike: who reads, who keeps, lists, records, forms, putting away, exports, search."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core import access, search
from smartprovince.core.errors import Conflict, Invalid, Refused
from smartprovince.portfolio.registers import actions, queries
from smartprovince.portfolio.registers.register import registers

from .conftest import LEAST, keeper

OURS = [slug for slug in LEAST if slug in registers]
SEEN = {
    "own": set(),
    "province": {"province_coordinator:51", "planner:51", "leader:51", "mentor:"},
    "governments": {
        *("province_coordinator:51", "planner:51", "leader:51", "mentor:", "programme_owner:"),
        *(f"{role}:51.02" for role in ("region_coordinator", "dimension_lead", "officer", "leader")),
    },
}
OWN = {f"{role}:51.01" for role in ("region_coordinator", "dimension_lead", "officer", "leader")}


def readers(world, entry):
    model = type(entry)
    return {
        who for who, person in world.people.items() if access.scope(person, "view", model).filter(pk=entry.pk).exists()
    }


@pytest.mark.parametrize("slug", OURS)
@pytest.mark.parametrize("audience", ["own", "province", "governments"])
def test_an_entry_is_read_by_those_it_is_for(world, record, slug, audience):
    entry = record(slug, "51.01", audience=audience)
    assert readers(world, entry) - {f"{role}:51" for role in ("partner",)} - {"assessor:"} == OWN | SEEN[audience]


@pytest.mark.parametrize("slug", OURS)
def test_nobody_above_changes_an_entry(world, record, slug):
    entry = record(slug, "51.01", audience="governments")
    for who in (
        "province_coordinator:51",
        "planner:51",
        "programme_owner:",
        "region_coordinator:51.02",
        "leader:51.01",
    ):
        with pytest.raises(Refused):
            actions.change_entry(actor=world.people[who], entry=entry, name="lain")
    assert actions.change_entry(actor=world.people["officer:51.01"], entry=entry, name="baru").name == "baru"


@pytest.mark.parametrize("slug", OURS)
def test_the_pages_of_an_entry(world, enter, record, slug):
    client, register = enter("officer:51.01"), registers.get(slug)
    assert client.get(register.address("entry_new")).status_code == 200
    form = LEAST[slug] | {"name": "<script>alert(1)</script>", "audience": "own", "request_key": "k"}
    form |= {"tahun-TOTAL_FORMS": "0", "tahun-INITIAL_FORMS": "0"} if register.years else {}
    defaults = {"severity": "3", "trend": "unknown", "status": "running", "licence": "unknown", "stage": "applied",
                "still_running": "unknown", "money_next_year": "unknown", "survived_change": "unknown"}  # fmt: skip
    form = defaults | form
    first, second = (client.post(register.address("entry_new"), form) for _n in range(2))
    assert first.status_code == 302, first.context["form"].errors
    assert first.headers["Location"] == second.headers["Location"]
    entry = register.model.objects.get()
    assert (entry.region.code, entry.audience) == ("51.01", "own")
    shown = client.get(first.headers["Location"])
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    change = register.address("entry_change", entry)
    assert client.get(change).status_code == 200
    assert client.post(change, form | {"name": "Judul baru", "version": "1"}).status_code == 302
    stale = client.post(change, form | {"name": "Judul saya", "version": "1"})
    assert stale.status_code == 409
    assert "Judul baru" in stale.text
    assert "Judul saya" in stale.text
    archive = register.address("entry_archive", entry)
    assert client.post(archive, {"reason": ""}).status_code == 422
    assert client.post(archive, {"reason": "salah catat"}).status_code == 302
    assert "Judul baru" not in client.get(register.address("entries")).text
    assert "Judul baru" in client.get(register.address("entries"), {"arsip": "1"}).text
    assert "salah catat" in client.get(first.headers["Location"]).text
    with pytest.raises(Invalid):
        actions.change_entry(actor=world.people["officer:51.01"], entry=entry, name="x")
    assert client.post(register.address("entry_restore", entry)).status_code == 302
    assert "Judul baru" in client.get(register.address("entries")).text


def test_who_knows_the_portfolio(enter, record):
    record("masalah", "51.01", audience="governments")
    for who, status in (("stranger", 404), ("administrator:51", 404), ("assessor:", 404), ("partner:51", 404),
                        ("programme_owner:", 200), ("mentor:", 200), ("leader:51.02", 200)):  # fmt: skip
        assert enter(who).get("/kerja/portofolio/").status_code == status, who
        assert enter(who).get("/kerja/portofolio/masalah/").status_code == status, who
    for who, status in (("leader:51.01", 403), ("mentor:", 403), ("stranger", 404), ("officer:51.01", 200)):
        assert enter(who).get("/kerja/portofolio/masalah/baru/").status_code == status, who
    assert enter("officer:51.01").get("/kerja/portofolio/tidak-ada/").status_code == 404


def test_what_belongs_to_another_region_is_refused(world, record, english):
    with pytest.raises(Invalid) as refused:
        record("masalah", organisation=world.organisations["dinas 52.01"])
    assert [fault.where for fault in refused.value.faults] == ["organisation"]
    with pytest.raises(Refused):
        actions.add_entry(
            actor=world.people["officer:51.01"], region=world.regions["51.02"], register="masalah", **LEAST["masalah"]
        )


def test_an_address_that_is_a_script_is_refused(record):
    with pytest.raises(Invalid) as refused:
        record("masalah", source_url="javascript:alert(1)")
    assert [fault.where for fault in refused.value.faults] == ["source_url"]


def test_numbers_have_no_gaps(record):
    first, second = record("masalah"), record("masalah", "51")
    assert (first.number, second.number) == ("MSL-2022-0001", "MSL-2022-0002")
    with pytest.raises(Invalid):
        record("masalah", severity=9)
    assert record("masalah").number == "MSL-2022-0003"


def test_a_second_tab_is_a_conflict(world, record):
    entry, person = record("masalah"), world.people["officer:51.01"]
    actions.change_entry(actor=person, entry=entry, version=1, name="pertama")
    with pytest.raises(Conflict):
        actions.change_entry(actor=person, entry=entry, version=1, name="kedua")


def test_a_link_to_an_entry_that_was_put_away_survives_the_next_change(world, enter, record):
    application = record("aplikasi")
    service = record("layanan", applications=[application])
    actions.archive_entry(actor=world.people[keeper("51.01")], entry=application, reason="Diganti.")
    address = reverse("portfolio:entry_change", args=["layanan", service.number])
    page = enter("officer:51.01")
    form = page.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    data |= {"description": "Lebih jelas.", "tahun-TOTAL_FORMS": "0", "tahun-INITIAL_FORMS": "0"}
    found = page.post(address, data | {"version": service.version})
    service.refresh_from_db()
    assert (found.status_code, service.description) == (302, "Lebih jelas.")
    assert list(service.applications.all()) == [application]


@pytest.mark.parametrize("slug", OURS)
def test_a_list_asks_as_much_for_many_as_for_few(enter, record, slug):
    client, page = enter("region_coordinator:51.01"), registers.get(slug).address("entries")
    record(slug)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _n in range(12):
        record(slug)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few)


@pytest.mark.parametrize("slug", OURS)
def test_what_an_address_says_wrongly_means_nothing(enter, record, slug):
    record(slug)
    client, page = enter("officer:51.01"), registers.get(slug).address("entries")
    wild = dict.fromkeys(("daerah", "dimensi", "pembaca", "kurang", "urut", "page", "berat", "lintas"), "9' OR 1=1")
    assert client.get(page, wild).status_code == 200
    assert client.get(f"{page}unduh.exe").status_code == 404


@pytest.mark.parametrize("slug", OURS)
def test_a_formula_stays_text_on_export(enter, record, slug):
    record(slug, name="=HYPERLINK(1)", description="@SUM(1)")
    client, page = enter("officer:51.01"), registers.get(slug).address("entries")
    told = client.get(f"{page}unduh.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in told
    assert "'@SUM(1)" in told
    assert client.get(f"{page}unduh.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("slug", OURS)
def test_search_finds_what_may_be_seen(world, record, slug):
    entry = record(slug, name="Zamrudkhatulistiwa", audience="own")
    search.index([entry])
    assert [found.title for found in search.find(world.people["officer:51.01"], "zamrudkhat")] == [str(entry)]
    assert search.find(world.people["province_coordinator:51"], "zamrudkhat") == []


def test_the_first_page_counts_what_is_open_and_what_is_missing(world, record):
    record("masalah", "51.01", audience="own")
    record("masalah", "51.02", audience="own")
    record("masalah", "51.02", audience="province", people_affected=5)
    shelf = queries.shelves_of(world.people["officer:51.02"])[0]
    assert (shelf.register.slug, shelf.entries, shelf.own) == ("masalah", 2, 2)
    assert {lack.key: count for lack, count in shelf.lacks} == {"dimensi": 2, "jiwa": 1, "sumber": 2}
    assert queries.shelves_of(world.people["province_coordinator:51"])[0].entries == 1
