"""A closed round in its days for objections: the first kabupaten disputes a verdict, the appointed assessor decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.assessment import actions
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.evidence.models import PaperUse
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from tests.assessment.conftest import VALUES

from .words import SYSTEM, Things, fresh, secret

NODE = "GOV.PUB.1"


def objections(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        row = _closed(world, things, code)
        word = secret("sanggah", f"{code}.01")
        made = actions.raise_objection(
            actor=fresh(world, f"region_coordinator:{code}.01"),
            answer=Answer.objects.get(participation__round=row, node__code=NODE),
            reason=f"Lihat halaman 3 {word}",
            content=f"%PDF-1.7\n{word}\n".encode(),
            file_name="bukti.pdf",
            title=f"Bukti {word}",
        )
        things |= {
            f"round {code} disputed": row,
            f"objection {code}.01": made,
            f"new proof {code}.01": PaperUse.objects.get(object_type="assessment.objection", object_id=str(made.pk)),
        }


def _closed(world: Any, things: Things, code: str) -> Round:
    row = actions.create_round(
        actor=SYSTEM,
        owner=world.organisations[code],
        instrument_version=things[f"round {code} open"].instrument_version,
        title=f"Putaran sanggah {code}",
        year=2022,
        opens_on=date(2022, 10, 1),
        closes_on=date(2022, 10, 20),
        objection_from=date(2022, 11, 1),
        objection_until=date(2022, 11, 30),
    )
    actions.open_round(actor=SYSTEM, round=row, regions=[world.regions[f"{code}.01"]])
    judge = Person.objects.create_user(f"penilai.{code}@contoh.test", "rahasia-sekali", name=f"penilai {code}")
    for person in (judge, world.people[f"appointed:{code}"]):
        Membership.objects.create(
            person=person, organisation=world.organisations[""], role=Role.ASSESSOR, round_id=row.pk, granted_by="test"
        )
    judge, region = Person.objects.get(pk=judge.pk), fresh(world, f"region_coordinator:{code}.01")
    part = Participation.objects.get(round=row)
    for node, value in VALUES.items():
        actions.save_answer(actor=region, answer=part.answers.get(node__code=node), value=value)
    actions.send_participation(actor=region, participation=part)
    for answer in part.answers.filter(value__isnull=False).select_related("node"):
        how = {"outcome": "rejected", "reason": "Tanpa bukti"} if answer.node.code == NODE else {"outcome": "accepted"}
        actions.give_verdict(actor=judge, answer=answer, **how)
    actions.finish_verification(actor=judge, participation=Participation.objects.get(pk=part.pk))
    owner = fresh(world, f"province_coordinator:{code}")
    actions.begin_verification(actor=owner, round=Round.objects.get(pk=row.pk))
    actions.close_round(actor=owner, round=Round.objects.get(pk=row.pk))
    actions.compute_result(actor=owner, round=Round.objects.get(pk=row.pk))
    return Round.objects.get(pk=row.pk)
