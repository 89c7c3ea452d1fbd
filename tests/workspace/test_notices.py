"""News: who is told, once, of what they may see; how they choose to be told; one mail for one matter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import translation

from smartprovince.assessment import actions as assessment
from smartprovince.assessment.models import Participation, Round
from smartprovince.core import access, actions, clock, news, outbox
from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import Frequency, Notice, NoticePreference, OutboxEvent, OutgoingMail
from smartprovince.instruments import actions as instruments
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.workspace.news import actions as choices
from smartprovince.workspace.news import queries

SYSTEM = SystemActor("test")
SENT = "Kab. Jembrana telah mengirim jawabannya: Cek cepat"


@pytest.fixture
def round_(world, demo_day) -> Round:
    """A round of Bali's own, opened, with its news delivered and read."""
    instruments.load_instruments(actor=SYSTEM)
    made = assessment.create_round(
        actor=world.people["province_coordinator:51"],
        owner=world.organisations["51"],
        title="Cek cepat",
        instrument_version=InstrumentVersion.objects.get(instrument__code="cek-cepat"),
        year=2022,
        opens_on=demo_day,
        closes_on=demo_day,
    )
    made = assessment.open_round(actor=world.people["province_coordinator:51"], round=made)
    outbox.deliver()
    return made


def send(world, round_: Round, code: str = "51.01") -> Participation:
    part = Participation.objects.get(round=round_, region__code=code)
    assessment.save_answer(actor=world.people[f"officer:{code}"], answer=part.answers.first(), value="3")
    part.refresh_from_db()
    coordinator = world.people[f"region_coordinator:{code}"]
    return assessment.send_participation(actor=coordinator, participation=part, gaps_note="sisanya menyusul")


def told(person: Person, kind: str = "") -> list[str]:
    rows = Notice.objects.filter(recipient_id=str(person.pk)).order_by("pk")
    return list((rows.filter(kind=kind) if kind else rows).values_list("title", flat=True))


def test_regions_hear_that_a_round_is_open_and_the_owner_that_they_sent(world, round_):
    (opened,) = told(world.people["region_coordinator:51.02"])
    assert "Cek cepat" in opened
    assert told(world.people["region_coordinator:52.01"]) == []
    send(world, round_)
    outbox.deliver()
    assert told(world.people["province_coordinator:51"]) == [SENT]
    assert told(world.people["province_coordinator:52"]) == []
    OutboxEvent.objects.update(delivered_at=None)
    outbox.deliver()
    assert told(world.people["province_coordinator:51"]) == [SENT]
    assert told(world.people["region_coordinator:51.02"]) == [opened]


def test_every_kind_follows_an_action_that_exists_and_asks_a_right_that_exists():
    for name, kind in news.types.items():
        assert kind.action in actions.actions, f"{name}: no action {kind.action}"
        assert (kind.verb, kind.model) in access.rules(), f"{name}: no rule {kind.verb} on {kind.model}"
        assert {*kind.roles} <= {*Role.values}, name
        assert str(kind.label), name


def test_nobody_is_told_of_their_own_doing(world, round_):
    coordinator = world.people["region_coordinator:51.01"]
    part = send(world, round_)
    event = OutboxEvent.objects.get(name="participation.send")
    given = news.NoticeType(
        name="test.own",
        action="participation.send",
        label="uji",
        model=Participation,
        who=lambda thing, event: [coordinator, world.people["leader:51.01"]],
        say=lambda thing, event: "uji",
        address=lambda thing, person: "/kerja/",
    )
    assert news.tell(given, event) == 1
    assert told(coordinator, "test.own") == []
    assert told(world.people["leader:51.01"], "test.own") == ["uji"]
    assert part.pk


def test_the_right_is_asked_again_at_delivery(world, round_, demo_day):
    """The coordinator of Bali left office between the sending and the delivery: a mail to nobody's desk."""
    send(world, round_)
    coordinator = world.people["province_coordinator:51"]
    Membership.objects.filter(person=coordinator).update(role=Role.EVENT_DESK)
    outbox.deliver()
    assert told(coordinator) == []


def test_a_choice_is_kept_per_person_and_kind(world, round_):
    coordinator = world.people["province_coordinator:51"]
    other = world.people["planner:51"]
    choices.choose(actor=coordinator, person=coordinator, choices={"participation.send": Frequency.PLATFORM})
    with pytest.raises(NotFound):
        choices.choose(actor=other, person=world.people["stranger"], choices={})
    send(world, round_)
    outbox.deliver()
    assert told(coordinator) == [SENT]
    assert not OutgoingMail.objects.filter(address=coordinator.email).exists()
    choices.choose(actor=coordinator, person=coordinator, choices={"participation.send": Frequency.AT_ONCE})
    send(world, round_, "51.02")
    outbox.deliver()
    assert OutgoingMail.objects.filter(address=coordinator.email).count() == 1
    assert NoticePreference.objects.get().frequency == "at_once"


def test_a_choice_of_nothing_that_exists_is_refused(world):
    person = world.people["officer:51.01"]
    with pytest.raises(Invalid) as refused:
        choices.choose(actor=person, person=person, choices={"gibt.es.nicht": "daily", "participation.return": "jam"})
    assert len(refused.value.faults) == 2
    assert not NoticePreference.objects.exists()


def test_the_page_of_choices_shows_what_can_reach_the_person(client, world):
    officer = world.people["officer:51.01"]
    client.force_login(officer)
    page = client.get("/kerja/kabar/pengaturan/")
    assert page.status_code == 200
    assert 'name="participation.return"' in page.text
    assert 'name="participation.send"' not in page.text
    given = {choice.kind.name: choice.frequency for choice in queries.choices_of(officer)}
    sent = client.post("/kerja/kabar/pengaturan/", given | {"participation.return": "weekly"})
    assert sent.status_code == 302
    assert NoticePreference.objects.get().frequency == "weekly"
    refused = client.post("/kerja/kabar/pengaturan/", given | {"participation.return": "each hour"})
    assert refused.status_code == 422
    assert NoticePreference.objects.get().frequency == "weekly"


def test_people_of_the_demo_get_no_mail_and_no_digest(world, round_):
    coordinator = world.people["province_coordinator:51"]
    Person.objects.filter(pk=coordinator.pk).update(simulated=True)
    send(world, round_)
    outbox.deliver()
    assert told(coordinator) == [SENT]
    assert not OutgoingMail.objects.filter(address=coordinator.email).exists()
    assert Notice.objects.get(recipient_id=str(coordinator.pk)).frequency == "platform"


# --- one mail for one matter -----------------------------------------------------------------------------------------


def test_news_of_one_matter_goes_into_one_mail(world, round_):
    """Two regions send within minutes; then a third time, after the mail has gone out."""
    coordinator = world.people["province_coordinator:51"]
    send(world, round_)
    outbox.deliver()
    send(world, round_, "51.02")
    outbox.deliver()
    mail = OutgoingMail.objects.get(address=coordinator.email)
    assert mail.subject.startswith("2 ")
    assert SENT in mail.body
    assert "Tabanan" in mail.body
    assert mail.body.count(f"http://localhost:8000/kerja/penilaian/{round_.pk}/") == 1
    OutgoingMail.objects.exclude(pk=mail.pk).delete()
    assert outbox.send_mail() == 1
    event = OutboxEvent.objects.filter(name="participation.send").first()
    Notice.objects.filter(recipient_id=str(coordinator.pk)).update(read_at=clock.now())
    for number in range(3):
        again = news.NoticeType(**vars(news.types.get("participation.send")) | {"say": lambda *_given: f"uji {number}"})  # noqa: B023
        event.pk = 1_000 + number
        news.tell(again, event)
    held = OutgoingMail.objects.exclude(pk=mail.pk).get()
    assert held.next_try_at > clock.now() + timedelta(minutes=29)
    assert outbox.send_mail() == 0
    assert "uji 0" in held.body
    assert "uji 2" in held.body
    assert len(outgoing.outbox) == 1


def test_another_matter_is_another_mail_at_once(world, round_):
    coordinator = world.people["region_coordinator:51.01"]
    OutgoingMail.objects.all().delete()
    for page in ("/kerja/a/", "/kerja/b/"):
        row = Notice(recipient_id=str(coordinator.pk), kind="round.open", title=page, address=page)
        row.frequency = Frequency.AT_ONCE
        row.save()
        news.post([row], {str(coordinator.pk): coordinator})
    assert outbox.send_mail() == 2


def test_mail_and_title_are_in_the_language_of_the_person(world, round_):
    coordinator = world.people["province_coordinator:51"]
    Person.objects.filter(pk=coordinator.pk).update(language="en")
    with translation.override("id"):
        send(world, round_)
        outbox.deliver()
    mail = OutgoingMail.objects.get(address=coordinator.email)
    assert mail.subject == "Kab. Jembrana has sent its answers: Cek cepat"
    assert "http://localhost:8000/kerja/kabar/pengaturan/" in mail.body


def test_telling_many_costs_no_query_for_each(world, round_, django_assert_max_num_queries):
    organisation = world.organisations["51"]
    for number in range(60):
        person = Person.objects.create(email=f"koordinator{number}@contoh.test", name=f"orang {number}")
        Membership.objects.create(
            person=person, organisation=organisation, role=Role.PROVINCE_COORDINATOR, granted_by="test"
        )
    send(world, round_)
    event = OutboxEvent.objects.filter(name="participation.send").latest("pk")
    with django_assert_max_num_queries(20):
        assert news.tell(news.types.get("participation.send"), event) == 61


# --- the pages -------------------------------------------------------------------------------------------------------


def test_the_menu_counts_what_is_unread(client, world):
    officer = world.people["officer:51.01"]
    client.force_login(officer)
    assert 'class="n"' not in client.get("/kerja/kabar/").text
    for number in range(3):
        outbox.notify(officer, "test", f"Kabar {number}", address="/kerja/")
    page = client.get("/kerja/").text
    assert '<span class="n">3' in page
    client.post("/kerja/kabar/")
    assert 'class="n"' not in client.get("/kerja/").text


def test_opening_a_notice_marks_it_as_read_and_goes_to_its_page(client, world):
    officer = world.people["officer:51.01"]
    notice = outbox.notify(officer, "test", "Kabar", address="/kerja/penilaian/")
    client.force_login(world.people["officer:51.02"])
    assert client.get(f"/kerja/kabar/{notice.pk}/").status_code == 404
    assert Notice.objects.get().read_at is None
    client.force_login(officer)
    went = client.get(f"/kerja/kabar/{notice.pk}/")
    assert (went.status_code, went["Location"]) == (302, "/kerja/penilaian/")
    assert Notice.objects.get().read_at is not None
    assert client.post(f"/kerja/kabar/{notice.pk}/").status_code == 405


@pytest.mark.parametrize(
    "address", ["https://jahat.test/", "//jahat.test/x", "/\\jahat.test", "javascript:alert(1)", "", "kerja/"]
)
def test_a_notice_never_leads_away_from_the_site(client, world, address):
    officer = world.people["officer:51.01"]
    notice = outbox.notify(officer, "test", "Kabar", address=address)
    client.force_login(officer)
    assert client.get(f"/kerja/kabar/{notice.pk}/")["Location"] == "/kerja/kabar/"


def test_unread_news_comes_first_and_can_be_filtered_by_kind(client, world, django_assert_max_num_queries):
    officer = world.people["officer:51.01"]
    outbox.notify(officer, "participation.return", "lama")
    Notice.objects.update(read_at=clock.now())
    outbox.notify(officer, "participation.return", "baru")
    for number in range(60):
        outbox.notify(officer, "test", f"kabar {number}")
    Notice.objects.filter(kind="test").update(read_at=clock.now())
    client.force_login(officer)
    page = client.get("/kerja/kabar/").text
    assert page.index("baru") < page.index("kabar 59")
    assert "kabar 0<" not in page
    one = client.get("/kerja/kabar/?jenis=participation.return").text
    assert "lama" in one
    assert "kabar 59" not in one
    client.post("/kerja/kabar/?jenis=test")
    assert Notice.objects.filter(read_at=None).count() == 1
    with django_assert_max_num_queries(12):
        client.get("/kerja/kabar/")


def test_a_name_with_a_script_stays_text(client, world):
    officer = world.people["officer:51.01"]
    outbox.notify(officer, "test", "<script>alert(1)</script>", address="/kerja/")
    client.force_login(officer)
    assert "<script>alert" not in client.get("/kerja/kabar/").text
