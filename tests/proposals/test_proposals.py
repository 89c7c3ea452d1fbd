"""Usulan as drafts: whose they are, who heard them, and what a receipt opens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.proposals import actions, bearers, queries
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.steps import drafts_to_complete

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_day")]


@pytest.fixture
def draft(world):
    def make(code: str = "51.01", **fields) -> Proposal:
        role = "region_coordinator" if "." in code else "province_coordinator"
        given = {"title": "Minta jaringan", "addressee": "province"} | fields
        return actions.draft_proposal(actor=world.people[f"{role}:{code}"], region=world.regions[code], **given)

    return make


@pytest.fixture
def hear(world, demo_day):
    def make(addressee: str = "province", home: str = "51.01", host: str = "51") -> Proposal:
        return actions.hear_proposal(
            actor=access.SystemActor("test"),
            region=world.regions[home],
            text="Pendampingan masterplan bagi kabupaten",
            addressee=addressee,
            received_by=world.organisations[host],
            received_on=demo_day,
            origin=_Origin(),
        )

    return make


class _Origin:
    """Stands for an event, which lives in a room above."""

    pk, number = 7, "KGT-2022-0001"

    class _meta:
        label_lower = "outreach.event"

    def __str__(self) -> str:
        return "Sosialisasi"


@pytest.fixture
def enter(world):
    def make(who: str) -> Client:
        client = Client()
        client.force_login(world.people[who])
        return client

    return make


def seen_by(world, who: str) -> list[str]:
    return list(queries.proposals_open_to(world.people[who]).order_by("pk").values_list("number", flat=True))


EVERYBODY = {
    "own": {"region_coordinator:51.01", "officer:51.01", "dimension_lead:51.01", "leader:51.01"},
    "heard": {"province_coordinator:51", "planner:51", "leader:51"},
}


def test_a_regions_own_draft_is_its_own(world, draft):
    draft("51.01", addressee="province")
    draft("51.01", addressee="centre")
    allowed = {who for who in world.people if seen_by(world, who)}
    assert allowed == EVERYBODY["own"]


@pytest.mark.parametrize(("addressee", "more"), [("province", set()), ("centre", {"programme_owner:"})])
def test_what_was_said_at_an_event_is_open_to_who_heard_it(world, hear, addressee, more):
    hear(addressee)
    allowed = {who for who in world.people if seen_by(world, who)}
    assert allowed == EVERYBODY["own"] | EVERYBODY["heard"] | more


def test_hearing_is_not_editing(world, hear, enter):
    number = hear("centre").number
    page = reverse("proposals:change", args=[number])
    assert enter("region_coordinator:51.01").get(page).status_code == 200
    for who, status in (("province_coordinator:51", 403), ("programme_owner:", 403), ("leader:51.01", 403),
                        ("region_coordinator:51.02", 404), ("mentor:", 404), ("stranger", 404)):  # fmt: skip
        assert enter(who).get(page).status_code == status, who
        assert enter(who).post(page, {"title": "x", "addressee": "centre"}).status_code == status, who


def test_numbers_and_receipts(draft):
    first, second = draft(), draft()
    assert (first.number, second.number) == ("USL-2022-0001", "USL-2022-0002")
    assert len(first.receipt) == 16
    assert first.receipt != second.receipt
    assert bearers.plain_code(bearers.in_fours(first.receipt).lower()) == first.receipt
    holder = bearers.Bearer(first.receipt)
    assert access.get(holder, "hold", Proposal, receipt=first.receipt) == first
    for secret in ("", "X", second.receipt[::-1]):
        with pytest.raises(NotFound):
            access.get(bearers.Bearer(secret), "hold", Proposal, receipt=first.receipt)


def test_the_pages_of_a_draft(world, enter):
    client = enter("officer:51.01")
    form = {
        "title": "Minta jaringan",
        "addressee": "centre",
        "summary": "<script>alert(1)</script>",
        "request_key": "k1",
    }
    first, second = client.post(reverse("proposals:new"), form), client.post(reverse("proposals:new"), form)
    assert first.headers["Location"] == second.headers["Location"]
    shown = client.get(first.headers["Location"])
    assert "<script>alert" not in shown.text
    found = Proposal.objects.get()
    assert (found.region, found.state) == (world.regions["51.01"], "draft")
    change = reverse("proposals:change", args=[found.number])
    assert client.post(change, form | {"title": "Judul baru", "version": "1"}).status_code == 302
    stale = client.post(change, form | {"title": "Judul saya", "version": "1"})
    assert stale.status_code == 409
    assert "Judul baru" in stale.text
    assert "Judul saya" in stale.text
    withdraw = reverse("proposals:withdraw", args=[found.number])
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "sudah dipenuhi"}).status_code == 302
    assert client.get(change).status_code == 403
    assert client.get(reverse("proposals:index"), {"status": "withdrawn"}).text.count("Judul baru") == 1


def test_an_organisation_of_another_region_is_refused(world, draft):
    with pytest.raises(Invalid):
        draft(organisation=world.organisations["52.01"])
    person = world.people["region_coordinator:51.01"]
    with pytest.raises(Refused):
        actions.draft_proposal(actor=person, region=world.regions["51.02"], title="x", addressee="province")


def test_who_may_not_see_usulan_sees_no_place_and_no_page(enter):
    for who, status in (("mentor:", 404), ("assessor:", 404), ("administrator:51", 404), ("partner:51", 404),
                        ("programme_owner:", 200), ("leader:51", 200)):  # fmt: skip
        assert enter(who).get(reverse("proposals:index")).status_code == status, who
    assert enter("leader:51").get(reverse("proposals:new")).status_code == 403
    assert enter("mentor:").get(reverse("proposals:new")).status_code == 404


def test_completing_is_a_step_until_it_is_done(world, hear):
    person = world.people["officer:51.01"]
    found = hear()
    (step,) = drafts_to_complete(person)
    assert found.number in step["title"]
    actions.change_proposal(actor=person, proposal=found, summary="Uraian lengkap")
    assert drafts_to_complete(person) == []


def test_the_list_is_filtered_and_asks_as_much_for_many_as_for_few(world, draft, hear, enter):
    client, page = enter("region_coordinator:51.01"), reverse("proposals:index")
    hear()
    draft(title="Sensor banjir")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _n in range(12):
        draft()
    with CaptureQueriesContext(connection) as many:
        shown = client.get(page, {"page": "1"})
    assert len(many) <= len(few)
    assert shown.status_code == 200
    assert "Sensor banjir" in client.get(page, {"q": "banjir"}).text
    assert "Sensor banjir" not in client.get(page, {"asal": "acara"}).text
    assert client.get(page, {"q": "tak ada", "kepada": "x", "page": "9"}).status_code == 200
