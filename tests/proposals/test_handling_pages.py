"""Pages of handling: every move asks for what it needs, many at once show first what they change."""

from __future__ import annotations

import pytest
from django.urls import reverse

from smartprovince.proposals import states
from smartprovince.proposals.handling.moves import BY_SLUG, MOVES
from smartprovince.proposals.models import Answer, Proposal, Review
from smartprovince.proposals.reviewing.actions import ask_reviewers

pytestmark = pytest.mark.django_db


def as_(client, world, name):
    client.force_login(world.people[name])
    return client


def page(client, name, *args):
    return client.get(reverse(f"proposals:{name}", args=args))


def send(client, proposal, slug, **data):
    address = reverse("proposals:move", args=[proposal.number, slug])
    found = client.post(address, data, follow=True)
    proposal.refresh_from_db()
    return found


def test_the_record_offers_what_is_open_now_and_nothing_else(client, world, sent):
    proposal = sent()
    html = page(as_(client, world, "province_coordinator:51"), "detail", proposal.number).content.decode()
    for move in MOVES:
        address = reverse("proposals:move", args=[proposal.number, move.slug])
        assert (address in html) == (move.slug in {"ambil", "gabung", "pecah", "catatan"}), move.slug


@pytest.mark.parametrize("slug", [move.slug for move in MOVES])
def test_a_move_that_is_not_open_changes_nothing(client, world, sent, slug):
    proposal = sent(state=states.DONE)
    for name in ("province_coordinator:51", "planner:51", "leader:51", "region_coordinator:51.01"):
        found = as_(client, world, name).post(
            reverse("proposals:move", args=[proposal.number, slug]), {"reason": "x", "text": "x", "titles": "a\nb"}
        )
        assert found.status_code in (302, 403, 404, 422)
    proposal.refresh_from_db()
    assert proposal.state == states.DONE


def test_a_reason_is_asked_for_at_its_field(client, world, sent):
    proposal = sent(state=states.CHECKING)
    found = send(as_(client, world, "province_coordinator:51"), proposal, "kembalikan", reason="")
    assert found.status_code == 422
    assert "id_reason_error" in found.content.decode()
    assert proposal.state == states.CHECKING


def test_the_second_tab_sees_that_somebody_was_faster(client, world, sent):
    proposal = sent()
    old = proposal.version
    send(as_(client, world, "province_coordinator:51"), proposal, "ambil", version=old)
    assert proposal.state == states.CHECKING
    found = send(client, proposal, "kembalikan", version=old, reason="Lengkapi.")
    assert found.status_code == 409
    assert proposal.state == states.CHECKING


def test_many_at_once_shows_what_changes_and_then_does_it(client, world, sent):
    ready = [sent(f"USL-2020-000{n}") for n in range(1, 4)]
    other = sent("USL-2020-0009", state=states.PLANNING)
    as_(client, world, "province_coordinator:51")
    picked = [each.pk for each in (*ready, other)]
    shown = client.post(reverse("proposals:together"), {"do": "ambil", "pick": picked})
    html = shown.content.decode()
    assert all(each.number in html for each in (*ready, other))
    assert Proposal.objects.filter(state=states.SUBMITTED).count() == 3
    client.post(reverse("proposals:together"), {"do": "ambil", "pick": picked, "confirmed": "1"})
    assert Proposal.objects.filter(state=states.CHECKING).count() == 3
    other.refresh_from_db()
    assert other.state == states.PLANNING


def test_answers_are_published_together_after_a_look(client, world, sent):
    for n in range(1, 4):
        proposal = sent(f"USL-2020-000{n}", state=states.PLANNING)
        data = {"outcome": "not_recommended", "text": "Belum.", "reason": "Sudah ada.", "could_change": "Lokasi lain."}
        assert send(as_(client, world, "planner:51"), proposal, "jawaban", **data).status_code == 200
    keys = list(Answer.objects.values_list("pk", flat=True))
    as_(client, world, "planner:51").post(reverse("proposals:answers"), {"pick": keys, "confirmed": "1"})
    assert not Answer.objects.filter(published_at__isnull=False).exists()
    as_(client, world, "leader:51")
    client.post(reverse("proposals:answers"), {"pick": keys})
    assert not Answer.objects.filter(published_at__isnull=False).exists()
    shown = {f"version_{each.pk}": each.version for each in Answer.objects.all()}
    answer = Answer.objects.get(pk=keys[0])
    changed = {"outcome": "not_recommended", "text": "Lain.", "reason": "Lain.", "could_change": "Lain."}
    send(as_(client, world, "planner:51"), answer.proposal, "jawaban", **changed)
    as_(client, world, "leader:51")
    found = client.post(reverse("proposals:answers"), shown | {"pick": keys, "confirmed": "1"})
    assert found.status_code == 422  # one was changed since it was shown, so none is published
    assert not Answer.objects.filter(published_at__isnull=False).exists()
    shown = {f"version_{each.pk}": each.version for each in Answer.objects.all()}
    client.post(reverse("proposals:answers"), shown | {"pick": keys, "confirmed": "1"})
    assert set(Proposal.objects.values_list("state", flat=True)) == {states.NOT_RECOMMENDED}


def test_a_reviewer_goes_from_one_to_the_next(client, world, sent):
    first, second = sent("USL-2020-0001", state=states.REVIEWING), sent("USL-2020-0002", state=states.REVIEWING)
    mentor = world.people["mentor:"]
    for each in (first, second):
        ask_reviewers(actor=world.people["province_coordinator:51"], proposal=each, reviewers=[mentor])
    as_(client, world, "mentor:")
    one, two = Review.objects.order_by("pk")
    assert page(client, "reviews").content.decode().count("data-row") == 2
    marks = {f"mark_{each.pk}": 3 for each in one.rubric.criteria.all()}
    found = client.post(reverse("proposals:review", args=[one.pk]), marks | {"feedback": "Baik."})
    assert found.headers["Location"] == reverse("proposals:review", args=[two.pk])
    found = client.post(reverse("proposals:review", args=[two.pk]), {"feedback": ""})
    assert found.status_code == 422
    as_(client, world, "leader:51")
    assert page(client, "review", one.pk).status_code == 404


@pytest.mark.parametrize("name", ["queue", "answers", "ranking", "figures", "rubric", "reviews"])
def test_lists_read_a_constant_number_of_queries(client, world, sent, django_assert_max_num_queries, name):
    as_(client, world, "province_coordinator:51")
    page(client, name)
    sent("USL-2020-0001")
    with django_assert_max_num_queries(200) as few:
        assert page(client, name).status_code == 200
    for n in range(2, 12):
        sent(f"USL-2020-00{n:02}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page(client, name)


def test_every_move_has_a_page_for_whoever_has_the_right(client, world, sent):
    holders = {
        "check": "province_coordinator:51",
        "plan": "planner:51",
        "prepare": "planner:51",
        "publish": "leader:51",
        "handle": "leader:51",
        "object": "region_coordinator:51.01",
        "carry": "province_coordinator:51",
    }
    for at, move in enumerate(BY_SLUG.values()):
        proposal = sent(f"USL-2020-{at:04}", state=move.states[0])
        found = page(as_(client, world, holders[move.right]), "move", proposal.number, move.slug)
        assert found.status_code == 200, move.slug


def test_two_who_prepare_an_answer_do_not_overwrite_each_other(client, world, sent):
    proposal = sent(state=states.PLANNING)
    opened = proposal.version
    data = {"outcome": "not_recommended", "reason": "Sudah ada.", "could_change": "Lokasi lain.", "version": opened}
    assert send(as_(client, world, "planner:51"), proposal, "jawaban", text="Pertama.", **data).status_code == 200
    as_(client, world, "province_coordinator:51")
    assert send(client, proposal, "jawaban", text="Kedua.", **data).status_code == 409
    assert proposal.answers.get().text == "Pertama."
    as_(client, world, "leader:51")
    assert send(client, proposal, "terbitkan", version=opened).status_code == 409
    assert proposal.state == states.PLANNING
