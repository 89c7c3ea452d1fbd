"""Calendar files and feeds: right fields, the same key for life, nobody's name, and a secret that opens one only."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest

from smartprovince.core import clock
from smartprovince.core.errors import NotFound, Refused
from smartprovince.outreach import actions, calendars, feeding, inviting, preparing
from smartprovince.outreach.models import CalendarFeed

from .conftest import NINE, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def entries(text: str) -> dict[str, icalendar.Event]:
    return {str(each["SUMMARY"]): each for each in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def test_the_file_of_an_event_has_the_fields_that_calendars_need(hold):
    event = hold("51", announce=True, is_public=True, title="Sosialisasi, dua; tiga")
    calendar = icalendar.Calendar.from_ical(calendars.event_file(event))
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    entry = calendar.walk("VEVENT")[0]
    assert str(entry["UID"]) == "kgt-2022-0001@localhost"
    assert str(entry["SUMMARY"]) == event.title
    assert entry["DTSTART"].params["TZID"] == "Asia/Makassar"
    assert entry.decoded("DTSTART").astimezone(clock.ZONES["WITA"]).replace(tzinfo=None) == NINE
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(hours=3)
    assert (str(entry["LOCATION"]), str(entry["STATUS"]), entry["SEQUENCE"]) == ("Aula", "CONFIRMED", 0)
    assert str(entry["URL"]).endswith(f"/agenda/{event.number}/")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Makassar"]
    assert "ATTENDEE" not in entry


def test_an_invitation_names_the_invited_only_and_keeps_its_key(hold, world):
    event = hold("51", announce=True)
    first = icalendar.Calendar.from_ical(calendars.event_file(event, attendee="siti@contoh.test", name="Siti"))
    assert first["METHOD"] == "REQUEST"
    assert str(first.walk("VEVENT")[0]["ATTENDEE"]) == "mailto:siti@contoh.test"
    moved = actions.move_event(
        actor=coordinator(world, "51"),
        event=event,
        starts_at=NINE + timedelta(days=1),
        ends_at=NINE + timedelta(days=1, hours=2),
        zone="WIT",
        reason="sebab",
    )
    entry = icalendar.Calendar.from_ical(calendars.event_file(moved)).walk("VEVENT")[0]
    assert entry["SEQUENCE"] == 1
    assert entry["UID"] == first.walk("VEVENT")[0]["UID"]
    assert entry["DTSTART"].params["TZID"] == "Asia/Jayapura"


@pytest.fixture
def own_feed(world):
    def make(who: str) -> feeding.Opened:
        person = world.people[who]
        return feeding.open_own_feed(actor=person, person=person)

    return make


def read(client, secret: str, **headers):
    return client.get(f"/kalender/{secret}.ics", **headers)


def test_a_feed_holds_what_its_owner_may_see(client, hold, world, own_feed):
    hold("51", announce=True, title="Provinsi")
    hold("51.01", announce=True, title="Jembrana")
    hold("51.02", announce=True, title="Tabanan")
    hold("52", announce=True, title="NTB")
    hold("51", title="Konsep")
    found = entries(read(client, own_feed("region_coordinator:51.01").secret).content.decode())
    assert set(found) == {"Provinsi", "Jembrana"}


def test_the_feed_of_an_organisation_holds_its_events_invitations_and_homework(client, hold, world):
    own = hold("51.01", announce=True, title="Jembrana")
    asked = hold("51", announce=True, title="Provinsi")
    hold("51", announce=True, title="Lain")
    home = world.organisations["51.01"]
    inviting.invite_organisations(actor=coordinator(world, "51"), event=asked, organisations=[home])
    preparing.add_output(
        actor=coordinator(world, "51"),
        event=asked,
        kind="homework",
        title="Draf Buku 1",
        organisation=home,
        due_on=date(2022, 12, 1),
    )
    opened = feeding.open_organisation_feed(actor=coordinator(world, "51.01"), organisation=home)
    text = read(client, opened.secret).content.decode()
    found = entries(text)
    assert {"Jembrana", "Provinsi"} < set(found)
    due = next(entry for title, entry in found.items() if "Draf Buku 1" in title)
    assert due.decoded("DTSTART") == date(2022, 12, 1)
    assert own.number.lower() in text
    with pytest.raises(Refused):
        feeding.open_organisation_feed(actor=coordinator(world, "51"), organisation=home)
    with pytest.raises(NotFound):
        feeding.open_organisation_feed(actor=coordinator(world, "52"), organisation=home)


def test_a_feed_names_nobody(client, hold, come, own_feed):
    event = hold("51", announce=True, is_public=True)
    come(event, "Siti Rahasia", email="siti@contoh.test", phone="0812 3456 789")
    text = read(client, own_feed("province_coordinator:51").secret).content.decode()
    assert "Siti" not in text
    assert "contoh.test" not in text
    assert "ATTENDEE" not in text


def test_a_wrong_ended_or_replaced_secret_opens_nothing(client, world, own_feed):
    first = own_feed("officer:51.01")
    assert read(client, first.secret).status_code == 200
    assert read(client, first.secret[:-1] + ("y" if first.secret.endswith("x") else "x")).status_code == 404
    assert read(client, "a").status_code == 404
    second = own_feed("officer:51.01")
    assert read(client, first.secret).status_code == 404
    assert read(client, second.secret).status_code == 200
    feeding.end_feed(actor=world.people["officer:51.01"], feed=second.feed)
    assert read(client, second.secret).status_code == 404
    assert CalendarFeed.objects.filter(digest=second.secret).count() == 0


def test_a_feed_ends_with_the_account(client, world, own_feed):
    opened = own_feed("officer:51.01")
    type(opened.feed.person).objects.filter(pk=opened.feed.person_id).update(is_active=False)
    assert read(client, opened.secret).status_code == 404


def test_a_feed_that_has_not_changed_is_not_sent_again(client, hold, world, own_feed):
    event = hold("51", announce=True)
    opened = own_feed("province_coordinator:51")
    answer = read(client, opened.secret)
    again = read(client, opened.secret, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.change_event(actor=coordinator(world, "51"), event=event, title="Lain")
    assert read(client, opened.secret, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_nobody_ends_the_feed_of_somebody_else(world, own_feed):
    opened = own_feed("officer:51.01")
    for who in ("officer:51.02", "province_coordinator:51", "administrator:51.01"):
        with pytest.raises(NotFound):
            feeding.end_feed(actor=world.people[who], feed=opened.feed)
