"""Papers beside answers: the pages that prove, the viewer through the answer's gate, where a paper is used."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.assessment import actions
from smartprovince.core.models import AuditEntry
from smartprovince.evidence import queries
from smartprovince.evidence.actions import add_paper
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.movement.actions import record_milestone

from .conftest import SYSTEM, appoint

PDF = b"%PDF-1.4\n%%EOF\n"
LINE = "GOV.PUB.1"


def client_of(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, scene, *more, code: str = "51.01") -> str:
    return reverse(f"assessment:{name}", args=[scene.round.pk, code, LINE, *more])


def paper_of(scene, code: str = "51.01", **given) -> Paper:
    fields = {"kind": "data", "title": "Rekap pengaduan", "content": PDF, "file_name": "rekap.pdf"} | given
    return add_paper(actor=SYSTEM, owner=scene.world.organisations[code], region=scene.world.regions[code], **fields)


@pytest.fixture
def proof(scene) -> PaperUse:
    """A limited paper of 51.01 beside its answer to the line."""
    paper = paper_of(scene)
    return actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=paper, pages="hlm. 3-5,8")


# --- pages -----------------------------------------------------------------------------------------------------------


def test_pages_are_said_when_a_paper_is_attached(scene):
    client = client_of(scene.coordinator)
    sent = {"paper": paper_of(scene).pk, "kind": "other", "pages": "3-5,8"}
    assert client.post(url("attach", scene), sent).status_code == 302
    assert PaperUse.objects.get().pages == "3–5, 8"
    page = client.get(url("item", scene)).content.decode()
    assert f'href="{url("proof_look", scene, PaperUse.objects.get().pk)}?hal=3"' in page


def test_pages_that_are_none_are_refused_at_their_field_and_what_was_typed_stays(scene):
    sent = {"paper": paper_of(scene).pk, "kind": "minutes", "title": "Notulen", "pages": "5-3"}
    answer = client_of(scene.coordinator).post(url("attach", scene), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("3–5, 8.") == 3  # in the summary, at the field and in its hint
    assert 'value="Notulen"' in page
    assert not PaperUse.objects.exists()


def test_pages_are_changed_afterwards_and_the_second_click_changes_nothing(scene, proof):
    client = client_of(scene.coordinator)
    assert url("proof_pages", scene, proof.pk) in client.get(url("item", scene)).content.decode()
    for _click in range(2):
        assert client.post(url("proof_pages", scene, proof.pk), {"pages": "12"}).status_code == 302
    proof.refresh_from_db()
    assert proof.pages == "12"
    assert PaperUse.objects.count() == 1
    assert client.post(url("proof_pages", scene, proof.pk), {"pages": ""}).status_code == 302
    proof.refresh_from_db()
    assert proof.pages == ""


@pytest.mark.parametrize("typed", ["Bab II", "9-1", "<script>", "1" * 61])
def test_a_bad_change_of_pages_changes_nothing(scene, proof, typed):
    answer = client_of(scene.coordinator).post(url("proof_pages", scene, proof.pk), {"pages": typed})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().split("<main")[1]
    proof.refresh_from_db()
    assert proof.pages == "3–5, 8"


def test_only_who_answers_says_the_pages(scene, proof):
    for who, status in (("leader:51.01", 403), ("officer:51.02", 404), ("province_coordinator:51", 404)):
        address = url("proof_pages", scene, proof.pk)
        assert client_of(scene.person(*who.split(":"))).post(address, {"pages": "1"}).status_code == status
    scene.send()
    answer = client_of(scene.assessor).post(url("proof_pages", scene, proof.pk), {"pages": "1"})
    assert answer.status_code == 403
    late = client_of(scene.coordinator).post(url("proof_pages", scene, proof.pk), {"pages": "1"})
    assert late.status_code == 422
    proof.refresh_from_db()
    assert proof.pages == "3–5, 8"


def test_the_use_of_another_answer_has_no_pages_here(scene, proof):
    address = reverse("assessment:proof_pages", args=[scene.round.pk, "51.01", "GOV.PUB.2", proof.pk])
    assert client_of(scene.coordinator).post(address, {"pages": "1"}).status_code == 404


# --- the viewer through the answer's gate ----------------------------------------------------------------------------


def test_an_assessor_opens_a_limited_paper_at_its_pages_once_it_is_sent(scene, proof):
    client = client_of(scene.assessor)
    look = url("proof_look", scene, proof.pk)
    assert client.get(look).status_code == 404
    scene.send()
    assert f'href="{look}?hal=3"' in client.get(url("verify_line", scene)).content.decode()
    page = client.get(look).content.decode()
    shown = f"{url('proof', scene, proof.pk)}?tampil=1"
    assert f'src="{shown}#page=3"' in page
    assert url("verify_line", scene) in page
    answer = client.get(shown)
    assert answer["Content-Disposition"].startswith("inline;")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(url("proof", scene, proof.pk))["Content-Disposition"].startswith("attachment;")
    assert client.get(reverse("evidence:look", args=[proof.paper_id])).status_code == 404  # by the answer only


def test_an_excluded_paper_is_shown_to_nobody_else(scene):
    paper = paper_of(scene, confidentiality="excluded", title="Rahasia")
    use = actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=paper, pages="7")
    scene.send()
    for who in ("leader:51.01", "province_coordinator:51"):
        client = client_of(scene.person(*who.split(":")))
        assert client.get(url("proof_look", scene, use.pk)).status_code == 404
        assert client.get(f"{url('proof', scene, use.pk)}?tampil=1").status_code == 404
        page = client.get(url("item", scene)).content.decode()
        assert "Rahasia" not in page
        assert url("proof_look", scene, use.pk) not in page
    assert client_of(scene.assessor).get(url("proof_look", scene, use.pk)).status_code == 200


# --- where a paper is used -------------------------------------------------------------------------------------------


@pytest.fixture
def shared(scene) -> Paper:
    """A public paper of the province in a stage of the register and in a draft of 51.02."""
    paper = paper_of(scene, "51", confidentiality="public", title="Pergub", valid_until=date(2022, 12, 1))
    record_milestone(
        actor=SYSTEM, region=scene.world.regions["51"], kind="launch", basis="announcement",
        not_before=date(2022, 10, 1), not_after=date(2022, 10, 1), paper=paper, source="berita",
        source_url="https://contoh.test/b",
    )  # fmt: skip
    actor = scene.person("region_coordinator", "51.02")
    actions.attach_paper(actor=actor, answer=scene.answer(LINE, "51.02"), paper=paper, pages="4")
    return Paper.objects.get(pk=paper.pk)


def counted(person, paper) -> list[str]:
    return [used.place.title for used in queries.uses_of(person, [paper])[paper.pk].all]


def test_a_use_in_a_draft_is_neither_named_nor_counted(scene, shared):
    keeper, neighbour = scene.person("province_coordinator", "51"), scene.person("officer", "51.01")
    theirs = scene.person("officer", "51.02")
    draft = f"Kab. Tabanan: {LINE}"
    assert [len(counted(each, shared)) for each in (keeper, neighbour, theirs)] == [1, 1, 2]
    for person in (keeper, neighbour, scene.assessor):
        page = client_of(person).get(reverse("evidence:paper", args=[shared.pk])).content.decode()
        assert "Tabanan" not in page
        assert LINE not in page
    assert draft in counted(theirs, shared)
    page = client_of(theirs).get(reverse("evidence:paper", args=[shared.pk])).content.decode()
    assert draft in page
    assert url("item", scene, code="51.02") in page


def test_once_it_is_sent_the_owner_and_the_assessor_know_of_it(scene, shared):
    scene.send("51.02")
    for person in (scene.owner, scene.assessor):
        assert f"Kab. Tabanan: {LINE}" in counted(person, shared)
    assert f"Kab. Tabanan: {LINE}" not in counted(scene.person("officer", "51.01"), shared)


def test_the_trail_of_a_use_in_a_draft_is_not_the_keepers(scene, shared):
    use = PaperUse.objects.get(object_type="assessment.answer")
    told = AuditEntry.objects.filter(object_type="evidence.paperuse", object_id=str(use.pk))
    assert told.exists()
    address = reverse("workspace:trail_of", args=["evidence.paperuse", use.pk])
    assert client_of(scene.person("province_coordinator", "51")).get(address).status_code == 404


def test_the_count_beside_an_answer_is_of_what_its_reader_may_open(scene, shared):
    actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=shared)
    from smartprovince.assessment.queries import proofs_of

    assert [each.used for each in proofs_of(scene.answer(LINE), scene.coordinator)] == [2]  # not the neighbour's draft


def test_uses_are_grouped_and_paged_and_the_queries_do_not_grow(scene, monkeypatch):
    from smartprovince.evidence import views

    paper = paper_of(scene)
    client = client_of(scene.coordinator)
    address = reverse("evidence:paper", args=[paper.pk])
    actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=paper)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for node in ("GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.1", "ENV.WAS.2"):
        actions.attach_paper(actor=scene.coordinator, answer=scene.answer(node), paper=paper)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(many) == len(few)
    assert ": Kesiapan 2022" in page
    monkeypatch.setattr(views, "USES_PER_PAGE", 2)
    first, last = client.get(address).content.decode(), client.get(address, {"page": "3"}).content.decode()
    assert first.count("Jembrana: ") - last.count("Jembrana: ") == 1
    assert "1–2" in first


def test_the_list_has_constant_queries(scene):
    client = client_of(scene.coordinator)
    address = f"{reverse('evidence:list')}?masa=90"
    papers = [paper_of(scene, title=f"B{n}", valid_until=date(2022, 12, 1)) for n in range(6)]
    actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=papers[0])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for paper, node in zip(papers[1:], ("GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.1", "ENV.WAS.2"), strict=False):
        actions.attach_paper(actor=scene.coordinator, answer=scene.answer(node), paper=paper)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(many) == len(few)
    assert page.count(": Kesiapan 2022: 1</small>") == 5  # where it is used in rounds that still run


def test_a_paper_in_a_closed_round_runs_no_more(scene):
    paper = paper_of(scene)
    actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=paper)
    found = queries.uses_of(scene.coordinator, [paper])[paper.pk]
    assert sum(found.running.values()) == 1
    scene.close()
    found = queries.uses_of(scene.coordinator, [paper])[paper.pk]
    assert (len(found.all), found.running) == (1, {})


def test_every_kind_of_thing_that_points_at_papers_is_told_of():
    """Whoever calls `point_at` on a new kind of thing tells where it stands; else its uses are shown to nobody."""
    from smartprovince.evidence.pointing import kinds

    assert set(kinds.names()) >= {
        "assessment.answer", "assessment.minutes", "assessment.objection", "assessment.officialletter",
        "assessment.participation", "movement.milestone", "outreach.event", "outreach.output",
    }  # fmt: skip


def test_a_dimension_assessor_sees_uses_of_the_own_dimension_only(scene, shared):
    scene.send("51.02")
    reader = appoint(scene.world, round_id=scene.round.pk, dimension="ENV")
    assert f"Kab. Tabanan: {LINE}" not in counted(reader, shared)
