"""What waits for somebody in mentoring: computed, never stored."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.roles import Role

from . import queries
from .models import MentorReport
from .states import RETURNED, SENT

ONE_BY_ONE = 5
FOLLOWERS = {Role.REGION_COORDINATOR, Role.PROVINCE_COORDINATOR, Role.DIMENSION_LEAD, Role.OFFICER, Role.MENTOR}
type Step = dict[str, Any]


@steps.named("movement.mentoring")
def steps_of_mentoring(person: Any) -> list[Step]:
    """For mentors: reports to write, to mend. For both sides: their own steps. For the programme: what to approve."""
    roles = {grant.role for grant in getattr(person, "grants", [])}
    found: list[Step] = []
    if Role.MENTOR in roles:
        found += _of_mentor(person)
    if roles & FOLLOWERS:
        found += _to_follow(person)
    if Role.PROGRAMME_OWNER in roles:
        found += _to_approve(person)
    return found


def _of_mentor(person: Any) -> list[Step]:
    write = [
        {
            "key": f"movement.mentoring.write.{term.pk}",
            "title": _("Write the report of your last visit to %(region)s") % {"region": term.region.full_name},
            "why": _("No report in the last 45 days; the region and the programme wait for your advice."),
            "due": None,
            "address": reverse("movement:mentor_report_new", args=[term.pk]),
            "verb": _("Write the report"),
            "weight": 2,
            "region": term.region,
            "icon": "users",
        }
        for term in queries.silent_terms(person)[:ONE_BY_ONE]
    ]
    returned = access.scope(person, "edit", MentorReport).filter(state=RETURNED).select_related("region")
    mend = [
        {
            "key": f"movement.mentoring.mend.{report.pk}",
            "title": _("Mend the report %(number)s") % {"number": report.number},
            "why": report.return_reason,
            "due": None,
            "address": reverse("movement:mentor_report_edit", args=[report.pk]),
            "verb": _("Mend it"),
            "weight": 2,
            "region": report.region,
            "icon": "users",
        }
        for report in returned[:ONE_BY_ONE]
    ]
    return [*write, *mend]


def _to_follow(person: Any) -> list[Step]:
    """Steps of the own side, each by its day; many of them are one step that leads to the list."""
    rows = list(queries.mine_to_follow(person)[: ONE_BY_ONE + 1])
    late = sum(1 for row in rows if row.due_on < clock.today())
    if len(rows) > ONE_BY_ONE:
        n = queries.mine_to_follow(person).count()
        return [
            {
                "key": "movement.mentoring.follow",
                "title": ngettext("Do %(n)d step out of mentoring", "Do %(n)d steps out of mentoring", n) % {"n": n},
                "why": _("The most urgent: %(text)s") % {"text": rows[0].text},
                "due": rows[0].due_on,
                "address": reverse("movement:follow_ups"),
                "verb": _("See which"),
                "weight": 1 + bool(late),
                "icon": "users",
            }
        ]
    return [
        {
            "key": f"movement.mentoring.follow.{row.pk}",
            "title": row.text,
            "why": _("Agreed in report %(number)s of %(day)s; the other side waits.")
            % {"number": row.report.number, "day": full_day(row.report.held_on)},
            "due": row.due_on,
            "address": reverse("movement:follow_up", args=[row.pk]),
            "verb": _("It is done"),
            "weight": 1 + (row.due_on < clock.today()),
            "region": row.report.region,
            "icon": "users",
            "who": _("everyone of the same side in this region"),
        }
        for row in rows
    ]


def _to_approve(person: Any) -> list[Step]:
    n = access.scope(person, "decide", MentorReport).filter(state=SENT).count()
    if not n:
        return []
    return [
        {
            "key": "movement.mentoring.approve",
            "title": ngettext("Read %(n)d report of mentors", "Read %(n)d reports of mentors", n) % {"n": n},
            "why": _("They were sent and wait for approval."),
            "due": None,
            "address": f"{reverse('movement:mentor_reports')}?keadaan={SENT}",
            "verb": _("Read them"),
            "weight": n,
            "icon": "users",
        }
    ]
