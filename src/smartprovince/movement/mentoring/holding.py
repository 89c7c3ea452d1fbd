"""Advice that waits for a region: next steps of mentors' reports that are due, seen from above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.holds import Hold, holds
from smartprovince.core.templatetags.writing import full_day
from smartprovince.territory.models import Region

from .models import FollowUp

SOON = timedelta(days=14)


@holds.named("movement.mentoring")
def held_by_advice(regions: Sequence[Region], *, person: Any, on: date) -> list[Hold]:
    """The region's own next steps, overdue or due within two weeks, that the person may read."""
    rows = access.scope(person, "view", FollowUp).filter(
        report__region__in=regions, side=FollowUp.Side.REGION, done_on=None, due_on__lte=on + SOON
    )
    return [_hold(each) for each in rows.select_related("report__region").order_by("due_on", "pk")]


def _hold(step: FollowUp) -> Hold:
    region, names = step.report.region, {"number": step.report.number, "day": full_day(step.due_on)}
    reminder = _(
        "To the coordinator of %(region)s,\nadvice %(number)s asks until %(day)s: %(what)s\n"
        "Please mark it when it is done."
    )
    return Hold(
        region=region,
        kind="movement.mentoring",
        what=_("Advice %(number)s is not followed yet") % names,
        why=step.text,
        who=_("coordinator of %(region)s") % {"region": region.short_name},
        address=reverse("movement:mentor_report", args=[step.report_id]),
        due=step.due_on,
        reminder=reminder % {**names, "region": region.full_name, "what": step.text},
    )
