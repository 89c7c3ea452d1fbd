"""The pre-check: each thing an assessor would send back, once, and nothing more."""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.assessment import actions
from smartprovince.assessment.preparing.precheck import precheck_of
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import Node

from .conftest import VALUES
from .test_carry_over import years as years
from .test_pages import client_of, url

LONG = "Langkah: layanan dibuka pada Januari. Hasil: 120 permohonan. Bukti: hlm. 3–5."


def kinds(scene) -> set[tuple[str, str]]:
    check = precheck_of(scene.participation(), scene.coordinator)
    return {(f.kind, f.node.code) for f in check.findings} | {("open", node.code) for node in check.open}


def prove(scene, node, name="bukti", **more):
    given = {"content": b"%PDF-1.4\n" + name.encode(), "file_name": f"{name}.pdf", "title": name} | more
    return actions.attach_paper(actor=scene.coordinator, answer=scene.answer(node), **given).paper


def test_a_level_with_neither_evidence_nor_words_is_named_once_though_the_question_asks_for_none(scene):
    scene.fill()
    Node.objects.update(evidence_id="")
    assert {each for each in kinds(scene) if each[1] == "GOV.PUB.2"} == {("bare", "GOV.PUB.2")}
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.2"), narrative=LONG)
    assert "bare" not in {kind for kind, _code in kinds(scene)}


def test_empty_questions_stand_under_one_sentence(scene):
    shown = client_of(scene.coordinator).get(url("precheck", scene, "51.01")).content.decode()
    assert shown.count('<ul class="mini mt2"') == 1
    assert all(f">{code}</a>" in shown for code in VALUES)
    assert "<table" not in shown


def test_an_empty_form_is_unanswered_and_nothing_else(scene):
    assert {kind for kind, _code in kinds(scene)} == {"open"}
    assert len(kinds(scene)) == 5


def test_a_level_without_words_and_an_answer_without_proof(scene):
    scene.fill()
    asked = {("proof", code) for code in ("GOV.PUB.1", "GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.2")}
    assert kinds(scene) == asked | {("steps", "GOV.PUB.2")}
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.2"), narrative=LONG)
    prove(scene, "GOV.PUB.2")
    assert not [found for found in kinds(scene) if found[1] == "GOV.PUB.2"]


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_until": date(2022, 11, 6)},
        {"withdrawn_at": "2022-11-01T00:00:00Z"},
        {"valid_from": date(2023, 1, 1)},
    ],
)
def test_evidence_that_does_not_hold(scene, changed):
    scene.fill()
    paper = prove(scene, "GOV.BUR.1")
    assert ("expired", "GOV.BUR.1") not in kinds(scene)
    Paper.objects.filter(pk=paper.pk).update(**changed)
    assert ("expired", "GOV.BUR.1") in kinds(scene)


def test_one_paper_for_many_questions_has_to_name_pages(scene):
    scene.fill()
    paper = prove(scene, "GOV.PUB.1")
    for node in ("GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.1"):
        actions.attach_paper(actor=scene.coordinator, answer=scene.answer(node), paper=paper)
    assert len([kind for kind, _code in kinds(scene) if kind == "pages"]) == 4
    actions.attach_paper(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), paper=paper, pages="3–5")
    assert not [kind for kind, _code in kinds(scene) if kind == "pages"]


def test_a_value_far_from_last_years_and_a_doubtful_unit(years):
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"), value="73")
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.2"), value="5")
    actions.save_answer(actor=years.coordinator, answer=years.answer("ENV.WAS.1"), value="900")
    found = kinds(years)
    assert {("band", "GOV.PUB.1"), ("band", "GOV.PUB.2"), ("unit", "ENV.WAS.1")} <= found
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"), value="72")  # exactly half more
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.2"), value="4")
    assert not {code for kind, code in kinds(years) if kind == "band"}


def test_the_queries_do_not_grow(scene, django_assert_max_num_queries):
    scene.fill()
    prove(scene, "GOV.BUR.1")
    part, who = scene.participation(), scene.coordinator
    assert Node.objects.count() > 5
    with django_assert_max_num_queries(12):
        precheck_of(part, who)


def test_the_page_is_the_regions_own_before_sending_and_hinders_nobody(scene):
    scene.fill()
    page = client_of(scene.coordinator).get(url("precheck", scene, "51.01"))
    assert page.status_code == 200
    assert "GOV.PUB.2" in page.content.decode()
    for who in (scene.owner, scene.assessor, scene.person("officer", "51.02")):
        assert client_of(who).get(url("precheck", scene, "51.01")).status_code == 404
    assert client_of(scene.coordinator).get(url("cover", scene, "51.01")).status_code == 200
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
