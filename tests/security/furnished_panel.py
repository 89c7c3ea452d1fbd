"""A round that two read: one reader has read a line of the second kabupaten and judged its paper; a note is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.assessment import actions
from smartprovince.assessment.models import Answer, Participation
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from tests.assessment.conftest import VALUES

from .words import SYSTEM, Things, fresh, secret

NODE = "GOV.PUB.1"


def panel(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        part, use, reader = _sent(world, things, code)
        at = f"{code}.02"
        answer = part.answers.get(node__code=NODE)
        things |= {
            f"round {code} twice": part.round,
            f"twice read proof {at}": use,
            f"reading {at}": actions.give_reading(
                actor=reader, answer=answer, outcome="rejected", reason=f"Tidak terbukti {secret('bacaan', at)}"
            ),
            f"proof verdict {at}": actions.judge_proof(
                actor=reader,
                answer=answer,
                paper=use.paper,
                outcome="unclear",
                reason=f"Buram {secret('temuan', at)}",
            ),
            f"interview {at}": actions.note_interview(
                actor=fresh(world, f"province_coordinator:{code}"),
                participation=part,
                held_on=date(2022, 10, 3),
                with_whom=f"Kepala dinas {secret('bincang', at)}",
                text=f"Catatan {secret('bincang', at)}",
            ),
        }


def _sent(world: Any, things: Things, code: str) -> tuple[Participation, Any, Person]:
    row = actions.create_round(
        actor=SYSTEM,
        owner=world.organisations[code],
        instrument_version=things[f"round {code} open"].instrument_version,
        title=f"Putaran dua pembaca {code}",
        year=2022,
        opens_on=date(2022, 10, 1),
        closes_on=date(2022, 11, 30),
        readings=2,
    )
    actions.open_round(actor=SYSTEM, round=row, regions=[world.regions[f"{code}.02"]])
    reader = Person.objects.create_user(f"pembaca.{code}@contoh.test", "rahasia-sekali", name=f"pembaca {code}")
    for person in (reader, world.people[f"appointed:{code}"]):
        Membership.objects.create(
            person=person, organisation=world.organisations[""], role=Role.ASSESSOR, round_id=row.pk, granted_by="test"
        )
    region, part = fresh(world, f"region_coordinator:{code}.02"), Participation.objects.get(round=row)
    for node, value in VALUES.items():
        actions.save_answer(actor=region, answer=Answer.objects.get(participation=part, node__code=node), value=value)
    use = actions.attach_paper(
        actor=region,
        answer=part.answers.get(node__code=NODE),
        content=f"%PDF-1.7\nbukti {code}\n".encode(),
        file_name="bukti.pdf",
        title="Bukti",
    )
    actions.send_participation(actor=region, participation=Participation.objects.get(pk=part.pk))
    return Participation.objects.select_related("round").get(pk=part.pk), use, Person.objects.get(pk=reader.pk)
