"""Words for scores: official with a regulation, otherwise indicative; the owner's, and fixed once published."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from smartprovince.assessment import exports
from smartprovince.assessment.models import Round
from smartprovince.assessment.predicates.actions import name_predicates
from smartprovince.assessment.predicates.bands import predicate_of
from smartprovince.core.errors import Invalid, Refused

# PermenPANRB 59/2020 on the SPBE index: five predicates on 1 to 5.
SPBE = [[1.0, "Kurang"], [1.8, "Cukup"], [2.6, "Baik"], [3.5, "Sangat Baik"], [4.2, "Memuaskan"]]
BANDS = [("0", "Awal"), ("40,5", "Berkembang"), ("80", "Maju")]


@pytest.mark.parametrize(
    ("score", "word"),
    [(1, "Kurang"), (1.79, "Kurang"), (1.8, "Cukup"), (2.59, "Cukup"), (2.6, "Baik"), (3.49, "Baik"),
     (3.5, "Sangat Baik"), (4.2, "Memuaskan"), (5, "Memuaskan")],
)  # fmt: skip
def test_the_bands_of_spbe(score, word):
    found = predicate_of(Round(predicates=SPBE, predicate_basis="PermenPANRB 59/2020"), score)
    assert (found.name, found.basis) == (word, "PermenPANRB 59/2020")


def test_word_and_printed_score_agree():
    """3.496 is printed as 3.50."""
    assert predicate_of(Round(predicates=SPBE), 3.496).name == "Sangat Baik"
    assert predicate_of(Round(predicates=SPBE), None) is None
    assert predicate_of(Round(), 3.5) is None


def test_without_a_regulation_it_says_that_it_is_indicative():
    with translation.override("en"):
        assert str(predicate_of(Round(predicates=SPBE), 4.5)) == "Memuaskan (indicative)"


def test_the_owner_names_them_and_the_results_show_them(scene, client):
    scene.close()
    client.force_login(scene.owner)
    address = reverse("assessment:predicates", args=[scene.round.pk])
    data = {f"{name}_{n}": value for n, band in enumerate(BANDS, 1) for name, value in zip(("low", "name"), band)}
    assert client.post(address, data | {"version": scene.fresh_round().version}).status_code == 302
    assert scene.fresh_round().predicates == [[0.0, "Awal"], [40.5, "Berkembang"], [80.0, "Maju"]]
    page = client.get(reverse("assessment:region_results", args=[scene.round.pk, "51.01"])).content.decode()
    assert "Berkembang" in page
    assert "indikatif" in page
    assert "Berkembang (indikatif)" in exports.scores_csv(scene.fresh_round(), scene.owner).decode("utf-8-sig")
    shown = client.get(address).content.decode()
    assert 'value="40,5"' in shown


@pytest.mark.parametrize(
    ("bands", "places"),
    [
        ([("1", "Awal")], {"low_1"}),
        ([("0", "Awal"), ("0", "Maju")], {"low_2"}),
        ([("0", "Awal"), ("100", "Maju")], {"low_2"}),
        ([("0", "Awal"), ("lima", "Maju")], {"low_2"}),
        ([("0", "")], {"name_1"}),
        ([("nan", "x")], {"low_1"}),
    ],
)
def test_impossible_bands_are_refused_at_their_fields(scene, bands, places):
    with pytest.raises(Invalid) as refused:
        name_predicates(actor=scene.owner, round=scene.round, bands=bands)
    assert {fault.where for fault in refused.value.faults} == places
    assert scene.fresh_round().predicates == []


def test_others_and_published_rounds_are_refused(scene):
    with pytest.raises(Refused):
        name_predicates(actor=scene.coordinator, round=scene.round, bands=BANDS)
    Round.objects.update(state="published")
    with pytest.raises(Invalid):
        name_predicates(actor=scene.owner, round=scene.round, bands=BANDS)
