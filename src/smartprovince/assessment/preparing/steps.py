"""Questions of the other side that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access
from smartprovince.core.registry import steps
from smartprovince.organisations.scopes import at_region

from .models import Remark
from .threads import unanswered


@steps.named("assessment.remarks")
def steps_of_remarks(person: Any) -> list[dict[str, Any]]:
    """One step a region and round, for the side that has not answered yet."""
    mine = at_region(person, "answer.send", "answer__participation__region")
    rows = unanswered(access.scope(person, "view", Remark))
    asked = rows.filter(mine, is_of_assessor=True)
    return [_step(*row) for row in _counts(asked)]


def _counts(rows: Any) -> Any:
    path = "answer__participation__"
    fields = (f"{path}round", f"{path}region__code", f"{path}round__title")
    return rows.order_by().values_list(*fields).annotate(n=Count("pk"))


def _step(round_pk: int, code: str, title: str, n: int) -> dict[str, Any]:
    words = ngettext(
        "Answer %(n)d question of the assessors: %(round)s", "Answer %(n)d questions of the assessors: %(round)s", n
    )
    return {
        "key": f"assessment.remarks.{round_pk}.{code}",
        "title": words % {"n": n, "round": title},
        "why": _("The assessors wait for it before they decide."),
        "due": None,
        "address": reverse("assessment:cover", args=[round_pk, code]),
        "verb": _("Answer"),
        "weight": n,
        "icon": "message-circle",
    }
