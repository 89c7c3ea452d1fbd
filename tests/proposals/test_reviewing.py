"""Reviews: marks and weights, who reads them, disagreement, ranking with ties."""

from __future__ import annotations

from decimal import Decimal

import pytest

from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.proposals import states
from smartprovince.proposals.models import Review, Rubric
from smartprovince.proposals.reviewing import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers(world):
    """Three officers of the province itself, beside the coordinator who asks them."""
    from smartprovince.organisations.models import Membership, Person
    from smartprovince.organisations.roles import Role

    found = []
    for at in range(3):
        person = Person.objects.create_user(f"penelaah{at}@contoh.test", "rahasia-sekali", name=f"penelaah {at}")
        Membership.objects.create(
            person=person, organisation=world.organisations["51"], role=Role.OFFICER, granted_by="test"
        )
        found.append(person)
    return found


def reviewed(world, proposal, reviewers, *rows):
    """Each reviewer with the marks of one row, in the order of the criteria."""
    coordinator = world.people["province_coordinator:51"]
    actions.ask_reviewers(actor=coordinator, proposal=proposal, reviewers=reviewers[: len(rows)])
    criteria = list(queries.rubric_of(proposal.handler).criteria.all())
    for person, row in zip(reviewers, rows, strict=False):
        review = proposal.reviews.get(reviewer=person)
        marks = {each.pk: mark for each, mark in zip(criteria, row, strict=True)}
        actions.give_review(
            actor=person, review=review, marks=marks, feedback=f"Saran {person}.", private_note=f"Catatan {person}."
        )
    return proposal


def test_the_score_is_the_weighted_mean_of_the_means(world, sent, reviewers):
    proposal = reviewed(
        world, sent(state=states.REVIEWING), reviewers, (3, 3, 1, 4, 2), (4, 3, 3, 3, 3), (3, 3, 3, 4, 4)
    )
    found = queries.findings_of(proposal, world.people["leader:51"])
    # 30 × 10/3 + 20 × 3 + 20 × 7/3 + 15 × 11/3 + 15 × 3, over 100
    assert found.score == pytest.approx(3.0667, abs=1e-4)
    assert [each.spread for each in found.rows] == [1, 0, 2, 1, 2]
    assert [each.disagrees for each in found.rows] == [False, False, True, False, True]
    assert queries.scores_of([proposal.pk], world.people["leader:51"])[proposal.pk] == pytest.approx(found.score)


def test_equal_scores_share_a_place(world, sent, reviewers):
    for number, row in (("1", (4, 4, 4, 4, 4)), ("2", (3, 3, 3, 3, 3)), ("3", (3, 3, 3, 3, 3)), ("4", (1, 1, 1, 1, 1))):
        reviewed(world, sent(f"USL-2020-000{number}", state=states.REVIEWING), reviewers, row)
    placed = queries.ranking(world.people["planner:51"], world.regions["51"])
    assert [(each.proposal.number[-1], each.score, each.place) for each in placed] == [
        ("1", 4.0, 1),
        ("2", 3.0, 2),
        ("3", 3.0, 2),
        ("4", 1.0, 4),
    ]


def test_every_criterion_needs_a_mark_in_range(world, sent, reviewers):
    proposal = sent(state=states.REVIEWING)
    actions.ask_reviewers(actor=world.people["province_coordinator:51"], proposal=proposal, reviewers=reviewers[:1])
    review = proposal.reviews.get()
    marks = {each.pk: 3 for each in review.rubric.criteria.all()}
    first = next(iter(marks))
    for bad in ({**marks, first: 5}, {**marks, first: -1}, {first: 3}):
        with pytest.raises(Invalid):
            actions.give_review(actor=reviewers[0], review=review, marks=bad, feedback="x")
    assert review.marks.count() == 0


def test_nobody_reads_another_review_before_the_own_is_in(world, sent, reviewers):
    """A coordinator who reviews too learns what others found only through the own review."""
    proposal = sent(state=states.REVIEWING)
    coordinator = world.people["province_coordinator:51"]
    actions.ask_reviewers(actor=coordinator, proposal=proposal, reviewers=reviewers[:2])
    one, other = proposal.reviews.order_by("pk")
    assert set(access.scope(reviewers[0], "view", Review)) == {one}
    assert set(access.scope(world.people["leader:51"], "view", Review)) == {one, other}
    with pytest.raises(NotFound):
        actions.give_review(actor=reviewers[1], review=one, marks={}, feedback="x")
    for person in ("officer:51.01", "region_coordinator:51.01", "stranger"):
        assert not access.scope(world.people[person], "view", Review).exists()


def test_a_recusal_names_the_conflict_and_counts_as_no_review(world, sent, reviewers):
    proposal = reviewed(world, sent(state=states.REVIEWING), reviewers, (2, 2, 2, 2, 2))
    actions.ask_reviewers(actor=world.people["province_coordinator:51"], proposal=proposal, reviewers=reviewers[1:2])
    review = proposal.reviews.get(reviewer=reviewers[1])
    with pytest.raises(Invalid):
        actions.recuse(actor=reviewers[1], review=review, conflict="")
    actions.recuse(actor=reviewers[1], review=review, conflict="Saudara saya pengusulnya.")
    assert queries.findings_of(proposal, world.people["leader:51"]).score == 2.0


def test_weights_add_up_to_a_hundred(world, rubric):
    province = world.regions["51"]
    actor = world.people["province_coordinator:51"]
    for rows in ([("A", "", 60), ("B", "", 30)], [], [("", "", 100)], [("A", "", 0), ("B", "", 100)]):
        with pytest.raises(Invalid):
            actions.add_rubric(actor=actor, region=province, name="Rubrik Bali", criteria=rows)
    own = actions.add_rubric(
        actor=actor,
        region=province,
        name="Rubrik Bali",
        criteria=[("Sad Kerthi", "", 40), ("Dampak", "", 60)],
        threshold=Decimal("2.5"),
    )
    assert queries.rubric_of(province) == own
    assert queries.rubric_of(world.regions["52"]) == rubric
    newer = actions.add_rubric(actor=actor, region=province, name="Baru", criteria=[("Dampak", "", 100)])
    assert queries.rubric_of(province) == newer
    assert Rubric.objects.filter(region=province, in_use=True).count() == 1


def test_a_newer_rubric_does_not_add_to_the_older(world, sent, reviewers):
    """Three of four by either rubric stays three of four."""
    coordinator = world.people["province_coordinator:51"]
    proposal = reviewed(world, sent(state=states.REVIEWING), reviewers, (3, 3, 3, 3, 3))
    actions.add_rubric(
        actor=coordinator, region=world.regions["51"], name="Rubrik Bali", criteria=[("Sad Kerthi", "", 100)]
    )
    actions.ask_reviewers(actor=coordinator, proposal=proposal, reviewers=reviewers[1:2])
    review = proposal.reviews.get(reviewer=reviewers[1])
    marks = {each.pk: 3 for each in review.rubric.criteria.all()}
    actions.give_review(actor=reviewers[1], review=review, marks=marks, feedback="Baik.")
    assert queries.scores_of([proposal.pk], world.people["leader:51"]) == {proposal.pk: 3.0}
    assert queries.scores_of([proposal.pk], world.people["officer:51.01"]) == {}
