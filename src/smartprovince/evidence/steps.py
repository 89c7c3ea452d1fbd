"""What waits for those who keep papers: the ones that run out. Computed, never stored."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.scopes import grants

from . import queries
from .models import Paper


@steps.named("evidence.expiry")
def steps_of_expiry(person: Any) -> list[dict[str, Any]]:
    """For those who keep papers: how many of them run out soon, and the first day. One query."""
    if not grants(person, "paper.edit"):
        return []
    rows = access.scope(person, "edit", Paper).filter(queries.running_out())
    found = rows.aggregate(n=Count("pk"), first=Min("valid_until"))
    if not found["n"]:
        return []
    names = {"n": found["n"], "days": queries.SOON, "day": full_day(found["first"])}
    title = ngettext(
        "%(n)d piece of evidence runs out within %(days)d days",
        "%(n)d pieces of evidence run out within %(days)d days",
        found["n"],
    )
    return [
        {
            "key": "evidence.expiry",
            "title": title % names,
            "why": _("The first ends on %(day)s. An assessor cannot accept evidence that has run out.") % names,
            "due": found["first"],
            "address": f"{reverse('evidence:list')}?masa={queries.Asked.SOON}&milik=1",
            "verb": _("Look at them"),
            "weight": 1,
            "icon": "files",
        }
    ]
