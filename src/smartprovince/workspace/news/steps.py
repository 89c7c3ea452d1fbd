"""What waits for the keepers of mails: those that the server refused to the last."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core.registry import steps
from smartprovince.organisations.scopes import grants

from . import queries


@steps.named("organisations.mails")
def failed_mails(person: Any) -> list[dict[str, Any]]:
    """One step, however many there are. It blocks as many people as do not hear of what waits for them."""
    if not grants(person, "mail.view"):
        return []
    failed = queries.mails_of(person, state="failed").order_by()
    people = failed.values("recipient_id", "address").distinct().count()
    if not people:
        return []
    return [
        {
            "key": "mails.failed",
            "title": ngettext("Mail to %(n)s person did not arrive", "Mail to %(n)s people did not arrive", people)
            % {"n": people},
            "why": _("The mail server refused it to the last; they do not know what waits for them."),
            "address": f"{reverse('workspace:mails')}?keadaan=failed",
            "verb": _("See and send again"),
            "weight": people,
            "icon": "send",
        }
    ]
