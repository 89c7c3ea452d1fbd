"""Who sees notices and mails: the person, and for mails the administrators of the own government (never the text)."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from smartprovince.core import clock
from smartprovince.core.access import NOBODY, rule
from smartprovince.core.models import Notice, OutgoingMail
from smartprovince.organisations.models import Membership, Organisation
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import own_government
from smartprovince.organisations.scopes import at_region, grants
from smartprovince.outreach.models import EventNote
from smartprovince.outreach.rules import own_organisations
from smartprovince.proposals.models import Proposal

KEEPERS = who_may("mail.view")
TEXT = CharField(max_length=40)


@rule("view", Notice)
@rule("read", Notice)
def who_reads_notices(person: Any) -> Q:
    """One's own alone."""
    return Q(recipient_id=str(person.pk)) if getattr(person, "is_authenticated", False) else NOBODY


@rule("view", OutgoingMail)
@rule("retry", OutgoingMail, who_may=KEEPERS)
def who_keeps_mails(person: Any) -> Q:
    """Mails to the people of the own government, and mails that went out on its behalf."""
    if not grants(person, "mail.view"):
        return NOBODY
    people = Membership.objects.in_force(clock.today()).filter(own_government(person, "mail.view", "organisation"))
    senders = Organisation.objects.filter(own_government(person, "mail.view"))
    return Q(recipient_id__in=people.values(key=Cast("person_id", TEXT))) | Q(
        sender_id__in=senders.values(key=Cast("pk", TEXT))
    )


@rule("retry_mail", Organisation, who_may=KEEPERS)
def who_retries_for_all(person: Any) -> Q:
    return own_government(person, "mail.view")


@rule("follow", EventNote)
def who_follows_their_own_words(person: Any) -> Q:
    """What one's own organisation said at an event, and what became of it; never what others said."""
    homes = own_organisations(person)
    return Q(organisation__in=homes) if homes else NOBODY


@rule("follow", Proposal)
def who_follows_their_own_usulan(person: Any) -> Q:
    """What one's own organisation asked for at an event. A draft that a region typed, and in which it names somebody,
    stays with those who read the region's drafts."""
    asked = Q(received_by__isnull=False) | at_region(person, "proposal.view")
    return who_follows_their_own_words(person) & asked
