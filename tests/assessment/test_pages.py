"""The pages, as each person gets them: fill, prove, send, verify, publish; and what is not theirs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from smartprovince.assessment import actions
from smartprovince.assessment.models import Participation, Round, Verdict
from smartprovince.evidence.models import Paper, PaperUse

from .conftest import SYSTEM, VALUES, draft_round, many_regions
from .test_scale import built

PDF = b"%PDF-1.4\n%%EOF\n"


def client_of(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, scene, *more) -> str:
    return reverse(f"assessment:{name}", args=[scene.round.pk, *more])


def pages_of(scene) -> dict[str, str]:
    """Every page that is read, by the name of its address."""
    return {
        "list": reverse("assessment:list"),
        "new": reverse("assessment:new", args=[scene.world.organisations["51"].pk]),
        "round": url("round", scene),
        "cover": url("cover", scene, "51.01"),
        "item": url("item", scene, "51.01", "GOV.PUB.1"),
        "verify": url("verify", scene, "51.01"),
        "verify_line": url("verify_line", scene, "51.01", "GOV.PUB.1"),
        "results": url("results", scene),
        "region_results": url("region_results", scene, "51.01"),
        "csv": url("export", scene, "csv"),
        "xlsx": url("export", scene, "xlsx"),
    }


ROUND_ONLY = {"list", "round"}
SEEN_IN = {
    "draft": {
        "region_coordinator:51.01": ROUND_ONLY | {"cover", "item", "results"},
        "officer:51.01": ROUND_ONLY | {"cover", "item", "results"},
        "leader:51.01": ROUND_ONLY | {"cover", "item", "results"},
        "region_coordinator:51.02": ROUND_ONLY | {"results"},
        "province_coordinator:51": ROUND_ONLY | {"new", "cover", "results"},
        "leader:51": ROUND_ONLY | {"results"},
        "programme_owner:": ROUND_ONLY | {"results"},
        "mentor:": ROUND_ONLY | {"results"},
        "assigned": ROUND_ONLY | {"cover", "results"},
        "assessor:": {"list"},
        "province_coordinator:52": {"list"},
        "partner:51": {"list"},
        "stranger": {"list"},
    },
    "sent": {
        "region_coordinator:51.01": ROUND_ONLY | {"cover", "item", "results"},
        "region_coordinator:51.02": ROUND_ONLY | {"results"},
        "province_coordinator:51": ROUND_ONLY | {"new", "cover", "item", "results"},
        "leader:51": ROUND_ONLY | {"results"},
        "programme_owner:": ROUND_ONLY | {"results"},
        "mentor:": ROUND_ONLY | {"cover", "item", "results"},
        "assigned": ROUND_ONLY | {"cover", "item", "verify", "verify_line", "results"},
        "assessor:": {"list"},
        "province_coordinator:52": {"list"},
        "stranger": {"list"},
    },
    "closed": {
        "region_coordinator:51.01": ROUND_ONLY | {"cover", "item", "results", "region_results", "csv", "xlsx"},
        "leader:51.01": ROUND_ONLY | {"cover", "item", "results", "region_results", "csv", "xlsx"},
        "region_coordinator:51.02": ROUND_ONLY | {"results", "csv", "xlsx"},
        "province_coordinator:51": ROUND_ONLY | {"new", "cover", "item", "results", "region_results", "csv", "xlsx"},
        "planner:51": ROUND_ONLY | {"results", "region_results", "csv", "xlsx"},
        "programme_owner:": ROUND_ONLY | {"results", "csv", "xlsx"},
        "mentor:": ROUND_ONLY | {"cover", "item", "results", "region_results", "csv", "xlsx"},
        "province_coordinator:52": {"list"},
        "stranger": {"list"},
    },
}


@pytest.mark.parametrize("stage", SEEN_IN)
def test_every_page_for_every_person(scene, stage):
    if stage == "draft":
        scene.fill(values={"GOV.PUB.1": "52"})
    elif stage == "sent":
        scene.send()
    else:
        scene.close()
    for role, expected in SEEN_IN[stage].items():
        person = scene.assessor if role == "assigned" else scene.world.people[role]
        client = client_of(person)
        got = {}
        for name, address in pages_of(scene).items():
            got[name] = client.get(address).status_code
        assert {name for name, status in got.items() if status == 200} == expected, (role, got)
        assert set(got.values()) <= {200, 403, 404}, (role, got)


def test_a_visitor_is_sent_to_sign_in_whether_or_not_the_page_exists(scene):
    addresses = [*pages_of(scene).values(), "/kerja/penilaian/99999/", "/kerja/penilaian/1/99.99/isi/APA/"]
    for address in addresses:
        answer = Client().get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/masuk/")


def test_the_form_is_filled_proven_and_sent_without_javascript(scene):
    client = client_of(scene.person("officer", "51.01"))
    page = client.get(url("item", scene, "51.01", "GOV.PUB.1")).content.decode()
    assert 'name="value"' in page
    assert "simulasi" in page or "simulated" in page
    version = re.search(r'name="version" id="id_version" value="(\d+)"', page)[1]
    answer = client.post(
        url("item", scene, "51.01", "GOV.PUB.1"),
        {"version": version, "value": "52,5", "narrative": "31 desa", "not_available": "", "go": "next"},
    )
    assert (answer.status_code, answer.url) == (302, url("item", scene, "51.01", "GOV.PUB.2"))
    saved = scene.answer("GOV.PUB.1")
    assert (str(saved.plain_value), saved.narrative, saved.updated_by) == ("52.5", "31 desa", "officer 51.01")
    assert 'value="52,5"' in client.get(url("item", scene, "51.01", "GOV.PUB.1")).content.decode()

    upload = SimpleUploadedFile("lapor.pdf", PDF, content_type="application/pdf")
    answer = client.post(
        url("attach", scene, "51.01", "GOV.PUB.1"), {"file": upload, "title": "Rekap", "kind": "data", "pages": "3–5"}
    )
    assert answer.status_code == 302
    use = PaperUse.objects.get()
    page = client.get(url("item", scene, "51.01", "GOV.PUB.1")).content.decode()
    assert "Rekap" in page
    assert "3–5" in page
    assert (
        client.get(url("proof", scene, "51.01", "GOV.PUB.1", use.pk))
        .headers["Content-Disposition"]
        .startswith("attachment")
    )
    client.post(url("attach", scene, "51.01", "GOV.PUB.2"), {"paper": Paper.objects.get().pk, "kind": "other"})
    assert PaperUse.objects.count() == 2
    client.post(url("detach", scene, "51.01", "GOV.PUB.1", use.pk))
    assert PaperUse.objects.count() == 1
    assert Paper.objects.count() == 1

    boss = client_of(scene.coordinator)
    refused = boss.post(url("send", scene, "51.01"), {"gaps_note": ""})
    assert refused.status_code == 422
    assert "GOV.BUR.1" in refused.content.decode()
    assert not refused.context["faults"]
    assert len(refused.context["gaps"]["empty"]) == len(refused.context["form"].missing)
    assert refused.content.decode().count('href="#id_gaps_note"') == 1
    scene.fill()
    assert boss.post(url("send", scene, "51.01"), {"gaps_note": ""}).status_code == 302
    assert scene.participation().state == "sent"


@pytest.mark.parametrize(
    ("node", "given", "word"),
    [
        ("GOV.PUB.1", {"value": "520"}, "52,0"),
        ("GOV.PUB.1", {"value": "lima"}, "lima"),
        ("GOV.PUB.2", {"value": "9"}, "5"),
        ("ENV.WAS.1", {"value": "7", "not_available": "belum"}, "7"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(scene, node, given, word):
    client = client_of(scene.coordinator)
    answer = client.post(url("item", scene, "51.01", node), given | {"narrative": "tetap di sini"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tetap di sini" in page
    assert word in page
    assert 'class="err"' in page
    assert scene.answer(node).value is None


def test_a_conflict_shows_both_texts_in_the_same_form_and_asks_which_should_stand(scene):
    seen = scene.answer("GOV.PUB.1").version
    actions.save_answer(
        actor=scene.person("officer", "51.01"), answer=scene.answer("GOV.PUB.1"), narrative="TEKS PETUGAS", value="40"
    )
    client, address = client_of(scene.coordinator), url("item", scene, "51.01", "GOV.PUB.1")
    mine = {"version": seen, "value": "50", "narrative": "TEKS KOORDINATOR", "not_available": ""}
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "TEKS PETUGAS" in page
    assert page.count("TEKS KOORDINATOR") == 2
    assert 'name="keep" value="theirs"' in page
    assert scene.answer("GOV.PUB.1").narrative == "TEKS PETUGAS"
    version = re.search(r'name="version" id="id_version" value="(\d+)"', page)[1]
    client.post(address, mine | {"version": version, "keep": "theirs"})
    assert scene.answer("GOV.PUB.1").narrative == "TEKS PETUGAS"
    client.post(address, mine | {"version": version, "keep": "mine"})
    assert scene.answer("GOV.PUB.1").narrative == "TEKS KOORDINATOR"


def test_a_change_is_saved_as_it_is_typed(scene):
    client, address = client_of(scene.coordinator), url("item", scene, "51.01", "GOV.PUB.1")
    answer = client.post(
        address, {"version": "1", "value": "52", "narrative": "a", "not_available": ""}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="tersimpan"' in page
    assert re.search(r"\d\d\.\d\d WITA", page)
    assert 'value="2" hx-swap-oob="true"' in page
    assert scene.answer("GOV.PUB.1").value == 52
    bad = client.post(address, {"version": "2", "value": "520"}, headers={"HX-Request": "true"})
    assert 'class="err"' in bad.content.decode()
    stale = client.post(address, {"version": "1", "narrative": "b"}, headers={"HX-Request": "true"})
    assert 'class="err"' in stale.content.decode()
    assert scene.answer("GOV.PUB.1").narrative == "a"


def test_an_assessor_goes_from_line_to_line(scene):
    scene.send()
    client = client_of(scene.assessor)
    address = url("verify_line", scene, "51.01", "GOV.PUB.1")
    missing = client.post(address, {"outcome": "rejected", "version": scene.answer("GOV.PUB.1").version})
    assert missing.status_code == 422
    answer = client.post(address, {"outcome": "accepted", "version": scene.answer("GOV.PUB.1").version})
    assert answer.url == url("verify_line", scene, "51.01", "GOV.PUB.2")
    stale = client.post(address, {"outcome": "rejected", "reason": "x", "version": "1"})
    assert stale.status_code == 409
    for node in list(VALUES)[1:]:
        last = client.post(url("verify_line", scene, "51.01", node), {"outcome": "accepted"})
    assert last.url == url("verify", scene, "51.01")
    assert Verdict.objects.count() == 5
    assert client.post(url("finish", scene, "51.01")).status_code == 302
    assert scene.participation().state == "verified"


def test_an_assessor_sends_back_with_a_reason(scene):
    scene.send()
    client = client_of(scene.assessor)
    assert client.post(url("return", scene, "51.01"), {"reason": " "}).status_code == 422
    assert client.post(url("return", scene, "51.01"), {"reason": "Bukti kurang"}).status_code == 302
    page = client_of(scene.coordinator).get(url("cover", scene, "51.01")).content.decode()
    assert "Bukti kurang" in page


def test_the_owner_prepares_opens_and_publishes_a_round(world, version):
    client = client_of(world.people["province_coordinator:51"])
    address = reverse("assessment:new", args=[world.organisations["51"].pk])
    given = {
        "title": "Indeks Pencapaian",
        "instrument_version": version.pk,
        "year": "2022",
        "opens_on": "2022-10-01",
        "closes_on": "2022-11-30",
        "readings": "1",
    }
    assert b"Indeks Pencapaian" in client.post(address, given).content
    made = client.post(address, given | {"title": "Katalog 2022"})
    assert made.status_code == 302
    row = Round.objects.get()
    assert client.post(reverse("assessment:step", args=[row.pk, "tutup"])).status_code == 422
    assert client.post(reverse("assessment:step", args=[row.pk, "lain"])).status_code == 404
    assert client.post(reverse("assessment:step", args=[row.pk, "buka"])).status_code == 302
    assert Participation.objects.count() == 2
    for name in ("verifikasi", "tutup", "hitung", "terbitkan"):
        assert client.post(reverse("assessment:step", args=[row.pk, name])).status_code == 302
    row.refresh_from_db()
    assert row.state == "published"


def test_consent_is_given_and_taken_back_on_the_regions_own_page(scene):
    scene.close()
    client = client_of(scene.coordinator)
    client.post(url("consent", scene, "51.01"))
    assert scene.participation().has_consented
    client.post(url("consent", scene, "51.01"), {"withdraw": "1"})
    assert not scene.participation().has_consented
    other = client_of(scene.person("region_coordinator", "51.02"))
    assert other.post(url("consent", scene, "51.01")).status_code == 404


def test_posting_to_what_is_not_ones_own_is_refused(scene):
    scene.fill()
    posts = [
        url("send", scene, "51.01"),
        url("item", scene, "51.01", "GOV.PUB.1"),
        url("attach", scene, "51.01", "GOV.PUB.1"),
        url("assign", scene, "51.01", "GOV.PUB.1"),
        url("return", scene, "51.01"),
        url("finish", scene, "51.01"),
        url("verify_line", scene, "51.01", "GOV.PUB.1"),
        url("step", scene, "tutup"),
    ]
    for person in (scene.person("region_coordinator", "51.02"), scene.person("programme_owner"), scene.assessor):
        client = client_of(person)
        assert {client.post(address, {"value": "1"}).status_code for address in posts} <= {403, 404}
    assert scene.participation().state == "filling"


def test_the_results_pages_show_bars_gaps_contributions_and_a_heat_map(world, version):
    row = built(world, version, 9)
    own = client_of(world.people["region_coordinator:51.01"])
    page = own.get(reverse("assessment:region_results", args=[row.pk, "51.01"])).content.decode()
    assert page.count("--v:") == 2
    assert page.count("--lo:") == 2
    assert "simulasi" in page or "simulated" in page
    heat = client_of(world.people["province_coordinator:51"]).get(reverse("assessment:results", args=[row.pk]))
    table = heat.content.decode().split('class="heat"')[1].split("</table>")[0]
    assert table.count('scope="row"') == 10
    codes = re.findall(r"<small>(51\.\d\d)</small>", heat.content.decode())
    assert codes == sorted(codes)


def test_no_page_carries_what_the_security_policy_forbids(scene):
    scene.close()
    client = client_of(scene.owner)
    for name, address in pages_of(scene).items():
        if name in ("csv", "xlsx"):
            continue
        page = client.get(address).content.decode()
        body = page.split("</head>")[-1]
        assert "<script" not in body
        assert "<style" not in body
        assert not re.search(r"\son[a-z]+=", body)
        assert all(style.startswith("--") for style in re.findall(r'style="([^"]*)"', body)), name


def test_a_draft_round_is_not_found_by_the_regions(world, version):
    row = draft_round(world, version)
    client = client_of(world.people["region_coordinator:51.01"])
    assert client.get(reverse("assessment:round", args=[row.pk])).status_code == 404
    assert row.title not in client.get(reverse("assessment:list")).content.decode()


def test_results_of_many_regions_come_in_pages_and_are_found_by_name(scene, client):
    many_regions(scene.world, 60)
    row = actions.open_round(
        actor=SYSTEM, round=draft_round(scene.world, scene.round.instrument_version, title="Semua", year=2021)
    )
    Participation.objects.filter(round=row).update(state="verified")
    Round.objects.filter(pk=row.pk).update(state="closed")
    actions.compute_result(actor=scene.owner, round=Round.objects.get(pk=row.pk))
    client.force_login(scene.owner)
    address = reverse("assessment:results", args=[row.pk])
    first, second = client.get(address), client.get(address, {"page": 2})
    assert (len(first.context["heat_rows"]), len(second.context["heat_rows"])) == (50, 10)
    assert [each.region.name for each in client.get(address, {"q": "wilayah 57"}).context["heat_rows"]] == [
        "Wilayah 57"
    ]
    assert [each.region.code for each in client.get(address, {"q": "51.60"}).context["heat_rows"]] == ["51.60"]
    assert client.get(address, {"q": "<script>"}).context["heat_rows"] == []


def test_saving_and_going_on_takes_a_chosen_file_along(scene):
    client = client_of(scene.coordinator)
    file = SimpleUploadedFile("laporan.pdf", PDF, "application/pdf")
    data = {"value": "52,0", "narrative": "Sejak Maret", "version": 1, "go": "next", "kind": "other", "file": file}
    answer = client.post(reverse("assessment:item", args=[scene.round.pk, "51.01", "GOV.PUB.1"]), data)
    assert answer.status_code == 302
    assert scene.answer("GOV.PUB.1").narrative == "Sejak Maret"
    assert PaperUse.objects.filter(object_id=str(scene.answer("GOV.PUB.1").pk)).count() == 1


def test_attaching_keeps_what_is_typed_beside_it(scene):
    client = client_of(scene.coordinator)
    address = reverse("assessment:attach", args=[scene.round.pk, "51.01", "GOV.PUB.1"])
    data = {"value": "52,0", "narrative": "Sejak Maret", "version": 1, "kind": "other"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "Sejak Maret" in refused.content.decode()
    file = SimpleUploadedFile("laporan.pdf", PDF, "application/pdf")
    # The version is the one before: what is typed is saved already, so nobody else was quicker.
    assert client.post(address, data | {"file": file}).status_code == 302
    assert (scene.answer("GOV.PUB.1").narrative, scene.answer("GOV.PUB.1").value) == ("Sejak Maret", 52)
    assert PaperUse.objects.count() == 1


def test_a_colleagues_other_text_is_still_a_conflict_when_attaching(scene):
    actions.save_answer(actor=scene.person("officer", "51.01"), answer=scene.answer("GOV.PUB.1"), narrative="Lain")
    client = client_of(scene.coordinator)
    file = SimpleUploadedFile("laporan.pdf", PDF, "application/pdf")
    data = {"value": "52,0", "narrative": "Milik saya", "version": 1, "kind": "other", "file": file}
    answer = client.post(reverse("assessment:attach", args=[scene.round.pk, "51.01", "GOV.PUB.1"]), data)
    assert answer.status_code == 409
    assert "Milik saya" in answer.content.decode()
    assert scene.answer("GOV.PUB.1").narrative == "Lain"
    assert PaperUse.objects.count() == 0
