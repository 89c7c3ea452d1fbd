"""“Where is my usulan?”, beside the next steps: what the own region has asked for, and where each of it is."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.registry import Panel, panels
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.scopes import at_region, grants
from smartprovince.proposals import states
from smartprovince.proposals.models import Proposal

MOST = 5


@panels.named("proposals.ours")
def our_usulan(person: Any) -> Panel | None:
    """The newest of the own region that are on their way; one query, nothing for whoever reads none."""
    if not grants(person, "proposal.view"):
        return None
    ours = access.scope(person, "view", Proposal).filter(at_region(person, "proposal.view"))
    rows = list(ours.exclude(state__in=states.CLOSED).order_by("-state_since", "-pk")[:MOST])
    if not rows:
        return None
    lines = [(f"{row.number} {row.title}", reverse("proposals:detail", args=[row.number]), _where(row)) for row in rows]
    return Panel(_("Our usulan"), f"{reverse('proposals:index')}?milik=kami", lines)


def _where(row: Proposal) -> str:
    state = str(row.get_state_display())
    return f"{state}, {_('by %(day)s') % {'day': full_day(row.due_on)}}" if row.due_on else state
