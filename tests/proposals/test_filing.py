"""The form in steps: incomplete is kept, wrong is said at its field, and nothing of another region gets in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.evidence.models import PaperUse
from smartprovince.organisations.models import Membership
from smartprovince.portfolio.models import Application, Problem
from smartprovince.proposals import actions
from smartprovince.proposals.filing import actions as filing
from smartprovince.proposals.filing import queries
from smartprovince.proposals.filing.rows import Cost, Expected
from smartprovince.proposals.models import Proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_day")]
OFFICER = "officer:51.01"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Faults are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def client(world) -> Client:
    found = Client()
    found.force_login(world.people[OFFICER])
    return found


@pytest.fixture
def draft(world) -> Proposal:
    return actions.draft_proposal(
        actor=world.people[OFFICER], region=world.regions["51.01"], title="Wi-Fi gratis di desa", addressee="province"
    )


def change(world, draft, **fields) -> Proposal:
    return actions.change_proposal(actor=world.people[OFFICER], proposal=draft, **fields)


def page(draft: Proposal, step: str) -> str:
    return reverse("proposals:step", args=[draft.number, step])


def costs(*rows: dict[str, Any]) -> dict[str, Any]:
    """The cost table as a browser sends it."""
    given = {"biaya-TOTAL_FORMS": len(rows), "biaya-INITIAL_FORMS": "0", "version": "1"}
    return given | {f"biaya-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def row(aid, **fields) -> dict[str, Any]:
    usual = {"year": "2023", "fund_source": aid.pk, "item": "Titik", "quantity": "753", "unit": "titik"}
    return usual | {"unit_cost": "4.540.000"} | fields


# --- costs -----------------------------------------------------------------------------------------------------------


def test_the_cost_table_of_the_worked_example_adds_up(client, draft, aid):
    sent = costs(row(aid), row(aid, year="2024", quantity="12,5", unit="bulan", unit_cost="1000"), row(aid, item="",
                 quantity="", unit="", unit_cost=""))  # fmt: skip
    assert client.post(page(draft, "biaya"), sent | {"go": "next"}).headers["Location"] == page(draft, "tor")
    found = queries.costs_of(draft)
    assert found.total == 753 * 4_540_000 + 12_500
    assert found.by_year == {2023: 753 * 4_540_000, 2024: 12_500}
    assert found.by_source == {aid: found.total}
    assert queries.totals([draft.pk]) == {draft.pk: found.total}
    draft.refresh_from_db()
    assert draft.version == 2
    shown = client.get(page(draft, "biaya")).text
    assert "Rp3.418.632.500" in shown
    assert 'value="4.540.000"' in shown
    assert 'value="12,5"' in shown


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("unit_cost", "3.4 M"),
        ("unit_cost", "3,418,800,000"),
        ("unit_cost", "-5"),
        ("unit_cost", "10000000000000000"),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "1.5"),
        ("year", "23"),
        ("year", "2300"),
        ("fund_source", "999"),
        ("item", ""),
    ],
)
def test_what_nobody_can_mean_is_refused_and_nothing_is_lost(client, draft, aid, name, typed):
    answer = client.post(page(draft, "biaya"), costs(row(aid, **{name: typed})))
    assert answer.status_code == 422
    assert 'class="err"' in answer.text or "errsum" in answer.text
    assert not draft.costs.exists()
    assert "titik" in answer.text


def test_a_source_of_another_province_is_no_choice(world, draft, aid):
    aid.province = world.regions["52"]
    aid.save()
    with pytest.raises(Invalid, match="list"):
        change(world, draft, costs=[Cost(2023, aid, "Titik", Decimal(1), "titik", 1)])


# --- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("lokasi", {"latitude": "-8,1"}),
        ("lokasi", {"latitude": "51,5", "longitude": "0,1"}),
        ("lokasi", {"latitude": "utara", "longitude": "115"}),
        ("lokasi", {"beneficiaries": "0"}),
        ("lokasi", {"beneficiaries": "1,5"}),
        ("lokasi", {"start_year": "2021"}),
        ("lokasi", {"start_year": "2024", "end_year": "2023"}),
        ("lokasi", {"end_year": "2099"}),
        ("apa", {"title": ""}),
        ("apa", {"title": "x", "addressee": "presiden"}),
        ("apa", {"title": "x", "addressee": "province", "copied": "APL-2022-0001"}),
        ("tor", {"goal": "x" * 2_001}),
    ],
)
def test_each_fault_is_said_at_its_step(client, draft, step, given):
    answer = client.post(page(draft, step), given | {"version": "1"})
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_step_may_stay_incomplete_and_back_keeps_what_was_typed(client, draft):
    answer = client.post(page(draft, "tor"), {"goal": "Sinyal di tiap desa", "version": "1", "go": "back"})
    assert answer.headers["Location"] == page(draft, "biaya")
    draft.refresh_from_db()
    assert draft.goal == "Sinyal di tiap desa"
    assert "Sinyal di tiap desa" in client.get(page(draft, "tor")).text


def test_script_is_shown_as_text(client, draft):
    evil = "<script>alert(1)</script>"
    assert client.post(page(draft, "tor"), {"goal": evil, "outputs": evil, "operation": evil}).status_code == 302
    for address in (reverse("proposals:detail", args=[draft.number]), page(draft, "kirim"), page(draft, "tor")):
        shown = client.get(address).text
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;" in shown
    assert client.post(page(draft, "tor"), {"goal": "a\x00b"}).status_code == 422


def test_a_second_tab_sees_both_texts(client, world, draft):
    change(world, draft, goal="Punya mereka")
    answer = client.post(page(draft, "tor"), {"goal": "Punya saya", "version": "1"})
    assert answer.status_code == 409
    assert "Punya mereka" in answer.text
    assert "Punya saya" in answer.text
    with pytest.raises(Conflict):
        change(world, draft, goal="lagi", version=1)


def test_rows_raise_the_version_once(world, draft, aid):
    changed = change(world, draft, costs=[Cost(2023, aid, "Titik", Decimal(1), "titik", 5)])
    assert changed.version == 2
    assert change(world, draft, costs=[Cost(2023, aid, "Titik", Decimal(1), "titik", 5)]).version == 2
    both = change(world, draft, goal="x", costs=[])
    assert both.version == 3


# --- things of others ------------------------------------------------------------------------------------------------


def test_problems_and_organisations_of_another_region_are_no_choice(world, client, draft):
    shared = {"region": world.regions["51.02"], "severity": 3, "basis": "other", "audience": "public"}
    problem = Problem.objects.create(number="MSL-2022-0001", name="Banjir", **shared)
    assert client.post(page(draft, "masalah"), {"problem": problem.pk}).status_code == 422
    for name, value in (
        ("problem", problem),
        ("organisation", world.organisations["51.02"]),
        ("addressed_region", world.regions["52.01"]),
        ("addressed_region", world.regions["51.01"]),
    ):
        with pytest.raises(Invalid) as refused:
            change(world, draft, addressee="region", **{name: value})
        assert [fault.where for fault in refused.value.faults] == [name]


def test_only_what_one_sees_can_be_copied(world, client, draft):
    hidden = {"region": world.regions["51.02"], "function": "service", "audience": "own"}
    secret = Application.objects.create(number="APL-2022-0001", name="Rahasia", **hidden)
    offered = Application.objects.create(
        number="APL-2022-0002", name="Terbuka", **hidden | {"audience": "governments", "offered": True}
    )
    with pytest.raises(Invalid, match="open to you"):
        change(world, draft, application=secret)
    assert client.post(reverse("proposals:copy", args=[draft.number, secret.number])).status_code == 404
    assert "APL-2022-0002" in client.get(page(draft, "apa")).text
    assert client.post(reverse("proposals:copy", args=[draft.number, "apl-2022-0002"])).status_code == 302
    draft.refresh_from_db()
    assert (draft.kind, draft.application) == ("replication", offered)


def test_what_it_is_tied_to_is_a_link_for_whoever_may_see_it(world, client, draft):
    own = {"region": world.regions["51.01"], "severity": 3, "basis": "other", "audience": "own"}
    problem = Problem.objects.create(number="MSL-2022-0002", name="Sinyal lemah", **own)
    change(world, draft, problem=problem)
    Proposal.objects.filter(pk=draft.pk).update(received_by=world.organisations["51"])
    page = reverse("proposals:detail", args=[draft.number])
    assert "MSL-2022-0002/" in client.get(page).text
    organiser = Client()
    organiser.force_login(world.people["province_coordinator:51"])
    assert "MSL-2022-0002/" not in organiser.get(page).text


def test_an_indicator_is_one_of_the_catalogue(world, draft):
    with pytest.raises(Invalid, match="catalogue"):
        change(world, draft, effects=[Expected("TIDAK.ADA", "naik")])


def test_effects_are_chosen_by_name(world, client, draft, db):
    from smartprovince.core.access import SystemActor
    from smartprovince.instruments.actions import load_instruments

    load_instruments(actor=SystemActor("test"))
    code, node = next(iter(queries.indicators().items()))
    assert node.name_id in client.get(page(draft, "masalah")).text
    given = {"dampak-TOTAL_FORMS": "2", "dampak-INITIAL_FORMS": "0", "version": "1"}
    one = {"dampak-0-node_code": code, "dampak-0-expected": "40% menjadi 65% pada 2025"}
    assert client.post(page(draft, "masalah"), given | one).status_code == 302
    (effect,) = queries.effects_of(draft)
    assert (effect.code, effect.expected) == (code, "40% menjadi 65% pada 2025")
    again = one | {"dampak-1-node_code": code, "dampak-1-expected": "lagi", "version": "2"}
    assert client.post(page(draft, "masalah"), given | again).status_code == 422


# --- attachments -----------------------------------------------------------------------------------------------------


def test_a_file_is_attached_with_what_was_typed_beside_it(world, client, draft):
    tor = SimpleUploadedFile("tor.pdf", b"%PDF-1.7\n" + b"TOR 300 halaman " * 300, "application/pdf")
    sent = {"goal": "Sinyal", "version": "1", "file": tor, "paper_title": "TOR", "request_key": "k"}
    assert client.post(reverse("proposals:attach", args=[draft.number]), sent).status_code == 302
    (use,) = queries.attached_to(draft)
    draft.refresh_from_db()
    assert (draft.goal, use.paper.title) == ("Sinyal", "TOR")
    assert client.get(reverse("proposals:attachment", args=[draft.number, use.pk])).status_code == 200
    assert client.get(reverse("proposals:attachment_look", args=[draft.number, use.pk])).status_code == 200
    program = SimpleUploadedFile("tor.pdf", b"MZ program", "application/pdf")
    assert client.post(reverse("proposals:attach", args=[draft.number]), {"file": program}).status_code == 422
    assert client.post(reverse("proposals:attach", args=[draft.number]), {}).status_code == 422
    large = SimpleUploadedFile("besar.pdf", b"%PDF-1.7\n" + b"x" * (20 * 1024 * 1024), "application/pdf")
    assert client.post(reverse("proposals:attach", args=[draft.number]), {"file": large}).status_code == 422
    assert client.post(reverse("proposals:detach", args=[draft.number, use.pk]), {}).status_code == 302
    assert not PaperUse.objects.exists()


def test_what_is_attached_to_a_draft_is_the_regions_own(world, draft):
    filing.attach_paper(
        actor=world.people[OFFICER], proposal=draft, content=b"%PDF-1.7\nx", file_name="tor.pdf", title="TOR"
    )
    (use,) = queries.attached_to(draft)
    Proposal.objects.filter(pk=draft.pk).update(
        received_by=world.organisations["51"]
    )  # said at an event of the province
    draft.refresh_from_db()
    for who in ("province_coordinator:51", "leader:51"):
        assert queries.attachments_open_to(world.people[who], draft) == []
        with pytest.raises(NotFound):
            queries.attachment_open_to(world.people[who], draft, use.pk)
    assert queries.attachments_open_to(world.people["leader:51.01"], draft) == [use]


# --- who may ---------------------------------------------------------------------------------------------------------


def test_a_membership_that_ended_in_between_ends_the_form(world, client, draft):
    Membership.objects.filter(person=world.people[OFFICER]).delete()
    assert client.post(page(draft, "tor"), {"goal": "x"}).status_code == 404
    person = type(world.people[OFFICER]).objects.get(pk=world.people[OFFICER].pk)
    with pytest.raises((NotFound, Refused)):
        actions.change_proposal(actor=person, proposal=draft, goal="x")


@pytest.mark.parametrize("step", ["apa", "masalah", "lokasi", "biaya", "tor", "kirim"])
def test_each_step_is_the_regions_alone(world, draft, step):
    for who, status in (("officer:51.01", 200), ("leader:51.01", 403), ("province_coordinator:51", 404),
                        ("region_coordinator:51.02", 404), ("programme_owner:", 404)):  # fmt: skip
        client = Client()
        client.force_login(world.people[who])
        assert client.get(page(draft, step)).status_code == status, who


def test_an_unknown_step_is_not_found(client, draft):
    assert client.get(page(draft, "rahasia")).status_code == 404
