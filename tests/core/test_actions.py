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


@action("test.rename", on="team", verb="edit")
def rename(log, *, team: Team, name: str) -> Team:
    log.set(team, name=name)
    return team


@action("test.shorten", on="organisation", verb="edit")
def shorten(log, *, organisation: Organisation, short_name: str) -> Organisation:
    log.set(organisation, short_name=short_name)
    return organisation


@pytest.fixture
def teams(world) -> list[Team]:
    coordinator, home = world.people["province_coordinator:51"], world.organisations["51"]
    found = {"actor": coordinator, "organisation": home, "kind": "forum"}
    return [people.found_team(name=f"Forum {number}", **found) for number in range(5)]


def test_many_at_once_leave_a_row_in_trail_and_outbox_each(world, teams):
    coordinator = world.people["province_coordinator:51"]
    rows = [{"team": team, "version": team.version, "name": f"Dewan {n}"} for n, team in enumerate(teams)]
    assert rename.many(actor=coordinator, rows=rows) == 5
    assert list(Team.objects.order_by("pk").values_list("name", "version")) == [(f"Dewan {n}", 2) for n in range(5)]
    entries = AuditEntry.objects.filter(action="test.rename").order_by("pk")
    assert [entry.changes["name"] for entry in entries] == [[f"Forum {n}", f"Dewan {n}"] for n in range(5)]
    assert OutboxEvent.objects.filter(name="test.rename").count() == 5
    while audit.seal():
        pass
    assert audit.verify().whole


def test_many_leave_the_same_trail_as_one_by_one(world, teams):
    coordinator = world.people["province_coordinator:51"]
    rename.many(actor=coordinator, rows=[{"team": teams[0], "name": "Satu"}])
    rename(actor=coordinator, team=teams[1], name="Dua")
    told = ("action", "actor_id", "actor_label", "object_type", "changes__version")
    many, one = AuditEntry.objects.filter(action="test.rename").order_by("pk").values(*told)
    assert many == one


def test_one_of_many_that_may_not_is_named_and_nothing_changes(world, teams):
    rows = [{"team": team, "name": f"x {team.pk}"} for team in teams]
    with pytest.raises(Refused):
        rename.many(actor=world.people["officer:51.01"], rows=rows)
    homes = [world.organisations["51"], world.organisations["52.01"]]
    with pytest.raises(NotFound):
        shorten.many(
            actor=world.people["administrator:51"], rows=[{"organisation": home, "short_name": "x"} for home in homes]
        )
    assert not Organisation.objects.filter(short_name="x").exists()
    assert not Team.objects.filter(name__startswith="x").exists()
    assert not AuditEntry.objects.filter(action="test.rename").exists()


def test_one_stale_row_or_one_bad_value_refuses_all(world, teams):
    coordinator = world.people["province_coordinator:51"]
    good = [{"team": team, "name": f"x {team.pk}"} for team in teams[:4]]
    with pytest.raises(Conflict):
        rename.many(actor=coordinator, rows=[*good, {"team": teams[4], "version": 7, "name": "x"}])
    with pytest.raises(Invalid):
        rename.many(actor=coordinator, rows=[*good, {"team": teams[4], "name": "x" * 201}])
    assert not Team.objects.filter(name__startswith="x").exists()


def test_queries_of_many_do_not_grow(world, teams, django_assert_num_queries):
    coordinator = world.people["province_coordinator:51"]
    access.may(coordinator, "edit", teams[0])  # reads what the person may do, once
    for rows in (teams[:2], teams):
        with django_assert_num_queries(6):  # savepoint twice, gate, rows, trail, outbox
            rename.many(actor=coordinator, rows=[{"team": team, "name": f"{team.name} lagi"} for team in rows])
