"""What a secret word opens, and what only the organiser does after the day.

The desk itself is the verb "desk" of an event (see `outreach.rules`): editors, and the desk people of that very event.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import NOBODY, rule
from smartprovince.organisations.roles import Role
from smartprovince.organisations.scopes import grants
from smartprovince.outreach.models import Certificate, Event, EventNote, Registration
from smartprovince.outreach.registering import digest
from smartprovince.outreach.rules import EDITORS, of, own_region_of, who_edits_events

GUESTS = (Role.PARTNER, Role.PUBLIC)


def _secret(person: Any) -> str:
    return getattr(person, "secret", "")


@rule("hold", Registration)
def who_holds_a_ticket(person: Any) -> Q:
    secret = _secret(person)
    return Q(ticket_digest=digest(secret)) if secret else NOBODY


@rule("hold", EventNote)
def who_holds_a_receipt(person: Any) -> Q:
    secret = _secret(person)
    return Q(receipt=secret) if secret else NOBODY


@rule("hold", Certificate)
def who_holds_a_certificate(person: Any) -> Q:
    secret = _secret(person)
    return Q(code=secret) if secret else NOBODY


@rule("settle", EventNote, who_may=EDITORS)
def who_answers(person: Any) -> Q:
    """An answer speaks for the organiser: its coordinators, not the desk."""
    return of(person, "edit")


@rule("revoke", Certificate, who_may=EDITORS)
def who_revokes(person: Any) -> Q:
    return of(person, "edit", "registration__event")


@rule("read_report", Event, who_may=EDITORS)
def who_reads_reports(person: Any) -> Q:
    """The organiser's coordinators and the people of its own government."""
    seen = who_edits_events(person)
    for grant in grants(person, "event.view"):
        if home := own_region_of(grant):
            seen |= Q(organiser__region=home)
    return seen
