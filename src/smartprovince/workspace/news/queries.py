"""What the pages of news, choices and mails show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from smartprovince.core import access, news
from smartprovince.core.models import Frequency, Notice, NoticePreference, OutgoingMail

STATES = {
    OutgoingMail.State.WAITING: Q(sent_at=None, failed_at=None),
    OutgoingMail.State.SENT: Q(sent_at__isnull=False),
    OutgoingMail.State.FAILED: Q(sent_at=None, failed_at__isnull=False),
}


def notices_of(person: Any, *, kind: str = "") -> QuerySet[Notice]:
    """A person's notices, unread ones first, newest first."""
    rows = access.scope(person, "view", Notice)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by(F("read_at").desc(nulls_first=True), "-pk")


def kinds_of(person: Any) -> list[tuple[str, str, int, int]]:
    """The kinds of news a person has: name, label, how many, how many unread."""
    rows = access.scope(person, "view", Notice).order_by().values_list("kind")
    counted = rows.annotate(n=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    return sorted(((kind, news.label_of(kind), n, unread) for kind, n, unread in counted), key=lambda row: row[1])


@dataclass(frozen=True)
class Choice:
    """A kind of news that can reach a person, and how the person wants to hear of it."""

    kind: news.NoticeType
    frequency: str

    @property
    def is_default(self) -> bool:
        return self.frequency == self.kind.default


def choices_of(person: Any) -> list[Choice]:
    """A row for each kind that can reach the roles of a person; what waits for the person first."""
    roles = {grant.role for grant in person.grants}
    chosen = dict(NoticePreference.objects.filter(recipient_id=str(person.pk)).values_list("kind", "frequency"))
    rows = [
        Choice(kind, chosen.get(name, str(kind.default)))
        for name, kind in news.types.items()
        if not kind.roles or kind.roles & roles
    ]
    return sorted(rows, key=lambda row: (not row.kind.waits, str(row.kind.label)))


def frequencies() -> list[tuple[str, str]]:
    return [(each.value, str(each.label)) for each in Frequency]


def mails_of(keeper: Any, *, state: str = "") -> QuerySet[OutgoingMail]:
    """The mails a keeper may see, newest first; never their text."""
    rows = access.scope(keeper, "view", OutgoingMail).defer("body", "subject", "files")
    if state:
        rows = rows.filter(STATES[OutgoingMail.State(state)])
    return rows.order_by("-pk")


def mail_counts(keeper: Any) -> dict[str, int]:
    """How many mails wait, were sent and were given up."""
    told = {str(state): Count("pk", filter=condition) for state, condition in STATES.items()}
    return access.scope(keeper, "view", OutgoingMail).aggregate(**told)


def news_label(kind: str) -> str:
    return news.label_of(kind)


def mail_label(kind: str) -> str:
    """A kind of mail in words; those that carry a notice are named like it."""
    told = {
        "": _("mail"),
        "account": _("sign-in and password"),
        "outreach.registration": _("registration for an event"),
        "digest.daily": _("daily news"),
        "digest.weekly": _("weekly news"),
    }
    return told.get(kind) or news.label_of(kind)
