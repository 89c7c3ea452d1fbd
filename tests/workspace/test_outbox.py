"""Mails: a server that refuses loses none and holds up no other; administrators see what failed and send it again."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from smartprovince.core import clock, jobs, outbox
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import AuditEntry, OutgoingMail
from smartprovince.workspace.news import actions

from .post_office import post_office


@pytest.fixture
def by_smtp(settings):
    """Send through a real server on a port of this machine."""

    def use(port: int, timeout: float = 2) -> None:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": timeout},
            }
        }

    return use


def write(number: int, to: str = "orang{}@contoh.test") -> list[OutgoingMail]:
    return [outbox.mail(to.format(n), f"Kabar {n}", f"isi {n}") for n in range(number)]


def again() -> None:
    """Let the pause after a refusal pass."""
    OutgoingMail.objects.filter(sent_at=None).update(next_try_at=clock.now())


def test_mails_go_out_over_one_connection(db, by_smtp):
    with post_office() as office:
        by_smtp(office.port)
        write(5)
        assert outbox.send_mail() == 5
        assert outbox.send_mail() == 0
    assert office.connections == 1
    assert sorted(address for address, _message in office.received) == [f"orang{n}@contoh.test" for n in range(5)]
    assert not OutgoingMail.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize("answer", ["451 nanti saja", "550 tidak kenal", "421 penuh", ""])
def test_a_refused_mail_holds_up_no_other_and_goes_when_the_server_is_willing(db, by_smtp, answer):
    refused = {"orang1@contoh.test"}
    with post_office(lambda address: answer if address in refused else "250 ok") as office:
        by_smtp(office.port)
        write(4)
        assert outbox.send_mail() == 3
        row = OutgoingMail.objects.get(sent_at=None)
        assert (row.address, row.attempts, row.failed_at) == ("orang1@contoh.test", 1, None)
        assert row.error
        assert row.body == "isi 1"
        assert row.next_try_at > clock.now()
        assert outbox.send_mail() == 0
        refused.clear()
        again()
        assert outbox.send_mail() == 1
    assert len(office.received) == 4
    assert len({message["Message-ID"] for _address, message in office.received}) == 4


def test_a_server_that_stays_mute_is_left_after_the_time_limit(db, by_smtp):
    with post_office(lambda address: None if address == "orang0@contoh.test" else "250 ok") as office:
        by_smtp(office.port, timeout=0.3)
        write(2)
        assert outbox.send_mail() == 1
    assert "imed out" in OutgoingMail.objects.get(sent_at=None).error


def test_a_server_that_is_not_there_puts_off_the_round_with_one_try(db, by_smtp):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        by_smtp(taken.getsockname()[1])
        write(3)
        assert outbox.send_mail() == 0
    rows = OutgoingMail.objects.all()
    assert {row.attempts for row in rows} == {1}
    assert all("refused" in row.error for row in rows)
    with post_office() as office:
        by_smtp(office.port)
        again()
        assert outbox.send_mail() == 3
    assert len(office.received) == 3


def test_after_the_last_try_a_mail_has_failed_and_is_still_there(db, by_smtp):
    with post_office(lambda address: "550 tidak kenal") as office:
        by_smtp(office.port)
        write(1)
        for _try in range(outbox.MAX_MAIL_ATTEMPTS + 2):
            outbox.send_mail()
            again()
    row = OutgoingMail.objects.get()
    assert row.state == "failed"
    assert row.attempts == outbox.MAX_MAIL_ATTEMPTS
    assert row.body == "isi 0"
    assert not office.received


def test_a_mail_is_claimed_before_it_is_sent(db, by_smtp):
    """Two workers at once: the one that is later leaves the mail alone."""
    with post_office() as office:
        by_smtp(office.port)
        (row,) = write(1)
        stale = OutgoingMail.objects.get(pk=row.pk)
        assert outbox._claim(row)
        assert not outbox._claim(stale)
        assert outbox.send_mail() == 0
    assert not office.received


def test_the_file_of_an_invitation_arrives_as_it_was(db, by_smtp):
    text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Sosialisasi di Bali – hari ini\r\nEND:VCALENDAR\r\n"
    with post_office() as office:
        by_smtp(office.port)
        outbox.mail(
            "a@contoh.test", "Undangan", "isi", [outbox.MailFile("acara.ics", "text/calendar; method=REQUEST", text)]
        )
        outbox.send_mail()
    ((_address, message),) = office.received
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "acara.ics"
    assert part.get_payload(decode=True).decode() == text


def test_a_subject_holds_no_second_header(db, by_smtp):
    with post_office() as office:
        by_smtp(office.port)
        outbox.mail("a@contoh.test", "Kabar\r\nBcc: lain@contoh.test", "isi")
        outbox.send_mail()
    ((_address, message),) = office.received
    assert message["Bcc"] is None


def test_the_text_goes_a_month_after_it_was_sent_and_the_count_stays(db):
    old, fresh = write(2)
    outbox.send_mail()
    OutgoingMail.objects.filter(pk=old.pk).update(sent_at=clock.now() - timedelta(days=31))
    jobs.tick()
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.body, old.subject, old.address) == ("", "", "")
    assert old.sent_at
    assert old.erased_at
    assert fresh.body == "isi 1"
    assert OutgoingMail.objects.count() == 2


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def failed(world) -> OutgoingMail:
    """A mail to somebody in Jembrana that was given up."""
    person = world.people["officer:51.01"]
    said = f"550 <{person.email.upper()}> rahasia"
    row = outbox.mail(person.email, "Perihal rahasia", "Isi rahasia", kind="participation.return", recipient=person)
    OutgoingMail.objects.filter(pk=row.pk).update(failed_at=clock.now(), attempts=8, error=said)
    return OutgoingMail.objects.get(pk=row.pk)


def test_administrators_see_the_mails_of_their_own_people_and_no_text(client, world, failed):
    client.force_login(world.people["administrator:51.01"])
    assert "/kerja/surat/?keadaan=failed" in client.get("/kerja/").text
    page = client.get("/kerja/surat/").text
    assert "o***@contoh.test" in page
    assert failed.address not in page.lower()
    assert "Perihal rahasia" not in page
    assert "Isi rahasia" not in page
    assert "/kerja/surat/" in client.get("/kerja/").text
    for other in ("administrator:51.02", "administrator:51"):
        client.force_login(world.people[other])
        assert "o***@contoh.test" not in client.get("/kerja/surat/").text
        assert client.post(f"/kerja/surat/{failed.pk}/ulang/").status_code == 404
    for other in ("officer:51.01", "region_coordinator:51.01", "programme_owner:", "stranger"):
        client.force_login(world.people[other])
        assert client.get("/kerja/surat/").status_code == 404
        assert client.post(f"/kerja/surat/{failed.pk}/ulang/").status_code == 404
        assert client.post("/kerja/surat/ulang/").status_code == 404
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_a_failed_mail_is_sent_again_with_a_line_in_the_trail(client, world, failed):
    client.force_login(world.people["administrator:51.01"])
    assert client.get(f"/kerja/surat/{failed.pk}/ulang/").status_code == 405
    assert client.post(f"/kerja/surat/{failed.pk}/ulang/").status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert AuditEntry.objects.get(action="mail.retry").object_id == str(failed.pk)
    assert outbox.send_mail() == 1
    assert "/kerja/surat/?keadaan=failed" not in client.get("/kerja/").text
    with pytest.raises(Invalid):
        actions.retry(actor=world.people["administrator:51.01"], mail=failed)
    with pytest.raises(NotFound):
        actions.retry(actor=world.people["administrator:51.02"], mail=failed)


def test_all_failed_mails_of_the_own_people_are_sent_again_and_no_others(client, world, failed):
    other = outbox.mail("x@contoh.test", "x", "x", recipient=world.people["officer:51.02"])
    beside = outbox.mail("tamu@contoh.test", "x", "x", sender=world.organisations["51.01"])
    OutgoingMail.objects.filter(pk__in=[other.pk, beside.pk]).update(failed_at=clock.now(), attempts=8)
    client.force_login(world.people["administrator:51.01"])
    assert client.post("/kerja/surat/ulang/").status_code == 302
    states = {row.pk: str(row.state) for row in OutgoingMail.objects.all()}
    assert states == {failed.pk: "waiting", other.pk: "failed", beside.pk: "waiting"}
    assert AuditEntry.objects.get(action="mail.retry_all").changes["mails"] == [None, 2]
    assert client.post("/kerja/surat/ulang/").status_code == 302


def test_the_page_filters_by_state_and_pages_with_constant_queries(
    client, world, failed, django_assert_max_num_queries
):
    person = world.people["officer:51.01"]
    for number in range(60):
        outbox.mail(person.email, f"n {number}", "isi", recipient=person)
    client.force_login(world.people["administrator:51.01"])
    assert client.get("/kerja/surat/?keadaan=failed").text.count("<tr>") == 2
    assert client.get("/kerja/surat/?keadaan=waiting").text.count("<tr>") == 51
    assert client.get("/kerja/surat/?keadaan=waiting&page=2").text.count("<tr>") == 11
    assert client.get("/kerja/surat/?keadaan=apa").status_code == 422
    with django_assert_max_num_queries(10):
        client.get("/kerja/surat/")
