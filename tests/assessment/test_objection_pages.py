"""The pages of a *sanggah*: from the region's form to another assessor's decision, and the round that waits for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.assessment import actions
from smartprovince.assessment.models import Objection, Participation, Round, Verdict
from smartprovince.assessment.schedule import minutes
from smartprovince.core import clock, files
from smartprovince.evidence.actions import add_paper
from smartprovince.evidence.models import PaperUse

from .conftest import VALUES, appoint
from .test_minutes import PROGRAM, prepare, words_of
from .test_objections import LINE, PDF, closed, object_to
from .test_pages import client_of, url

__all__ = ["closed"]  # the fixture of the rules' tests: one rejected line, in the days for objections

FINE = "ENV.WAS.1"


def new_page(scene, node: str = LINE, code: str = "51.01") -> str:
    return url("objection_new", scene, code, node)


def english(person) -> Client:
    """Somebody who reads the pages in English."""
    client = client_of(person)
    client.cookies["bahasa"] = "en"
    return client


def page_of(made: Objection, name: str = "objection", *more: int) -> str:
    return reverse(f"assessment:{name}", args=[made.answer.participation.round_id, made.pk, *more])


# --- raising ---------------------------------------------------------------------------------------------------------


def test_a_region_objects_with_words_a_value_and_a_new_file(closed):
    shown = english(closed.coordinator).get(new_page(closed)).content.decode()
    assert "Tanpa bukti" in shown
    assert "5 days are left" in shown
    client = client_of(closed.coordinator)
    page = client.get(new_page(closed))
    sent = {
        "reason": "Bukti ada di halaman 3",
        "claimed_value": "51,5",
        "title": "Rekap pengaduan",
        "file": SimpleUploadedFile("rekap.pdf", PDF, "application/pdf"),
        "request_key": page.context["form"]["request_key"].value(),
    }
    answer = client.post(new_page(closed), sent)
    made = Objection.objects.get()
    assert answer.status_code == 302
    assert answer.url == page_of(made)
    assert (made.reason, str(made.claimed_value)) == ("Bukti ada di halaman 3", "51.500000")
    assert PaperUse.objects.get(object_type="assessment.objection").paper.title == "Rekap pengaduan"
    again = client.post(new_page(closed), sent | {"file": SimpleUploadedFile("rekap.pdf", PDF, "application/pdf")})
    assert again.status_code == 302
    assert Objection.objects.count() == 1


def test_a_fault_keeps_what_was_typed(closed):
    client = client_of(closed.coordinator)
    for sent, field in (
        ({"reason": "", "claimed_value": "52"}, "reason"),
        ({"reason": "<script>x</script> tetap", "claimed_value": "banyak"}, "claimed_value"),
        ({"reason": "<script>x</script> tetap", "claimed_value": "900"}, "claimed_value"),
        ({"reason": "<script>x</script> tetap", "papers": "999999"}, "papers"),
    ):
        answer = client.post(new_page(closed), sent)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        shown = answer.content.decode()
        assert "<script>x" not in shown
        assert "tetap" in shown or not sent["reason"]
    assert not Objection.objects.exists()


def uploaded(person) -> str:
    upload = files.begin_upload(person, "potongan.pdf", len(PDF))
    return str(files.append(upload, 0, PDF).pk)


def test_a_file_that_came_by_pieces_is_kept_through_a_fault(closed):
    client, key = client_of(closed.coordinator), uploaded(closed.coordinator)
    answer = client.post(new_page(closed), {"reason": "Lihat", "claimed_value": "banyak", "upload": key})
    assert answer.status_code == 422
    assert f'name="upload" value="{key}"' in answer.content.decode()
    assert client.post(new_page(closed), {"reason": "Lihat", "upload": key}).status_code == 302
    assert PaperUse.objects.get(object_type="assessment.objection").paper.file_name == "potongan.pdf"


def test_the_upload_of_somebody_else_is_not_taken(closed):
    theirs = uploaded(closed.person("region_coordinator", "51.02"))
    client = client_of(closed.coordinator)
    for key in (theirs, "karangan", "1' or 1=1"):
        assert client.post(new_page(closed), {"reason": "Lihat", "upload": key}).status_code == 404
    assert not Objection.objects.exists()


def test_a_program_is_no_evidence(closed):
    sent = {"reason": "Lihat", "file": SimpleUploadedFile("bukti.pdf", PROGRAM, "application/pdf")}
    answer = client_of(closed.coordinator).post(new_page(closed), sent)
    assert answer.status_code == 422
    assert "bukti.pdf: " in answer.content.decode()
    assert not Objection.objects.exists()


def test_a_paper_of_a_neighbour_cannot_be_chosen(closed):
    theirs = add_paper(
        actor=closed.person("region_coordinator", "51.02"), owner=closed.world.organisations["51.02"],
        region=closed.world.regions["51.02"], kind="other", title="Milik lain", confidentiality="public",
        content=PDF, file_name="x.pdf",
    )  # fmt: skip
    client = client_of(closed.coordinator)
    answer = client.post(new_page(closed), {"reason": "Lihat", "papers": [theirs.pk]})
    assert answer.status_code == 422
    assert "Milik lain" not in client.get(new_page(closed)).content.decode()
    assert not Objection.objects.exists()


def test_outside_its_days_the_page_says_why_and_takes_nothing(closed):
    client = client_of(closed.coordinator)
    for day, words in ((date(2022, 11, 4), "mulai"), (date(2022, 11, 13), "berakhir")):
        with clock.pinned(day):
            shown = client.get(new_page(closed)).content.decode()
            assert words in shown
            assert 'name="reason"' not in shown
            answer = client.post(new_page(closed), {"reason": "Terlambat"})
            assert answer.status_code == 422
            assert words in answer.content.decode()
    assert not Objection.objects.exists()


def test_a_second_objection_waits_for_the_first(closed):
    made = object_to(closed)
    client = client_of(closed.coordinator)
    shown = client.get(new_page(closed)).content.decode()
    assert page_of(made) in shown
    assert 'name="reason"' not in shown
    assert client.post(new_page(closed), {"reason": "Lagi"}).status_code == 422
    assert Objection.objects.count() == 1


def test_only_the_coordinator_of_the_region_objects(closed):
    for person, status in (
        (closed.person("officer", "51.01"), 403),
        (closed.assessor, 403),
        (closed.owner, 403),
        (closed.person("region_coordinator", "51.02"), 404),
        (closed.person("province_coordinator", "52"), 404),
    ):
        client = client_of(person)
        assert client.get(new_page(closed)).status_code == status
        assert client.post(new_page(closed), {"reason": "Bukan hak saya"}).status_code == status
    assert not Objection.objects.exists()


# --- deciding --------------------------------------------------------------------------------------------------------


def test_another_assessor_grants_it_on_its_page(closed):
    made = object_to(closed, claimed_value="51,5")
    client = client_of(closed.other)
    page = client.get(page_of(made))
    assert page.context["may_decide"]
    assert "Tanpa bukti" in page.content.decode()
    sent = {"version": made.version, "do": "adjusted", "value": "51,5", "decision": "Bukti sah"}
    assert client.post(page_of(made, "objection_decide"), sent).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_outcome, float(made.decided_value)) == ("upheld", "adjusted", 51.5)
    shown = client_of(closed.coordinator).get(page_of(made)).content.decode()
    for words in ("Bukti sah", "51,5", "ditolak", closed.other.name):
        assert words in shown
    assert 'name="decision"' not in shown


def test_what_a_decision_lacks_is_said_and_nothing_changes(closed):
    made = object_to(closed)
    client, address = client_of(closed.other), page_of(made, "objection_decide")
    fine = {"version": made.version, "do": "adjusted", "value": "50", "decision": "Bukti sah"}
    for wrong, field in (
        ({"do": ""}, "do"),
        ({"do": "rejected"}, "do"),
        ({"decision": " "}, "decision"),
        ({"value": ""}, "value"),
        ({"value": "banyak"}, "value"),
        ({"value": "1,234,5"}, "value"),
        ({"value": "900"}, "value"),
    ):
        answer = client.post(address, fine | wrong)
        assert answer.status_code == 422, wrong
        assert field in answer.context["form"].errors
    made.refresh_from_db()
    assert made.state == "raised"
    assert Verdict.objects.get(answer=made.answer).outcome == "rejected"


def test_two_assessors_at_once_decide_once(closed):
    made = object_to(closed)
    third = appoint(closed.world, round_id=closed.round.pk)
    sent = {"version": made.version, "do": "dismiss", "decision": "Bukti tidak cukup"}
    assert client_of(closed.other).post(page_of(made, "objection_decide"), sent).status_code == 302
    late = client_of(third).post(page_of(made, "objection_decide"), sent | {"do": "accepted", "decision": "Sah"})
    assert late.status_code == 409
    assert "Bukti tidak cukup" in late.content.decode()
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("dismissed", closed.other)


def test_who_gave_the_verdict_reads_but_does_not_decide(closed):
    made = object_to(closed)
    sent = {"version": made.version, "do": "accepted", "decision": "Ya"}
    for person in (closed.assessor, closed.owner, closed.coordinator, closed.person("officer", "51.01")):
        client = client_of(person)
        page = client.get(page_of(made))
        assert page.status_code == 200
        assert not page.context["may_decide"]
        assert client.post(page_of(made, "objection_decide"), sent).status_code == 403
    for person in (closed.person("region_coordinator", "51.02"), closed.person("leader", "51")):
        client = client_of(person)
        assert client.get(page_of(made)).status_code == 404
        assert client.post(page_of(made, "objection_decide"), sent).status_code == 404


def test_an_assessor_of_a_dimension_decides_on_its_lines_only(closed):
    made, other = object_to(closed), object_to(closed, answer=closed.answer(FINE))
    client = client_of(appoint(closed.world, round_id=closed.round.pk, dimension="ENV"))
    assert list(client.get(url("objections", closed)).context["page"]) == [other]
    sent = {"version": other.version, "do": "dismiss", "decision": "Tidak cukup"}
    assert client.post(page_of(made, "objection_decide"), sent).status_code == 404
    assert client.post(page_of(other, "objection_decide"), sent).status_code == 302


def test_an_objection_of_another_round_is_not_found(closed):
    made = object_to(closed)
    address = reverse("assessment:objection", args=[closed.round.pk + 1, made.pk])
    assert client_of(closed.coordinator).get(address).status_code == 404


def test_the_region_withdraws_once(closed):
    made = object_to(closed)
    address = page_of(made, "objection_withdraw")
    assert client_of(closed.person("officer", "51.01")).post(address, {"version": made.version}).status_code == 403
    client = client_of(closed.coordinator)
    assert client.post(address, {"version": made.version}).status_code == 302
    assert client.post(address, {"version": made.version}).status_code == 409
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert new_page(closed) in client.get(url("cover", closed, "51.01")).content.decode()


# --- papers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidentiality", ["limited", "excluded"])
def test_assessors_open_the_new_evidence_and_neighbours_do_not(closed, confidentiality):
    paper = add_paper(
        actor=closed.coordinator, owner=closed.world.organisations["51.01"], region=closed.world.regions["51.01"],
        kind="other", title="Bukti baru", confidentiality=confidentiality, content=PDF, file_name="baru.pdf",
    )  # fmt: skip
    made = object_to(closed, papers=[paper])
    address = page_of(made, "objection_paper", PaperUse.objects.get(object_id=str(made.pk)).pk)
    for person in (closed.coordinator, closed.assessor, closed.other):
        answer = client_of(person).get(address)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
    assert client_of(closed.owner).get(address).status_code == (404 if confidentiality == "excluded" else 200)
    for person in (closed.person("region_coordinator", "51.02"), closed.person("province_coordinator", "52")):
        assert client_of(person).get(address).status_code == 404


def test_a_paper_of_another_thing_is_not_reached_through_an_objection(closed):
    made = object_to(closed)
    scene = closed
    other = object_to(scene, answer=scene.answer(FINE), content=PDF, file_name="lain.pdf", title="Lain")
    use = PaperUse.objects.get(object_id=str(other.pk), object_type="assessment.objection")
    assert client_of(scene.coordinator).get(page_of(made, "objection_paper", use.pk)).status_code == 404


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_filtered_sorted_and_counted(closed):
    first = object_to(closed)
    second = object_to(closed, answer=closed.answer(FINE))
    actions.decide_objection(actor=closed.other, objection=first, uphold=False, decision="Tidak cukup")
    address = url("objections", closed)
    for person in (closed.owner, closed.assessor, closed.other, closed.coordinator):
        page = client_of(person).get(address)
        assert {each.pk for each in page.context["page"]} == {first.pk, second.pk}
    assert not client_of(closed.person("region_coordinator", "51.02")).get(address).context["page"].object_list
    assert client_of(closed.person("province_coordinator", "52")).get(address).status_code == 404
    client = client_of(closed.owner)
    for query, found in (
        ("status=raised", [second]),
        ("status=dismissed", [first]),
        ("status=upheld", []),
        ("status=karangan", [second, first]),
        ("cari=jembrana&urut=pertanyaan", [first, second]),
        ("cari=51.01", [second, first]),
        ("cari=env.was", [second]),
        ("cari=tabanan", []),
        ("urut=keadaan", [first, second]),
        ("urut=password&page=x", [second, first]),
    ):
        shown = client.get(f"{address}?{query}")
        assert list(shown.context["page"].object_list) == found, query
    counts = {key: n for key, _label, n in client.get(address).context["listed"].counts}
    assert counts == {"raised": 1, "upheld": 0, "dismissed": 1, "withdrawn": 0}


def test_the_list_does_not_ask_more_for_more_objections(closed):
    client, address = client_of(closed.owner), url("objections", closed)
    object_to(closed)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for node in VALUES:
        if node != LINE:
            object_to(closed, answer=closed.answer(node))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["page"].object_list) == len(VALUES)
    assert len(many) == len(few)


# --- where it begins -------------------------------------------------------------------------------------------------


def test_the_region_finds_the_way_from_its_pages(closed):
    client = english(closed.coordinator)
    for page in (url("cover", closed, "51.01"), url("region_results", closed, "51.01")):
        shown = client.get(page).content.decode()
        assert new_page(closed) in shown
        assert new_page(closed, FINE) not in shown  # accepted
        assert "5 days are left" in shown
    for node in (LINE, FINE):
        assert new_page(closed, node) in client.get(url("item", closed, "51.01", node)).content.decode()
    for person in (closed.person("officer", "51.01"), closed.owner, closed.assessor):
        shown = english(person).get(url("cover", closed, "51.01")).content.decode()
        assert new_page(closed) not in shown
        assert "5 days are left" in shown


def test_without_days_for_objections_nothing_is_offered(closed):
    Round.objects.update(objection_from=None, objection_until=None)
    client = client_of(closed.coordinator)
    assert "sanggah" not in client.get(url("item", closed, "51.01", LINE)).content.decode().split("<main", 1)[1]
    assert new_page(closed) not in client.get(url("cover", closed, "51.01")).content.decode()


def test_more_time_to_object_is_granted_to_one_region(closed):
    with clock.pinned(date(2022, 11, 11)):
        asked = actions.ask_extension(
            actor=closed.coordinator, participation=closed.participation(), phase="objection",
            until=date(2022, 11, 18), reason="Rapat",
        )  # fmt: skip
        actions.grant_extension(actor=closed.owner, extension=asked, decision="Wajar")
    client = english(closed.coordinator)
    with clock.pinned(date(2022, 11, 15)):
        assert "3 days are left" in client.get(new_page(closed)).content.decode()
        assert client.post(new_page(closed), {"reason": "Masih sempat"}).status_code == 302
    assert Participation.objects.get(region__code="51.02").objection_until is None


# --- publishing ------------------------------------------------------------------------------------------------------


def test_the_page_of_the_round_says_what_waits_and_where(closed):
    made = object_to(closed)
    for person in (closed.owner, closed.other):
        assert "1 objection waits" in english(person).get(url("round", closed)).content.decode()
    with clock.pinned(date(2022, 12, 20)):
        answer = client_of(closed.owner).post(url("step", closed, "terbitkan"))
    assert answer.status_code == 422
    assert page_of(made) in answer.content.decode()
    assert closed.fresh_round().state == "closed"


def test_the_minutes_tell_what_was_objected_and_decided(closed):
    made = object_to(closed)
    actions.decide_objection(
        actor=closed.other, objection=made, uphold=True, decision="Bukti sah", outcome="adjusted", value="50"
    )
    actions.withdraw_objection(actor=closed.coordinator, objection=object_to(closed, answer=closed.answer(FINE)))
    text = words_of(minutes.as_docx(prepare(closed)))
    for words in ("Sanggahan dan keputusannya", "Bukti ada di halaman 3", "ditolak", "disesuaikan: 50", "Bukti sah"):
        assert words in text
    assert "Ditarik" in text


def test_a_round_is_made_with_two_readings_and_days_for_objections(scene):
    address = reverse("assessment:new", args=[scene.world.organisations["51"].pk])
    typed = {
        "title": "Cek panel", "instrument_version": scene.round.instrument_version_id, "year": 2022, "readings": "2",
        "opens_on": "2022-11-01", "closes_on": "2022-11-20", "verify_until": "2022-12-01",
        "objection_from": "2022-12-02", "objection_until": "2022-12-09", "publish_on": "2022-12-16",
    }  # fmt: skip
    client = client_of(scene.owner)
    for wrong, field in (
        ({"readings": "3"}, "readings"),
        ({"objection_from": ""}, "objection_from"),
        ({"objection_until": ""}, "objection_until"),
        ({"objection_from": "2022-11-25"}, "objection_from"),
        ({"objection_until": "2022-12-01"}, "objection_until"),
        ({"publish_on": "2022-12-09"}, "publish_on"),
    ):
        assert field in client.post(address, typed | wrong).context["form"].errors, wrong
    assert client.post(address, typed).status_code == 302
    made = Round.objects.get(title="Cek panel")
    assert (made.readings, made.objection_from, made.objection_until) == (2, date(2022, 12, 2), date(2022, 12, 9))
    moved = {name: typed[name] for name in typed if name.endswith(("_on", "_until", "_from"))}
    page = reverse("assessment:reschedule", args=[made.pk])
    assert client.post(page, moved | {"objection_until": "2022-12-12"}).status_code == 302
    made.refresh_from_db()
    assert made.objection_until == date(2022, 12, 12)
