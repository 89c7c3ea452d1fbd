"""Plans: along the guidebook, written without loss, drawn into documents that hold data and questions."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.documents.docx import render_docx
from smartprovince.documents.pdf import render_pdf
from smartprovince.masterplan import actions, content, drafting, queries
from smartprovince.masterplan.models import Guidebook, Plan, Section

SYSTEM = SystemActor("test")


@pytest.fixture
def plan(world, demo_day) -> Plan:
    actions.load_guidebooks(actor=SYSTEM)
    return actions.start_plan(
        actor=world.people["province_coordinator:51"],
        region=world.regions["51"],
        title="Rencana Induk Bali",
        concept="Bali Smart Island",
        period_start=2023,
        period_end=2032,
    )


def test_the_working_guidebooks_have_their_sections_and_are_not_official(plan):
    sizes = {g.edition: g.sections.count() for g in Guidebook.objects.all()}
    assert sizes == {"province": 56, "kabkota": 44}
    assert not Guidebook.objects.filter(is_official=True).exists()
    actions.load_guidebooks(actor=SYSTEM)
    assert Guidebook.objects.count() == 2


def test_a_plan_begins_with_every_section_of_its_guidebook(plan):
    assert plan.sections.count() == 56
    assert [chapter.book for chapter in queries.chapters_of(plan)] == sorted(c.book for c in queries.chapters_of(plan))


def test_writing_counts_words_and_keeps_both_texts_when_two_write(world, plan):
    coordinator, section = world.people["province_coordinator:51"], plan.sections.first()
    saved = actions.write_section(
        actor=coordinator, section=section, text="Satu dua tiga.\n\n- empat\n- lima enam", version=1
    )
    assert (saved.words, saved.version) == (6, 2)
    with pytest.raises(Conflict) as conflict:
        actions.write_section(actor=coordinator, section=section, text="Teks saya", version=1)
    assert content.to_typing(conflict.value.theirs.content).startswith("Satu dua tiga.")
    assert conflict.value.yours["text"] == "Teks saya"


def test_the_page_of_a_clash_shows_both_texts(client, world, plan):
    section = plan.sections.first()
    coordinator = world.people["province_coordinator:51"]
    actions.write_section(actor=coordinator, section=section, text="Teks rekan", version=1)
    client.force_login(coordinator)
    response = client.post(f"/kerja/masterplan/bagian/{section.pk}/", {"text": "Teks saya", "version": 1})
    assert response.status_code == 409
    assert "Teks rekan" in response.text
    assert "Teks saya" in response.text


@pytest.mark.parametrize(
    "text", ["", "satu", "a\n\nb\n\n- c\n- d", "<script>alert(1)</script>", '#import "x" *tebal* $x$']
)
def test_typing_reads_back_what_was_typed(text):
    assert content.to_typing(content.from_typing(text)) == text


def test_a_section_that_is_too_long_is_refused(world, plan):
    with pytest.raises(Invalid):
        actions.write_section(
            actor=world.people["province_coordinator:51"], section=plan.sections.first(), text="x" * 40_001
        )


@pytest.mark.parametrize("period", [(2030, 2029), (2030, 2051)])
def test_an_impossible_period_is_refused(world, plan, period):
    with pytest.raises(Invalid):
        actions.start_plan(
            actor=world.people["province_coordinator:51"],
            region=world.regions["51"],
            title="x",
            period_start=period[0],
            period_end=period[1],
        )


def test_who_reads_and_who_writes(client, world, plan):
    section = plan.sections.first()
    with pytest.raises(Refused):
        actions.write_section(actor=world.people["planner:51"], section=section, text="x")
    with pytest.raises(NotFound):
        actions.write_section(actor=world.people["province_coordinator:52"], section=section, text="x")
    for who, status in {"planner:51": 200, "officer:51.01": 200, "officer:52.01": 404, "assessor:": 404}.items():
        client.force_login(world.people[who])
        assert client.get(f"/kerja/masterplan/{plan.pk}/").status_code == status, who


def test_a_kabupaten_starts_its_own_plan_and_no_other(world, plan):
    coordinator = world.people["region_coordinator:51.01"]
    made = actions.start_plan(
        actor=coordinator, region=world.regions["51.01"], title="Jembrana", period_start=2023, period_end=2027
    )
    assert made.guidebook.edition == "kabkota"
    with pytest.raises(Refused):
        actions.start_plan(
            actor=coordinator, region=world.regions["51.02"], title="x", period_start=2023, period_end=2027
        )


def test_the_document_holds_what_was_written_the_blocks_and_the_questions_of_the_rest(world, plan, demo_day):
    coordinator = world.people["province_coordinator:51"]
    first = Section.objects.get(plan=plan, guide__book=1, guide__number="1.1")
    actions.write_section(actor=coordinator, section=first, text='Kalimat pembuka #import "x" *bukan tebal*.')
    document = drafting.build_document(plan, person=coordinator, on=demo_day)
    pdf = PdfReader(io.BytesIO(render_pdf(document)))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert 'Kalimat pembuka #import "x" *bukan tebal*.' in text
    assert "bukan pedoman resmi" in text
    assert "Kab. Jembrana" in text
    assert "100.000" in text
    question = drafting.questions(Section.objects.get(plan=plan, guide__book=1, guide__number="1.2").guide.guidance_id)[
        0
    ]
    assert " ".join(question.split()[:5]) in text
    assert render_docx(document)[:2] == b"PK"


def test_a_list_of_plans_costs_the_same_queries_for_one_and_for_many(world, plan, django_assert_num_queries):
    coordinator = world.people["region_coordinator:51.01"]
    coordinator.granted("plan.view")
    with django_assert_num_queries(1):
        assert len(queries.plans_open_to(coordinator)) == 1
    for year in range(2024, 2034):
        actions.start_plan(
            actor=coordinator, region=world.regions["51.01"], title=f"P{year}", period_start=year, period_end=year + 4
        )
    with django_assert_num_queries(1):
        assert len(queries.plans_open_to(coordinator)) == 11
