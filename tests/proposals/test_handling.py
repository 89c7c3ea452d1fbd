"""On the way to an answer: taken up, returned, passed on, merged, split; by the right people only."""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.proposals import states
from smartprovince.proposals.handling import actions
from smartprovince.proposals.models import Note, Review
from smartprovince.proposals.reviewing.actions import ask_reviewers, give_review
from smartprovince.proposals.reviewing.queries import who_can_review

pytestmark = pytest.mark.django_db


def coordinator(world):
    return world.people["province_coordinator:51"]


def test_each_step_has_the_deadline_of_its_setting(world, sent):
    proposal = sent()
    taken = actions.take_proposal(actor=coordinator(world), proposal=proposal)
    assert (taken.state, taken.due_on) == (states.CHECKING, date(2022, 11, 12))
    passed = actions.pass_check(actor=coordinator(world), proposal=taken)
    assert (passed.state, passed.due_on) == (states.REVIEWING, date(2022, 11, 22))


@pytest.mark.parametrize("role", ["planner:51", "leader:51", "officer:51.01", "region_coordinator:51.01"])
def test_only_coordinators_of_the_handler_check(world, sent, role):
    with pytest.raises(Refused):
        actions.take_proposal(actor=world.people[role], proposal=sent())


@pytest.mark.parametrize("role", ["region_coordinator:51.02", "province_coordinator:52", "stranger"])
def test_others_do_not_know_of_it(world, sent, role):
    with pytest.raises(NotFound):
        actions.take_proposal(actor=world.people[role], proposal=sent())


def test_whoever_sent_it_does_not_check_it(world, sent):
    own = sent(
        region=world.regions["51"],
        organisation=world.organisations["51"],
        submitted_by_id=str(coordinator(world).pk),
    )
    with pytest.raises(Refused):
        actions.take_proposal(actor=coordinator(world), proposal=own)


def test_a_return_needs_a_reason_and_ends_the_reviews(world, sent):
    proposal = sent(state=states.REVIEWING)
    mentor = world.people["mentor:"]
    ask_reviewers(actor=coordinator(world), proposal=proposal, reviewers=[mentor])
    with pytest.raises(Invalid, match="reason"):
        actions.return_proposal(actor=coordinator(world), proposal=proposal, reason=" ")
    proposal.refresh_from_db()
    assert proposal.state == states.REVIEWING
    back = actions.return_proposal(actor=coordinator(world), proposal=proposal, reason="Lengkapi RAB.")
    assert (back.state, back.return_reason) == (states.RETURNED, "Lengkapi RAB.")
    assert proposal.reviews.get().state == Review.State.DROPPED


def test_it_passes_the_review_only_with_one(world, sent):
    proposal = sent(state=states.REVIEWING)
    with pytest.raises(Invalid):
        actions.pass_review(actor=coordinator(world), proposal=proposal)
    mentor = world.people["mentor:"]
    ask_reviewers(actor=coordinator(world), proposal=proposal, reviewers=[mentor])
    review = proposal.reviews.get()
    marks = {each.pk: 3 for each in review.rubric.criteria.all()}
    give_review(actor=mentor, review=review, marks=marks, feedback="Baik.")
    assert actions.pass_review(actor=coordinator(world), proposal=proposal).state == states.PLANNING


def test_notes_are_for_those_who_handle_it(world, sent):
    from smartprovince.core import access

    proposal = sent()
    note = actions.add_note(actor=world.people["planner:51"], proposal=proposal, text="Cek dobel anggaran.")
    readers = {name for name, each in world.people.items() if access.may(each, "view", note)}
    assert readers == {"province_coordinator:51", "planner:51", "leader:51"}
    with pytest.raises(Refused):
        actions.add_note(actor=world.people["officer:51.01"], proposal=proposal, text="Halo")
    assert Note.objects.count() == 1


def test_a_merged_usulan_is_not_merged_again(world, sent):
    first, second, third = sent("USL-2020-0001"), sent("USL-2020-0002"), sent("USL-2020-0003")
    merged = actions.merge_proposal(actor=coordinator(world), proposal=first, into=second, reason="Sama.")
    assert (merged.state, merged.merged_into) == (states.MERGED, second)
    with pytest.raises(Invalid, match="USL-2020-0002"):
        actions.merge_proposal(actor=coordinator(world), proposal=third, into=first, reason="Sama.")
    with pytest.raises(Invalid):
        actions.merge_proposal(actor=coordinator(world), proposal=merged, into=third, reason="Sama.")
    with pytest.raises(Invalid, match="USL-2020-0001"):
        actions.merge_proposal(actor=coordinator(world), proposal=second, into=third, reason="Sama.")


def test_a_usulan_is_not_merged_into_itself_nor_into_one_of_another_province(world, sent):
    first = sent("USL-2020-0001")
    with pytest.raises(Invalid):
        actions.merge_proposal(actor=coordinator(world), proposal=first, into=first, reason="Sama.")
    foreign = sent("USL-2020-0002", region=world.regions["52.01"], handler=world.regions["52"])
    with pytest.raises(NotFound):
        actions.merge_proposal(actor=coordinator(world), proposal=first, into=foreign, reason="Sama.")


def test_the_parts_of_a_split_go_back_to_the_proposer(world, sent):
    proposal = sent()
    actions.split_proposal(
        actor=coordinator(world), proposal=proposal, titles=["Wi-Fi desa", "Pusat data"], reason="Dua hal."
    )
    proposal.refresh_from_db()
    parts = list(proposal.split_into.order_by("number"))
    assert proposal.state == states.SPLIT
    assert [(each.title, each.state, each.return_reason) for each in parts] == [
        ("Wi-Fi desa", states.RETURNED, "Dua hal."),
        ("Pusat data", states.RETURNED, "Dua hal."),
    ]
    assert len({each.receipt for each in (*parts, proposal)}) == 3


def test_reviewers_are_never_of_the_proposer(world, sent):
    assert {str(each) for each in who_can_review(sent())} == {"province_coordinator 51", "mentor "}
    with pytest.raises(Invalid, match="officer"):
        ask_reviewers(
            actor=coordinator(world),
            proposal=sent("USL-2020-0002", state=states.CHECKING),
            reviewers=[world.people["officer:51.01"]],
        )
