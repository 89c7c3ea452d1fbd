"""What a desk shows: steps gathered from all rooms, the trail, search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from smartprovince.assessment.models import Answer
from smartprovince.assessment.story.queries import DRAFTING
from smartprovince.core import access, clock
from smartprovince.core.holds import Hold, holds
from smartprovince.core.models import AuditEntry
from smartprovince.core.registry import steps
from smartprovince.movement.mentoring.rules import writings_of_others
from smartprovince.organisations.scopes import grants
from smartprovince.territory.models import Region

EVERYBODYS = 4  # kinds of people who may do a step, from which on it is no one's own


@dataclass(frozen=True)
class Step:
    """One thing that waits for a person: what, why, by when, one click to do it, who else can. Never stored."""

    key: str
    title: str
    why: str
    address: str
    verb: str
    due: date | None = None
    weight: int = 0
    kind: str = ""
    icon: str = "circle-dot"
    who: str = ""
    sharers: int = 0

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def days(self) -> int | None:
        return None if self.due is None else (self.due - clock.today()).days

    @property
    def days_late(self) -> int:
        return -(self.days or 0)

    @property
    def is_everybodys(self) -> bool:
        """Whether so many kinds of people may do it that it is nobody's in particular."""
        return self.sharers >= EVERYBODYS


@dataclass(frozen=True)
class Desk:
    """A person's steps: the one to start with, then late, this week, later."""

    first: Step | None
    late: list[Step]
    soon: list[Step]
    later: list[Step]
    kinds: dict[str, int]
    total: int


def steps_of(person: Any) -> list[Step]:
    """All steps of a person, most pressing first.

    What is one's own comes before what many kinds of people may do; then what blocks most others, then the nearest
    date, then the title.
    """
    found: list[Step] = []
    for name, provider in steps.items():
        found += [Step(**{"kind": name.split(".")[0], **vars_of(each)}) for each in provider(person)]
    return sorted(found, key=lambda s: (s.is_everybodys, -s.weight, s.due or date.max, s.title))


def vars_of(each: Any) -> dict[str, Any]:
    given = dict(each)
    given.pop("region", None)
    if not isinstance(given.get("who", ""), str):
        given["sharers"] = len(given["who"])
        given["who"] = ", ".join(map(str, given["who"]))
    return {key: str(value) if key in ("title", "why", "verb") else value for key, value in given.items()}


def desk_of(person: Any, *, kind: str = "") -> Desk:
    """The desk, optionally with one kind of step only; the counts are of all kinds."""
    everything = steps_of(person)
    kinds: dict[str, int] = {}
    for step in everything:
        kinds[step.kind] = kinds.get(step.kind, 0) + 1
    shown = [step for step in everything if not kind or step.kind == kind]
    first, rest = (shown[0], shown[1:]) if shown else (None, [])
    week = clock.today() + timedelta(days=7)
    return Desk(
        first=first,
        late=[s for s in rest if s.is_late],
        soon=[s for s in rest if s.due and not s.is_late and s.due <= week],
        later=[s for s in rest if not s.due or s.due > week],
        kinds=kinds,
        total=len(everything),
    )


@dataclass(frozen=True)
class Held:
    """What holds regions back now, from above: the lines that block most first; `regions`: how many are held."""

    lines: list[Hold]
    regions: int

    @property
    def by_region(self) -> list[tuple[Any, list[Hold]]]:
        """By region code, for reminders: everything a region is reminded of stands together."""
        grouped: dict[str, list[Hold]] = {}
        for line in sorted(self.lines, key=lambda each: (each.region.code, -each.weight)):
            grouped.setdefault(line.region.code, []).append(line)
        return [(lines[0].region, lines) for lines in grouped.values()]


def held_back(person: Any, region: Region, on: date | None = None) -> Held:
    """What holds a province and its kabupaten/kota back, or one kabupaten/kota: only regions whose way one may see."""
    day = on or clock.today()
    inside = Q(pk=region.pk) | Q(parent=region, level=Region.Level.REGENCY)
    regions = list(access.scope(person, "see_way", Region).filter(inside).order_by("code"))
    lines = [line for _name, provider in holds.items() for line in provider(regions, person=person, on=day)]
    lines.sort(key=lambda line: (not line.is_late(day), -line.weight, line.due or date.max, line.region.code))
    return Held(lines, len({line.region.pk for line in lines}))


def trail_open_to(person: Any) -> QuerySet[AuditEntry]:
    """The entries about objects a person may view, for people who may read trails at all."""
    entries = AuditEntry.objects.order_by("-pk").prefetch_related("texts")
    if not grants(person, "audit.view"):
        return entries.none()
    condition = Q(actor_id=str(person.pk))
    for (verb, model), _rule in access.rules().items():
        if verb != "view":
            continue
        rows = access.scope(person, verb_of_trail(model), model)
        keys = rows.values(pk_as_text=Cast("pk", output_field=CharField(max_length=40)))
        condition |= Q(object_type=model._meta.label_lower, object_id__in=keys)
    return entries.filter(condition & ~drafts_of_others(person))


def verb_of_trail(model: Any) -> str:
    """What opens the trail of a thing: seeing it, or a rule "trail" where the trail holds more than the thing shows."""
    return "trail" if ("trail", model) in access.rules() else "view"


def drafts_of_others(person: Any) -> Q:
    """How an answer came about before it was sent: its region's own, also after sending (domain §10, autonomy).

    The same goes for what a mentor wrote and crossed out before a report was sent.
    """
    own = access.scope(person, "send", Answer).values(key_text=Cast("pk", output_field=CharField(max_length=40)))
    answers = Q(action__in=DRAFTING) & ~Q(object_type="assessment.answer", object_id__in=own)
    return answers | writings_of_others(person)


def trail_of(person: Any, object_type: str, object_id: str) -> tuple[Any, QuerySet[AuditEntry]]:
    """One object (through the gate) and its trail. NotFound when the person may not view it, or reads no trails."""
    if not grants(person, "audit.view"):
        raise access.NotFound(object_type)
    try:
        model = apps.get_model(object_type)
    except (LookupError, ValueError):
        raise access.NotFound(object_type) from None
    try:
        thing = access.get(person, verb_of_trail(model), model, pk=object_id)
    except (ValueError, ValidationError, access.Refused):
        raise access.NotFound(object_type) from None
    entries = AuditEntry.objects.filter(object_type=object_type, object_id=str(thing.pk))
    return thing, entries.exclude(drafts_of_others(person)).order_by("-pk").prefetch_related("texts")
