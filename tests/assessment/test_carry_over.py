"""Earlier answers as the start of a round: what is offered, what is taken over, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from smartprovince.assessment import actions
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.preparing.actions import carry_answer, carry_over
from smartprovince.assessment.preparing.carrying import earlier_answers
from smartprovince.core import clock
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.models import Node

from .conftest import SYSTEM, Scene, draft_round
from .test_pages import client_of, url

PDF = b"%PDF-1.4\nisi"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def years(scene) -> Scene:
    """The scene a year later: 2022 was verified, with a paper that holds and one that expires, and 2023 is open."""
    scene.fill()
    answer = scene.answer("GOV.PUB.1")
    actions.save_answer(actor=scene.coordinator, answer=answer, narrative="Langkah rahasia")
    for n, until in ((1, None), (2, date(2022, 12, 31))):
        actions.attach_paper(
            actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), content=PDF + bytes([48 + n]),
            file_name=f"b{n}.pdf", title=f"Bukti {n}", pages="3–5", valid_until=until,
        )  # fmt: skip
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    for node, outcome, value in (
        ("GOV.PUB.1", "adjusted", "48"), ("GOV.PUB.2", "accepted", ""), ("GOV.BUR.1", "accepted", ""),
        ("ENV.WAS.1", "rejected", ""), ("ENV.WAS.2", "accepted", ""),
    ):  # fmt: skip
        actions.give_verdict(
            actor=scene.assessor, answer=scene.answer(node), outcome=outcome, value=value, reason="Lihat bukti."
        )
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    with clock.pinned(date(2023, 10, 5)):
        made = draft_round(
            scene.world, scene.round.instrument_version, title="Kesiapan 2023", year=2023,
            opens_on=date(2023, 10, 1), closes_on=date(2023, 11, 30),
        )  # fmt: skip
        row = actions.open_round(actor=SYSTEM, round=made)
        yield Scene(scene.world, row, scene.assessor)


def offers(scene):
    part = scene.participation()
    nodes = [answer.node for answer in Answer.objects.filter(participation=part).select_related("node")]
    return earlier_answers(part, scene.coordinator, nodes)


def test_the_verified_value_is_offered_and_a_rejected_one_is_not(years):
    found = offers(years).offers
    assert found["GOV.PUB.1"].value == Decimal(48)
    assert found["GOV.PUB.1"].is_verified
    assert "ENV.WAS.1" not in found


def test_taking_over_copies_value_words_and_evidence_that_still_holds(years):
    answer = carry_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"))
    assert (answer.value, answer.narrative) == (Decimal(48), "Langkah rahasia")
    assert answer.carried_from.participation.round.year == 2022
    uses = PaperUse.objects.filter(object_type="assessment.answer", object_id=str(answer.pk))
    assert [(use.paper.title, use.pages) for use in uses] == [("Bukti 1", "3–5")]
    assert [each.paper.title for each in offers(years).offers["GOV.PUB.1"].left] == ["Bukti 2"]
    assert Participation.objects.get(pk=years.participation().pk).state == "filling"


def test_a_withdrawn_paper_is_left_behind(years):
    Paper.objects.filter(title="Bukti 1").update(withdrawn_at=clock.now())
    assert offers(years).offers["GOV.PUB.1"].papers == ()


def test_all_at_once_overwrites_nothing_that_was_typed_and_twice_is_once(years):
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"), value="60")
    for _again in range(2):
        carry_over(actor=years.coordinator, participation=years.participation())
    values = {a.node.code: a.value for a in Answer.objects.filter(participation=years.participation())}
    assert values["GOV.PUB.1"] == Decimal(60)
    assert values["ENV.WAS.1"] is None
    assert values["ENV.WAS.2"] == Decimal("62.5")


def test_one_that_is_typed_is_not_taken_over(years):
    actions.save_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"), narrative="Baru")
    with pytest.raises(Invalid, match="answered already"):
        carry_answer(actor=years.coordinator, answer=years.answer("GOV.PUB.1"))


def test_a_question_whose_unit_changed_is_not_offered(years):
    Node.objects.filter(code="ENV.WAS.2").update(unit_id="ton")
    here = Node(code="ENV.WAS.2", kind="quantity", unit_id="nilai 0–100")
    found = earlier_answers(years.participation(), years.coordinator, [here])
    assert found.offers == {}
    assert found.changed == ("ENV.WAS.2",)


def test_others_take_nothing_over(years):
    with pytest.raises(NotFound):
        carry_answer(actor=years.person("region_coordinator", "51.02"), answer=years.answer("GOV.PUB.1"))
    with pytest.raises(Refused):
        carry_answer(actor=years.person("leader", "51.01"), answer=years.answer("GOV.PUB.1"))
    with pytest.raises(Refused):
        carry_over(actor=years.person("officer", "51.01"), participation=years.participation())


def test_the_queries_do_not_grow_with_the_questions(years, django_assert_max_num_queries):
    part, who = years.participation(), years.coordinator
    nodes = list(Node.objects.filter(version=years.round.instrument_version))
    for count in (1, len(nodes)):
        with django_assert_max_num_queries(5):
            earlier_answers(part, who, nodes[:count] if count > 1 else [n for n in nodes if n.code == "GOV.PUB.1"])


def test_item_and_cover_offer_it(years):
    client = client_of(years.coordinator)
    assert b"ambil-alih" in client.get(url("cover", years, "51.01")).content
    assert "48" in client.get(url("item", years, "51.01", "GOV.PUB.1")).content.decode()
    assert client.post(url("carry", years, "51.01", "GOV.PUB.1")).status_code == 302
    assert years.answer("GOV.PUB.1").value == Decimal(48)
    assert client.post(url("carry_over", years, "51.01")).status_code == 302
    assert years.answer("ENV.WAS.2").value == Decimal("62.5")
