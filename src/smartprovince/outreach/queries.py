"""Every read of events that pages, exports, calendars and checks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import Dimension
from smartprovince.instruments.queries import dimensions
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role, roles_given_by
from smartprovince.organisations.scopes import below
from smartprovince.territory.models import Region

from . import zones
from .models import AgendaItem, CalendarFeed, Event, EventInvitation, Material, Output, Question, Registration
from .rules import own_organisations

S = Registration.State
COMING = (S.REGISTERED, S.WAITING)
KEPT_IN_FEEDS, MOST_IN_FEEDS = timedelta(days=120), 500  # what is over, and how many


# --- lists -----------------------------------------------------------------------------------------------------------


def events_open_to(
    person: Any, *, when: str = "", kind: str = "", region: str = "", state: str = "", words: str = ""
) -> QuerySet[Event]:
    """Events with how many registered, wait and came. `when`: "upcoming", "past" or "" for all of them."""
    rows = access.scope(person, "view", Event).select_related("organiser__region", "region")
    if when == "upcoming":
        rows = rows.filter(ends_at__gte=zones.now()).exclude(state=Event.State.CANCELLED)
    elif when == "past":
        rows = rows.filter(Q(ends_at__lt=zones.now()) | Q(state=Event.State.CANCELLED))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if region:
        rows = rows.filter(below(region))
    if words:
        found = Q(title__icontains=words) | Q(number__iexact=words) | Q(venue__icontains=words)
        rows = rows.filter(found | Q(organiser__name__icontains=words))
    order = ("starts_at", "pk") if when == "upcoming" else ("-starts_at", "-pk")
    rows = rows.annotate(
        registered=_people(Q(state=S.REGISTERED)),
        waiting=_people(Q(state=S.WAITING)),
        came=_people(Q(attended_on__isnull=False)),
    )
    return rows.order_by(*order)


def _people(condition: Q) -> Coalesce:
    """How many registrations of an event meet a condition: counted beside each event, not by joining all of them."""
    rows = Registration.objects.filter(condition, event=OuterRef("pk")).order_by().values("event")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def public_events(*, when: str = "upcoming", kind: str = "", words: str = "") -> QuerySet[Event]:
    """What the public list shows: announced or held, open to everyone, and nothing that is simulated."""
    rows = events_open_to(None, when=when, kind=kind, words=words)
    return rows.filter(is_public=True, simulated=False)


def regions_with_events(person: Any) -> list[Region]:
    """For the filter of the list."""
    held = access.scope(person, "view", Event).values("region")
    return list(Region.objects.filter(pk__in=held).order_by("code"))


# --- one event -------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """How many registered, wait, dropped out, disappeared and came."""

    registered: int = 0
    waiting: int = 0
    dropped: int = 0
    erased: int = 0
    came: int = 0
    by_group: Counter[str] = field(default_factory=Counter)


def tally(event: Event) -> Tally:
    """One query for all counts of an event."""
    found = Tally()
    rows = event.registrations.order_by().values("state", "dimension")
    for row in rows.annotate(n=Count("pk"), came=Count("attended_on")):
        setattr(found, row["state"], getattr(found, row["state"]) + row["n"])
        found.came += row["came"]
        if row["state"] in COMING:
            found.by_group[row["dimension"]] += row["n"]
    return found


def groups_of(event: Event) -> list[Dimension]:
    """The dimensions that a session can be split by: the nation's six and those of the province."""
    return dimensions(event.region.province_code)


def group_codes(event: Event) -> set[str]:
    return {group.code for group in groups_of(event)}


def has_groups(event: Event) -> bool:
    return event.kind.startswith("bimtek")


def agenda_of(event: Event) -> list[AgendaItem]:
    return list(event.agenda.order_by("starts_at", "pk"))


def questions_of(event: Event) -> list[Question]:
    return list(event.questions.select_related("shown_if").order_by("order", "pk"))


def materials_of(person: Any, event: Event) -> QuerySet[Material]:
    return access.scope(person, "view", Material).filter(event=event).select_related("paper", "event")


def outputs_of(person: Any, event: Event) -> QuerySet[Output]:
    rows = access.scope(person, "view", Output).filter(event=event)
    return rows.select_related("organisation", "paper").order_by("kind", "due_on", "pk")


def deliverable(person: Any, event: Event) -> QuerySet[Output, int]:
    """The keys of outputs that the person may deliver and that are not there yet."""
    rows = access.scope(person, "deliver", Output).filter(event=event, delivered_on=None)
    return rows.values_list("pk", flat=True)


def answerable(person: Any, event: Event) -> QuerySet[EventInvitation, int]:
    """The keys of invitations that the person may answer."""
    return access.scope(person, "answer", EventInvitation).filter(event=event).values_list("pk", flat=True)


def invitations_of(person: Any, event: Event) -> QuerySet[EventInvitation]:
    """Who is invited, with how many of each organisation registered and came."""
    here = Q(organisation__registrations__event=event)
    rows = access.scope(person, "view", EventInvitation).filter(event=event).select_related("organisation__region")
    return rows.annotate(
        registered=Count(
            "organisation__registrations", filter=here & Q(organisation__registrations__state=S.REGISTERED)
        ),
        came=Count(
            "organisation__registrations", filter=here & Q(organisation__registrations__attended_on__isnull=False)
        ),
    ).order_by("organisation__region__code", "organisation__path")


def registrations_of(
    person: Any, event: Event, *, state: str = "", group: str = "", words: str = ""
) -> QuerySet[Registration]:
    """The registrations that the person may see, by number."""
    rows = access.scope(person, "view", Registration).filter(event=event).select_related("organisation", "region")
    if state == "came":
        rows = rows.filter(attended_on__isnull=False)
    elif state:
        rows = rows.filter(state=state)
    if group:
        rows = rows.filter(dimension="" if group == "-" else group)
    if words:
        found = Q(name__icontains=words) | Q(email__icontains=words) | Q(organisation_name__icontains=words)
        rows = rows.filter(found | Q(organisation__name__icontains=words))
    return rows.order_by("number")


def own_registration(person: Any, event: Event) -> Registration | None:
    """Somebody's own registration of an event, while it stands."""
    if not getattr(person, "is_authenticated", False):
        return None
    return event.registrations.filter(person=person.pk, state__in=COMING).first()


def is_ticket_of(event: Event, digest: str, email: str) -> bool:
    """Whether a form that is sent again has led to a ticket already, for the same address."""
    return event.registrations.filter(ticket_digest=digest, email=email.strip().lower()).exists()


def papers_for(person: Any, event: Event) -> QuerySet[Paper]:
    """Papers of the organiser's region that the person may see: minutes, materials, what is delivered."""
    papers = access.scope(person, "view", Paper).filter(withdrawn_at=None)
    if event.organiser.region_id:
        papers = papers.filter(region=event.organiser.region_id)
    return papers.order_by("-not_after", "title", "pk")


def readable(person: Any, papers: Iterable[int | None]) -> set[int]:
    """Of papers by key, those whose title somebody may read: an event is often open to more people than its papers."""
    keys = {key for key in papers if key}
    return set(access.scope(person, "view", Paper).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def papers_to_deliver(person: Any, output: Output) -> QuerySet[Paper]:
    """Papers of the region that delivers: the organisation's that has the homework, else the organiser's."""
    organisation = output.organisation or output.event.organiser
    papers = access.scope(person, "view", Paper).filter(withdrawn_at=None)
    own = Q(region=output.event.organiser.region_id) if output.event.organiser.region_id else Q()
    if organisation.region_id:
        own |= Q(region=organisation.region_id)
    return papers.filter(own).order_by("-not_after", "title", "pk")


# --- places ----------------------------------------------------------------------------------------------------------


def free_places(event: Event, organisation: Organisation | None = None) -> int | None:
    """How many more can come (None: as many as like), as seen by an organisation.

    An invited organisation that said it is coming has its seats kept for it; nobody else gets them.
    """
    if event.capacity is None:
        return None
    rows = Registration.objects.filter(event=event, state=S.REGISTERED)
    taken = Counter(rows.values_list("organisation", flat=True))
    promised = EventInvitation.objects.filter(event=event, answer=EventInvitation.Answer.COMING)
    if organisation is not None:
        promised = promised.exclude(organisation=organisation)
    kept = sum(max(0, seats - taken[key]) for key, seats in promised.values_list("organisation", "seats"))
    return max(0, event.capacity - taken.total() - kept)


def last_number(event: Event) -> int:
    return Registration.objects.filter(event=event).aggregate(last=Max("number"))["last"] or 0


def may_come(event: Event) -> QuerySet[Organisation]:
    """Organisations that somebody may come from: the invited ones, those of the event's province, and the nation's."""
    invited = EventInvitation.objects.filter(event=event).values("organisation")
    return Organisation.objects.filter(
        Q(pk__in=invited) | below(event.region.province_code) | Q(kind=Organisation.Kind.MINISTRY)
    ).order_by("path")


def offered_to(person: Any, event: Event) -> QuerySet[Organisation]:
    """What the registration form offers: the invited organisations, and those that somebody works in."""
    invited = EventInvitation.objects.filter(event=event).values("organisation")
    return may_come(event).filter(Q(pk__in=invited) | Q(pk__in=own_organisations(person))).order_by("name")


def origins(event: Event) -> QuerySet[Region]:
    """Where somebody can come from: the kabupaten/kota of the event's province, and the provinces."""
    near = Q(level=Region.Level.REGENCY, parent__code=event.region.province_code)
    return Region.objects.filter(near | Q(level=Region.Level.PROVINCE)).order_by("-level", "code")


def consent_of(event: Event) -> str:
    """What somebody agrees to; the usual text when the organiser wrote none."""
    return event.consent_text.strip() or _(
        "I agree that %(organiser)s keeps these data to hold this event and to report how many came. I can take this "
        "back at any time; then my data are erased."
    ) % {"organiser": event.organiser.name}


def can_be_invited(person: Any, event: Event) -> QuerySet[Organisation]:
    """Organisations of the event's province that the person may see and that are not invited yet."""
    rows = access.scope(person, "view", Organisation).exclude(event_invitations__event=event)
    rows = rows.exclude(pk=event.organiser_id)
    if event.organiser.region_id:
        rows = rows.filter(below(event.organiser.region.province_code, "region"))  # type: ignore[union-attr]
    return rows.select_related("region").order_by("region__code", "path")


def narrowed(rows: QuerySet[Organisation], *, words: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Organisations by kind and words."""
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        found = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(region__name__icontains=words)
        rows = rows.filter(found)
    return rows


def kinds_to_invite(rows: QuerySet[Organisation]) -> list[tuple[str, str]]:
    """The kinds of organisations there are to invite, for the filter."""
    there = set(rows.order_by().values_list("kind", flat=True).distinct())
    return [(value, str(label)) for value, label in Organisation.Kind.choices if value in there]


# --- the desk --------------------------------------------------------------------------------------------------------


def desk_people(event: Event) -> QuerySet[Membership]:
    """Who sits at the desk of an event."""
    rows = Membership.objects.in_force(clock.today()).filter(role=Role.EVENT_DESK, event_id=event.pk)
    return rows.select_related("person", "organisation").order_by("person__name")


def gives_desk(event: Event) -> bool:
    """Whether the organiser can seat people at a desk at all."""
    return Role.EVENT_DESK in roles_given_by(event.organiser.kind)


def own_people(event: Event) -> QuerySet[Person]:
    """People of the organiser's own government who can be put at the desk."""
    home = event.organiser
    grants = Membership.objects.in_force(clock.today()).filter(
        organisation__path__startswith=home.path, organisation__region=home.region_id
    )
    return Person.objects.filter(pk__in=grants.values("person"), is_active=True).order_by("name")


# --- calendars -------------------------------------------------------------------------------------------------------


def feeds_open_to(person: Any) -> QuerySet[CalendarFeed]:
    return (
        access.scope(person, "view", CalendarFeed)
        .filter(ended_at=None)
        .select_related("person", "organisation")
        .order_by("organisation__path", "pk")
    )


def feed_of(digest: str) -> CalendarFeed | None:
    """The calendar behind a secret that still works, of somebody who may still sign in."""
    rows = CalendarFeed.objects.filter(digest=digest, ended_at=None).select_related("person", "organisation")
    feed = rows.first()
    return feed if feed and (feed.person is None or feed.person.is_active) else None


def events_of_feed(feed: CalendarFeed) -> list[Event]:
    """Somebody's calendar holds what they may see; that of an organisation what it holds or is invited to."""
    if feed.person is not None:
        rows = access.scope(feed.person, "view", Event).exclude(state=Event.State.DRAFT)
    else:
        asked = EventInvitation.objects.filter(organisation=feed.organisation_id).exclude(
            answer=EventInvitation.Answer.DECLINED
        )
        rows = Event.objects.filter(Q(organiser=feed.organisation_id) | Q(pk__in=asked.values("event")))
        rows = rows.exclude(state=Event.State.DRAFT)
    lately = rows.filter(ends_at__gte=zones.now() - KEPT_IN_FEEDS)
    return list(lately.select_related("organiser").order_by("starts_at", "pk")[:MOST_IN_FEEDS])


def homework_of(organisations: Sequence[int]) -> QuerySet[Output]:
    """What organisations still owe, by its day."""
    rows = Output.objects.filter(organisation__in=organisations, delivered_on=None, kind=Output.Kind.HOMEWORK)
    shown = rows.exclude(event__state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    return shown.select_related("event__organiser", "organisation").order_by("due_on", "pk")


def homework_of_feed(feed: CalendarFeed) -> QuerySet[Output]:
    mine = own_organisations(feed.person) if feed.person is not None else [feed.organisation_id or 0]
    return homework_of(mine).filter(due_on__isnull=False)


def last_changes(events: Sequence[Event]) -> dict[int, datetime]:
    """When each event was last changed, from the trail."""
    keys = [str(event.pk) for event in events]
    rows = AuditEntry.objects.filter(object_type=type_name(Event), object_id__in=keys).order_by()
    return {int(key): at for key, at in rows.values_list("object_id").annotate(at=Max("at"))}


def with_registrations(event: Event) -> list[Registration]:
    """Everybody who is to be told of a change, with the account they may have."""
    return list(Registration.objects.filter(event=event, state__in=COMING).select_related("event__organiser", "person"))
