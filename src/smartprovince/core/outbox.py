"""What happens after commit: subscribers hear of actions, mail goes out. At least once, so both are idempotent."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import MIMEPart
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import Q

from . import clock
from .models import Notice, OutboxEvent, OutgoingMail
from .registry import subscribers

MAX_ATTEMPTS = 5  # of telling subscribers
MAIL_RETRIES = tuple(timedelta(minutes=n) for n in (1, 4, 16, 64, 256, 720, 720))  # about a day and a half
MAX_MAIL_ATTEMPTS = len(MAIL_RETRIES) + 1
CLAIMED = timedelta(minutes=10)  # longer than sending one mail takes, even with a slow server
BUDGET = timedelta(seconds=60)  # of a round of sending, so that the rest of the tick is not kept waiting
WAITING = Q(sent_at=None, failed_at=None)
KEEP_TEXT = timedelta(days=30)
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
            waiting = OutboxEvent.objects.select_for_update().filter(pk=event.pk, delivered_at=None)
            if not waiting.first():
                return 0  # another worker was faster
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


# --- mail ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailFile:
    """A text that goes with a mail as a file: `MailFile("acara.ics", "text/calendar; method=REQUEST", text)`."""

    name: str
    type: str
    text: str


def draft(
    address: str,
    subject: str,
    body: str,
    files: Iterable[MailFile] = (),
    *,
    kind: str = "",
    recipient: Any = None,
    sender: Any = None,
    matter: str = "",
    not_before: datetime | None = None,
) -> OutgoingMail:
    """A mail that is not queued yet.

    recipient: the person, when the address is one's own here. sender: the organisation on whose behalf it goes; its
    administrators see whether it arrived. matter: what it is about, see `OutgoingMail`.
    """
    return OutgoingMail(
        address=address,
        subject=" ".join(subject.split())[:300],
        body=body,
        files=[asdict(each) for each in files],
        kind=kind,
        recipient_id=key_of(recipient),
        sender_id=key_of(sender),
        matter=matter[:400],
        next_try_at=not_before or clock.now(),
    )


def mail(address: str, subject: str, body: str, files: Iterable[MailFile] = (), **facts: Any) -> OutgoingMail:
    """Queue a mail; `send_mail` sends it when the server is willing. `facts`: see `draft`."""
    row = draft(address, subject, body, files, **facts)
    row.save(force_insert=True)
    return row


def key_of(thing: Any) -> str:
    """A person or an organisation as core keeps it: its key as text."""
    return "" if thing is None else str(getattr(thing, "pk", thing) or "")


def send_mail(limit: int = 200) -> int:
    """Send what waits, over one connection. What the server refuses is tried again later, and is never lost.

    A mail is claimed before it is sent, so that two workers never send the same one. A server that cannot be reached
    puts off the whole round at once; one that refuses a mail does not hold up the next.
    """
    begun = clock.now()
    waiting = OutgoingMail.objects.filter(WAITING, next_try_at__lte=begun).order_by("next_try_at", "pk")[:limit]
    if not waiting:
        return 0
    server = mailers.default
    sent, unreachable = 0, ""
    try:
        for row in waiting:
            if clock.now() - begun > BUDGET:
                break  # a slow server: the rest waits for the next round
            if not _claim(row):
                continue
            if not unreachable:
                unreachable = _open(server)
            if unreachable:
                _put_off(row, unreachable)
                continue
            try:
                server.send_messages([_message(row)])
            except Exception as error:
                _put_off(row, _words(error))
                _close(server)  # whatever state it is in: the next mail begins afresh
            else:
                sent += _sent(row)
    finally:
        _close(server)
    return sent


def _open(server: Any) -> str:
    """Connect, unless it is; what went wrong, in words."""
    try:
        server.open()
    except Exception as error:
        return _words(error)
    return ""


def _claim(row: OutgoingMail) -> bool:
    """Take the mail for this round: a worker that dies with it leaves it to the next try."""
    attempts = row.attempts + 1
    mine = OutgoingMail.objects.filter(WAITING, pk=row.pk, attempts=row.attempts)
    taken = mine.update(attempts=attempts, next_try_at=clock.now() + CLAIMED)
    row.attempts = attempts
    return bool(taken)


def _put_off(row: OutgoingMail, error: str) -> None:
    hopeless = row.attempts >= MAX_MAIL_ATTEMPTS
    pause = MAIL_RETRIES[min(row.attempts, len(MAIL_RETRIES)) - 1]
    OutgoingMail.objects.filter(pk=row.pk).update(
        failed_at=clock.now() if hopeless else None, error=error, next_try_at=clock.now() + pause
    )


def _sent(row: OutgoingMail) -> int:
    return OutgoingMail.objects.filter(pk=row.pk).update(sent_at=clock.now(), failed_at=None, error="")


def _words(error: Exception) -> str:
    """What went wrong, as the keeper of the mails reads it: the server's own answer where there is one."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(_answer(code, text) for code, text in error.recipients.values())[:500]
    if isinstance(error, SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)[:500]
    return (str(error) or type(error).__name__)[:500]


def _answer(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}".strip()


def _close(server: Any) -> None:
    try:
        server.close()
    except Exception:  # a server that is gone cannot be told good-bye
        log.info("the mail server was gone before the end")


def _message(row: OutgoingMail) -> EmailMessage:
    """Plain text, with its files. The name of the message is the same at every attempt, so that copies are told."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    seed = f"{settings.SECRET_KEY}{row.pk}{row.created_at.isoformat()}"
    name = f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>"
    headers = {"Message-ID": name, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(row.subject, row.body, to=[row.address], headers=headers)
    for given in row.files:
        message.attach(_part(given))
    return message


def _part(given: dict[str, str]) -> MIMEPart:
    """A text file with the parameters of its type: `text/calendar; method=REQUEST`."""
    kind, *parameters = [part.strip() for part in given["type"].split(";")]
    part = MIMEPart()
    pairs = dict(each.split("=", 1) for each in parameters if "=" in each and not each.startswith("charset"))
    part.set_content(
        given["text"].encode(),  # as bytes: a calendar's line ends must stay what they are
        maintype="text",
        subtype=kind.partition("/")[2] or "plain",
        disposition="attachment",
        filename=given["name"],
        params=pairs | {"charset": "utf-8"},
    )
    return part


def tidy() -> int:
    """Erase the text, the files and the address of mails sent a month ago. That they went out stays countable."""
    old = OutgoingMail.objects.filter(sent_at__lt=clock.now() - KEEP_TEXT, erased_at=None)
    return old.update(body="", subject="", files=[], address="", erased_at=clock.now())
