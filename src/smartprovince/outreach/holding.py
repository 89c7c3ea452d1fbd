"""Homework and outputs of events that a region still owes, seen from above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.holds import Hold, holds
from smartprovince.core.templatetags.writing import full_day
from smartprovince.territory.models import Region

from .models import Output

SOON = timedelta(days=14)


@holds.named("outreach.homework")
def held_by_homework(regions: Sequence[Region], *, person: Any, on: date) -> list[Hold]:
    """Overdue, or due within two weeks; of organisations of the regions, else of the region of the event."""
    owed = Q(organisation__region__in=regions) | Q(organisation__isnull=True, event__region__in=regions)
    rows = access.scope(person, "view", Output).filter(owed, delivered_on=None, due_on__lte=on + SOON)
    related = ("event__region", "organisation__region")
    return [_hold(each) for each in rows.select_related(*related).order_by("due_on", "pk")]


def _hold(output: Output) -> Hold:
    home = output.organisation
    region = home.region if home and home.region else output.event.region
    names = {"event": output.event.title, "day": full_day(output.due_on), "what": output.title}
    who = str(home) if home else _("coordinator of %(region)s") % {"region": region.short_name}
    return Hold(
        region=region,
        kind="outreach.homework",
        what=_("Owes of “%(event)s”: %(what)s") % names,
        why=_("due %(day)s") % names,
        who=who,
        address=reverse("outreach:event", args=[output.event.number]),
        due=output.due_on,
        reminder=_("To %(who)s,\nof “%(event)s” we still wait for: %(what)s, until %(day)s.\nThank you.")
        % {**names, "who": who},
    )
