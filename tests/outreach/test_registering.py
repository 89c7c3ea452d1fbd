"""Coming, waiting and disappearing: no place twice, one address once, nothing left of somebody who takes it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from smartprovince.core import audit, clock
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry, AuditText, OutgoingMail
from smartprovince.outreach import actions, preparing, registering
from smartprovince.outreach.models import Certificate, Feedback, Registration

from .conftest import NINE, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(hold):
    return hold("51", announce=True, is_public=True, capacity=2)


# --- coming ----------------------------------------------------------------------------------------------------------


def test_a_ticket_is_a_secret_of_which_only_a_digest_is_kept(event, come):
    made = come(event)
    assert made.registration.number == 1
    assert made.registration.ticket_digest == registering.digest(made.secret)
    mail = OutgoingMail.objects.get()
    assert mail.address == "siti@contoh.test"
    assert f"/agenda/tiket/{made.secret}/" in mail.body
    assert "BEGIN:VCALENDAR" in mail.files[0]["text"]


def test_nothing_is_sent_to_invented_people(hold, come, settings):
    settings.DEMO = True
    event = hold("51", announce=True, is_public=True)
    assert event.simulated
    assert come(event).registration.simulated
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": " "}, "name"),
        ({"email": ""}, "email"),
        ({"email": "bukan-surel"}, "email"),
        ({"consented": False}, "consent"),
        ({"dimension": "XXX"}, "dimension"),
    ],
)
def test_what_is_missing_is_said_at_its_field(event, come, wrong, where):
    with pytest.raises(Invalid) as error:
        come(event, **wrong) if "name" not in wrong else registering.register(
            actor=registering.PAGE, event=event, email="a@contoh.test", consented=True, **wrong
        )
    assert [fault.where for fault in error.value.faults] == [where]
    assert not Registration.objects.exists()


def test_an_organisation_of_another_province_is_refused(event, come, world):
    with pytest.raises(Invalid):
        come(event, organisation=world.organisations["52.01"])
    assert come(event, organisation=world.organisations["51.02"]).registration.organisation_id


def test_one_address_one_place(event, come):
    come(event)
    with pytest.raises(Invalid) as error:
        come(event, "Orang Lain", email=" SITI@contoh.test ")
    said = str(error.value)
    assert "already" in said
    assert "siti" not in said.lower()


def test_an_address_that_dropped_out_may_come_again(event, come):
    first = come(event)
    registering.drop_registration(actor=registering.TICKET, registration=first.registration)
    second = come(event)
    first.registration.refresh_from_db()
    assert (first.registration.email, first.registration.state) == ("", "dropped")
    assert second.registration.number == 2


def test_registration_ends_with_its_day_with_the_beginning_and_when_it_is_called_off(hold, come, world):
    early = hold("51", announce=True, is_public=True, registration_until=NINE - timedelta(days=3))
    with clock.pinned(date(2022, 11, 5)), pytest.raises(Invalid, match="last day"):
        come(early)
    late = hold("51", announce=True, is_public=True)
    with clock.pinned(date(2022, 11, 8)), pytest.raises(Invalid, match="begun"):
        come(late)
    draft = hold("51", is_public=True)
    with pytest.raises(Invalid, match="not begun"):
        come(draft)
    off = actions.cancel_event(actor=coordinator(world, "51"), event=late, reason="hujan")
    with pytest.raises(Invalid, match="cancelled"):
        come(off)


def test_paper_lists_are_entered_afterwards_until_the_report(hold, world):
    event, person = hold("51", announce=True, capacity=1), coordinator(world, "51")
    with clock.pinned(date(2022, 11, 9)):
        actions.close_event(actor=person, event=event)
        for name in ("Wayan", "Made"):
            registering.register(actor=person, event=event, name=name, came_by="paper")
        assert event.registrations.filter(state="registered").count() == 2
        type(event).objects.filter(pk=event.pk).update(state="reported")
        with pytest.raises(Invalid, match="report"):
            registering.register(actor=person, event=event, name="Nyoman", came_by="paper")


# --- conditional questions -------------------------------------------------------------------------------------------


@pytest.fixture
def asked(event, world):
    person = coordinator(world, "51")
    stays = preparing.add_question(actor=person, event=event, text="Menginap?", kind="yes_no", is_required=True)
    hotel = preparing.add_question(
        actor=person,
        event=event,
        text="Hotel mana?",
        kind="choice",
        choices=["Sanur", "Ubud"],
        is_required=True,
        shown_if=stays,
        shown_value="yes",
    )
    return f"q{stays.pk}", f"q{hotel.pk}"


def test_a_question_counts_only_when_its_condition_is_met(event, come, asked):
    stays, hotel = asked
    assert come(event, "a1", answers={stays: "no", hotel: "Ubud"}).registration.answers == {stays: "no"}
    assert come(event, "b2", answers={stays: "yes", hotel: "Ubud"}).registration.answers == {
        stays: "yes",
        hotel: "Ubud",
    }


@pytest.mark.parametrize(
    ("given", "wrong"),
    [((None, None), 0), (("yes", None), 1), (("yes", "Bulan"), 1), (("mungkin", None), 0), (("yes", "' OR 1=1"), 1)],
)
def test_answers_that_are_missing_or_not_offered_are_refused(event, come, asked, given, wrong):
    answers = {name: value for name, value in zip(asked, given, strict=True) if value}
    with pytest.raises(Invalid) as error:
        come(event, answers=answers)
    assert [fault.where for fault in error.value.faults] == [asked[wrong]]


def test_a_condition_points_at_a_question_of_the_same_event(hold, event, world, asked):
    other, person = hold("51"), coordinator(world, "51")
    with pytest.raises(Invalid, match="another event"):
        preparing.add_question(
            actor=person, event=other, text="Hotel?", shown_if=event.questions.first(), shown_value="yes"
        )


# --- waiting ---------------------------------------------------------------------------------------------------------


def test_who_waits_longest_gets_the_place_that_becomes_free(event, come):
    people = [come(event, name).registration for name in ("a1", "b2", "c3", "d4")]
    assert [each.state for each in people] == ["registered", "registered", "waiting", "waiting"]
    OutgoingMail.objects.all().delete()
    registering.drop_registration(actor=registering.TICKET, registration=people[0])
    assert list(event.registrations.values_list("state", flat=True)) == [
        "dropped",
        "registered",
        "registered",
        "waiting",
    ]
    mail = OutgoingMail.objects.get()
    assert mail.address == "c3@contoh.test"
    assert "METHOD:REQUEST" in mail.files[0]["text"]


def test_dropping_twice_frees_one_place_only(event, come):
    people = [come(event, name).registration for name in ("a1", "b2", "c3", "d4")]
    registering.drop_registration(actor=registering.TICKET, registration=people[0])
    with pytest.raises(Invalid):
        registering.drop_registration(actor=registering.TICKET, registration=people[0])
    assert event.registrations.filter(state="waiting").count() == 1


def test_one_does_not_give_oneself_a_place(event, come, world):
    for name in ("a1", "b2"):
        come(event, name)
    person = world.people["officer:51.01"]
    waiting = come(event, "c3", person=person).registration
    with pytest.raises(Refused):
        registering.promote_registration(actor=person, registration=waiting)
    assert registering.drop_registration(actor=person, registration=waiting).state == "dropped"


def test_nobody_else_drops_somebody(event, come, world):
    made = come(event)
    for who in ("officer:51.01", "region_coordinator:51.01", "province_coordinator:52", "stranger", "programme_owner:"):
        with pytest.raises((NotFound, Refused)):
            registering.drop_registration(actor=world.people[who], registration=made.registration)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_never_take_the_same_place(hold, come, settings):
    event = hold("51", announce=True, is_public=True, capacity=5)

    def register(n: int) -> str:
        with clock.pinned(date(2022, 10, 20)):
            try:
                return come(event, f"orang{n}").registration.state
            finally:
                connections.close_all()

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        states = [register(n) for n in range(20)]  # a database in memory has one writer by itself
    else:
        with ThreadPoolExecutor(8) as pool:
            states = list(pool.map(register, range(20)))
    assert sorted(states) == ["registered"] * 5 + ["waiting"] * 15
    assert sorted(event.registrations.values_list("number", flat=True)) == list(range(1, 21))


# --- disappearing ----------------------------------------------------------------------------------------------------


def test_consent_taken_back_leaves_counts_and_a_whole_chain(event, come, asked):
    stays, _hotel = asked
    made = come(
        event,
        "Ketut",
        phone="0812 3456 789",
        position="Kepala Dinas",
        answers={stays: "no"},
        organisation_name="Dinas X",
    )
    registration = made.registration
    Registration.objects.filter(pk=registration.pk).update(attended_on=date(2022, 11, 7))
    Feedback.objects.create(registration=registration, rating=4, words="Ruangan panas")
    certificate = Certificate.objects.create(registration=registration, code="ABCD", issued_on=date(2022, 11, 7))
    audit.seal()
    assert audit.verify().whole

    registration.refresh_from_db()
    registering.erase_registration(actor=registering.TICKET, registration=registration)
    audit.seal()
    registration.refresh_from_db()
    certificate.refresh_from_db()
    found = audit.verify()
    assert found.whole, found.faults
    assert registration.state == "erased"
    assert [registration.name, registration.email, registration.phone, registration.position] == [""] * 4
    assert (registration.organisation_name, registration.answers) == ("", {})
    assert registration.attended_on == date(2022, 11, 7)
    assert registration.feedback.words == ""
    assert registration.feedback.rating == 4
    assert certificate.revoked_at
    assert not OutgoingMail.objects.exists()
    gone = ("Ketut", "Ketut@contoh.test", "0812 3456 789", "Kepala Dinas", "Dinas X", "Ruangan panas")
    kept = [
        *AuditText.objects.values_list("before", "after"),
        *AuditEntry.objects.values_list("changes", "object_label"),
    ]
    assert not [word for word in gone for row in kept if word in str(row)]


def test_erasing_before_the_event_frees_the_place(event, come):
    people = [come(event, name).registration for name in ("a1", "b2", "c3")]
    registering.erase_registration(actor=registering.TICKET, registration=people[0])
    assert list(event.registrations.values_list("state", flat=True)) == ["erased", "registered", "registered"]
    assert come(event, "a1").registration.state == "waiting"


def test_who_came_and_disappears_frees_nothing(event, come):
    people = [come(event, name).registration for name in ("a1", "b2", "c3")]
    Registration.objects.filter(pk=people[0].pk).update(attended_on=date(2022, 11, 7))
    registering.erase_registration(actor=registering.TICKET, registration=people[0])
    assert event.registrations.get(name="c3").state == "waiting"
