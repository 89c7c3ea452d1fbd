"""The pages: who gets in, what they show, and that bad input is answered with one clear message."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core.access import SystemActor
from smartprovince.movement import actions, queries
from smartprovince.movement.models import Claim, ImportBatch, Milestone, RegionContact
from smartprovince.organisations.roles import Role

SYSTEM = SystemActor("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


def fact(**more) -> dict[str, str]:
    return {
        "kind": "joined",
        "holds": "yes",
        "basis": "letter",
        "not_after": "2024-06-01",
        "source": "Surat Pemkab Klungkung",
        "confidentiality": "public",
        **more,
    }


ADDRESSES = [
    "/kerja/wilayah/",
    "/kerja/wilayah/?pada=2022-10-13&aturan=joined&urut=-tercatat",
    "/kerja/wilayah/provinsi/51/",
    "/kerja/wilayah/provinsi/51/?pada=2022-10-13&aturan=in_force",
    "/kerja/wilayah/51.05/tahap/",
    "/kerja/wilayah/51/tahap/",
    "/kerja/klaim/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_open_for_the_people_of_the_movement(register, bali, sign_in, address):
    assert sign_in(bali).get(address).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, "/kerja/impor/", "/kerja/wilayah/99.99/tahap/"])
def test_a_visitor_is_sent_to_sign_in(register, client, address):
    assert client.get(address).headers["Location"].startswith("/masuk/")


def test_the_province_page_says_who_is_missing_and_what_would_settle(register, bali, sign_in):
    page = sign_in(bali).get("/kerja/wilayah/provinsi/51/?pada=2022-10-13&aturan=joined")
    text = page.content.decode()
    assert page.context["coverage"].as_summary()["documented"] == 4
    assert "Kab. Klungkung" in text
    assert 'style="--at:0.8889"' in text
    assert text.count("<script") == text.count('<script src="') + text.count('type="module"') + text.count(
        'type="application/json"'
    )


@pytest.mark.parametrize(
    "address",
    [
        "/kerja/wilayah/provinsi/99/",
        "/kerja/wilayah/provinsi/51.03/",
        "/kerja/wilayah/99.99/tahap/",
        "/kerja/wilayah/51.03.01/tahap/",
        "/kerja/wilayah/provinsi/51/register.pdf",
        "/kerja/impor/999/",
    ],
)
def test_forged_codes_are_not_found(register, bali, sign_in, address):
    assert sign_in(bali).get(address).status_code == 404


@pytest.mark.parametrize("query", ["pada=kemarin", "aturan=semua", "pada=2022-13-01"])
def test_bad_filters_get_one_clear_message(register, bali, sign_in, query):
    assert sign_in(bali).get(f"/kerja/wilayah/?{query}").status_code == 422


def test_pages_cost_the_same_for_9_and_35_regions(register, bali, sign_in):
    paper = actions.PaperDetails(kind="memorandum", number="1/2024", not_after=date(2024, 3, 5))
    actions.record_milestone(
        actor=SYSTEM,
        region=register["33.01"],
        kind="joined",
        basis="memorandum",
        not_after=date(2024, 3, 5),
        paper=paper,
    )
    client = sign_in(bali)
    client.get("/kerja/wilayah/provinsi/51/")
    counts = []
    for code in ("51", "33"):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/kerja/wilayah/provinsi/{code}/?pada=2024-12-31&aturan=joined")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 35


# --- who may write ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "role", "target", "status"),
    [
        ("51", Role.PROVINCE_COORDINATOR, "51.05", 302),
        ("51.05", Role.REGION_COORDINATOR, "51.05", 302),
        ("", Role.PROGRAMME_OWNER, "51.05", 302),
        ("51.05", Role.REGION_COORDINATOR, "51.03", 403),
        ("51.05", Role.REGION_COORDINATOR, "51", 403),
        ("32", Role.PROVINCE_COORDINATOR, "51.05", 403),
        ("51", Role.PLANNER, "51.05", 403),
        ("51", Role.LEADER, "51.05", 403),
        ("51.05", Role.OFFICER, "51.05", 403),
        ("51", Role.ADMINISTRATOR, "51.05", 403),
        ("51", Role.PARTNER, "51.05", 403),
    ],
)
def test_who_records_facts(register, person, sign_in, code, role, target, status):
    before = Milestone.objects.count()
    page = sign_in(person(code, role)).post(f"/kerja/wilayah/{target}/tahap/", fact())
    assert page.status_code == status
    assert Milestone.objects.count() - before == (1 if status == 302 else 0)


@pytest.mark.parametrize("what", ["", "tarik/", "dokumen/"])
def test_a_stranger_changes_no_fact(register, jabar, klungkung, sign_in, what):
    pk = Milestone.objects.get(key="51.03-joined-2017-05-22").pk
    for someone in (jabar, klungkung):
        client = sign_in(someone)
        address = f"/kerja/wilayah/51.03/tahap/{pk}/{what}"
        assert client.get(address).status_code == 403
        assert client.post(address, {**fact(), "reason": "x"}).status_code == 403
    assert Milestone.objects.get(pk=pk).version == 1


def test_a_fact_of_another_region_is_not_found_under_a_forged_address(register, bali, sign_in):
    pk = Milestone.objects.get(key="51.03-joined-2017-05-22").pk
    assert sign_in(bali).get(f"/kerja/wilayah/51.05/tahap/{pk}/").status_code == 404


def test_simulated_facts_are_only_for_the_people_of_the_movement(register, bali, person):
    actions.record_milestone(
        actor=SYSTEM, region=register["51.05"], kind="joined", basis="letter", not_before=date(2021, 1, 1),
        not_after=date(2021, 1, 1), source="rekaan", simulated=True,
    )  # fmt: skip
    on = date(2022, 10, 13)
    assert queries.coverage("51", on, "joined").documented == 4
    assert queries.coverage("51", on, "joined", person=person("51", Role.PARTNER)).documented == 4
    seen = queries.coverage("51", on, "joined", person=bali)
    assert (seen.documented, seen.simulated) == (5, True)


def test_contacts_are_for_colleagues_of_the_province(register, bali, jabar, klungkung):
    actions.set_contact(actor=klungkung, region=register["51.05"], name="Ni Wayan", phone="0812 3456 7890")
    assert queries.register_row(register["51.05"], person=bali).contact.name == "Ni Wayan"
    assert queries.register_row(register["51.05"], person=jabar).contact is None
    assert queries.register_row(register["51.05"]).contact is None


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"not_after": "2030-01-01"}, "not_after"),
        ({"not_before": "2024-07-01"}, "not_after"),
        ({"certainty": "between"}, "not_before"),
        ({"not_after": "bukan tanggal"}, "not_after"),
        ({"source": ""}, "source"),
        ({"kind": "in_force"}, "paper_kind"),
        ({"number": "12/2024"}, "paper_kind"),
        ({"paper_kind": "regulation", "number": "12/2024", "paper_day": "2024-08-01", "kind": "in_force"}, "not_after"),
        ({"kind": "rahasia"}, "kind"),
    ],
)
def test_what_is_refused_says_so_at_its_field(register, bali, sign_in, given, field):
    before = Milestone.objects.count()
    page = sign_in(bali).post("/kerja/wilayah/51.05/tahap/", fact(**given))
    assert page.status_code == 422
    assert field in page.context["form"].errors | page.context["paper_form"].errors
    assert Milestone.objects.count() == before


def test_a_day_that_is_not_certain_is_an_interval(register, bali, sign_in):
    sign_in(bali).post("/kerja/wilayah/51.05/tahap/", fact(certainty="by"))
    sign_in(bali).post("/kerja/wilayah/51.05/tahap/", fact(certainty="between", not_before="2024-01-01"))
    found = Milestone.objects.filter(region__code="51.05").order_by("pk")
    assert [each.not_before for each in found] == [None, date(2024, 1, 1)]


def test_a_number_names_one_paper(register, bali, sign_in):
    client = sign_in(bali)
    mou = {"paper_kind": "memorandum", "number": "180/12/HK", "basis": "memorandum"}
    assert client.post("/kerja/wilayah/51.05/tahap/", fact(**mou)).status_code == 302
    page = client.post("/kerja/wilayah/51.05/tahap/", fact(**mou, not_after="2024-07-01"))
    assert "number" in page.context["paper_form"].errors


def test_a_second_click_records_once(register, bali, sign_in):
    client = sign_in(bali)
    for _click in range(2):
        assert client.post("/kerja/wilayah/51.05/tahap/", fact(request_key="abc")).status_code == 302
    assert Milestone.objects.filter(region__code="51.05").count() == 1


def test_the_same_fact_typed_twice_is_refused(register, bali, sign_in):
    client = sign_in(bali)
    assert client.post("/kerja/wilayah/51.05/tahap/", fact(request_key="a")).status_code == 302
    assert client.post("/kerja/wilayah/51.05/tahap/", fact(request_key="b")).status_code == 422


def test_recording_settles_the_unknown(register, bali, sign_in):
    sign_in(bali).post("/kerja/wilayah/51.05/tahap/", fact())
    found = queries.coverage("51", date(2024, 12, 31), "joined")
    assert (found.documented, found.possible) == (9, 9)


def test_a_letter_that_there_is_none_settles_it_too(register, bali, sign_in):
    sign_in(bali).post("/kerja/wilayah/51.05/tahap/", fact(holds="no", not_after="2024-12-31"))
    found = queries.coverage("51", date(2024, 12, 31), "joined")
    assert (found.documented, found.possible) == (8, 8)
    assert [region.code for region in found.missing] == ["51.05"]


def test_a_regulation_puts_a_plan_in_force_until_it_runs_out(register, bali, sign_in):
    regulation = {
        "kind": "in_force", "basis": "regulation", "paper_kind": "regulation", "number": "12/2020",
        "not_after": "2020-03-01", "valid_until": "2024-12-31", "source": "",
    }  # fmt: skip
    assert sign_in(bali).post("/kerja/wilayah/51.03/tahap/", fact(**regulation)).status_code == 302
    assert queries.coverage("51", date(2024, 12, 31), "in_force").documented == 1
    later = queries.coverage("51", date(2025, 1, 1), "in_force")
    assert later.documented == 0
    assert "Perbup" in next(u.paper for u in later.unknown if u.region.code == "51.03")


def test_withdrawing_takes_a_fact_out_of_every_count_and_keeps_it(register, bali, sign_in):
    found = Milestone.objects.get(key="51.03-joined-2017-05-22")
    client = sign_in(bali)
    address = reverse("movement:milestone_withdraw", args=["51.03", found.pk])
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert client.post(address, {"reason": "Salah catat"}).status_code == 302
    found.refresh_from_db()
    assert found.withdrawn_at
    assert found.withdrawn_reason == "Salah catat"
    assert queries.coverage("51", date(2022, 10, 13), "joined").documented == 3
    assert client.post(address, {"reason": "lagi"}).status_code == 403


def test_two_people_correct_one_fact_and_the_second_keeps_both_texts(register, bali, sign_in):
    found = Milestone.objects.get(key="51.03-joined-2017-05-22")
    client = sign_in(bali)
    address = reverse("movement:milestone_edit", args=["51.03", found.pk])
    given = fact(basis="memorandum", not_after="2017-05-22", source="Bali Tribune", note="satu", version="1")
    assert client.post(address, given).status_code == 302
    page = client.post(address, {**given, "note": "dua"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "satu" in text
    assert "dua" in text
    assert client.post(address, {**given, "note": "dua", "version": "2"}).status_code == 302


def test_a_paper_with_its_file_is_attached(register, bali, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    found = Milestone.objects.get(key="51.03-joined-2017-05-22")
    address = reverse("movement:milestone_paper", args=["51.03", found.pk])
    client = sign_in(bali)
    bad = SimpleUploadedFile("x.svg", b"<svg onload=alert(1)>")
    given = {"paper_kind": "memorandum", "number": "7/2017", "confidentiality": "public"}
    assert client.post(address, {**given, "file": bad}).status_code == 422
    assert client.post(address, {**given, "file": SimpleUploadedFile("mou.pdf", b"%PDF-1.4 isi")}).status_code == 302
    found.refresh_from_db()
    assert found.paper.number == "7/2017"
    assert found.paper.file.media_type == "application/pdf"


def test_the_contact_is_saved_from_the_page(register, klungkung, sign_in):
    client = sign_in(klungkung)
    good = {"contact-name": "Ni Wayan", "contact-phone": "0812 3456 7890"}
    assert client.post("/kerja/wilayah/51.05/tahap/kontak/", good).status_code == 302
    assert RegionContact.objects.get(region__code="51.05").phone == "0812 3456 7890"
    assert client.post("/kerja/wilayah/51.05/tahap/kontak/", {"contact-phone": "telepon saya"}).status_code == 422
    assert client.post("/kerja/wilayah/51.03/tahap/kontak/", good).status_code == 403


# --- claims ----------------------------------------------------------------------------------------------------------


def test_only_the_programme_owner_keeps_claims(register, ministry, bali, sign_in):
    given = {
        "statement_id": "251 kabupaten/kota", "subject": "regencies", "value": "251", "unit": "count",
        "not_before": "2024-03-05", "not_after": "2024-03-05", "source": "Siaran pers",
    }  # fmt: skip
    assert sign_in(bali).post("/kerja/klaim/baru/", given).status_code == 403
    assert sign_in(ministry).post("/kerja/klaim/baru/", given).status_code == 302
    assert Claim.objects.filter(value=251).count() == 1
    assert sign_in(ministry).post("/kerja/klaim/baru/", {**given, "not_after": "2024-01-01"}).status_code == 422


def test_only_a_province_imports(register, klungkung, ministry, sign_in):
    for someone in (klungkung, ministry):
        assert sign_in(someone).get("/kerja/impor/").status_code == 403
    assert not ImportBatch.objects.exists()
