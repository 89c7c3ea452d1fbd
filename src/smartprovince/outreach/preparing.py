"""Every write to the programme of an event: agenda, questions, materials, outputs and homework."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation

from . import queries, zones
from .actions import own_paper
from .models import AgendaItem, Event, Material, Output, Question

MOST = 200  # items of one kind in one event


def _changeable(event: Event) -> None:
    if event.state in (Event.State.REPORTED, Event.State.CANCELLED):
        raise Invalid(_("What is reported or cancelled stays as it is."))


def _room_for_more(rows: Any) -> None:
    if rows.count() >= MOST:
        raise Invalid(_("There are %(n)d already; that is the most an event can have.") % {"n": MOST})


# --- agenda ----------------------------------------------------------------------------------------------------------


@action("event.add_item", on="event", system=True)
def add_agenda_item(
    log: Log,
    *,
    event: Event,
    title: str,
    starts_at: datetime,
    minutes: int = 60,
    speaker: str = "",
    dimension: str = "",
) -> AgendaItem:
    """A part of the programme, within the event; a time without a zone is one on the wall of its place."""
    _changeable(event)
    _room_for_more(event.agenda)
    begins = zones.utc(starts_at, event.zone)
    faults = []
    if not event.starts_at <= begins < event.ends_at:
        allowed = zones.hours(event.starts_at, event.ends_at, event.zone)
        faults.append(Fault("starts_at", _("This lies outside the event."), allowed))
    if not 1 <= minutes <= 24 * 60:
        faults.append(Fault("minutes", _("It takes between a minute and a day.")))
    if dimension and dimension not in queries.group_codes(event):
        faults.append(Fault("dimension", _("There is no such group here.")))
    if faults:
        raise Invalid(faults)
    return log.create(
        AgendaItem,
        event=event,
        title=title.strip(),
        starts_at=begins,
        minutes=minutes,
        speaker=speaker.strip(),
        dimension=dimension,
    )


@action("event.remove_item", on="item", system=True)
def remove_agenda_item(log: Log, *, item: AgendaItem) -> Event:
    """Take a part out of the programme."""
    _changeable(item.event)
    return _remove(log, item)


def _remove(log: Log, thing: Any) -> Event:
    """Delete a part of an event; what it was stands in the trail of the event."""
    event: Event = thing.event
    log.about(event)
    log.note(removed=f"{thing._meta.model_name}: {thing}"[:300])
    thing.delete()
    return event


# --- questions of the registration -----------------------------------------------------------------------------------


@action("event.add_question", on="event", system=True)
def add_question(
    log: Log,
    *,
    event: Event,
    text: str,
    kind: str = Question.Kind.TEXT,
    choices: list[str] | None = None,
    is_required: bool = False,
    shown_if: Question | None = None,
    shown_value: str = "",
) -> Question:
    """Ask one thing more at registration, always or only after a certain answer to another question."""
    _changeable(event)
    _room_for_more(event.questions)
    given = list(dict.fromkeys(each.strip() for each in choices or [] if each.strip()))
    faults = []
    if kind == Question.Kind.CHOICE and len(given) < 2:
        faults.append(Fault("choices", _("Give at least two answers to choose from.")))
    if shown_if is not None:
        faults += _condition_faults(event, shown_if, shown_value)
    if faults:
        raise Invalid(faults)
    last = event.questions.order_by("-order").values_list("order", flat=True).first() or 0
    return log.create(
        Question,
        event=event,
        order=last + 1,
        text=text.strip(),
        kind=kind,
        choices=given if kind == Question.Kind.CHOICE else [],
        is_required=is_required,
        shown_if=shown_if,
        shown_value=shown_value.strip() if shown_if else "",
    )


def _condition_faults(event: Event, other: Question, value: str) -> list[Fault]:
    if other.event_id != event.pk:
        return [Fault("shown_if", _("The other question belongs to another event."))]
    allowed = {"yes_no": ["yes", "no"], "choice": [str(each) for each in other.choices]}.get(other.kind)
    if not value.strip():
        return [Fault("shown_value", _("Say after which answer it is asked."))]
    if allowed is not None and value.strip() not in allowed:
        return [Fault("shown_value", _("The other question has no such answer."), ", ".join(allowed))]
    return []


@action("event.remove_question", on="question", system=True)
def remove_question(log: Log, *, question: Question) -> Event:
    """Ask it no more; answers that were given stay with their registrations."""
    _changeable(question.event)
    return _remove(log, question)


# --- materials -------------------------------------------------------------------------------------------------------


@action("event.add_material", on="event", system=True)
def add_material(
    log: Log, *, event: Event, title: str, paper: Paper | None = None, address: str = "", is_public: bool = False
) -> Material:
    """A paper of the own region, or an address on the internet. What is public needs a public paper."""
    if event.state == Event.State.CANCELLED:
        raise Invalid(_("This event is cancelled."))
    _room_for_more(event.materials)
    if (paper is None) == (not address.strip()):
        raise Invalid(Fault("paper", _("Choose a paper or give an address, one of the two.")))
    if paper is not None:
        paper = own_paper(log.actor, event, paper)
        if paper.confidentiality == Paper.Confidentiality.EXCLUDED:
            raise Invalid(Fault("paper", _("An excluded paper is not handed out.")))
        if is_public and paper.confidentiality != Paper.Confidentiality.PUBLIC:
            raise Invalid(Fault("is_public", _("This paper is not public; so it cannot be open to everyone here.")))
        point_at(actor=log.actor, paper=paper, thing=event, label=event.title)
    if address and not address.strip().lower().startswith(("https://", "http://")):
        raise Invalid(Fault("address", _("An address begins with https://.")))
    return log.create(
        Material, event=event, title=title.strip(), paper=paper, address=address.strip(), is_public=is_public
    )


@action("event.remove_material", on="material", system=True)
def remove_material(log: Log, *, material: Material) -> Event:
    """Take a material away; the paper itself stays."""
    return _remove(log, material)


# --- outputs and homework --------------------------------------------------------------------------------------------


@action("event.add_output", on="event", system=True)
def add_output(
    log: Log,
    *,
    event: Event,
    kind: str,
    title: str,
    organisation: Organisation | None = None,
    due_on: date | None = None,
) -> Output:
    """What the event is to bring forth, or homework of an organisation until a day."""
    if event.state == Event.State.CANCELLED:
        raise Invalid(_("This event is cancelled."))
    _room_for_more(event.outputs)
    faults = []
    if kind == Output.Kind.HOMEWORK and due_on is None:
        faults.append(Fault("due_on", _("Homework has a day on which it is due.")))
    if kind == Output.Kind.HOMEWORK and organisation is None:
        faults.append(Fault("organisation", _("Say whose homework it is.")))
    first = zones.day_of(event.starts_at, event.zone)
    if due_on and due_on < first:
        faults.append(Fault("due_on", _("It is due before the event begins."), full_day(first)))
    if organisation and not queries.may_come(event).filter(pk=organisation.pk).exists():
        faults.append(Fault("organisation", _("This organisation belongs to another province.")))
    if faults:
        raise Invalid(faults)
    return log.create(Output, event=event, kind=kind, title=title.strip(), organisation=organisation, due_on=due_on)


@action("event.remove_output", on="output", system=True)
def remove_output(log: Log, *, output: Output) -> Event:
    """Expect it no more, unless it was delivered."""
    if output.delivered_on:
        raise Invalid(_("It was delivered already; so it stays."))
    return _remove(log, output)


@action("output.deliver", on="output", verb="deliver", system=True)
def deliver_output(log: Log, *, output: Output, paper: Paper | None = None, delivered_on: date | None = None) -> Output:
    """It is there: with its paper where there is one. Homework is delivered by the organisation or for it."""
    day = delivered_on or clock.today()
    if output.delivered_on:
        raise Invalid(_("It was delivered already."))
    if day > clock.today():
        raise Invalid(Fault("delivered_on", _("This day has not come yet.")))
    if paper is not None and not getattr(log.actor, "is_system", False):
        access.allow(log.actor, "view", paper)
        if not queries.papers_to_deliver(log.actor, output).filter(pk=paper.pk).exists():
            raise Invalid(Fault("paper", _("This paper belongs to another region or is withdrawn.")))
    if paper is not None:
        point_at(actor=log.actor, paper=paper, thing=output, label=f"{output.event.title}: {output.title}")
    log.set(output, delivered_on=day, paper=paper)
    return output


@action("output.take_back", on="output", system=True)
def take_back_delivery(log: Log, *, output: Output) -> Output:
    """It was marked as delivered by mistake."""
    log.set(output, delivered_on=None, paper=None)
    return output
