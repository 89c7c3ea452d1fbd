"""The minutes that end a region's part in a round of the province's own: both parties, every verdict, no index."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from smartprovince.assessment import actions
from smartprovince.assessment.models import Minutes, Participation, Round, Verdict
from smartprovince.assessment.schedule import minutes as papers
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.core.registry import steps
from smartprovince.evidence.models import Paper

from .conftest import DAY, VALUES
from .test_pages import client_of, url

REASON = "Laporan: 20 menit"
PROGRAM = b"MZ\x90\x00\x03" + b"\x00" * 80
PDF = b"%PDF-1.4\n%%EOF\n"
GIVEN = {
    "number": "050/12/BA/2022",
    "signed_on": DAY,
    "place": "Denpasar",
    "region_signer": "Penanda Tangan Kabupaten",
    "region_title": "Sekretaris Daerah",
    "owner_signer": "Penanda Tangan Provinsi",
    "owner_title": "Kepala Dinas",
}


@pytest.fixture
def verified(scene):
    scene.send()
    for node in VALUES:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="accepted")
    actions.give_verdict(
        actor=scene.assessor,
        answer=scene.answer("ENV.WAS.1"),
        outcome="adjusted",
        value="20",
        reason="Laporan: 20 menit",
    )
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    return scene


def prepare(scene, who=None, **more):
    return papers.prepare_minutes(actor=who or scene.owner, participation=scene.participation(), **GIVEN | more)


def words_of(content: bytes) -> str:
    found = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in found.paragraphs] + cells)


def test_the_document_lists_every_verdict_and_both_parties(verified):
    made = prepare(verified)
    found = docx.Document(io.BytesIO(papers.as_docx(made)))
    (table,) = [t for t in found.tables if t.rows[0].cells[0].text == "Kode"]
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows[1:]}
    assert set(rows) == set(VALUES)
    assert rows["ENV.WAS.1"][1:3] == ["15", "20"]
    assert rows["ENV.WAS.1"][4] == REASON
    assert rows["GOV.BUR.1"][1:3] == ["Ya", "Ya"]
    assert rows["ENV.WAS.2"][1] == "62,5"
    text = words_of(papers.as_docx(made))
    for said in ("050/12/BA/2022", "Senin, 7 November 2022", "Denpasar", *GIVEN["owner_signer"].splitlines()):
        assert said in text
    assert GIVEN["region_signer"] in text
    assert "Indeks Pencapaian" not in text
    assert "Nilai total" not in text  # nothing is computed yet
    assert papers.as_docx(made) == papers.as_docx(made)


def test_totals_stand_in_it_once_they_are_computed(verified):
    made = prepare(verified)
    actions.begin_verification(actor=verified.owner, round=verified.fresh_round())
    actions.close_round(actor=verified.owner, round=verified.fresh_round())
    actions.compute_result(actor=verified.owner, round=verified.fresh_round())
    text = words_of(papers.as_docx(made))
    assert "Nilai total" in text
    assert "Indeks Pencapaian" not in text


def test_what_somebody_typed_stays_text(verified):
    made = prepare(verified, place="<b>Denpasar</b> & =1+1", number="1/\u0007BA")
    assert "<b>Denpasar</b> & =1+1" in words_of(papers.as_docx(made))


@pytest.mark.parametrize(
    ("role", "code", "wanted"),
    [
        ("region_coordinator", "51.01", Refused),
        ("region_coordinator", "51.02", NotFound),
        ("planner", "51", NotFound),
        ("programme_owner", "", NotFound),
        ("province_coordinator", "52", NotFound),
    ],
)
def test_only_the_owner_prepares_and_keeps_the_signed_copy(verified, role, code, wanted):
    with pytest.raises(wanted):
        prepare(verified, verified.person(role, code))
    made = prepare(verified)
    with pytest.raises(wanted):
        papers.attach_signed_copy(actor=verified.person(role, code), minutes=made, content=PDF, file_name="ba.pdf")


def test_nothing_is_prepared_before_the_verification_is_finished_nor_for_a_ministry(scene):
    with pytest.raises(Invalid, match=r"not finished|belum selesai"):
        prepare(scene)
    scene.verify()
    Round.objects.update(kind="national", owner=scene.world.organisations[""])
    with pytest.raises(Invalid, match=r"official letter|surat resmi"):
        prepare(scene, scene.person("programme_owner"))
    assert not Minutes.objects.exists()


def test_everything_that_is_missing_is_said_at_once(verified):
    with pytest.raises(Invalid) as caught:
        prepare(verified, number=" ", place="", signed_on=date(2021, 11, 7))
    assert {fault.where for fault in caught.value.faults} == {"number", "place", "signed_on"}


def test_a_verdict_that_changes_later_makes_the_minutes_old(verified):
    made = papers.attach_signed_copy(actor=verified.owner, minutes=prepare(verified), content=PDF, file_name="ba.pdf")
    assert not papers.is_outdated(made)
    Verdict.objects.filter(answer__node__code="GOV.PUB.1").update(
        value="55", outcome="adjusted", reason="Sanggah diterima"
    )
    assert papers.is_outdated(made)
    page = client_of(verified.coordinator).get(url("minutes", verified, "51.01")).content.decode()
    assert "msg--warn" in page
    with pytest.raises(Invalid, match=r"anew|Siapkan ulang"):
        papers.attach_signed_copy(actor=verified.owner, minutes=made, content=PDF, file_name="lain.pdf")
    again = prepare(verified, number="050/13/BA/2022")
    assert again.pk == made.pk
    assert again.paper is None
    assert not papers.is_outdated(again)
    assert Paper.objects.filter(kind="minutes", region__code="51").count() == 1  # the earlier copy is kept


def test_two_who_prepare_at_once(verified):
    made = prepare(verified)
    prepare(verified, place="Singaraja", minutes_version=made.version)
    with pytest.raises(Conflict):
        prepare(verified, place="Gianyar", minutes_version=made.version)
    assert Minutes.objects.get().place == "Singaraja"


def test_the_pages_of_both_parties(verified):
    owner, region = client_of(verified.owner), client_of(verified.coordinator)
    page = url("minutes", verified, "51.01")
    assert owner.get(url("papers", verified)).status_code == 200
    assert region.get(url("papers", verified)).status_code == 403
    assert region.get(page).status_code == 403  # nothing is prepared yet
    typed = {name: str(value) for name, value in GIVEN.items()}
    assert owner.post(page, typed | {"number": ""}).status_code == 422
    assert owner.post(page, typed | {"request_key": "a", "version": "0"}).status_code == 302
    assert owner.post(page, typed | {"request_key": "a", "version": "0"}).status_code in (302, 422)
    assert Minutes.objects.count() == 1
    assert region.get(page).status_code == 200
    assert region.post(page, typed).status_code == 403
    file = url("minutes_docx", verified, "51.01")
    for person, status in (
        (verified.owner, 200), (verified.coordinator, 200), (verified.person("officer", "51.01"), 200),
        (verified.person("region_coordinator", "51.02"), 404), (verified.assessor, 404),
        (verified.person("programme_owner"), 404), (verified.person("province_coordinator", "52"), 404),
    ):  # fmt: skip
        assert client_of(person).get(file).status_code == status
    signed = url("minutes_signed", verified, "51.01")
    assert region.get(signed).status_code == 404
    assert region.post(signed, {"file": SimpleUploadedFile("ba.pdf", PDF)}).status_code == 403
    assert owner.post(signed, {}).status_code == 422
    assert owner.post(signed, {"file": SimpleUploadedFile("ba.pdf", PROGRAM)}).status_code == 422
    assert owner.post(signed, {"file": SimpleUploadedFile("ba.pdf", PDF)}).status_code == 302
    assert b"".join(region.get(signed).streaming_content) == PDF
    paper = Minutes.objects.get().paper
    assert client_of(verified.person("leader", "51.02")).get(signed).status_code == 404
    assert paper.confidentiality == "excluded"


def test_a_step_for_the_owner_once_the_round_is_closed(verified):
    found = steps.get("assessment.papers")
    assert found(verified.owner) == []
    actions.begin_verification(actor=verified.owner, round=verified.fresh_round())
    actions.close_round(actor=verified.owner, round=verified.fresh_round())
    (step,) = found(verified.owner)
    assert step["weight"] == 1
    assert found(verified.coordinator) == []
    prepare(verified)
    assert found(verified.owner) == []
    assert Participation.objects.filter(minutes__isnull=False).count() == 1
