"""The ministry's official letter: recorded by the province, its figures seen by whom they concern."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from smartprovince.assessment import actions
from smartprovince.assessment.models import OfficialLetter, OfficialScore, Round
from smartprovince.assessment.schedule import letters
from smartprovince.core.errors import Conflict, Invalid, Refused
from smartprovince.core.registry import steps

from .conftest import DAY, SYSTEM, draft_round
from .test_pages import client_of

PDF = b"%PDF-1.4\n%%EOF\n"
ROLES = ["region_coordinator", "officer", "province_coordinator", "leader", "programme_owner", "assessor", "stranger"]
CELLS = {("51.01", "TOTAL"): "33,1", ("51.01", "GOV"): "40,25", ("51.02", "TOTAL"): "28"}


@pytest.fixture
def national(world, version):
    row = draft_round(world, version, owner=world.organisations[""], title="Evaluasi 2022", simulated=False)
    return actions.open_round(actor=SYSTEM, round=row)


def record(world, round, who="province_coordinator:51", province="51", **more):
    given = {"number": "B-12/2022", "day": DAY, "scores": CELLS, "content": PDF, "file_name": "surat.pdf"} | more
    return letters.record_letter(actor=world.people[who], province=world.regions[province], round=round, **given)


def test_a_letter_is_recorded_and_each_region_sees_its_own_figures(world, national):
    made = record(world, national)
    assert (made.paper.number, made.paper.kind, made.paper.confidentiality) == ("B-12/2022", "award", "excluded")
    assert OfficialScore.objects.get(region__code="51.01", code="TOTAL").score == Decimal("33.1")
    seen = {
        name: [code for code in ("51.01", "51.02") if letters.official_of(person, national, world.regions[code])]
        for name, person in world.people.items()
        if name.split(":")[0]
        in ("region_coordinator", "officer", "province_coordinator", "leader", "programme_owner", "assessor")
        or name == "stranger"
    }
    assert {name: codes for name, codes in seen.items() if codes} == {
        "region_coordinator:51.01": ["51.01"],
        "officer:51.01": ["51.01"],
        "leader:51.01": ["51.01"],
        "region_coordinator:51.02": ["51.02"],
        "officer:51.02": ["51.02"],
        "leader:51.02": ["51.02"],
        "province_coordinator:51": ["51.01", "51.02"],
        "leader:51": ["51.01", "51.02"],
        "programme_owner:": ["51.01", "51.02"],
    }
    own = letters.official_of(world.people["region_coordinator:51.01"], national, world.regions["51.01"])
    assert (own.number, own.total) == ("B-12/2022", Decimal("33.100"))
    assert [(node.code, score) for node, score in own.groups] == [("GOV", Decimal("40.250"))]


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("region_coordinator:51.01", Refused),
        ("planner:51", Refused),
        ("leader:51", Refused),
        ("province_coordinator:52", Refused),
        ("programme_owner:", Refused),
    ],
)
def test_only_the_province_coordinator_records(world, national, who, wanted):
    with pytest.raises(wanted):
        record(world, national, who)
    assert not OfficialLetter.objects.exists()


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"number": " "}, {"number"}),
        ({"day": None}, {"day"}),
        ({"day": date(2022, 11, 8)}, {"day"}),
        ({"day": date(2021, 11, 7)}, {"day"}),
        ({"content": None}, {"file"}),
        ({"scores": {}}, {"scores"}),
        ({"scores": {("51.01", "TOTAL"): "331"}}, {"Kab. Jembrana, Total"}),
        (
            {"scores": {("51.01", "TOTAL"): "tiga", ("51.02", "TOTAL"): "-1"}},
            {"Kab. Jembrana, Total", "Kab. Tabanan, Total"},
        ),
        ({"scores": {("52.01", "TOTAL"): "3"}}, {"52.01 TOTAL"}),
        ({"scores": {("51.01", "GOV.PUB.1"): "3"}}, {"51.01 GOV.PUB.1"}),
    ],
)
def test_bad_cells_are_named_and_nothing_is_kept(world, national, given, places):
    with pytest.raises(Invalid) as caught:
        record(world, national, **given)
    assert {fault.where for fault in caught.value.faults} == places
    assert not OfficialLetter.objects.exists()


def test_a_round_of_the_provinces_own_has_no_letter(scene):
    with pytest.raises(Invalid, match=r"official letter|surat resmi"):
        record(scene.world, scene.round)
    page = reverse("assessment:letter", args=[scene.round.pk, "51"])
    assert client_of(scene.owner).get(page).status_code == 404


def test_a_correction_takes_the_place_of_the_figures_and_a_stale_one_is_told(world, national):
    made = record(world, national)
    record(world, national, scores={("51.01", "TOTAL"): "33,2"}, content=None, letter_version=made.version)
    assert [str(row.score) for row in OfficialScore.objects.all()] == ["33.200"]
    with pytest.raises(Conflict):
        record(world, national, number="B-99", letter_version=made.version)
    assert OfficialLetter.objects.get().paper.number == "B-12/2022"


def test_two_provinces_have_a_letter_each(world, national):
    record(world, national)
    record(world, national, "province_coordinator:52", "52", scores={("52.01", "TOTAL"): "30"})
    with pytest.raises(Invalid):
        record(world, national, "province_coordinator:52", "52", scores={("51.01", "TOTAL"): "30"})
    person = world.people["province_coordinator:52"]
    assert letters.official_of(person, national, world.regions["51.01"]) is None
    assert letters.letter_of(person, national, world.regions["51"]) is None


def test_the_pages(world, national):
    page = reverse("assessment:letter", args=[national.pk, "51"])
    file = reverse("assessment:letter_file", args=[national.pk, "51"])
    owner = client_of(world.people["province_coordinator:51"])
    typed = {"number": "B-12/2022", "day": "2022-11-07", "s:51.01:TOTAL": "33,1", "s:51.02:TOTAL": "", "s:x": "9"}

    def sent(**more):
        return owner.post(page, typed | {"file": SimpleUploadedFile("surat.pdf", PDF)} | more)

    assert owner.get(page).status_code == 200
    assert client_of(world.people["region_coordinator:51.01"]).get(page).status_code == 403
    wrong = sent(**{"s:51.01:TOTAL": "331"})
    assert wrong.status_code == 422
    assert 'value="331"' in wrong.content.decode()
    assert sent(request_key="k").status_code == 302
    assert OfficialLetter.objects.get().version == 1
    assert owner.post(page, typed | {"number": "B-13/2022", "version": "1"}).status_code == 302
    assert owner.post(page, typed | {"number": "B-14/2022", "version": "1"}).status_code == 409
    assert owner.get(page).content.decode().count("33,1") == 1
    for name, status in (
        ("province_coordinator:51", 200), ("leader:51", 200), ("planner:51", 200), ("programme_owner:", 200),
        ("region_coordinator:51.01", 404), ("province_coordinator:52", 404),
    ):  # fmt: skip
        assert client_of(world.people[name]).get(file).status_code == status, name
    cover = reverse("assessment:cover", args=[national.pk, "51.01"])
    shown = client_of(world.people["region_coordinator:51.01"]).get(cover).content.decode()
    assert "B-13/2022" in shown
    assert "33,10" in shown
    other = reverse("assessment:cover", args=[national.pk, "51.02"])
    assert "B-13/2022" not in client_of(world.people["region_coordinator:51.02"]).get(other).content.decode()


def test_a_step_for_the_province_when_the_evaluation_is_over(world, national):
    found = steps.get("assessment.papers")
    coordinator = world.people["province_coordinator:51"]
    assert found(coordinator) == []
    Round.objects.update(state="closed")
    (step,) = found(coordinator)
    assert step["address"] == reverse("assessment:letter", args=[national.pk, "51"])
    assert found(world.people["programme_owner:"]) == []
    record(world, national)
    assert found(coordinator) == []
