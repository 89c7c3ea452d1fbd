"""A notice of somebody, and mails that were given up: one to an officer, one to a visitor on behalf of the province."""

from __future__ import annotations

from typing import Any

from smartprovince.core import clock
from smartprovince.core.models import Notice, OutgoingMail

from .words import Things, secret


def news(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        one = f"{code}.01"
        things[f"notice {one}"] = Notice.objects.create(
            recipient_id=str(world.people[f"leader:{one}"].pk),
            kind="outreach.event_open",
            title=f"Kabar {secret('kabar', one)}",
            address="/kerja/kabar/",
        )
        officer, province = world.people[f"officer:{one}"], world.organisations[code]
        things[f"mail {one}"] = _given_up(one, address=officer.email, recipient_id=str(officer.pk))
        things[f"mail {code}"] = _given_up(
            code, address=f"{secret('surel', code)}@contoh.test", sender_id=str(province.pk)
        )


def _given_up(code: str, **whose: str) -> OutgoingMail:
    word = secret("surel", code)
    return OutgoingMail.objects.create(
        kind="account", subject=f"Perihal {word}", body=f"Isi {word}", failed_at=clock.now(), attempts=8,
        error="550 mailbox unavailable", **whose,
    )  # fmt: skip
