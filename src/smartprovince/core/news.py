"""News: what an action means for other people, who is told, and how.

A room binds kinds of notices to actions by name:

    news.register(news.NoticeType(
        name="participation.return", action="participation.return", label=_("Answers sent back"),
        model=Participation, who=people_of_the_region, say=lambda part, event: _("…") % …, address=lambda part: "…",
        roles=frozenset({...}), waits=True,
    ))

At delivery the right `verb` on the thing is asked of each person; who may not have it is told nothing. An event that is
delivered twice tells once. What goes out by mail is one mail for one matter: see `post`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import access, clock
from .models import Frequency, Notice, NoticePreference, OutboxEvent, OutgoingMail, type_name
from .outbox import WAITING, draft, key_of
from .registry import Registry, subscribers

ONE_MATTER = timedelta(minutes=30)
PEOPLE_A_QUERY = 40  # below the 500 parts that SQLite takes in one compound query, and kind to its planner
PREFERENCES = "/kerja/kabar/pengaturan/"


@dataclass(frozen=True)
class NoticeType:
    """A kind of news, the action it follows, and the right that whoever is told must have on the thing it is about.

    name: the kind of its notices. action: its name in `core.actions.actions`. label: what a person reads it as.
    model, verb: the thing of the event and the right asked of it. who: (thing, event) → people. say: (thing, event) →
    title, called in the language of each person. address: (thing, person) → a page of ours.
    roles: whom it can reach, for the page of preferences. waits: something waits for the person, so it is told at once.
    when: (thing, event) → whether there is anything to tell. by_mail: false where the room itself writes to everybody
    concerned, so that one matter stays one mail; who wants both can still choose so.
    """

    name: str
    action: str
    label: Any
    model: type[Model]
    who: Callable[[Any, OutboxEvent], Iterable[Any]]
    say: Callable[[Any, OutboxEvent], Any]
    address: Callable[[Any, Any], str]
    roles: frozenset[str] = field(default_factory=frozenset)
    verb: str = "view"
    waits: bool = False
    when: Callable[[Any, OutboxEvent], bool] | None = None
    by_mail: bool = True

    @property
    def default(self) -> Frequency:
        if not self.by_mail:
            return Frequency.PLATFORM
        return Frequency.AT_ONCE if self.waits else Frequency.DAILY


types: Registry[NoticeType] = Registry("kinds of notices")


def register(kind: NoticeType) -> NoticeType:
    """Make a kind of news known and have it follow its action."""
    types.register(kind.name, kind)
    subscribers.register(f"{kind.action}:news.{kind.name}", lambda event: tell(kind, event))
    return kind


def label_of(kind: str) -> str:
    """What a person reads a kind as; also for kinds that no longer exist."""
    return str(types.get(kind).label) if kind in types else _("Other news")


# --- telling ---------------------------------------------------------------------------------------------------------


def tell(kind: NoticeType, event: OutboxEvent) -> int:
    """Give the notices of one event, once, to everybody concerned who may see the thing. How many were given."""
    thing = _thing_of(kind, event)
    if thing is None or (kind.when is not None and not kind.when(thing, event)):
        return 0
    actor = event.entry.actor_id
    people = {key_of(each): each for each in kind.who(thing, event) if each.is_active and key_of(each) != actor}
    may = allowed(people.values(), kind.verb, thing)
    people = {key: each for key, each in people.items() if key in may}
    if not people:
        return 0
    cause = f"{event.pk}:{kind.name}"
    told = set(Notice.objects.filter(cause=cause, recipient_id__in=people).values_list("recipient_id", flat=True))
    drafted = _drafts(kind, thing, event, [each for key, each in people.items() if key not in told])
    given = Notice.objects.bulk_create(drafted)
    post(given, people)
    return len(given)


def _thing_of(kind: NoticeType, event: OutboxEvent) -> Model | None:
    if event.payload.get("type") != type_name(kind.model):
        return None
    return kind.model._default_manager.filter(pk=event.payload.get("id")).first()


def _drafts(kind: NoticeType, thing: Model, event: OutboxEvent, people: Sequence[Any]) -> list[Notice]:
    """Notices for people, each in their language; not a second one while the same still waits to be read."""
    wanted = frequencies(kind, people)
    unread = set(
        Notice.objects.filter(
            recipient_id__in=[key_of(each) for each in people], kind=kind.name, read_at=None
        ).values_list("recipient_id", "address", "title")
    )
    drafted = []
    for person in people:
        with translation.override(person.language):
            title = " ".join(str(kind.say(thing, event)).split())[:300]
        address = kind.address(thing, person)
        if (key_of(person), address, title) in unread:
            continue
        drafted.append(
            Notice(
                recipient_id=key_of(person),
                kind=kind.name,
                title=title,
                address=address,
                object_type=type_name(thing),
                object_id=str(thing.pk),
                verb=kind.verb,
                cause=f"{event.pk}:{kind.name}",
                frequency=Frequency.PLATFORM if person.simulated else wanted[key_of(person)],
            )
        )
    return drafted


def frequencies(kind: NoticeType, people: Sequence[Any]) -> dict[str, str]:
    """How each person wants to hear of a kind: their choice, else its default. One query."""
    keys = [key_of(person) for person in people]
    rows = NoticePreference.objects.filter(kind=kind.name, recipient_id__in=keys)
    chosen = dict(rows.values_list("recipient_id", "frequency"))
    return {key: chosen.get(key, kind.default) for key in keys}


# --- the right, asked again ------------------------------------------------------------------------------------------


def allowed(people: Iterable[Any], verb: str, thing: Model) -> set[str]:
    """Keys of those people who have a right on a thing."""
    wanted = [(person, type_name(thing), str(thing.pk), verb) for person in people]
    return {person for person, _type, _pk, _verb in rights(wanted)}


def rights(wanted: Iterable[tuple[Any, str, str, str]]) -> set[tuple[str, str, str, str]]:
    """Which of (person, type, key, verb) hold, as (person's key, type, key, verb).

    The rules of many people on one model go into few queries, so that their number does not grow with each person.
    """
    grouped: dict[tuple[str, str], dict[str, tuple[Any, list[str]]]] = {}
    for person, object_type, object_id, verb in wanted:
        _one, keys = grouped.setdefault((object_type, verb), {}).setdefault(key_of(person), (person, []))
        keys.append(object_id)
    held = set()
    for (object_type, verb), asked in grouped.items():
        model = apps.get_model(object_type)
        questions = [_question(person, verb, model, keys) for person, keys in asked.values()]
        for start in range(0, len(questions), PEOPLE_A_QUERY):
            first, *rest = questions[start : start + PEOPLE_A_QUERY]
            for person, key in first.union(*rest, all=True).order_by() if rest else first:
                held.add((person, object_type, key, verb))
    return held


def _question(person: Any, verb: str, model: type[Model], keys: list[str]) -> QuerySet[Any, tuple[str, str]]:
    rows = access.scope(person, verb, model).filter(pk__in=set(keys)).order_by()
    text = CharField(max_length=40)
    return rows.values_list(Value(key_of(person), output_field=text), Cast(F("pk"), output_field=text))


# --- mail ------------------------------------------------------------------------------------------------------------


def absolute(address: str) -> str:
    """An address of ours as a mail has to print it."""
    return address if "://" in address else f"{settings.ADDRESS}{address}"


def post(notices: Sequence[Notice], people: Mapping[str, Any]) -> None:
    """Mail for the notices that are to be told at once: one mail for one matter, never a flood.

    News of the same kind and page within half an hour goes into one mail: into the one that still waits, else, when
    one has just been sent, into one that waits until the half hour is over.
    """
    at_once = [each for each in notices if each.frequency == Frequency.AT_ONCE]
    if not at_once:
        return
    since = clock.now() - ONE_MATTER
    rows = OutgoingMail.objects.filter(
        WAITING | Q(sent_at__gt=since),
        recipient_id__in={each.recipient_id for each in at_once},
        matter__in={matter_of(each) for each in at_once},
    )
    recent = {(row.recipient_id, row.matter): row for row in rows.order_by("pk")}
    drafted: dict[Notice, OutgoingMail] = {}
    for notice in at_once:
        key = (notice.recipient_id, matter_of(notice))
        waiting, person = recent.get(key), people[notice.recipient_id]
        if waiting is not None and _add(waiting, notice, person):
            continue
        not_before = None if waiting is None else (waiting.sent_at or clock.now()) + ONE_MATTER
        with translation.override(person.language):
            subject, body = letter([notice])
        drafted[notice] = draft(
            person.email, subject, body, kind=notice.kind, recipient=person, matter=key[1], not_before=not_before
        )
    OutgoingMail.objects.bulk_create(drafted.values())
    for notice, row in drafted.items():
        notice.mail = row
    Notice.objects.bulk_update(drafted, ["mail"], batch_size=200)


def matter_of(notice: Notice) -> str:
    return f"{notice.kind} {notice.address}"


def _add(row: OutgoingMail, notice: Notice, person: Any) -> bool:
    """Put one more notice into a mail that nobody has begun to send; False when it is too late for that."""
    with translation.override(person.language):
        subject, body = letter([*row.notices.order_by("pk"), notice])
    waiting = OutgoingMail.objects.filter(WAITING, pk=row.pk, attempts=0)
    if not waiting.update(subject=subject[:300], body=body):
        return False
    Notice.objects.filter(pk=notice.pk).update(mail=row)
    return True


def letter(notices: Sequence[Notice]) -> tuple[str, str]:
    """Subject and text of the mail for news of one matter, in the language of the moment."""
    subject = notices[0].title
    if len(notices) > 1:
        facts = {"n": len(notices), "label": label_of(notices[0].kind)}
        subject = ngettext("%(n)s piece of news: %(label)s", "%(n)s pieces of news: %(label)s", len(notices)) % facts
    titles = list(dict.fromkeys(each.title for each in notices))
    lines = [*titles, "", absolute(notices[0].address), "", closing()]
    return subject, "\n".join(lines)


def closing() -> str:
    """Why somebody gets this mail, and where to change it."""
    return _("How you are told of what is for you to choose: %(address)s") % {"address": absolute(PREFERENCES)} + "\n"


# --- what a person sees ----------------------------------------------------------------------------------------------


def notices_of(person: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient_id=key_of(person))


def unread_of(person: Any) -> int:
    """How many notices wait to be read; one small query on an index of its own."""
    return notices_of(person).filter(read_at=None).count()


def read(person: Any, rows: QuerySet[Notice]) -> int:
    """Mark notices of a person as read; whose they are is asked here too."""
    keys = rows.order_by().values("pk")
    return notices_of(person).filter(read_at=None, pk__in=keys).update(read_at=clock.now())
