"""Writes about news: how somebody wants to be told, and mails that are sent once more."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from smartprovince.core import access, clock, news
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import Frequency, Notice, NoticePreference, OutgoingMail
from smartprovince.organisations.models import Organisation, Person


@action("notice.choose", on="person")
def choose(log: Log, *, person: Person, choices: Mapping[str, str]) -> Person:
    """How a person wants to hear of each kind of news. What waits for a mail already follows the choice.

    Raises Invalid for a kind that does not exist or another frequency than those of the list.
    """
    faults = [Fault(name, _("There is no such kind of news.")) for name in choices if name not in news.types]
    faults += [
        Fault(name, _("Choose one of the list."), ", ".join(str(each.label) for each in Frequency))
        for name, frequency in choices.items()
        if frequency not in Frequency
    ]
    if faults:
        raise Invalid(faults)
    key = str(person.pk)
    known = dict(NoticePreference.objects.filter(recipient_id=key).values_list("kind", "frequency"))
    changed = {}
    for name, frequency in choices.items():
        before = known.get(name, str(news.types.get(name).default))
        if before == frequency:
            continue
        NoticePreference.objects.update_or_create(recipient_id=key, kind=name, defaults={"frequency": frequency})
        waiting = Notice.objects.filter(recipient_id=key, kind=name, mail=None, read_at=None)
        if frequency != Frequency.AT_ONCE and not person.simulated:
            waiting.exclude(frequency=Frequency.PLATFORM).update(frequency=frequency)
        changed[name] = frequency
    log.note(**changed)
    return person


@action("mail.retry", on="mail", verb="retry")
def retry(log: Log, *, mail: OutgoingMail) -> OutgoingMail:
    """Send a mail once more that was given up, or not wait for its next try. Raises Invalid for one that was sent."""
    if mail.sent_at:
        raise Invalid(_("This mail has been sent already."))
    log.set(mail, failed_at=None, attempts=0, next_try_at=clock.now())
    return mail


@action("mail.retry_all", on="organisation", verb="retry_mail")
def retry_all(log: Log, *, organisation: Organisation) -> int:
    """Send all mails once more that were given up, of those the person keeps. How many there are."""
    given_up = access.scope(log.actor, "retry", OutgoingMail).filter(sent_at=None).exclude(failed_at=None)
    count = OutgoingMail.objects.filter(pk__in=list(given_up.values_list("pk", flat=True))).update(
        failed_at=None, attempts=0, next_try_at=clock.now()
    )
    log.about(organisation)
    log.note(mails=count)
    return count
