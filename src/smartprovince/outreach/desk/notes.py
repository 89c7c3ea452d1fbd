"""What somebody leaves at an event: usulan, questions and commitments, each with a receipt, and what became of them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.organisations.models import Organisation
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event, EventNote
from smartprovince.outreach.queries import may_come
from smartprovince.proposals.actions import hear_proposal
from smartprovince.proposals.bearers import new_code
from smartprovince.proposals.models import Proposal
from smartprovince.territory.models import Region

SERIES = "TTE"
DESK = SystemActor("event desk")  # carries what was heard over to the room of usulan
HELD = (Event.State.OPEN, Event.State.CLOSED)
K = EventNote.Kind


def received_on(event: Event) -> date:
    """Today while the event lasts, its last day for what is entered from paper afterwards."""
    last = zones.day_of(event.ends_at, event.zone)
    return min(clock.today(event.zone), last)


@action("note.take", on="event", verb="desk")
def take_note(
    log: Log,
    *,
    event: Event,
    kind: str,
    text: str,
    organisation: Organisation | None = None,
    by_name: str = "",
    addressee: str = "",
    due_on: date | None = None,
) -> EventNote:
    """Write down what was said. A usulan becomes a draft of the region it comes from, under a number of its own."""
    if event.state not in HELD:
        raise Invalid(_("Notes are taken while the event is held, or from paper until the report is written."))
    faults = []
    if kind not in K.values:
        faults.append(Fault("kind", _("Choose what it is.")))
    if not text.strip():
        faults.append(Fault("text", _("Write what was said.")))
    if organisation is None and not by_name.strip():
        faults.append(Fault("organisation", _("Say who said it: an organisation, or a name.")))
    if organisation is not None and not may_come(event).filter(pk=organisation.pk).exists():
        faults.append(Fault("organisation", _("Choose an organisation from the list, or write its name.")))
    if kind == K.PROPOSAL and addressee not in Proposal.Addressee.values:
        faults.append(Fault("addressee", _("Say to whom the usulan is addressed.")))
    if kind == K.COMMITMENT and due_on is None:
        faults.append(Fault("due_on", _("A commitment needs a day until which it is kept.")))
    if due_on is not None and due_on < zones.day_of(event.starts_at, event.zone):
        faults.append(Fault("due_on", _("This day lies before the event.")))
    if faults:
        raise Invalid(faults)
    region = home_of(event, organisation)
    day, receipt = received_on(event), new_code()
    simulated = log.invents or event.simulated
    proposal = None
    if kind == K.PROPOSAL:
        proposal = hear_proposal(
            actor=DESK,
            acting_for=event.organiser,
            region=region,
            text=text,
            addressee=addressee,
            received_by=event.organiser,
            received_on=day,
            origin=event,
            organisation=organisation,
            proposer=by_name,
            receipt=receipt,
            simulated=simulated,
        )
    return log.create(
        EventNote,
        event=event,
        number=next_number(SERIES, day.year),
        receipt=receipt,
        kind=kind,
        organisation=organisation,
        by_name=by_name.strip(),
        region=region,
        text=text.strip(),
        proposal=proposal,
        due_on=due_on if kind == K.COMMITMENT else None,
        noted_by=str(log.actor)[:200],
        as_of=day,
        simulated=simulated,
    )


def home_of(event: Event, organisation: Organisation | None) -> Region:
    """The region a note belongs to: the organisation's own, else the event's."""
    return organisation.region if organisation and organisation.region else event.region


@action("note.correct", on="note")
def correct_note(log: Log, *, note: EventNote, text: str, by_name: str = "") -> EventNote:
    """The desk wrote it down wrongly. Its kind stays; the draft of a usulan is its region's to correct."""
    if note.event.state not in HELD:
        raise Invalid(_("The report is written."))
    if note.settled_on:
        raise Invalid(_("It is settled; what was said stays as it is."))
    if not text.strip():
        raise Invalid(Fault("text", _("Write what was said.")))
    if note.organisation_id is None and not by_name.strip():
        raise Invalid(Fault("by_name", _("Say who said it: an organisation, or a name.")))
    log.set(note, text=text.strip(), by_name=by_name.strip())
    return note


@action("note.settle", on="note", verb="settle")
def settle_note(log: Log, *, note: EventNote, answer: str, is_settled: bool, on: date | None = None) -> EventNote:
    """Say what became of it. An answer that is not the last word (“passed on to …”) leaves it open."""
    if not answer.strip():
        raise Invalid(Fault("answer", _("Write what became of it; whoever holds the receipt reads this.")))
    day = on or clock.today(note.event.zone)
    first = zones.day_of(note.event.starts_at, note.event.zone)
    if not first <= day <= clock.today(note.event.zone):
        raise Invalid(Fault("on", _("The day lies between the event and today.")))
    log.set(note, answer=answer.strip(), settled_on=day if is_settled else None)
    return note
