"""How many days each step of a usulan may take, and when the RKPD is fixed. A region may set its own."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from smartprovince.core.clock import today
from smartprovince.core.settings import declare, value

from . import states

_DAYS = {
    states.SUBMITTED: (3, _("Days until a sent usulan is taken up")),
    states.CHECKING: (5, _("Days for the administrative check of a usulan")),
    states.RETURNED: (14, _("Days for the proposer to complete a returned usulan")),
    states.REVIEWING: (15, _("Days for the technical review of a usulan")),
    states.PLANNING: (10, _("Days for the planning check of a usulan, until the answer")),
    states.TO_CENTRE: (90, _("Days after which the central government is asked for its reply")),
}
OBJECTION = "proposals.days.objection"
DECIDING = "proposals.days.deciding_objection"
RKPD_MONTH = "proposals.rkpd_month"

for _state, (_days, _meaning) in _DAYS.items():
    declare(f"proposals.days.{_state}", int, _days, _meaning, minimum=1, maximum=365)
declare(OBJECTION, int, 14, _("Days to object to the answer to a usulan"), minimum=1, maximum=365)
declare(DECIDING, int, 14, _("Days to decide on an objection to an answer"), minimum=1, maximum=365)
declare(
    RKPD_MONTH, int, 6, _("Month whose end fixes the RKPD of the year after (UU 25/2004: June)"), minimum=1, maximum=12
)


def due(state: str, scope: str, since: date | None = None) -> date | None:
    """The last day of a step that begins on a day, by the settings of the region that handles it; calendar days."""
    if state not in _DAYS:
        return None
    return (since or today()) + timedelta(days=value(f"proposals.days.{state}", scope=scope))


def earliest_rkpd(scope: str, day: date | None = None) -> int:
    """The first RKPD that a usulan of a day can still enter: that of year n is fixed in the middle of n − 1.

    A usulan of October 2022 can reach the RKPD of 2024; one of March 2022 that of 2023.
    """
    on = day or today()
    return on.year + (1 if on.month <= value(RKPD_MONTH, scope=scope, on=on) else 2)


def days(key: str, scope: str) -> timedelta:
    """The days a region allows for something: `OBJECTION`, `DECIDING`."""
    return timedelta(days=value(key, scope=scope))
