"""Each kind of news: the right people are told, and nobody who may not see the thing, whoever a room names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.urls import get_resolver

from smartprovince.assessment.models import Answer, Extension, Objection, Participation, Round
from smartprovince.core import access, actions, clock, news
from smartprovince.core.models import AuditEntry, Notice, OutboxEvent, OutgoingMail
from smartprovince.instruments.actions import load_instruments
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.movement.gates.models import Cycle
from smartprovince.movement.mentoring.models import FollowUp, HandOver, MentorReport, MentorTerm
from smartprovince.movement.models import Cohort, Milestone
from smartprovince.movement.selection.models import Candidate
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach.models import Certificate, Event, EventInvitation, EventNote, Registration
from smartprovince.portfolio.models import Application, Period, Programme, ReuseRequest, Update
from smartprovince.proposals.models import Answer as Reply
from smartprovince.proposals.models import Objection as Keberatan
from smartprovince.proposals.models import Proposal, Review, Rubric

DAY = date(2022, 11, 7)
PARTNER = "mitra"
APPOINTED = "asesor putaran"


@pytest.fixture
def scene(world, demo_day) -> Any:
    """A thing of each model that news is about, all of Kabupaten Jembrana (51.01), and a company that spoke there."""
    company = Organisation.objects.create(name="PT Contoh", kind="company", region=world.regions["51"])
    person = Person.objects.create_user("mitra.contoh@contoh.test", "rahasia-sekali", name="mitra contoh")
    Membership.objects.create(person=person, organisation=company, role=Role.PARTNER, granted_by="test")
    world.people[PARTNER] = person
    world.company = company
    world.things = {}
    for make in MAKERS:
        for thing in make(world):
            world.things[type(thing)] = thing
    return world


def assessment(world) -> list[Model]:
    load_instruments(actor=access.SystemActor("test"))
    made = Round.objects.create(
        owner=world.organisations["51"],
        province=world.regions["51"],
        title="Cek cepat",
        instrument_version=InstrumentVersion.objects.get(instrument__code="cek-cepat"),
        year=2022,
        opens_on=DAY,
        closes_on=DAY,
        kind="own",
        state="open",
    )
    part = Participation.objects.create(round=made, region=world.regions["51.01"], state="verified")
    appointed = Person.objects.create_user("asesor.contoh@contoh.test", "rahasia-sekali", name=APPOINTED)
    seat = {"organisation": world.organisations[""], "role": Role.ASSESSOR, "granted_by": "test"}
    Membership.objects.create(person=appointed, round_id=made.pk, **seat)
    world.people[APPOINTED] = appointed
    line = made.instrument_version.nodes.exclude(kind="group").order_by("order")[0]
    return [
        made,
        part,
        Extension.objects.create(participation=part, phase="fill", until=DAY, reason="x", by="x"),
        Objection.objects.create(
            answer=Answer.objects.create(participation=part, node=line), disputed_outcome="rejected", reason="x", by="x"
        ),
    ]


def ways(world) -> list[Model]:
    region = world.regions["51.01"]
    cohort = Cohort.objects.create(
        key="uji",
        year=2022,
        movement="smart_city",
        name_id="Angkatan uji",
        name_en="Test cohort",
        size=2,
        not_before=DAY,
        not_after=DAY,
    )
    return [
        Cycle.objects.create(region=region, movement="smart_city", number=1, name="1.0", started_on=DAY),
        Milestone.objects.create(
            region=region, kind="joined", basis="letter", not_before=DAY, not_after=DAY, simulated=True
        ),
        Candidate.objects.create(cohort=cohort, region=region, state="interview", interview_on=DAY),
    ]


def mentoring(world) -> list[Model]:
    region, mentor = world.regions["51.01"], world.people["mentor:"]
    term = MentorTerm.objects.create(
        mentor=mentor, membership=mentor.memberships.get(), region=region, valid_from=DAY, valid_until=DAY
    )
    report = MentorReport.objects.create(
        term=term, region=region, number="LAP-2022-0001", kind="visit", held_on=DAY, authors="x", state="sent"
    )
    return [
        report,
        term,
        FollowUp.objects.create(report=report, side="region", text="x", due_on=DAY),
        HandOver.objects.create(term=term, region=region, made_on=DAY, content={}),
    ]


def events(world) -> list[Model]:
    home = world.organisations["51.01"]
    event = Event.objects.create(
        number="KGT-2022-0001",
        kind="coordination",
        title="Rakor Jembrana",
        organiser=home,
        region=world.regions["51.01"],
        starts_at=datetime(2022, 11, 20, tzinfo=UTC),
        ends_at=datetime(2022, 11, 21, tzinfo=UTC),
        state="open",
    )
    registration = Registration.objects.create(
        event=event, number=1, person=world.people[PARTNER], name="mitra", ticket_digest="x"
    )
    Certificate.objects.create(registration=registration, code="CODE", issued_on=DAY)
    return [
        event,
        registration,
        EventInvitation.objects.create(event=event, organisation=world.company),
        EventNote.objects.create(
            event=event,
            number="CAT-1",
            receipt="r1",
            kind="question",
            text="x",
            noted_by="x",
            organisation=world.company,
        ),
        Proposal.objects.create(
            number="USL-1",
            receipt="r2",
            title="Jalan",
            addressee="centre",
            region=world.regions["51.01"],
            received_on=DAY,
            received_by=world.organisations["51.01"],
            handler=world.regions["51"],
            state="submitted",
            submitted_at=clock.now(),
        ),
    ]


def answers(world) -> list[Model]:
    usulan = Proposal.objects.get(number="USL-1")
    Review.objects.create(
        proposal=usulan, reviewer=world.people["mentor:"], rubric=Rubric.objects.create(name="Rubrik uji")
    )
    return [
        Reply.objects.create(
            proposal=usulan, outcome="deferred", text="x", prepared_by="x", prepared_by_id="0", published_at=clock.now()
        ),
        Keberatan.objects.create(proposal=usulan, text="x", filed_by="x"),
    ]


def portfolio(world) -> list[Model]:
    """An application of Jembrana that Tabanan wants to copy, and a report on a programme that its officer sent."""
    region = world.regions["51.01"]
    application = Application.objects.create(number="APL-1", name="Antrean", region=region, function="service")
    programme = Programme.objects.create(
        number="PRG-1", name="Sampah", region=region, start_year=2022, end_year=2022, phase="short"
    )
    period = Period.objects.create(
        province=world.regions["51"], year=2022, quarter=3, opens_on=DAY, locks_on="2022-11-20"
    )
    return [
        ReuseRequest.objects.create(application=application, region=world.regions["51.02"], message="x"),
        Update.objects.create(
            programme=programme, period=period, state="sent", sent_by_id=str(world.people["officer:51.01"].pk)
        ),
    ]


MAKERS: list[Callable[[Any], list[Model]]] = [assessment, ways, mentoring, events, answers, portfolio]

REGION = {"region_coordinator:51.01"}
BOTH = {"region_coordinator:51.01", "province_coordinator:51"}
EXPECTED: dict[str, set[str]] = {
    "participation.send": {"province_coordinator:51"},
    "participation.return": {"region_coordinator:51.01", "officer:51.01", "dimension_lead:51.01"},
    "participation.finish": REGION,
    "round.publish": REGION,
    "round.open": REGION,
    "round.reschedule": REGION,
    "extension.ask": {"province_coordinator:51"},
    "extension.grant": REGION,
    "extension.offer": REGION,
    "extension.refuse": REGION,
    "objection.raise": {APPOINTED},
    "objection.decide": REGION,
    "cycle.advance": BOTH,
    "cycle.go_back": BOTH,
    "milestone.withdraw": REGION,
    "gate.confirm": REGION,
    "gate.take_back": REGION,
    "candidate.invite": BOTH,
    "candidate.select": BOTH,
    "candidate.reject": BOTH,
    "candidate.reconsider": BOTH,
    "report.decide": {"programme_owner:"},
    "report.send": REGION,
    "report.return": {"mentor:"},
    "report.approve": REGION | {"mentor:"},
    "follow_up.done": {"mentor:"},
    "mentoring.hand_over": REGION,
    "mentoring.assign": REGION | {"mentor:"},
    "event.open": {PARTNER},
    "event.invite": {PARTNER},
    "event.answer_invitation": REGION,
    "event.move": {PARTNER},
    "event.cancel": {PARTNER},
    "registration.promote": {PARTNER},
    "certificate.issue": {PARTNER},
    "note.settle": {PARTNER},
    "proposal.hear": REGION | {"programme_owner:"},
    "proposal.withdraw": REGION | {"programme_owner:"},
    "proposal.take.proposer": REGION,
    "proposal.return.proposer": REGION,
    "proposal.enter_rkpd.proposer": REGION,
    "proposal.budget.proposer": REGION,
    "proposal.publish_answer": REGION,
    "proposal.submit": {"province_coordinator:51"},
    "proposal.pass_review": {"planner:51"},
    "proposal.merge": REGION,
    "proposal.split": REGION,
    "review.ask": {"mentor:"},
    "proposal.prepare_answer": {"leader:51"},
    "keberatan.file": {"leader:51"},
    "keberatan.decide": REGION,
    "reuse.ask": REGION,
    "reuse.answer": {"region_coordinator:51.02"},
    "update.send": REGION,
    "update.return": {"officer:51.01"},
    "update.approve": {"officer:51.01"},
}


def happened(kind: news.NoticeType, thing: Model, actor: Person | None = None) -> OutboxEvent:
    entry = AuditEntry.objects.create(
        action=kind.action, actor_id=str(actor.pk) if actor else "", actor_label="x", object_type="x", object_id="1"
    )
    asked = list(Person.objects.filter(name="mentor ").values_list("pk", flat=True))
    payload = {"type": thing._meta.label_lower, "id": str(thing.pk), "issued": 1, "invited": 1, "asked": asked}
    return OutboxEvent.objects.create(entry=entry, name=kind.action, payload=payload)


def names(world) -> set[str]:
    by_key = {str(person.pk): name for name, person in world.people.items()}
    return {by_key[key] for key in Notice.objects.values_list("recipient_id", flat=True)}


def test_every_kind_follows_an_action_that_exists_and_asks_a_right_that_exists():
    get_resolver().url_patterns  # noqa: B018 - loads the views, and with them every action
    for name, kind in news.types.items():
        assert kind.action in actions.actions, f"{name}: no action {kind.action}"
        assert (kind.verb, kind.model) in access.rules(), f"{name}: no rule {kind.verb} on {kind.model}"
        assert {*kind.roles} <= {*Role.values}, name
        assert str(kind.label), name


@pytest.mark.parametrize("name", news.types.names())
def test_the_people_concerned_are_told_and_nobody_else(scene, name):
    kind = news.types.get(name)
    thing = scene.things[kind.model]
    assert news.tell(kind, happened(kind, thing)) == len(EXPECTED[name])
    assert names(scene) == EXPECTED[name]
    for notice in Notice.objects.all():
        assert notice.address.startswith("/")
        assert notice.title
    mailed = set(OutgoingMail.objects.values_list("address", flat=True))
    assert mailed == ({scene.people[each].email for each in EXPECTED[name]} if kind.default == "at_once" else set())


@pytest.mark.parametrize("name", news.types.names())
def test_who_may_not_see_the_thing_is_told_nothing(scene, name):
    """Even when a room names the whole world."""
    kind = news.types.get(name)
    thing = scene.things[kind.model]
    everybody = list(Person.objects.all())
    wrong = news.NoticeType(**vars(kind) | {"who": lambda *_given: everybody, "when": None})
    news.tell(wrong, happened(kind, thing))
    by_name = {key for key, person in scene.people.items() if access.may(person, kind.verb, thing)}
    assert names(scene) == by_name
    assert "stranger" not in names(scene)
    assert "partner:52" not in names(scene)


@pytest.mark.parametrize("name", news.types.names())
def test_people_who_left_and_the_one_who_did_it_are_not_told(scene, name):
    kind = news.types.get(name)
    first, *others = sorted(EXPECTED[name])
    for each in others:
        Person.objects.filter(pk=scene.people[each].pk).update(is_active=False)
    news.tell(kind, happened(kind, scene.things[kind.model], scene.people[first]))
    assert not Notice.objects.exists()


def test_an_event_delivered_twice_tells_once(scene):
    kind = news.types.get("cycle.go_back")
    event = happened(kind, scene.things[Cycle])
    assert news.tell(kind, event) == 2
    assert news.tell(kind, event) == 0
    Notice.objects.update(read_at="2022-11-07T00:00Z")
    assert news.tell(kind, event) == 0


def test_a_kind_whose_thing_is_gone_tells_nothing(scene):
    kind = news.types.get("cycle.go_back")
    event = happened(kind, scene.things[Cycle])
    event.payload["id"] = "999999"
    assert news.tell(kind, event) == 0
