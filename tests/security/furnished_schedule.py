"""The calendar of rounds and what ends them: a request for more time, minutes of both parties, a ministry's letter."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.assessment import actions
from smartprovince.assessment.models import Participation, Round
from smartprovince.assessment.schedule import letters, minutes

from .words import SYSTEM, Things, fresh, secret

DAY = date(2022, 11, 7)
PDF = b"%PDF-1.7\n"


def schedule(world: Any, things: Things) -> None:
    national = _national(world, things)
    for code in ("51", "52"):
        owner = fresh(world, f"province_coordinator:{code}")
        things[f"round {code} national"] = national
        things[f"extension {code}.01"] = _request(world, things, code)
        things[f"minutes {code}.01"] = _minutes(things, owner, code)
        things[f"letter {code}"] = letters.record_letter(
            actor=owner,
            province=world.regions[code],
            round=national,
            number=secret("suratresmi", code),
            day=DAY,
            scores={(f"{code}.01", "TOTAL"): "31", (f"{code}.02", "TOTAL"): "32"},
            content=PDF + secret("suratresmi", code).encode(),
            file_name="surat.pdf",
        )


def _national(world: Any, things: Things) -> Round:
    row = actions.create_round(
        actor=SYSTEM,
        owner=world.organisations[""],
        instrument_version=things["round 51 open"].instrument_version,
        title="Evaluasi kementerian",
        year=2022,
        opens_on=date(2022, 10, 1),
        closes_on=date(2022, 11, 30),
    )
    return actions.open_round(actor=SYSTEM, round=row)


def _request(world: Any, things: Things, code: str) -> Any:
    return actions.ask_extension(
        actor=fresh(world, f"region_coordinator:{code}.01"),
        participation=things[f"draft {code}.01"],
        phase="fill",
        until=date(2022, 12, 9),
        reason=f"Rapat {secret('waktu', code + '.01')}",
    )


def _minutes(things: Things, owner: Any, code: str) -> Any:
    part = Participation.objects.get(round=things[f"round {code} published"], region__code=f"{code}.01")
    made = minutes.prepare_minutes(
        actor=owner,
        participation=part,
        number=f"BA/{code}",
        signed_on=DAY,
        place=secret("berita", code + ".01"),
        region_signer="Penanda tangan",
        region_title="Sekretaris Daerah",
        owner_signer="Penanda tangan",
        owner_title="Kepala Dinas",
    )
    content = PDF + secret("berita", code + ".01").encode()
    return minutes.attach_signed_copy(actor=owner, minutes=made, content=content, file_name="ba.pdf")
