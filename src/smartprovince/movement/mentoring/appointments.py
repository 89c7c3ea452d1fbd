"""When a term ends by itself: an appointment of the tick, and an ear for memberships that an administrator ends."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from smartprovince.core import clock
from smartprovince.core.jobs import due
from smartprovince.core.models import OutboxEvent, type_name
from smartprovince.core.registry import due_actions, subscribers
from smartprovince.organisations.models import Membership

from .models import HandOver, MentorTerm

KIND = "mentoring.hand_over"


def arrange(term: MentorTerm) -> None:
    """Hand over on the first morning after the term."""
    morning = datetime.combine(term.valid_until + timedelta(days=1), time(0, 5), clock.ZONES["WIB"])
    until = term.valid_until.isoformat()
    due(KIND, f"{term.pk}:{until}", morning, term=term.pk, until=until)


@due_actions.named(KIND)
def when_due(term: int, until: str) -> None:
    """The hand-over of a term that is over. One that was extended or ended early has an appointment of its own."""
    found = MentorTerm.objects.filter(pk=term).first()
    if found is None or found.valid_until.isoformat() != until or HandOver.objects.filter(term=found).exists():
        return
    if found.valid_until >= clock.today():  # the business day may be set back by hand: come again tomorrow
        again = clock.now() + timedelta(days=1)
        due(KIND, f"{term}:{until}:{again.date().isoformat()}", again, term=term, until=until)
        return
    _close(found)


def when_membership_ends(event: OutboxEvent) -> None:
    """An administrator ended the membership of a mentor: the term is over, too."""
    if event.payload.get("type") != type_name(Membership):
        return
    membership = Membership.objects.filter(pk=event.payload["id"]).first()
    if membership is None or membership.valid_until is None:
        return
    running = MentorTerm.objects.filter(membership=membership, hand_over__isnull=True)
    for term in running.filter(valid_until__gt=membership.valid_until):
        _close(term, last_day=membership.valid_until)


def _close(term: MentorTerm, **more: Any) -> None:
    from .actions import MENTORING, ran_out

    ran_out(actor=MENTORING, term=term, **more)


subscribers.register("membership.end:mentoring", when_membership_ends)
