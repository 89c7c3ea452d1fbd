"""A published instrument, and for each province an edition of its own that is still a draft with a secret item."""

from __future__ import annotations

from typing import Any

from smartprovince.instruments import actions
from smartprovince.instruments.models import InstrumentVersion

from .words import Things, secret


def instruments(world: Any, things: Things) -> None:
    national = InstrumentVersion.objects.get(instrument__code="kecil")
    things["instrument published"] = national
    things["item published"] = national.nodes.get(code="GOV.PUB.1")
    for code in ("51", "52"):
        coordinator, home = world.people[f"province_coordinator:{code}"], world.organisations[code]
        edition = actions.extend_version(actor=coordinator, owner=home, version_row=national, label="2022")
        things[f"instrument {code} edition"] = edition
        things[f"item {code} edition"] = actions.add_local_item(
            actor=coordinator, version_row=edition, kind="yes_no", name_id=f"Apakah {secret('butir', code)}?", levels={}
        )
