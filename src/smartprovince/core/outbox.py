"""What happens after commit: subscribers hear of actions, mail goes out. At least once, so both are idempotent."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from . import clock
from .models import Notice, OutboxEvent, OutgoingMail
from .registry import subscribers

MAX_ATTEMPTS = 5
log = logging.getLogger(__name__)


def deliver(limit: int = 500) -> int:
    """Tell subscribers of the actions that were committed. Returns how many events are done with."""
    done = 0
    for event in OutboxEvent.objects.filter(delivered_at=None, attempts__lt=MAX_ATTEMPTS).order_by("pk")[:limit]:
        done += _deliver_one(event)
    return done


def _deliver_one(event: OutboxEvent) -> int:
    """Each event in a transaction of its own; `name` of a subscriber is `action:what`, or `*:what` for all actions."""
    try:
        with transaction.atomic():
            for name, listener in subscribers.items():
                if name.split(":")[0] in (event.name, "*"):
                    listener(event)
            OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=clock.now(), error="")
    except Exception as error:
        log.exception("subscriber failed on %s", event.name)
        OutboxEvent.objects.filter(pk=event.pk).update(attempts=event.attempts + 1, error=str(error)[:500])
        return 0
    return 1


def notify(person: object, kind: str, title: str, *, body: str = "", address: str = "") -> Notice:
    """A notice inside the platform; once per person, kind, title and address while unread."""
    notice, _fresh = Notice.objects.get_or_create(
        recipient_id=str(getattr(person, "pk", person)),
        kind=kind,
        title=title[:300],
        address=address,
        read_at=None,
        defaults={"body": body},
    )
    return notice


def mail(address: str, subject: str, body: str) -> OutgoingMail:
    """Queue a mail; `send_mail` sends it when the server is willing."""
    return OutgoingMail.objects.create(address=address, subject=" ".join(subject.split())[:300], body=body)


def send_mail(limit: int = 100) -> int:
    """Send what waits. A refusal is kept and tried again later: 1, 4, 16 … minutes."""
    sent = 0
    waiting = OutgoingMail.objects.filter(sent_at=None, next_try_at__lte=clock.now(), attempts__lt=MAX_ATTEMPTS)
    for row in waiting.order_by("pk")[:limit]:
        row.attempts += 1
        try:
            EmailMessage(row.subject, row.body, to=[row.address]).send()
        except Exception as error:
            row.error = str(error)[:500]
            row.next_try_at = clock.now() + timedelta(minutes=4 ** (row.attempts - 1))
        else:
            row.sent_at, row.error = clock.now(), ""
            sent += 1
        row.save(update_fields=["attempts", "error", "next_try_at", "sent_at"])
    return sent
