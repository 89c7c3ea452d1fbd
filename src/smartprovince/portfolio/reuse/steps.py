"""Next steps of copying from each other: requests that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day

from .queries import to_answer

MOST = 20


@steps.named("portfolio.reuse")
def requests_to_answer(person: Any) -> list[dict[str, Any]]:
    """Each request is one step; the government that asked waits for it."""
    return [
        {
            "key": f"reuse-{each.pk}",
            "title": _("Answer %(region)s, who asks to copy “%(name)s”")
            % {"region": each.region, "name": each.thing.name},
            "why": _("Asked on %(day)s. Whoever waits cannot plan.") % {"day": full_day(each.asked_on)},
            "due": None,
            "address": reverse("portfolio:reuse", args=[each.pk]),
            "verb": _("Answer"),
            "weight": 1,
            "icon": "copy",
        }
        for each in to_answer(person)[:MOST]
    ]
