"""Who came is counted once a day, whoever sends it, however often, and whatever the device's clock says."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from smartprovince.core import audit, clock
from smartprovince.core.errors import Invalid
from smartprovince.core.models import AuditEntry
from smartprovince.outreach import zones
from smartprovince.outreach.desk import actions, arriving, tickets, timing
from smartprovince.outreach.models import CheckIn, Registration
from smartprovince.outreach.registering import TICKET, drop_registration, erase_registration

from .conftest import DAY, make_event

pytestmark = pytest.mark.django_db


def scan(client, event, secret: str, **more):
    return client.post(
        reverse("outreach:check_in", args=[event.number]),
        {"ticket": tickets.qr_text(secret)} | more,
        headers={"Accept": "application/json"},
    )


def batch(client, event, items, *, ahead: timedelta = timedelta(0)):
    """Send what a device kept, whose clock is ahead of ours."""
    now = clock.now() + ahead
    body = {"now": now.isoformat(), "items": items}
    return client.post(
        reverse("outreach:check_in_batch", args=[event.number]),
        json.dumps(body),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def item(key: str, made=None, *, ahead: timedelta = timedelta(0), ago: timedelta = timedelta(minutes=1), **more):
    at = (clock.now() - ago + ahead).isoformat()
    found = {"key": key, "way": "qr", "at": at, "off_line": True}
    return found | ({"digest": made.registration.ticket_digest} if made else {}) | more


# --- a ticket at the desk --------------------------------------------------------------------------------------------


def test_a_ticket_checks_its_holder_in_once(event, come, seat, enter):
    made, client = come(event, "Ni Luh Contoh"), enter(seat(event))
    first = scan(client, event, made.secret).json()
    again = scan(client, event, made.secret).json()
    assert (first["state"], first["name"]) == ("new", "Ni Luh Contoh")
    assert again["state"] == "already"
    assert first["at"] in again["word"]
    assert CheckIn.objects.count() == 1
    made.registration.refresh_from_db()
    assert made.registration.attended_on == DAY
    assert AuditEntry.objects.filter(action="registration.check_in").count() == 1


@pytest.mark.parametrize("text", ["SP1:tidak-pernah-ada-sama-sekali", "SP1:pendek", "SP1:<script>alert(1)</script>"])
def test_a_forged_ticket_stores_nothing(event, come, seat, enter, text):
    come(event, "Ni Luh Contoh")
    rows = AuditEntry.objects.count()
    answer = enter(seat(event)).post(
        reverse("outreach:check_in", args=[event.number]), {"ticket": text}, headers={"Accept": "application/json"}
    )
    assert answer.json()["state"] == "unknown"
    assert answer.json()["name"] == ""
    assert (CheckIn.objects.count(), AuditEntry.objects.count()) == (0, rows)


def test_the_ticket_of_another_event_is_unknown(world, event, come, seat, enter):
    other = make_event(world, title="Rakor lain")
    answer = scan(enter(seat(event)), event, come(other, "I Wayan Contoh").secret).json()
    assert (answer["state"], answer["name"]) == ("unknown", "")
    assert not CheckIn.objects.exists()


def test_who_is_not_coming_is_refused_without_a_name(event, come, seat, enter):
    client = enter(seat(event))
    dropped, erased, waiting = (come(event, name) for name in ("Batal", "Hapus", "Tunggu"))
    drop_registration(actor=TICKET, registration=dropped.registration)
    erase_registration(actor=TICKET, registration=erased.registration)
    Registration.objects.filter(pk=waiting.registration.pk).update(state="waiting")
    for made in (dropped, erased, waiting):
        answer = scan(client, event, made.secret).json()
        assert answer["state"] == "refused", answer
        assert answer["name"] == ""
        assert answer["message"]
    assert not CheckIn.objects.exists()


def test_without_scripts_the_same_forms_work(event, come, seat, enter):
    made, client = come(event, "Ni Luh Contoh"), enter(seat(event))
    desk = reverse("outreach:desk", args=[event.number])
    found = client.get(desk, {"q": "luh"})
    assert "Ni Luh Contoh" in found.text
    typed = client.post(reverse("outreach:check_in", args=[event.number]), {"ticket": "Luh"})
    assert typed.headers["Location"] == f"{desk}?q=Luh"
    done = client.post(
        reverse("outreach:check_in", args=[event.number]), {"registration": made.registration.number}, follow=True
    )
    assert "deskres--new" in done.text
    assert "deskres--new" not in client.get(desk).text
    back = client.post(
        reverse("outreach:check_in_undo", args=[event.number]), {"registration": made.registration.number}, follow=True
    )
    assert back.status_code == 200
    assert not CheckIn.objects.exists()
    made.registration.refresh_from_db()
    assert made.registration.attended_on is None
    assert AuditEntry.objects.filter(action="registration.undo_check_in").count() == 1


def test_two_desks_at_the_same_moment_count_one(event, come, bali, monkeypatch):
    """Both have looked and seen nobody: the constraint of the table speaks last, and the second is told."""
    made = come(event, "Ni Luh Contoh")
    moment = timing.now_at(event)
    actions.check_in(actor=bali, registration=made.registration, way="qr", moment=moment)
    monkeypatch.setattr(CheckIn.objects, "filter", lambda **_keys: CheckIn.objects.none())
    with pytest.raises(Invalid):
        actions.check_in(actor=bali, registration=made.registration, way="qr", moment=moment)
    monkeypatch.undo()
    assert CheckIn.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory there is one connection")
@pytest.mark.django_db(transaction=True)
def test_ten_desks_scan_one_ticket_at_once(event, come, bali):
    made, moment, told = come(event, "Ni Luh Contoh"), timing.now_at(event), []

    def scan_it() -> None:
        with clock.pinned(DAY):
            outcome = arriving.arrive({"actor": bali}, made.registration, way="qr", moment=moment)
        told.append(outcome.kind)
        connection.close()

    crew = [threading.Thread(target=scan_it) for _desk in range(10)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert sorted(told) == ["already"] * 9 + ["new"]
    assert CheckIn.objects.count() == 1


def test_nobody_is_checked_in_on_another_day_or_when_the_desk_is_closed(world, event, come, bali, seat, enter, closed):
    made, client = come(event, "Ni Luh Contoh"), enter(seat(event))
    with clock.pinned(DAY - timedelta(days=1)):
        assert scan(client, event, made.secret).json()["state"] == "refused"
    closed()
    assert scan(client, event, made.secret).json()["state"] == "refused"
    assert not CheckIn.objects.exists()


def test_who_waits_can_be_given_a_place_at_the_desk(event, come, seat, enter):
    made, client = come(event, "Tunggu Contoh"), enter(seat(event))
    Registration.objects.filter(pk=made.registration.pk).update(state="waiting")
    assert 'name="give_place"' in client.get(reverse("outreach:desk", args=[event.number]), {"q": "tunggu"}).text
    form = {"registration": made.registration.number, "give_place": "1"}
    assert "deskres--new" in client.post(reverse("outreach:check_in", args=[event.number]), form, follow=True).text
    made.registration.refresh_from_db()
    assert (made.registration.state, made.registration.attended_on) == ("registered", DAY)


def test_each_day_counts_by_itself(world, come, bali):
    event = make_event(world, days=2)
    made = come(event, "Ni Luh Contoh")
    for day in (DAY, DAY + timedelta(days=1)):
        with clock.pinned(day):
            actions.check_in(actor=bali, registration=made.registration, way="qr", moment=timing.now_at(event))
    assert CheckIn.objects.count() == 2
    made.registration.refresh_from_db()
    assert made.registration.attended_on == DAY


def test_registering_at_the_desk_twice_by_a_double_click(event, seat, enter):
    client = enter(seat(event))
    form = {"name": "Tamu Contoh", "organisation_name": "Komunitas Contoh", "consented": "on", "request_key": "a" * 32}
    for _click in range(2):
        answer = client.post(reverse("outreach:walk_in", args=[event.number]), form)
        assert answer.status_code == 200
        assert "<svg" in answer.text
    assert Registration.objects.filter(event=event).count() == 1
    assert CheckIn.objects.count() == 1
    refused = client.post(reverse("outreach:walk_in", args=[event.number]), form | {"consented": "", "name": "x"})
    assert refused.status_code == 422


# --- without a connection --------------------------------------------------------------------------------------------


def test_the_roster_holds_digests_and_never_secrets(event, come, seat, enter):
    made, gone = come(event, "Ni Luh Contoh"), come(event, "Hapus Contoh")
    erase_registration(actor=TICKET, registration=gone.registration)
    answer = enter(seat(event)).get(reverse("outreach:roster", args=[event.number]))
    assert made.secret not in answer.text
    assert "Hapus" not in answer.text
    (row,) = answer.json()["people"]
    assert row == {
        "n": made.registration.number,
        "name": "Ni Luh Contoh",
        "org": str(made.registration.organisation),
        "d": made.registration.ticket_digest,
        "in": "",
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_batch_sent_again_never_counts_twice(event, come, seat, enter):
    made = [come(event, f"Peserta {n}") for n in range(3)]
    client = enter(seat(event))
    items = [item(f"k{n}", each) for n, each in enumerate(made)]
    items.append(item("forged", digest="f" * 64))
    items.append(item("twice", made[0]))
    first = {each["key"]: each["state"] for each in batch(client, event, items).json()["items"]}
    assert first == {"k0": "new", "k1": "new", "k2": "new", "forged": "unknown", "twice": "already"}
    second = {each["key"]: each["state"] for each in batch(client, event, items).json()["items"]}
    assert second == {"k0": "already", "k1": "already", "k2": "already", "forged": "unknown", "twice": "already"}
    assert CheckIn.objects.count() == 3
    assert CheckIn.objects.filter(was_off_line=True).count() == 3


@pytest.mark.parametrize("ahead", [timedelta(hours=-9), timedelta(days=400), timedelta(minutes=7)])
def test_a_wrong_clock_is_corrected_and_said(event, come, seat, enter, ahead):
    made = come(event, "Ni Luh Contoh")
    answer = batch(enter(seat(event)), event, [item("k", made, ahead=ahead)], ahead=ahead).json()
    assert answer["clock"]["wrong"] is True
    assert answer["items"][0]["clock_was_wrong"] is True
    found = CheckIn.objects.get()
    assert found.day == DAY
    assert found.clock_was_wrong
    assert abs(found.at - (zones.now() - timedelta(minutes=1))) < timedelta(seconds=10)


def test_a_clock_that_is_nearly_right_is_not_called_wrong(event, come, seat, enter):
    made, ahead = come(event, "Ni Luh Contoh"), timedelta(minutes=3)
    answer = batch(enter(seat(event)), event, [item("k", made, ahead=ahead)], ahead=ahead).json()
    assert answer["clock"]["wrong"] is False
    assert not CheckIn.objects.get().clock_was_wrong


def test_a_clock_that_was_set_meanwhile_stays_inside_the_event(event, come, seat, enter):
    made = come(event, "Ni Luh Contoh")
    batch(enter(seat(event)), event, [item("k", made, ago=timedelta(days=300))])
    found = CheckIn.objects.get()
    assert (found.day, found.clock_was_wrong) == (DAY, True)


def test_what_was_kept_off_line_still_counts_after_the_desk_was_closed(event, come, seat, enter, closed):
    made = come(event, "Ni Luh Contoh")
    closed()
    client = enter(seat(event))
    assert batch(client, event, [item("k", made)]).json()["items"][0]["state"] == "new"
    assert client.get(reverse("outreach:roster", args=[event.number])).json()["people"] == []


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"items": 1}', '{"items": [1]}', '{"items": [{"key": ""}]}', '{"now": "x", "items": []}',
     '{"items": [{"key": "k", "at": "kemarin"}]}', "[" * 50_000],
)  # fmt: skip
def test_nonsense_in_a_batch_is_one_clear_refusal(event, seat, enter, body):
    answer = enter(seat(event)).post(
        reverse("outreach:check_in_batch", args=[event.number]),
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_odd_values_of_an_item_are_an_unknown_ticket(event, seat, enter):
    odd = [{"key": str(n), "digest": value} for n, value in enumerate([5, None, "x", ["a"], "F" * 64])]
    odd += [{"key": f"n{n}", "number": value} for n, value in enumerate([-1, True, "7", 10**9, 3.5])]
    answer = batch(enter(seat(event)), event, odd).json()
    assert {each["state"] for each in answer["items"]} == {"unknown"}


def test_the_worker_reaches_its_own_desk_only(event, seat, enter):
    answer = enter(seat(event)).get(reverse("outreach:desk_worker", args=[event.number]))
    assert answer.headers["Service-Worker-Allowed"] == reverse("outreach:desk", args=[event.number])
    assert answer.headers["Content-Type"].startswith("text/javascript")


# --- the paper list --------------------------------------------------------------------------------------------------


def test_a_paper_list_is_entered_whole_or_not_at_all(event, come, bali, enter, closed):
    made = [come(event, f"Peserta {n}") for n in range(5)]
    numbers = [each.registration.number for each in made]
    actions.check_in(actor=bali, registration=made[0].registration, way="qr", moment=timing.now_at(event))
    closed()
    client, page = enter(bali), reverse("outreach:paper_list", args=[event.number])
    form = {"day": DAY.isoformat(), "numbers": f"{numbers[0]}-{numbers[2]}, {numbers[3]}", "names": "Tamu; Desa\n\n"}
    refused = client.post(page, form | {"numbers": "1-3, 999", "request_key": "p0"})
    assert refused.status_code == 422
    assert CheckIn.objects.count() == 1
    assert client.post(page, form | {"tick": [numbers[4]], "request_key": "p1"}).status_code == 302
    assert CheckIn.objects.count() == 6
    assert CheckIn.objects.filter(way="paper").count() == 5
    guest = Registration.objects.get(came_by="paper")
    assert (guest.name, guest.organisation_name, guest.attended_on) == ("Tamu", "Desa", DAY)
    client.post(page, form | {"request_key": "p1"})
    assert CheckIn.objects.count() == 6
    undo = {"registration": numbers[4], "undo_day": DAY.isoformat()}
    back = client.post(reverse("outreach:check_in_undo", args=[event.number]), undo)
    assert back.headers["Location"].startswith(page)
    assert CheckIn.objects.count() == 5


@pytest.mark.parametrize(
    ("text", "numbers"), [("1-3, 7", [1, 2, 3, 7]), ("4;4 5", [4, 5]), ("2 – 4", [2, 3, 4]), ("", [])]
)
def test_numbers_as_people_write_them(text, numbers):
    assert actions.numbers_in(text) == numbers


@pytest.mark.parametrize("text", ["a", "5-2", "1-99999", "1--3", "=1+1"])
def test_what_is_no_number_is_said(text):
    with pytest.raises(Invalid):
        actions.numbers_in(text)


# --- erased people ---------------------------------------------------------------------------------------------------


def test_an_erased_person_is_gone_while_the_count_stays(event, come, bali, enter, seat):
    made = come(event, "Ni Luh Contoh", email="luh@contoh.test")
    actions.check_in(actor=bali, registration=made.registration, way="qr", moment=timing.now_at(event))
    erase_registration(actor=TICKET, registration=made.registration)
    client = enter(seat(event))
    for name in ("desk", "roster", "paper_list"):
        assert "Luh" not in client.get(reverse(f"outreach:{name}", args=[event.number])).text
    assert "Luh" not in client.get(reverse("outreach:desk", args=[event.number]), {"q": "luh"}).text.replace(
        '"luh"', ""
    )
    assert CheckIn.objects.count() == 1
    while audit.seal():
        pass
    assert audit.verify().whole
