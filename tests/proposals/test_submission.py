"""Sending: complete or every fault at once, to the right government, once, with a fingerprint; and joining instead."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from smartprovince.core import clock
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.organisations.models import Organisation
from smartprovince.proposals import actions, settings, states
from smartprovince.proposals.filing import completeness, content, journey, queries
from smartprovince.proposals.filing.actions import attach_paper, join_proposal, submit_proposal
from smartprovince.proposals.filing.rows import Cost
from smartprovince.proposals.handling.actions import return_proposal, take_proposal
from smartprovince.proposals.models import Proposal, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_day")]
OFFICER = "officer:51.01"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Faults are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def whole(world, aid, living):
    """A draft with everything that sending asks for, of a region's own people."""

    def make(code: str = "51.01", **fields) -> Proposal:
        who = world.people[OFFICER if code == "51.01" else f"province_coordinator:{code}"]
        region = world.regions[code]
        made = actions.draft_proposal(actor=who, region=region, title="Wi-Fi gratis di desa", addressee="province")
        given = {
            "summary": "Bantuan untuk 753 titik.",
            "organisation": world.organisations[code],
            "dimension": living,
            "background": "Desa tanpa sinyal.",
            "location": "148 desa",
            "start_year": 2023,
            "end_year": 2024,
            "goal": "Sinyal di tiap desa.",
            "outputs": "753 titik.",
            "operation": "Dinas Kominfo.",
            "costs": [Cost(2023, aid, "Titik", Decimal(753), "titik", 4_540_000)],
        }
        return actions.change_proposal(actor=who, proposal=made, **given | fields)

    return make


def send(world, proposal, who: str = OFFICER) -> Proposal:
    return submit_proposal(actor=world.people[who], proposal=proposal)


def test_an_empty_draft_is_told_everything_at_once(world):
    draft = actions.draft_proposal(
        actor=world.people[OFFICER], region=world.regions["51.01"], title="Wi-Fi", addressee="region"
    )
    with pytest.raises(Invalid) as refused:
        send(world, draft)
    where = {fault.where for fault in refused.value.faults}
    assert where == {
        "summary", "addressed_region", "organisation", "background", "dimension", "location", "start_year", "costs",
        "goal", "outputs", "operation",
    }  # fmt: skip
    assert all("Step" in fault.mend for fault in refused.value.faults)
    draft.refresh_from_db()
    assert (draft.state, Submission.objects.count()) == (states.DRAFT, 0)


def test_what_is_sent_has_its_handler_its_day_and_its_fingerprint(world, whole):
    sent = send(world, whole())
    assert (sent.state, sent.handler, sent.due_on) == (states.SUBMITTED, world.regions["51"], date(2022, 11, 10))
    assert sent.submitted_by_id == str(world.people[OFFICER].pk)
    assert [each.state for each in sent.passages.all()] == [states.SUBMITTED]
    text = Submission.objects.get()
    assert (text.sequence, text.total) == (1, 753 * 4_540_000)
    plain = json.dumps(text.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert text.fingerprint == hashlib.sha256(plain.encode()).hexdigest()
    assert text.content["costs"][0]["amount"] == 753 * 4_540_000
    assert text.content["sent_on"] == "2022-11-07"


def test_the_fingerprint_is_that_of_the_text_in_whatever_language_it_is_sent(world, whole):
    from django.utils import translation

    draft = whole()
    found = set()
    for language in ("id", "en"):
        with translation.override(language):
            found.add(content.fingerprint(content.content_of(draft)))
    assert len(found) == 1
    changed = actions.change_proposal(actor=world.people[OFFICER], proposal=draft, goal="Sinyal di tiap desa!")
    assert content.fingerprint(content.content_of(changed)) not in found


@pytest.mark.parametrize(
    ("addressee", "fields", "handler"),
    [("province", {}, "51"), ("centre", {}, "51"), ("region", {"addressed_region": "51.02"}, "51.02")],
)
def test_who_handles_it(world, whole, addressee, fields, handler):
    chosen = {name: world.regions[code] for name, code in fields.items()}
    sent = send(world, whole(addressee=addressee, **chosen))
    assert sent.handler == world.regions[handler]


def test_a_provinces_own_is_handled_by_the_province_and_never_by_its_sender(world, whole):
    sent = send(world, whole("51"), "province_coordinator:51")
    assert sent.handler == world.regions["51"]
    with pytest.raises(Refused):
        take_proposal(actor=world.people["province_coordinator:51"], proposal=sent)


def test_an_organisation_that_left_the_region_cannot_ask(world, whole):
    office = Organisation.objects.create(
        name="Dinas Lama", kind="agency", region=world.regions["51.01"], parent=world.organisations["51.01"]
    )
    draft = whole(organisation=office)
    Organisation.objects.filter(pk=office.pk).update(region=world.regions["51.02"])
    with pytest.raises(Invalid, match="no organisation of this region any more"):
        send(world, Proposal.objects.get(pk=draft.pk))


def test_costs_outside_the_years_are_named(world, whole, aid):
    draft = whole(costs=[Cost(2027, aid, "Titik", Decimal(1), "titik", 1)])
    with pytest.raises(Invalid, match="2027"):
        send(world, draft)


def test_a_partnership_offer_in_kind_needs_no_costs(world, whole):
    assert send(world, whole(kind="partnership", costs=[])).state == states.SUBMITTED


def test_a_copy_names_what_is_copied(world, whole):
    with pytest.raises(Invalid, match="copied"):
        send(world, whole(kind="replication"))


def test_the_second_click_sends_once_and_a_third_is_refused(world, whole):
    draft = whole()
    client = Client()
    client.force_login(world.people[OFFICER])
    page = reverse("proposals:step", args=[draft.number, "kirim"])
    form = {"request_key": "k", "version": str(draft.version)}
    first = client.post(page, form)
    assert first.headers["Location"] == reverse("proposals:receipt", args=[draft.number])
    assert client.post(page, form).status_code == 403  # it is no longer with the proposer
    again = submit_proposal(actor=world.people[OFFICER], proposal=draft, request_key="k", version=draft.version)
    assert again.pk == draft.pk
    assert Submission.objects.count() == 1


def test_sending_what_another_tab_has_changed_shows_it_first(world, whole):
    draft = whole()
    actions.change_proposal(actor=world.people[OFFICER], proposal=draft, goal="Lain")
    client = Client()
    client.force_login(world.people[OFFICER])
    page = reverse("proposals:step", args=[draft.number, "kirim"])
    assert client.post(page, {"version": str(draft.version - 1)}).status_code == 409
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "error"), [("leader:51.01", Refused), ("region_coordinator:51.02", NotFound), ("mentor:", NotFound)]
)
def test_only_those_who_draft_send(world, whole, who, error):
    with pytest.raises(error):
        send(world, whole(), who)


def test_a_returned_one_is_completed_and_sent_again(world, whole):
    sent = take_proposal(actor=world.people["province_coordinator:51"], proposal=send(world, whole()))
    back = return_proposal(actor=world.people["province_coordinator:51"], proposal=sent, reason="Lengkapi TOR.")
    changed = actions.change_proposal(actor=world.people[OFFICER], proposal=back, operation="Dinas dan desa.")
    again = send(world, changed)
    assert [each.sequence for each in again.submissions.all()] == [1, 2]
    assert again.state == states.SUBMITTED
    told = journey.history(again, list(again.passages.all()))
    assert [each.what for each in told][:3] == [
        "Completed and sent again to Provinsi Bali",
        "Returned to be completed",
        "Taken up: administrative check by Provinsi Bali",
    ]
    assert told[1].words == "Lengkapi TOR."


def test_what_is_being_completed_stays_the_regions_own(world, whole):
    attach_paper(actor=world.people[OFFICER], proposal=(draft := whole()), content=b"%PDF-1.7\na", file_name="a.pdf")
    sent = take_proposal(actor=world.people["province_coordinator:51"], proposal=send(world, draft))
    back = return_proposal(actor=world.people["province_coordinator:51"], proposal=sent, reason="Lengkapi.")
    actions.change_proposal(actor=world.people[OFFICER], proposal=back, goal="rahasiatujuan", summary="rahasiauraian")
    attach_paper(actor=world.people[OFFICER], proposal=back, content=b"%PDF-1.7\nb", file_name="b.pdf", title="Draf")
    page = reverse("proposals:detail", args=[back.number])
    for who, knows in ((OFFICER, True), ("province_coordinator:51", False), ("leader:51", False)):
        client = Client()
        client.force_login(world.people[who])
        shown = client.get(page).text
        for word in ("rahasiatujuan", "rahasiauraian", "Draf</a>"):
            assert (word in shown) is knows, (who, word)
        assert "753 titik." in shown


# --- the calendar ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year"), [(date(2022, 3, 1), 2023), (date(2022, 6, 30), 2023), (date(2022, 7, 1), 2024)]
)
def test_an_usulan_of_october_cannot_enter_the_rkpd_that_was_fixed_in_june(db, day, year):
    assert settings.earliest_rkpd("51", day) == year
    with clock.pinned(day):
        assert settings.earliest_rkpd("51") == year


def test_the_page_says_which_rkpd_can_still_be_reached(world, whole):
    client = Client()
    client.force_login(world.people[OFFICER])
    draft = whole()
    for step in ("lokasi", "kirim"):
        shown = client.get(reverse("proposals:step", args=[draft.number, step])).text
        assert "2024" in shown


# --- joining ---------------------------------------------------------------------------------------------------------


def test_joining_another_takes_ones_own_back_and_points_there(world, whole):
    first, second = send(world, whole()), whole()
    joined = join_proposal(actor=world.people[OFFICER], proposal=second, into=first)
    assert (joined.state, joined.merged_into) == (states.WITHDRAWN, first)
    assert first.number in joined.withdrawn_reason
    third = whole()
    pointed = join_proposal(actor=world.people[OFFICER], proposal=third, into=joined)
    assert pointed.merged_into == first


def test_nobody_joins_oneself_nor_what_is_closed_nor_what_one_cannot_see(world, whole, sent):
    draft = whole()
    with pytest.raises(Invalid):
        join_proposal(actor=world.people[OFFICER], proposal=draft, into=draft)
    closed = sent("USL-2022-0050", state=states.DONE)
    with pytest.raises(Invalid):
        join_proposal(actor=world.people[OFFICER], proposal=draft, into=closed)
    hidden = sent("USL-2022-0051", region=world.regions["51.02"], organisation=world.organisations["51.02"])
    with pytest.raises(NotFound):
        join_proposal(actor=world.people[OFFICER], proposal=draft, into=hidden)
    client = Client()
    client.force_login(world.people[OFFICER])
    assert client.post(reverse("proposals:join", args=[draft.number, hidden.number])).status_code == 404


def test_similar_ones_are_shown_before_sending(world, whole):
    first, second = send(world, whole()), whole()
    client = Client()
    client.force_login(world.people[OFFICER])
    shown = client.get(reverse("proposals:step", args=[second.number, "kirim"])).text
    assert reverse("proposals:join", args=[second.number, first.number]) in shown


# --- taking back -----------------------------------------------------------------------------------------------------


def test_it_can_be_taken_back_until_it_is_answered(world, whole, sent):
    back = actions.withdraw_proposal(actor=world.people[OFFICER], proposal=send(world, whole()), reason="Tidak perlu.")
    assert (back.state, back.due_on) == (states.WITHDRAWN, None)
    answered = sent("USL-2022-0060", state=states.RECOMMENDED)
    with pytest.raises(Refused):
        actions.withdraw_proposal(actor=world.people[OFFICER], proposal=answered, reason="x")


def test_completeness_is_told_by_step(world, whole):
    draft = whole(goal="")
    lacking = completeness.by_step(completeness.missing(draft))
    assert {step.key for step, faults in lacking.items() if faults} == {"tor"}
    assert queries.costs_of(draft).total == 753 * 4_540_000
