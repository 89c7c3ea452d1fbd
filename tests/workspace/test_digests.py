"""Mails by day and week: at 07.00 of each zone, once, also when the run is killed or done twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smartprovince.core import clock, jobs, news, outbox
from smartprovince.core.models import AuditEntry, DueAction, Frequency, Job, Notice, OutboxEvent, OutgoingMail
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.workspace.news import actions as choices
from smartprovince.workspace.news import digests

DAY = "2022-11-07"  # a Monday


@pytest.fixture(autouse=True)
def _nothing_begun(monkeypatch):
    monkeypatch.setattr(digests, "_begun", {})


def give(person: Person, *titles: str, frequency: str = Frequency.DAILY, kind: str = "round.publish", **facts) -> None:
    for title in titles:
        Notice.objects.create(
            recipient_id=str(person.pk), kind=kind, title=title, address="/kerja/", frequency=frequency, **facts
        )


def run(frequency: str = Frequency.DAILY, zone: str = "WITA", day: str = DAY) -> dict:
    row = Job.objects.create(kind="news.digest")
    return digests.run(jobs.Progress(row), frequency=frequency, zone=zone, day=day)


def crowd(world, number: int) -> list[Person]:
    people = Person.objects.bulk_create(
        [Person(email=f"orang{n}@contoh.test", name=f"orang {n}", password="!") for n in range(number)]
    )
    Membership.objects.bulk_create(
        [
            Membership(person=person, organisation=world.organisations["51.01"], role=Role.OFFICER, granted_by="test")
            for person in people
        ]
    )
    return people


def test_a_digest_lists_what_is_unread_by_kind_with_addresses(world):
    officer = world.people["officer:51.01"]
    give(officer, "Satu", "Dua")
    give(officer, "Tiga", kind="participation.finish")
    give(officer, "Sudah dibaca")
    Notice.objects.filter(title="Sudah dibaca").update(read_at=clock.now())
    give(officer, "Seminggu", frequency=Frequency.WEEKLY)
    give(officer, "Di sini saja", frequency=Frequency.PLATFORM)
    assert run() == {"mails": 1, "notices": 3}
    mail = OutgoingMail.objects.get()
    assert mail.address == officer.email
    assert mail.subject.startswith("3 ")
    assert "7 Nov 2022" in mail.subject
    for part in ("- Satu", "- Dua", "- Tiga", "http://localhost:8000/kerja/", "/kerja/kabar/pengaturan/"):
        assert part in mail.body
    for part in ("Sudah dibaca", "Seminggu", "Di sini saja"):
        assert part not in mail.body
    assert set(Notice.objects.filter(mail=mail).values_list("title", flat=True)) == {"Satu", "Dua", "Tiga"}


def test_the_weekly_mail_takes_the_daily_news_along(world):
    give(world.people["officer:51.01"], "Sehari")
    give(world.people["officer:51.01"], "Seminggu", frequency=Frequency.WEEKLY)
    assert run(Frequency.WEEKLY) == {"mails": 1, "notices": 2}
    assert run() == {"mails": 0, "notices": 0}


def test_what_somebody_chose_decides_which_mail_it_goes_into(world):
    """From the choice to the mail of Monday."""
    officer = world.people["officer:51.01"]
    kind = news.NoticeType(
        name="test.uji",
        action="team.change",
        label="uji",
        model=Organisation,
        who=lambda thing, event: [officer],
        say=lambda thing, event: "Tim berubah",
        address=lambda thing, person: "/kerja/organisasi/",
    )
    news.types.register("test.uji", kind)
    try:
        choices.choose(actor=officer, person=officer, choices={"test.uji": "weekly"})
        home = world.organisations["51.01"]
        entry = AuditEntry.objects.create(action="x", actor_label="x", object_type="x", object_id="1")
        payload = {"type": "organisations.organisation", "id": str(home.pk)}
        news.tell(kind, OutboxEvent.objects.create(entry=entry, name="team.change", payload=payload))
    finally:
        news.types._things.pop("test.uji")
    assert run() == {"mails": 0, "notices": 0}
    assert run(Frequency.WEEKLY) == {"mails": 1, "notices": 1}


def test_a_digest_done_twice_sends_once(world):
    officer = world.people["officer:51.01"]
    give(officer, "Satu")
    assert run()["mails"] == 1
    give(officer, "Dua")
    assert run()["mails"] == 0
    assert run(day="2022-11-08") == {"mails": 1, "notices": 1}


def test_a_run_that_is_killed_in_the_middle_goes_on_where_it_was(world, monkeypatch):
    monkeypatch.setattr(digests, "BATCH", 10)
    people = crowd(world, 35)
    for person in people:
        give(person, "Satu", "Dua")
    calls = []
    real = digests.letter

    def power_cut(*given, **facts):
        calls.append(1)
        if len(calls) == 15:
            raise ConnectionError("listrik padam")
        return real(*given, **facts)

    monkeypatch.setattr(digests, "letter", power_cut)
    with pytest.raises(ConnectionError):
        run()
    assert OutgoingMail.objects.count() == 10  # the batch that was cut short left nothing behind
    assert Notice.objects.exclude(mail=None).count() == 20
    assert run() == {"mails": 25, "notices": 50}
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == sorted(each.email for each in people)
    assert not Notice.objects.filter(mail=None).exists()


def test_only_people_of_the_zone_who_are_real_and_active_are_written_to(world):
    officer, other, left, invented = (
        world.people[name] for name in ("officer:51.01", "programme_owner:", "officer:51.02", "leader:51.01")
    )
    for person in (officer, other, left, invented):
        give(person, "Satu")
    Person.objects.filter(pk=left.pk).update(is_active=False)
    Person.objects.filter(pk=invented.pk).update(simulated=True)
    run()
    assert list(OutgoingMail.objects.values_list("address", flat=True)) == [officer.email]
    run(zone="WIB")
    assert set(OutgoingMail.objects.values_list("address", flat=True)) == {officer.email, other.email}


def test_what_a_person_may_no_longer_see_is_not_told(world):
    """The things are Bali's own drafts of settings; who lost the office between is told nothing of them."""
    keeper, gone = world.people["administrator:51.01"], world.people["administrator:51.02"]
    secret = outbox.mail("x@contoh.test", "x", "x", sender=world.organisations["51.01"])
    facts = {"object_type": "core.outgoingmail", "object_id": str(secret.pk)}
    give(keeper, "Rahasia", **facts)
    give(gone, "Rahasia", **facts)
    give(gone, "Terbuka")
    run()
    mails = {mail.address: mail.body for mail in OutgoingMail.objects.exclude(pk=secret.pk)}
    assert "Rahasia" in mails[keeper.email]
    assert "Rahasia" not in mails[gone.email]
    assert "Terbuka" in mails[gone.email]
    assert Notice.objects.get(recipient_id=str(gone.pk), title="Rahasia").frequency == Frequency.PLATFORM


def test_queries_do_not_grow_with_people(world):
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number, day in ((10, DAY), (100, "2022-11-08")):
        Person.objects.filter(email__startswith="orang").update(is_active=False)
        for person in crowd_of(world, number, day):
            give(person, "Satu", "Dua")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert run(day=day)["mails"] == number
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 2, counts


def crowd_of(world, number: int, day: str) -> list[Person]:
    people = crowd(world, number)
    for person in people:
        person.email = f"{day}.{person.email}"
    Person.objects.bulk_update(people, ["email"])
    return people


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "frequency", "zone", "expected"),
    [
        ("2022-11-09T00:30", "daily", "WIB", "2022-11-09T00:00"),  # 07.30 in Jakarta, Wednesday
        ("2022-11-08T23:59", "daily", "WIB", "2022-11-08T00:00"),
        ("2022-11-08T23:00", "daily", "WITA", "2022-11-08T23:00"),
        ("2022-11-08T22:00", "daily", "WIT", "2022-11-08T22:00"),
        ("2022-11-09T00:30", "weekly", "WIB", "2022-11-07T00:00"),  # Monday 07.00
        ("2022-11-06T23:59", "weekly", "WIB", "2022-10-31T00:00"),
    ],
)
def test_mails_are_due_at_seven_of_the_zone(now, frequency, zone, expected):
    moment = digests.last_moment(frequency, zone, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_tick_begins_each_run_once_whichever_worker_is_first(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    officer = world.people["officer:51.01"]
    give(officer, "Satu")
    assert digests.arm() == 6
    assert digests.arm() == 0
    monkeypatch.setattr(digests, "_begun", {})  # another worker
    assert digests.arm() == 0
    assert Job.objects.filter(kind="news.digest").count() == 6
    for row in Job.objects.all():
        jobs.run(str(row.pk))
    assert OutgoingMail.objects.count() == 1
    assert {row.state for row in Job.objects.all()} == {"done"}
    assert not DueAction.objects.filter(done_at=None).exists()


def test_nothing_is_begun_when_nobody_has_anything_to_read(world):
    assert digests.arm() == 0
    assert not Job.objects.exists()
    assert DueAction.objects.count() == 6


def test_a_tick_between_asks_the_database_nothing(world, django_assert_num_queries):
    digests.arm()
    with django_assert_num_queries(0):
        digests.arm()
