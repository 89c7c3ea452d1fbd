"""A university that sends mentors, a term with Klungkung, and a report of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from smartprovince.movement.mentoring import actions
from smartprovince.movement.mentoring.actions import NextStep
from smartprovince.movement.models import MentorReport, MentorTerm
from smartprovince.organisations.models import Membership, Organisation, Person

TODAY = date(2026, 11, 24)
START, END = TODAY - timedelta(days=100), TODAY + timedelta(days=100)


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(Person.objects.get(pk=person.pk))
        return client

    return enter


@pytest.fixture
def owner(ministry) -> Organisation:
    return Organisation.objects.get(kind=Organisation.Kind.MINISTRY)


@pytest.fixture
def scholar(regions) -> Callable[[str], Person]:
    """A person of a university, without any term yet."""
    home = Organisation.objects.create(name="Universitas Uji", kind=Organisation.Kind.UNIVERSITY)

    def make(name: str) -> Person:
        someone = Person.objects.create_user(f"{name}@contoh.id", "kata-sandi-uji", name=name)
        Membership.objects.create(person=someone, organisation=home, role="partner", granted_by="test")
        return someone

    return make


@pytest.fixture
def assign(ministry, owner, register):
    def do(mentor: Person, code: str = "51.05", start: date = START, end: date = END, **more) -> MentorTerm:
        return actions.assign(
            actor=ministry, organisation=owner, mentor=mentor, region=register[code], valid_from=start,
            valid_until=end, letter_number="7/ST/2026", letter_date=start if start <= TODAY else None, **more,
        )  # fmt: skip

    return do


@pytest.fixture
def mentor(scholar) -> Person:
    return scholar("pembimbing")


@pytest.fixture
def term(assign, mentor) -> MentorTerm:
    return assign(mentor)


STEPS = (
    NextStep(side="mentor", text="Kirim contoh peta jalan", due_on=TODAY - timedelta(days=1)),
    NextStep(side="region", text="Susun tim pelaksana", due_on=TODAY + timedelta(days=9)),
)


@pytest.fixture
def write():
    def do(term: MentorTerm, who: Person, held_on: date = TODAY - timedelta(days=10), **more) -> MentorReport:
        given = {
            "kind": "visit",
            "authors": "Pembimbing",
            "topics": "Kesiapan",
            "recommendations": "Bentuk tim lebih dahulu.",
            "steps": STEPS,
        } | more
        return actions.write_report(actor=Person.objects.get(pk=who.pk), term=term, held_on=held_on, **given)

    return do


@pytest.fixture
def draft(term, mentor, write) -> MentorReport:
    return write(term, mentor)


def fresh(person: Person) -> Person:
    """The same person without what was kept for an earlier request."""
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def sent(draft, mentor) -> MentorReport:
    return actions.send_report(actor=fresh(mentor), report=draft)
