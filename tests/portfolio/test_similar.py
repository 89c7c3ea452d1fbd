"""What reads like a text: only what the person may see, and always as it stands now."""

from __future__ import annotations

import pytest

from smartprovince.portfolio import similar
from smartprovince.proposals import actions
from smartprovince.proposals.models import Proposal

pytestmark = pytest.mark.django_db


def draft(world, title, region="51.01"):
    return actions.draft_proposal(
        actor=world.people[f"officer:{region}"],
        region=world.regions[region],
        title=title,
        addressee=Proposal.Addressee.PROVINCE,
    )


def titles(person, text, **more):
    return [each.title for each in similar.find(person, text, ("proposal",), **more)]


def test_a_draft_of_another_region_is_not_found(world):
    mine, theirs = draft(world, "Wi-Fi gratis di desa"), draft(world, "Internet publik nirkabel desa", "51.02")
    assert titles(world.people["officer:51.01"], "wifi desa gratis") == [mine.title]
    assert titles(world.people["officer:51.02"], "wifi desa gratis") == [theirs.title]
    assert titles(world.people["stranger"], "wifi desa gratis") == []


def test_the_index_follows_every_change(world):
    person = world.people["officer:51.01"]
    first = draft(world, "Bank sampah digital")
    assert titles(person, "bank sampah") == ["Bank sampah digital"]
    second = draft(world, "Bank sampah induk kabupaten")
    assert set(titles(person, "bank sampah")) == {first.title, second.title}
    actions.change_proposal(actor=person, proposal=second, title="Rumah sakit tanpa antre")
    assert titles(person, "bank sampah") == [first.title]
    actions.withdraw_proposal(actor=person, proposal=first, reason="Salah ketik.")
    assert titles(person, "bank sampah") == []


def test_a_thing_is_not_like_itself(world):
    first = draft(world, "Bank sampah digital")
    assert titles(world.people["officer:51.01"], first.title, skip=first) == []


def test_whoever_sees_little_gets_the_same_as_a_full_search(world, monkeypatch):
    """Hundreds of nearer things that are closed to a person do not push out the one that is open."""
    for at in range(60):
        draft(world, f"Wi-Fi gratis desa {at}", "51.02")
    mine = draft(world, "Wi-Fi gratis desa di pesisir utara")
    monkeypatch.setattr(similar, "NEAREST", (5,))
    monkeypatch.setattr(similar, "LEAST", 0.1)  # in sixty texts of the same words no word tells much
    assert titles(world.people["officer:51.01"], "wifi gratis desa") == [mine.title]
