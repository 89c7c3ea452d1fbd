"""The days on which a region may object: of the round, or longer where more time was granted."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.assessment import states
from smartprovince.assessment.models import Participation
from smartprovince.core import clock
from smartprovince.core.errors import Invalid
from smartprovince.core.templatetags.writing import full_day

ROUND_STATES = (states.VERIFYING, states.CLOSED)


def until_of(participation: Participation) -> date | None:
    """The last day to object; None where the round has no objections."""
    ends = [day for day in (participation.round.objection_until, participation.objection_until) if day]
    return max(ends) if ends else None


def is_open(participation: Participation) -> bool:
    return not why_shut(participation)


def check(participation: Participation) -> None:
    """Raises Invalid that says why a region cannot object now."""
    if why := why_shut(participation):
        raise Invalid(why)


def why_shut(participation: Participation) -> str:
    """Why a region cannot object now, in words; "" when it can."""
    round, until = participation.round, until_of(participation)
    if until is None:
        return _("This round has no days for objections. Speak with the owner of the round.")
    if round.state not in ROUND_STATES or participation.state != states.VERIFIED:
        return _("Objections are possible when the verification of the region is finished, until publication.")
    if round.objection_from and clock.today() < round.objection_from:
        return _("Objections begin on %(day)s.") % {"day": full_day(round.objection_from)}
    if clock.today() > until:
        return _("The days for objections ended on %(day)s.") % {"day": full_day(until)}
    return ""


def in_words(participation: Participation) -> str:
    """The window as a page says it: until when and how many days are left, or why it is shut."""
    until, why = until_of(participation), why_shut(participation)
    if until is None or why:
        return why
    left = (until - clock.today()).days
    if not left:
        return _("Objections are possible until today.")
    words = ngettext(
        "Objections are possible until %(day)s; %(n)d day is left.",
        "Objections are possible until %(day)s; %(n)d days are left.",
        left,
    )
    return words % {"day": full_day(until), "n": left}
