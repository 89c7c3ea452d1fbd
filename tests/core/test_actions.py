"""One write, one path: right, transaction, version, request key, trail, outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from smartprovince.core import access, audit, clock
from smartprovince.core.actions import action, actions
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry, AuditText, OutboxEvent
from smartprovince.organisations import actions as people
from smartprovince.organisations.models import Organisation, Person, Team


@pytest.fixture
def team(world) -> Team:
    return people.found_team(
        actor=world.people["province_coordinator:51"],
        organisation=world.organisations["51"],
        kind="council",
        name="Dewan",
    )


def test_a_change_writes_one_audit_row_with_before_and_after_and_one_outbox_row(world, team):
    coordinator = world.people["province_coordinator:51"]
    before = AuditEntry.objects.count()
    people.change_team(actor=coordinator, acting_for=world.organisations["51"], team=team, name="Dewan Bali")
    entry = AuditEntry.objects.order_by("-pk").first()
    assert AuditEntry.objects.count() == before + 1
    assert entry.changes["name"] == ["Dewan", "Dewan Bali"]
    assert (entry.actor_id, entry.acting_for_label) == (str(coordinator.pk), "Pemerintah Provinsi Bali")
    assert OutboxEvent.objects.filter(entry=entry).count() == 1


def test_who_may_see_but_not_do_is_refused_and_told_who_may(world, team):
    with pytest.raises(Refused) as refusal:
        people.change_team(actor=world.people["officer:51.01"], team=team, name="x")
    assert refusal.value.who_may
    assert Team.objects.get(pk=team.pk).name == "Dewan"


def test_who_may_not_know_that_a_thing_exists_gets_not_found(world):
    hidden = world.organisations["52.01"]
    with pytest.raises(NotFound):
        people.change_organisation(actor=world.people["administrator:51"], organisation=hidden, name="x")


def test_a_stale_version_is_a_conflict_that_keeps_both_texts(world, team):
    coordinator = world.people["province_coordinator:51"]
    people.change_team(actor=coordinator, team=team, name="Pertama", version=1)
    with pytest.raises(Conflict) as conflict:
        people.change_team(actor=coordinator, team=team, name="Kedua", version=1)
    assert conflict.value.theirs.name == "Pertama"
    assert conflict.value.yours["name"] == "Kedua"
    assert Team.objects.get(pk=team.pk).version == 2


def test_the_second_click_gets_the_first_result(world):
    coordinator, home = world.people["province_coordinator:51"], world.organisations["51"]
    ask = {"actor": coordinator, "organisation": home, "kind": "forum", "name": "Forum", "request_key": "abc"}
    assert people.found_team(**ask).pk == people.found_team(**ask).pk
    assert Team.objects.filter(name="Forum").count() == 1


def test_a_failing_body_leaves_no_trace(world, team):
    before = AuditEntry.objects.count(), OutboxEvent.objects.count()
    with pytest.raises(Invalid):
        people.change_team(actor=world.people["province_coordinator:51"], team=team, name="x" * 201)
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == before


def test_a_nested_action_shares_the_transaction_and_names_its_parent(world):
    administrator, home = world.people["administrator:51"], world.organisations["51"]
    rows = [
        {"email": "a@contoh.test", "name": "A", "role": "officer"},
        {"email": "b@contoh.test", "name": "B", "role": "planner"},
    ]
    people.invite_many(actor=administrator, organisation=home, rows=rows)
    parent = AuditEntry.objects.get(action="person.invite_many")
    assert AuditEntry.objects.filter(parent=parent, action="person.invite").count() == 2


def test_one_bad_row_refuses_all_rows_and_names_its_line(world):
    administrator, home = world.people["administrator:51"], world.organisations["51"]
    rows = [
        {"email": "a@contoh.test", "name": "A", "role": "officer"},
        {"email": "b@contoh.test", "name": "B", "role": "raja"},
    ]
    with pytest.raises(Invalid) as refusal:
        people.invite_many(actor=administrator, organisation=home, rows=rows)
    assert [fault.where for fault in refusal.value.faults] == ["3:role"]
    assert home.invitations.count() == 0


def test_only_the_installation_may_call_an_action_without_an_object(world):
    with pytest.raises(Refused):
        people.create_person(actor=world.people["programme_owner:"], email="x@contoh.test", name="x")


def test_personal_text_enters_the_trail_as_a_digest_and_can_be_erased_without_breaking_the_chain(world):
    person = world.people["officer:51.01"]
    people.change_profile(actor=person, person=person, phone="0812 3456 789")
    entry = AuditEntry.objects.get(action="person.change_profile")
    assert "0812" not in str(entry.changes)
    assert AuditText.objects.get(entry=entry).after == "0812 3456 789"
    audit.seal()
    assert audit.verify().whole
    assert audit.erase_texts([entry]) == 1
    assert not AuditText.objects.filter(after__contains="0812").exists()
    assert audit.verify().whole


def test_sealing_is_in_order_and_verify_finds_a_changed_and_a_removed_row(world, team):
    for number in range(3):
        people.change_team(actor=world.people["province_coordinator:51"], team=team, name=f"Dewan {number}")
    assert audit.seal() == AuditEntry.objects.count()
    assert audit.verify().faults == []
    AuditEntry.objects.filter(sequence=2).update(actor_label="orang lain")
    assert any("row 2 was changed" in fault for fault in audit.verify().faults)
    AuditEntry.objects.filter(sequence=2).update(sequence=None)
    assert any("row 2 is missing" in fault for fault in audit.verify().faults)


def test_verify_reports_the_tail_that_is_not_sealed_yet(world, team):
    assert audit.verify().unsealed == AuditEntry.objects.count() > 0


@action("test.autosave", on="organisation", verb="edit", autosave=True)
def autosave(log, *, organisation: Organisation, short_name: str) -> Organisation:
    log.set(organisation, short_name=short_name)
    return organisation


def test_autosaves_of_one_field_within_ten_minutes_are_one_row(world):
    administrator, home = world.people["administrator:51"], world.organisations["51"]
    for text in ("a", "ab", "abc"):
        autosave(actor=administrator, organisation=home, short_name=text)
    entry = AuditEntry.objects.get(action="test.autosave")
    assert entry.changes["short_name"] == ["", "abc"]
    assert audit.seal() == AuditEntry.objects.exclude(action="test.autosave").count()
    AuditEntry.objects.filter(pk=entry.pk).update(seal_after=clock.now() - timedelta(seconds=1))
    autosave(actor=administrator, organisation=home, short_name="abcd")
    assert AuditEntry.objects.filter(action="test.autosave").count() == 2


def test_every_action_has_a_name_of_the_form_room_verb():
    assert all(len(name.split(".")) == 2 for name in actions.names())


def test_a_verb_without_a_rule_is_closed_to_everyone(world):
    assert access.scope(world.people["programme_owner:"], "burn", Person).count() == 0


def test_a_private_text_that_was_deleted_by_hand_is_missed(world):
    person = world.people["officer:51.01"]
    people.change_profile(actor=person, person=person, phone="0812 3456 789")
    audit.seal()
    assert audit.verify().whole
    AuditText.objects.all().delete()
    assert any("is gone" in fault for fault in audit.verify().faults)


def test_the_same_request_key_with_other_content_is_refused(world):
    coordinator, home = world.people["province_coordinator:51"], world.organisations["51"]
    ask = {"actor": coordinator, "organisation": home, "kind": "forum", "request_key": "abc"}
    people.found_team(name="Forum", **ask)
    with pytest.raises(Invalid):
        people.found_team(name="Forum lain", **ask)


def test_names_of_people_stand_in_the_chain_only_as_digests(world):
    people.invite(
        actor=world.people["administrator:51.01"],
        organisation=world.organisations["51.01"],
        email="rahasia@contoh.test",
        name="Ibu Nama Rahasia",
        role="officer",
    )
    told = str(list(AuditEntry.objects.values_list("object_label", "changes")))
    assert "Rahasia" not in told
    assert "rahasia@" not in told
