"""From what the desk scans, taps or sends later to an answer for each: new, already in, unknown, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.errors import Fault, Invalid
from smartprovince.outreach.models import CheckIn, Event, Registration

from . import actions, tickets, timing

NEW, ALREADY, UNKNOWN, REFUSED = "new", "already", "unknown", "refused"
MOST_ITEMS = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one arrival. Nothing was stored unless `kind` is new."""

    kind: str
    registration: Registration | None = None
    check_in: CheckIn | None = None
    why: str = ""


@dataclass(frozen=True)
class Item:
    """One check-in that a device wrote down: `key` is its own, so that it finds the answer again."""

    key: str
    digest: str = ""
    number: int = 0
    way: str = CheckIn.Way.QR
    device_at: datetime | None = None
    was_off_line: bool = False


def unknown() -> Outcome:
    return Outcome(UNKNOWN, why=_("This is not a ticket of this event. Nothing was stored. Look for the name instead."))


def arrive(
    acting: dict[str, Any],
    registration: Registration | None,
    *,
    way: str,
    moment: timing.Moment,
    was_off_line: bool = False,
) -> Outcome:
    """Try to count somebody; `acting` holds actor and acting_for."""
    if registration is None:
        return unknown()
    try:
        made = actions.check_in(**acting, registration=registration, way=way, moment=moment, was_off_line=was_off_line)
    except actions.AlreadyIn as error:
        return Outcome(ALREADY, registration, error.check_in)
    except Invalid as error:
        return Outcome(REFUSED, registration, why=" ".join(fault.what for fault in error.faults))
    return Outcome(NEW, registration, made)


def find(person: Any, event: Event, *, digest: str = "", number: int = 0) -> Registration | None:
    """The registration of a ticket or number at this event, whatever its state."""
    if not digest and not number:
        return None
    key = Q(ticket_digest=digest) if digest else Q(number=number)
    rows = access.scope(person, "desk", Registration).select_related("event", "organisation")
    return rows.filter(key, event=event).first()


def synchronise(
    acting: dict[str, Any], event: Event, items: Sequence[Item], *, device_now: datetime
) -> dict[str, Outcome]:
    """Take what a device kept while it was off line. Sending it again changes nothing."""
    offset = timing.offset_of(device_now)
    rows = access.scope(acting["actor"], "desk", Registration).filter(event=event)
    rows = rows.filter(
        Q(ticket_digest__in=[item.digest for item in items if item.digest])
        | Q(number__in=[item.number for item in items if item.number])
    ).select_related("event", "organisation")
    known = list(rows)
    by_digest = {row.ticket_digest: row for row in known}
    by_number = {row.number: row for row in known}
    counted = {(each.registration_id, each.day): each for each in CheckIn.objects.filter(registration__in=known)}
    answers = {}
    for item in items:
        row = by_digest.get(item.digest) if item.digest else by_number.get(item.number)
        moment = timing.corrected(event, item.device_at, offset) if item.device_at else timing.now_at(event)
        earlier = counted.get((row.pk, moment.day)) if row else None
        if row and earlier:
            answers[item.key] = Outcome(ALREADY, row, earlier)
            continue
        outcome = arrive(acting, row, way=item.way, moment=moment, was_off_line=item.was_off_line)
        if row and outcome.check_in:
            counted[(row.pk, outcome.check_in.day)] = outcome.check_in
        answers[item.key] = outcome
    return answers


# --- what a device sends ---------------------------------------------------------------------------------------------


def read_batch(data: Any) -> tuple[datetime, list[Item]]:
    """The device's time and its items from JSON. Raises Invalid for anything else."""
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise Invalid(_("This is not a list of check-ins."))
    if len(data["items"]) > MOST_ITEMS:
        raise Invalid(_("At most %(n)d check-ins at once.") % {"n": MOST_ITEMS})
    device_now = _moment(data.get("now"), "now") or clock.now()
    return device_now, [_item(each) for each in data["items"]]


def _item(each: Any) -> Item:
    if not isinstance(each, dict) or not isinstance(each.get("key"), str) or not 0 < len(each["key"]) <= 80:
        raise Invalid(_("This is not a list of check-ins."))
    digest, number = each.get("digest", ""), each.get("number", 0)
    if not isinstance(digest, str) or (digest and not tickets.is_digest(digest)):
        digest = "-"  # no ticket of ours: answered as unknown, like any other forged one
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 1_000_000:
        number = 0
    way = CheckIn.Way.LIST if each.get("way") == CheckIn.Way.LIST else CheckIn.Way.QR
    at = _moment(each.get("at"), "at")
    return Item(each["key"], digest, number, way, at, bool(each.get("off_line")))


def _moment(text: Any, where: str) -> datetime | None:
    """A time with its zone, as JavaScript's `toISOString` writes it."""
    if text in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(str(text)[:40])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(Fault(where, _("This is not a time."), "2022-10-13T01:30:00Z")) from None
