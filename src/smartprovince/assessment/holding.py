"""What rounds hold regions back with, seen from above: answers not sent. Counts only, never what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.holds import Hold, holds
from smartprovince.core.templatetags.writing import full_day
from smartprovince.instruments.models import Node
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Participation
from .queries import ANSWERED
from .schedule import calendar


@holds.named("assessment.rounds")
def held_by_rounds(regions: Sequence[Region], *, person: Any, on: date) -> list[Hold]:
    """Regions that have not sent the answers of an open round, or have not mended what came back."""
    rows = access.scope(person, "progress", Participation).filter(calendar.fillable(), region__in=regions)
    parts = list(rows.select_related("region", "round").order_by("round__closes_on", "region__code"))
    counted = Answer.objects.filter(participation__in=parts).exclude(node__kind=Node.Kind.GROUP)
    counts = {
        pk: (n, done)
        for pk, n, done in counted.order_by()
        .values_list("participation")
        .annotate(n=Count("pk"), done=Count("pk", filter=ANSWERED))
    }
    return [_hold(part, *counts.get(part.pk, (0, 0))) for part in parts]


def _hold(part: Participation, asked: int, done: int) -> Hold:
    names = {"round": part.round.title, "day": full_day(calendar.last_day(part)), "region": part.region.full_name}
    returned = part.state == states.RETURNED
    what = _("Has to mend its answers: %(round)s") if returned else _("Has not sent its answers: %(round)s")
    reminder = _(
        "To the coordinator of %(region)s,\n%(done)d of %(asked)d questions of “%(round)s” are answered. "
        "Please send the answers by %(day)s.\nThank you."
    )
    return Hold(
        region=part.region,
        kind="assessment.rounds",
        what=what % names,
        why=_("%(done)d of %(asked)d answered") % {"done": done, "asked": asked},
        who=_("coordinator of %(region)s") % {"region": part.region.short_name},
        address=reverse("assessment:round", args=[part.round_id]),
        due=calendar.last_day(part),
        reminder=reminder % {**names, "done": done, "asked": asked},
    )
