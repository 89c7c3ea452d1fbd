"""Jobs that survive their workers, the tick, the outbox, mail and search."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail as outgoing

from smartprovince.core import clock, jobs, outbox, search
from smartprovince.core.models import DueAction, Job, Notice, OutboxEvent, OutgoingMail
from smartprovince.core.registry import due_actions, subscribers
from smartprovince.organisations import actions as people
from smartprovince.territory.models import Region

seen: list[str] = []


@jobs.job("test.good", idempotent=True)
def good(progress, *, n: int) -> dict:
    for step in range(n):
        progress(step + 1, n, f"langkah {step + 1}")
    return {"n": n}


@jobs.job("test.once", idempotent=False)
def once(progress) -> None:
    raise RuntimeError("listrik padam")


def killed(kind: str, **arguments) -> Job:
    """A job whose worker died while it was running."""
    past = clock.now() - timedelta(minutes=5)
    return Job.objects.create(kind=kind, arguments=arguments, state="running", lease_until=past, attempts=1)


def test_a_job_reports_progress_and_keeps_its_result(db):
    row = jobs.start("test.good", n=3)
    row = jobs.run(str(row.pk))
    assert (row.state, row.result) == ("done", {"n": 3})
    assert Job.objects.get(pk=row.pk).percent == 100


def test_a_job_is_done_by_one_worker_only(db):
    row = Job.objects.create(kind="test.good", state="running", lease_until=clock.now() + timedelta(minutes=1))
    assert jobs.run(str(row.pk)) is None


def test_the_job_of_a_killed_worker_is_taken_up_again_if_that_does_no_harm(db):
    row = killed("test.good", n=1)
    assert jobs.recover() == 1
    assert Job.objects.get(pk=row.pk).state == "queued"
    assert jobs.run(str(row.pk)).state == "done"


def test_else_it_is_shown_as_failed_and_can_be_retried(db):
    row = killed("test.once")
    assert jobs.recover() == 1
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.error
    assert jobs.retry(row).state == "queued"
    assert jobs.run(str(row.pk)).error.startswith("listrik padam")


def test_the_tick_does_what_is_due_once(db):
    if "test.due" not in due_actions:
        due_actions.register("test.due", lambda word: seen.append(word))
    seen.clear()
    jobs.due("test.due", "a", clock.now() - timedelta(seconds=1), word="pagi")
    jobs.due("test.due", "b", clock.now() + timedelta(days=1), word="besok")
    assert jobs.tick()["due"] == 1
    assert jobs.tick()["due"] == 0
    assert seen == ["pagi"]
    assert DueAction.objects.filter(done_at=None).count() == 1


def test_subscribers_hear_at_least_once_and_a_failing_one_is_tried_again(world):
    calls = []

    def listener(event):
        calls.append(event.name)
        if len(calls) == 1:
            raise ConnectionError("belum siap")

    subscribers.register("team.found:test", listener)
    try:
        outbox.deliver()
        people.found_team(
            actor=world.people["province_coordinator:51"],
            organisation=world.organisations["51"],
            kind="forum",
            name="Forum",
        )
        assert outbox.deliver() == 0
        assert OutboxEvent.objects.get(name="team.found").attempts == 1
        assert outbox.deliver() == 1
        assert calls == ["team.found", "team.found"]
    finally:
        subscribers._things.pop("team.found:test")


def test_mail_that_is_refused_waits_and_goes_later(db, settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.core.refusing.EmailBackend"}}
    row = outbox.mail("a@contoh.test", "Kabar\nBcc: x@y", "isi")
    assert outbox.send_mail() == 0
    row.refresh_from_db()
    assert "menolak" in row.error
    assert row.next_try_at > clock.now()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    OutgoingMail.objects.update(next_try_at=clock.now())
    assert outbox.send_mail() == 1
    assert outgoing.outbox[0].subject == "Kabar Bcc: x@y"
    assert outbox.send_mail() == 0


def test_a_notice_is_given_once_while_unread(world):
    person = world.people["officer:51.01"]
    for _again in range(2):
        outbox.notify(person, "test", "Ada kabar", address="/kerja/")
    assert Notice.objects.count() == 1


def test_search_finds_every_word_and_the_beginning_of_the_last(world):
    search.index(Region.objects.all())
    found = search.find(world.people["stranger"], "kabupaten jemb")
    assert [entry.title for entry in found] == ["Kabupaten Jembrana"]
    assert search.find(world.people["stranger"], "jembrana tabanan") == []
    assert search.find(world.people["stranger"], "  %_ ") == []
    assert search.find(world.people["stranger"], "51.01")[0].title == "Kabupaten Jembrana"


def test_search_costs_the_same_number_of_queries_for_one_hit_and_for_many(world, django_assert_num_queries):
    search.index(Region.objects.all())
    for words in ("jembrana", "kabupaten"):
        person = type(world.people["stranger"]).objects.get(pk=world.people["stranger"].pk)
        with django_assert_num_queries(2):
            search.find(person, words)
