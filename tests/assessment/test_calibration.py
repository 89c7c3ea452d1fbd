"""Lenient and strict assessors: a ratio with its interval, beside colleagues on the same lines, caution with few."""

from __future__ import annotations

import random

import pytest
from django.urls import reverse

from smartprovince.assessment import actions
from smartprovince.assessment.models import Round
from smartprovince.assessment.panel.actions import give_reading
from smartprovince.assessment.panel.calibration import Judged, agreement_of, calibration_of, rate_ratio, severities
from smartprovince.assessment.panel.views_calibration import place

from .conftest import VALUES, appoint


def test_the_textbook_ratio_of_two_rates():
    """Breast cancer after fluoroscopy: 41 in 28,010 against 15 in 19,017 person-years, 1.86 (1.03 to 3.35)."""
    ratio, interval = rate_ratio([(28_010, 41, 19_017, 15)])
    assert ratio == pytest.approx(1.86, abs=0.005)
    assert interval == pytest.approx((1.03, 3.35), abs=0.01)


@pytest.mark.parametrize("counts", [(100, 40, 100, 10), (60, 0, 90, 12), (60, 12, 90, 0), (50, 0, 50, 0)])
def test_seen_from_the_other_side_it_is_the_inverse(counts):
    n, k, m, r = counts
    one, (low, high) = rate_ratio([(n, k, m, r)])
    other, (lower, higher) = rate_ratio([(m, r, n, k)])
    assert (one * other, low * higher, high * lower) == pytest.approx((1, 1, 1))


def judged(who, section, n, changed, *, start=0):
    return [
        Judged(who, f"A{who}", start + i, section, "adjusted" if i < changed else "accepted", None, None)
        for i in range(n)
    ]


def test_hard_lines_make_nobody_strict():
    """One judges a dimension in which everybody changes much, the other one in which nobody does."""
    rows = judged(1, "GOV", 50, 25) + judged(2, "GOV", 50, 25) + judged(3, "ENV", 50, 1) + judged(4, "ENV", 50, 1)
    assert [each.ratio for each in severities(rows)] == [1, 1, 1, 1]
    assert {each.verdict for each in severities(rows)} == {"usual"}


def test_who_changes_four_times_as_much_is_strict_and_the_other_lenient():
    strict, lenient = severities(judged(1, "GOV", 100, 40) + judged(2, "GOV", 100, 10))
    assert (strict.expected, strict.ratio, strict.verdict) == (10, 4, "strict")
    assert (lenient.expected, lenient.ratio, lenient.verdict) == (40, 0.25, "lenient")


def test_few_lines_on_either_side_conclude_nothing():
    for each in severities(judged(1, "GOV", 10, 10) + judged(2, "GOV", 100, 10)):
        assert each.is_few
        assert each.verdict == "unknown"


def test_lines_that_nobody_else_judged_conclude_nothing():
    (alone,) = severities(judged(1, "GOV", 500, 250))
    assert (alone.compared, alone.ratio, alone.verdict) == (0, None, "unknown")


def test_order_changes_nothing_and_all_together_find_what_was_observed():
    rows = judged(1, "GOV", 40, 9) + judged(2, "GOV", 70, 30) + judged(1, "ENV", 30, 3) + judged(3, "ENV", 55, 20)
    mixed = random.Random(5).sample(rows, len(rows))
    assert severities(rows) == severities(mixed)
    assert sum(each.observed for each in severities(rows)) == 62


def test_the_scale_of_the_picture_is_symmetric():
    assert (place(1), place(4), place(0.25), place(0), place(99)) == (50, 100, 0, 0, 100)
    assert place(2) + place(0.5) == pytest.approx(100)


def test_the_page_is_the_owners(scene, client):
    scene.send()
    address = reverse("assessment:calibration", args=[scene.round.pk])
    client.force_login(scene.owner)
    assert client.get(address).status_code == 200
    for node in VALUES:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="rejected", reason="Kosong")
    page = client.get(address)
    assert str(scene.assessor) in page.content.decode()
    for person, code in ((scene.coordinator, 403), (scene.assessor, 403), (scene.person("officer", "51.02"), 403)):
        client.force_login(person)
        assert client.get(address).status_code == code


def test_two_readings_are_compared_once_both_are_in(scene):
    Round.objects.update(readings=2)
    scene.send()
    second = appoint(scene.world, round_id=scene.round.pk)
    line = {"answer": scene.answer("GOV.PUB.2")}
    give_reading(actor=scene.assessor, **line, outcome="accepted")
    assert calibration_of(scene.fresh_round(), scene.owner).assessors == []
    give_reading(actor=second, **line, outcome="adjusted", value="2", reason="Belum terpadu")
    found = calibration_of(scene.fresh_round(), scene.owner)
    assert [(each.lines, each.mean_change) for each in found.assessors] in ([(1, 0), (1, -1)], [(1, -1), (1, 0)])
    section, all_lines = found.agreements
    assert (section.section.node.code, section.lines, section.same, all_lines.lines) == ("GOV", 1, 0.0, 1)
    assert section.weighted == section.kappa == -1  # one line, one difference: less than chance would give


def test_kappa_does_not_depend_on_who_read_first():
    """Readers change from line to line, so each pair counts both ways round (Scott's pi)."""

    def line(answer, one, other):
        return Judged(1, "A", answer, "GOV", one, None, None), Judged(2, "B", answer, "GOV", other, None, None)

    pairs = [line(n, *two) for n, two in enumerate([("accepted", "accepted")] * 6 + [("accepted", "rejected")] * 3)]
    turned = [(b, a) if n % 2 else (a, b) for n, (a, b) in enumerate(pairs)]
    assert agreement_of(None, pairs).kappa == pytest.approx(agreement_of(None, turned).kappa)
    assert agreement_of(None, pairs).kappa == pytest.approx(1 - (3 / 9) / (2 * (15 / 18) * (3 / 18)))


def test_queries_do_not_grow_with_regions(scene, django_assert_num_queries):
    round, owner = scene.fresh_round(), scene.owner
    calibration_of(round, owner)  # reads what the person may do, once
    for code in ("51.01", "51.02"):
        scene.send(code)
        for node in VALUES:
            actions.give_verdict(actor=scene.assessor, answer=scene.answer(node, code), outcome="accepted")
        with django_assert_num_queries(5):
            calibration_of(round, owner)
