"""An event from its draft to its end: who may do what, what is refused, and what follows a move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from smartprovince.core import clock
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.core.models import OutgoingMail
from smartprovince.outreach import actions, inviting, preparing, registering, states
from smartprovince.outreach.models import Event, Registration

from .conftest import NINE, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AFTER = date(2022, 11, 8)


def test_an_event_has_a_public_number_and_its_time_is_kept_in_utc(hold, world):
    event = hold("51")
    assert event.number == "KGT-2022-0001"
    assert event.zone == "WITA"
    assert event.starts_at == datetime(2022, 11, 7, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 2), ("WITA", 1), ("WIT", 0)])
def test_a_local_time_is_the_one_on_the_wall_of_its_zone(hold, zone, hour):
    assert hold("", zone=zone).starts_at == datetime(2022, 11, 7, hour, 0, tzinfo=UTC)


def test_there_is_no_summer_time(hold):
    for month in range(1, 13):
        start = datetime(2023, month, 7, 9, 0)
        assert hold("51", starts_at=start, ends_at=start + timedelta(hours=1)).starts_at.hour == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"ends_at": NINE}, "ends_at"),
        ({"ends_at": NINE - timedelta(hours=1)}, "ends_at"),
        ({"ends_at": NINE + timedelta(days=400)}, "ends_at"),
        ({"registration_until": NINE + timedelta(hours=1)}, "registration_until"),
        ({"capacity": 0}, "capacity"),
        ({"venue": " "}, "venue"),
        ({"zone": "EST"}, "zone"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(hold, wrong, where):
    with pytest.raises(Invalid) as error:
        hold("51", **wrong)
    assert [fault.where for fault in error.value.faults] == [where]
    assert not Event.objects.exists()


def test_a_government_holds_events_in_its_own_region_only(hold, world):
    with pytest.raises(Invalid, match="outside"):
        hold("51.01", region=world.regions["51.02"])
    assert hold("51", region=world.regions["51.02"]).region.code == "51.02"
    assert hold("", region=world.regions["52.01"]).region.code == "52.01"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("region_coordinator:51.01", Refused),
        ("region_coordinator:51.02", Refused),
        ("province_coordinator:51", None),
        ("province_coordinator:52", NotFound),
        ("programme_owner:", Refused),
        ("officer:51.01", Refused),
        ("stranger", NotFound),
    ],
)
def test_only_the_organiser_edits(hold, world, who, error):
    event = hold("51", announce=True)
    if error is None:
        actions.change_event(actor=world.people[who], event=event, title="Lain")
        return
    with pytest.raises(error):
        actions.change_event(actor=world.people[who], event=event, title="Lain")
    event.refresh_from_db()
    assert event.title != "Lain"


# --- states × roles --------------------------------------------------------------------------------------------------


def act(name, person, event):
    given = {"reason": "sebab"} if name in ("reopen", "cancel") else {}
    known = {
        "open": actions.open_event,
        "close": actions.close_event,
        "reopen": actions.reopen_event,
        "cancel": actions.cancel_event,
    }
    return known[name](actor=person, event=event, **given)


@pytest.mark.parametrize("state", states.EVENT.states)
@pytest.mark.parametrize("name", ["open", "close", "reopen", "cancel"])
def test_every_step_from_every_state(hold, world, state, name):
    event = hold("51")
    Event.objects.filter(pk=event.pk).update(state=state)
    event.refresh_from_db()
    targets = {step.target for step in states.EVENT.transitions if step.source == state and step.action == name}
    day = AFTER if name in ("close", "reopen") else date(2022, 10, 20)
    with clock.pinned(day):
        for stranger in ("officer:51", "leader:51", "mentor:", "region_coordinator:51.01"):
            person = world.people.get(stranger)
            if person is not None:
                with pytest.raises((NotFound, Refused)):
                    act(name, person, event)
        if targets:
            assert {act(name, coordinator(world, "51"), event).state} == targets
        else:
            with pytest.raises(Invalid):
                act(name, coordinator(world, "51"), event)


@pytest.mark.parametrize("name", ["reopen", "cancel"])
def test_a_step_back_needs_a_reason(hold, world, name):
    event = hold("51", announce=True)
    if name == "reopen":
        Event.objects.filter(pk=event.pk).update(state="closed")
        event.refresh_from_db()
    known = {"reopen": actions.reopen_event, "cancel": actions.cancel_event}
    with pytest.raises(Invalid):
        known[name](actor=coordinator(world, "51"), event=event, reason="  ")


def test_an_event_that_has_not_begun_cannot_be_closed(hold, world):
    event = hold("51", announce=True)
    with pytest.raises(Invalid, match="begun"):
        actions.close_event(actor=coordinator(world, "51"), event=event)
    with clock.pinned(date(2022, 11, 7)):
        assert actions.close_event(actor=coordinator(world, "51"), event=event).state == "closed"


def test_a_past_event_is_recorded_instead_of_announced(hold, world):
    event = hold("51", starts_at=datetime(2022, 10, 1, 9), ends_at=datetime(2022, 10, 1, 12))
    with pytest.raises(Invalid):
        actions.open_event(actor=coordinator(world, "51"), event=event)
    assert actions.record_past_event(actor=coordinator(world, "51"), event=event).state == "open"


def test_where_people_came_nothing_is_cancelled(hold, world, come):
    event = hold("51", announce=True, is_public=True)
    made = come(event)
    Registration.objects.filter(pk=made.registration.pk).update(attended_on=date(2022, 11, 7))
    with pytest.raises(Invalid, match="held"):
        actions.cancel_event(actor=coordinator(world, "51"), event=event, reason="hujan")


# --- moving ----------------------------------------------------------------------------------------------------------


def test_moving_raises_the_sequence_moves_the_programme_and_tells_everybody(hold, world, come):
    event = hold("51", announce=True, is_public=True, registration_until=NINE - timedelta(hours=1))
    preparing.add_agenda_item(actor=coordinator(world, "51"), event=event, title="Pembukaan", starts_at=NINE)
    come(event, "siti")
    come(event, "budi")
    OutgoingMail.objects.all().delete()
    moved = actions.move_event(
        actor=coordinator(world, "51"),
        event=event,
        starts_at=NINE - timedelta(days=1),
        ends_at=NINE - timedelta(days=1) + timedelta(hours=3),
        venue="Gedung lain",
        reason="Aula dipakai",
    )
    assert (moved.sequence, moved.moved_reason, moved.venue) == (1, "Aula dipakai", "Gedung lain")
    assert moved.agenda.get().starts_at == moved.starts_at
    assert moved.registration_until == moved.starts_at
    mails = OutgoingMail.objects.order_by("address")
    assert [mail.address for mail in mails] == ["budi@contoh.test", "siti@contoh.test"]
    assert "Aula dipakai" in mails[0].body
    assert "SEQUENCE:1" in mails[0].files[0]["text"]
    assert "METHOD:REQUEST" in mails[0].files[0]["text"]


def test_a_move_needs_a_reason_and_a_change(hold, world):
    event = hold("51", announce=True)
    same = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    with pytest.raises(Invalid) as error:
        actions.move_event(actor=coordinator(world, "51"), event=event, reason=" ", **same)
    assert {fault.where for fault in error.value.faults} == {"reason", "starts_at"}


def test_an_announced_event_is_not_moved_by_changing_it(hold, world):
    event = hold("51", announce=True)
    with pytest.raises(Invalid, match="move it"):
        actions.change_event(actor=coordinator(world, "51"), event=event, venue="Gedung lain")
    assert actions.change_event(actor=coordinator(world, "51"), event=event, title="Lain").title == "Lain"


def test_two_people_change_an_event_at_once(hold, world):
    event = hold("51")
    actions.change_event(actor=coordinator(world, "51"), event=event, version=1, title="Satu")
    with pytest.raises(Conflict):
        actions.change_event(actor=coordinator(world, "51"), event=event, version=1, title="Dua")


def test_cancelling_tells_everybody_and_strikes_it_out_of_calendars(hold, world, come):
    event = hold("51", announce=True, is_public=True)
    come(event)
    OutgoingMail.objects.all().delete()
    actions.cancel_event(actor=coordinator(world, "51"), event=event, reason="Erupsi gunung")
    mail = OutgoingMail.objects.get()
    assert "Erupsi gunung" in mail.body
    assert "METHOD:CANCEL" in mail.files[0]["text"]
    assert "STATUS:CANCELLED" in mail.files[0]["text"]


def test_a_draft_that_is_dropped_is_nobody_else_s(client, hold, world):
    event = hold("51", is_public=True)
    actions.cancel_event(actor=coordinator(world, "51"), event=event, reason="Tidak jadi")
    assert client.get(f"/agenda/{event.number}/").status_code == 404
    announced = hold("51", is_public=True, announce=True)
    actions.cancel_event(actor=coordinator(world, "51"), event=announced, reason="Erupsi")
    assert client.get(f"/agenda/{announced.number}/").status_code == 200


def test_fewer_places_than_people_are_refused_and_more_let_people_in(hold, world, come):
    event = hold("51", announce=True, is_public=True, capacity=2)
    people = [come(event, name) for name in ("a1", "b2", "c3")]
    assert [made.registration.state for made in people] == ["registered", "registered", "waiting"]
    with pytest.raises(Invalid, match="2 people"):
        actions.change_event(actor=coordinator(world, "51"), event=event, capacity=1)
    actions.change_event(actor=coordinator(world, "51"), event=event, capacity=3)
    assert event.registrations.filter(state="registered").count() == 3


# --- the programme ---------------------------------------------------------------------------------------------------


def test_a_part_lies_within_the_event(hold, world):
    event = hold("51")
    with pytest.raises(Invalid) as error:
        preparing.add_agenda_item(
            actor=coordinator(world, "51"), event=event, title="Sesi", starts_at=NINE + timedelta(days=1)
        )
    assert error.value.faults[0].where == "starts_at"


def test_homework_has_an_owner_of_the_province_and_a_day(hold, world):
    event, person = hold("51"), coordinator(world, "51")
    with pytest.raises(Invalid) as error:
        preparing.add_output(actor=person, event=event, kind="homework", title="Buku 1")
    assert {fault.where for fault in error.value.faults} == {"due_on", "organisation"}
    with pytest.raises(Invalid, match="another province"):
        preparing.add_output(
            actor=person,
            event=event,
            kind="homework",
            title="Buku 1",
            organisation=world.organisations["52.01"],
            due_on=date(2022, 12, 1),
        )


def test_homework_is_delivered_by_its_organisation(hold, world):
    event, person = hold("51", announce=True), coordinator(world, "51")
    output = preparing.add_output(
        actor=person,
        event=event,
        kind="homework",
        title="Draf Buku 1",
        organisation=world.organisations["51.01"],
        due_on=date(2022, 12, 1),
    )
    with pytest.raises(Refused):
        preparing.deliver_output(actor=world.people["officer:51.02"], output=output)
    with pytest.raises(NotFound):
        preparing.deliver_output(actor=world.people["officer:52.01"], output=output)
    with clock.pinned(date(2022, 11, 20)):
        done = preparing.deliver_output(actor=world.people["officer:51.01"], output=output)
    assert done.delivered_on == date(2022, 11, 20)
    with pytest.raises(Invalid, match="already"):
        preparing.deliver_output(actor=world.people["officer:51.01"], output=done)


# --- invitations and the desk ----------------------------------------------------------------------------------------


def test_organisations_of_the_province_are_invited_once(hold, world):
    event, person = hold("51"), coordinator(world, "51")
    invite = {"actor": person, "event": event, "letter_number": "005/1/Diskominfos"}
    inviting.invite_organisations(organisations=[world.organisations["51.01"]], **invite)
    with pytest.raises(Invalid, match="already"):
        inviting.invite_organisations(organisations=[world.organisations["51.01"]], **invite)
    with pytest.raises(Invalid, match="another province"):
        inviting.invite_organisations(organisations=[world.organisations["52.01"]], **invite)
    assert event.invitations.count() == 1


def test_the_invited_organisation_answers_and_nobody_else(hold, world):
    event = hold("51", announce=True)
    inviting.invite_organisations(
        actor=coordinator(world, "51"), event=event, organisations=[world.organisations["51.01"]], seats=3
    )
    invitation = event.invitations.get()
    with pytest.raises(NotFound):
        inviting.answer_invitation(actor=coordinator(world, "51.02"), invitation=invitation, answer="coming")
    with pytest.raises(Refused):
        inviting.answer_invitation(actor=coordinator(world, "51"), invitation=invitation, answer="coming")
    answered = inviting.answer_invitation(actor=world.people["officer:51.01"], invitation=invitation, answer="coming")
    assert answered.answer == "coming"


def test_seats_of_who_said_they_come_are_kept(hold, world, come):
    event = hold("51", announce=True, is_public=True, capacity=3)
    inviting.invite_organisations(
        actor=coordinator(world, "51"), event=event, organisations=[world.organisations["51.01"]], seats=2
    )
    inviting.answer_invitation(actor=world.people["officer:51.01"], invitation=event.invitations.get(), answer="coming")
    assert come(event, "a1").registration.state == "registered"
    assert come(event, "b2").registration.state == "waiting"
    assert come(event, "c3", organisation=world.organisations["51.01"]).registration.state == "registered"
    inviting.answer_invitation(
        actor=world.people["officer:51.01"], invitation=event.invitations.get(), answer="declined"
    )
    assert event.registrations.get(name="b2").state == "registered"


def test_the_desk_is_for_one_event_only(hold, world, helper):
    event, other = hold("51", announce=True), hold("51", announce=True)
    person = helper(event)
    assert registering.register(actor=person, event=event, name="Wayan", came_by="desk").registration.number == 1
    with pytest.raises(NotFound):
        registering.register(actor=person, event=other, name="Wayan", came_by="desk")
    with pytest.raises(Refused):
        actions.change_event(actor=person, event=event, title="Lain")


def test_a_desk_membership_of_another_government_opens_nothing(hold, world):
    from smartprovince.organisations.models import Membership, Person

    event = hold("51", announce=True)
    person = Person.objects.create_user("jauh@contoh.test", "rahasia-sekali", name="jauh")
    Membership.objects.create(
        person=person, organisation=world.organisations["52"], role="event_desk", event_id=event.pk, granted_by="test"
    )
    with pytest.raises(NotFound):
        registering.register(actor=person, event=event, name="Wayan", came_by="desk")


def test_coordinators_seat_their_own_people_and_invite_helpers(hold, world):
    from smartprovince.organisations.actions import accept_invitation
    from smartprovince.organisations.queries import person_by_email

    event, person = hold("51", announce=True), coordinator(world, "51")
    seat = inviting.seat_at_desk(actor=person, event=event, person=world.people["planner:51"])
    assert (seat.event_id, seat.role) == (event.pk, "event_desk")
    with pytest.raises(Invalid):
        inviting.seat_at_desk(actor=person, event=event, person=world.people["officer:51.01"])
    invited = inviting.invite_to_desk(actor=person, event=event, name="Made", email="made@contoh.test")
    from smartprovince.organisations.actions import INVITATION_DOOR

    accept_invitation(actor=INVITATION_DOOR, token=invited.token, password="kata-sandi-panjang")
    made = person_by_email("made@contoh.test")
    assert registering.register(actor=made, event=event, name="Tamu", came_by="desk").registration.number == 1
    inviting.leave_desk(actor=person, event=event, membership=made.memberships.get())
    made = person_by_email("made@contoh.test")
    with pytest.raises(NotFound):
        registering.register(actor=made, event=event, name="Tamu lain", came_by="desk")
