"""What waits for somebody among the usulan: computed, never stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.registry import steps
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import grants

from . import queries

MOST = 10  # the list page has the rest
TIME_TO_COMPLETE = timedelta(days=14)


@steps.named("proposals.complete")
def drafts_to_complete(person: Any) -> list[dict[str, Any]]:
    """For people of the region: a usulan that was said at an event and still stands as the desk wrote it down."""
    if not grants(person, "proposal.draft"):
        return []
    return [
        {
            "key": f"proposals.complete.{proposal.number}",
            "title": _("Complete %(number)s: %(title)s") % {"number": proposal.number, "title": proposal.title},
            "why": _("Said at %(event)s, %(addressed)s. It stands as the desk wrote it down.")
            % {"event": proposal.origin_label, "addressed": proposal.get_addressee_display()},
            "due": proposal.received_on + TIME_TO_COMPLETE,
            "address": reverse("proposals:change", args=[proposal.number]),
            "verb": _("Complete it"),
            "weight": 1,
            "region": proposal.region,
            "icon": "message-report",
            "who": who_may("proposal.draft"),
        }
        for proposal in queries.to_complete(person).order_by("received_on", "pk")[:MOST]
    ]


@steps.named("proposals.returned")
def returned_to_complete(person: Any) -> list[dict[str, Any]]:
    """For people of the region: what came back, with the reason and the day until which it is waited for."""
    if not grants(person, "proposal.draft"):
        return []
    return [
        {
            "key": f"proposals.returned.{proposal.number}",
            "title": _("Complete %(number)s: %(title)s") % {"number": proposal.number, "title": proposal.title},
            "why": proposal.return_reason[:200],
            "due": proposal.due_on,
            "address": reverse("proposals:change", args=[proposal.number]),
            "verb": _("Complete it"),
            "weight": 2,
            "region": proposal.region,
            "icon": "message-report",
            "who": who_may("proposal.draft"),
        }
        for proposal in queries.returned(person).order_by("due_on", "pk")[:MOST]
    ]
