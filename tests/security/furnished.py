"""The small world with something in every room, twice: in province 51 and 51.01, and in province 52 and 52.01.

Things are found by name: `team 51.01`, `paper 51.01 limited`, `round 51 open`. Whatever is not for everyone holds a
word that occurs nowhere else, such as `rahasiakontak5101`: one search of an answer's text shows what leaked from where.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from smartprovince.core import search
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role

from .words import SYSTEM, Things, fresh, secret

DAY = date(2022, 11, 7)
CODES = ("51", "51.01", "52", "52.01")


def furnish(world: Any) -> Things:
    """Fill the world; returns things by name."""
    things: Things = {f"organisation {code}": each for code, each in world.organisations.items() if code}
    things |= {f"region {code}": each for code, each in world.regions.items()} | {"ministry": world.organisations[""]}
    more_people(world)
    for code in CODES:
        things |= people_of(world, code) | papers_of(world, code) | register_of(world, code)
    things |= plans(world)
    things |= claims(world)
    things |= imports(world)
    rounds(world, things)
    later_rooms(world, things)
    index()
    return things


def more_people(world: Any) -> None:
    """Seats the shared world lacks, and a dimension for the dimension leads, without which they lead nothing."""
    seats = [(role, code) for role in (Role.EVENT_DESK, Role.PUBLIC) for code in ("51", "52")]
    seats += [(Role.ADMINISTRATOR, code) for code in world.regions if "." in code]
    for role, code in seats:
        name = f"{role.value}:{code}"
        if name in world.people:
            continue
        person = Person.objects.create_user(f"{role.value}.{code}@contoh.test", "rahasia-sekali", name=name)
        Membership.objects.create(person=person, organisation=world.organisations[code], role=role, granted_by="test")
        world.people[name] = person
    Membership.objects.filter(role=Role.DIMENSION_LEAD).update(dimension="GOV")


# --- organisations ---------------------------------------------------------------------------------------------------


def people_of(world: Any, code: str) -> Things:
    from smartprovince.organisations import actions
    from smartprovince.organisations.models import Invitation, Team

    team = actions.create_team(actor=SYSTEM, region=world.regions[code], kind=Team.Kind.FORUM, name=f"Forum {code}")
    actions.seat_member(
        actor=SYSTEM, team=team, seat="chair", name=f"Ketua {secret('kursi', code)}", phone="0812 0000 0000"
    )
    role = "leader"
    invitation = Invitation.objects.create(
        organisation=world.organisations[code],
        role=Role.OFFICER,
        email=f"undangan.{code}@contoh.test",
        name=f"Undangan {secret('undangan', code)}",
        token_digest=actions.digest(f"undangan-{code}"),
        invited_by="test",
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    return {
        f"team {code}": team,
        f"seat {code}": team.members.get(),
        f"membership {code}": world.people[f"{role}:{code}"].memberships.get(),
        f"person {code}": world.people[f"{role}:{code}"],
        f"invitation {code}": invitation,
    }


# --- evidence --------------------------------------------------------------------------------------------------------


def papers_of(world: Any, code: str) -> Things:
    from smartprovince.evidence import actions

    things: Things = {}
    for how in ("public", "limited", "excluded"):
        word = "terbuka" if how == "public" else secret(how, code)
        things[f"paper {code} {how}"] = actions.add_paper(
            actor=SYSTEM,
            owner=world.organisations[code],
            region=world.regions[code],
            kind="minutes",
            title=f"Keputusan {word} {code}",
            number=f"{how}/{code}",
            not_before=DAY,
            not_after=DAY,
            confidentiality=how,
            content=f"%PDF-1.7\n{word} {code}\n".encode(),
            file_name=f"{word}.pdf",
        )
    return things


# --- movement --------------------------------------------------------------------------------------------------------


def register_of(world: Any, code: str) -> Things:
    from smartprovince.movement import actions

    region = world.regions[code]
    fact = actions.record_milestone(
        actor=SYSTEM,
        region=region,
        kind="launch",
        basis="announcement",
        not_before=DAY,
        not_after=DAY,
        source="berita",
        source_url="https://contoh.test/berita",
    )
    contact = actions.set_contact(
        actor=SYSTEM, region=region, name=f"Penanggung jawab {secret('kontak', code)}", phone="0812 1111 1111"
    )
    return {f"milestone {code}": fact, f"contact {code}": contact}


def claims(world: Any) -> Things:
    from smartprovince.movement import actions

    claim = actions.record_claim(
        actor=SYSTEM,
        owner=world.organisations[""],
        value=161,
        not_before=DAY,
        not_after=DAY,
        statement_id="161 kabupaten/kota",
        source="siaran pers",
        source_url="https://contoh.test/161",
    )
    return {"claim": claim}


def imports(world: Any) -> Things:
    from smartprovince.movement import actions

    things: Things = {}
    for code in ("51", "52"):
        sheet = f"Wilayah;Penanggung jawab\n{world.regions[f'{code}.01'].full_name};{secret('impor', code)}\n"
        things[f"import {code}"] = actions.begin_import(
            actor=world.people[f"province_coordinator:{code}"],
            province=world.regions[code],
            content=sheet.encode(),
            file_name=f"{secret('impor', code)}.csv",
        )
    return things


# --- masterplan ------------------------------------------------------------------------------------------------------


def plans(world: Any) -> Things:
    from smartprovince.masterplan import actions

    actions.load_guidebooks(actor=SYSTEM)
    things: Things = {}
    for code in CODES:
        plan = actions.start_plan(
            actor=SYSTEM,
            region=world.regions[code],
            title=f"Rencana Induk {secret('rencana', code)}",
            concept="",
            period_start=2023,
            period_end=2032,
        )
        things |= {f"plan {code}": plan, f"section {code}": plan.sections.first()}
    return things


# --- assessment ------------------------------------------------------------------------------------------------------


def rounds(world: Any, things: Things) -> None:
    """Two provinces, two rounds each: one being filled in, one published to which the first region has consented."""
    from smartprovince.instruments.actions import load_version
    from tests.assessment.conftest import small_instrument

    version = load_version(actor=SYSTEM, row=small_instrument())
    for code in ("51", "52"):
        things |= _open_round(world, version, code, things)
        things |= _published_round(world, version, code)


def _begin(world: Any, version: Any, code: str, title: str) -> Any:
    from smartprovince.assessment import actions

    row = actions.create_round(
        actor=SYSTEM,
        owner=world.organisations[code],
        instrument_version=version,
        title=title,
        year=2022,
        opens_on=date(2022, 10, 1),
        closes_on=date(2022, 11, 30),
        simulated=False,
    )
    return actions.open_round(actor=SYSTEM, round=row)


def _open_round(world: Any, version: Any, code: str, things: Things) -> Things:
    """`.01` is filling in and has written something secret, `.02` has sent; an assessor is appointed to the round."""
    from smartprovince.assessment import actions
    from smartprovince.assessment.models import Participation

    row = _begin(world, version, code, f"Putaran {code}")
    draft = Participation.objects.get(round=row, region__code=f"{code}.01")
    answer = draft.answers.order_by("node__order").first()
    actor = fresh(world, f"region_coordinator:{code}.01")
    actions.save_answer(actor=actor, answer=answer, value="52", narrative=f"Catatan {secret('draf', code + '.01')}")
    _prove(actor, answer, things[f"paper {code}.01 limited"])
    _fill(world, row, f"{code}.02")
    name = f"appointed:{code}"
    assessor = Person.objects.create_user(f"appointed.{code}@contoh.test", "rahasia-sekali", name=name)
    Membership.objects.create(
        person=assessor, organisation=world.organisations[""], role=Role.ASSESSOR, round_id=row.pk, granted_by="test"
    )
    world.people[name] = assessor
    sent = Participation.objects.get(round=row, region__code=f"{code}.02")
    node = answer.node.code
    return {
        f"round {code} open": row,
        f"draft {code}.01": draft,
        f"sent {code}.02": sent,
        f"answer {code}.01": answer,
        f"answer {code}.02": sent.answers.get(node__code=node),
        f"proof {code}.01": things[f"paper {code}.01 limited"].uses.latest("pk"),
    }


def _prove(actor: Person, answer: Any, paper: Any) -> None:
    from smartprovince.assessment import actions

    actions.attach_paper(actor=actor, answer=answer, paper=paper, pages="1")


def _published_round(world: Any, version: Any, code: str) -> Things:
    from smartprovince.assessment import actions
    from smartprovince.assessment.models import Answer, Participation, Round

    row = _begin(world, version, code, f"Putaran terbit {code}")
    judge = Person.objects.create_user(f"juri.{code}@contoh.test", "rahasia-sekali", name=f"juri {code}")
    seat = {"organisation": world.organisations[""], "role": Role.ASSESSOR, "round_id": row.pk, "granted_by": "test"}
    Membership.objects.create(person=judge, **seat)
    judge = Person.objects.get(pk=judge.pk)
    for region in (f"{code}.01", f"{code}.02"):
        _fill(world, row, region)
        part = Participation.objects.get(round=row, region__code=region)
        for answer in Answer.objects.filter(participation=part, value__isnull=False):
            actions.give_verdict(actor=judge, answer=answer, outcome="accepted")
        actions.finish_verification(actor=judge, participation=part)
    owner = fresh(world, f"province_coordinator:{code}")
    actions.begin_verification(actor=owner, round=Round.objects.get(pk=row.pk))
    actions.close_round(actor=owner, round=Round.objects.get(pk=row.pk))
    actions.compute_result(actor=owner, round=Round.objects.get(pk=row.pk))
    actions.consent_to_publication(
        actor=fresh(world, f"region_coordinator:{code}.01"),
        participation=Participation.objects.get(round=row, region__code=f"{code}.01"),
    )
    row = actions.publish_result(actor=owner, round=Round.objects.get(pk=row.pk))
    return {f"round {code} published": row}


def _fill(world: Any, row: Any, region: str) -> None:
    from smartprovince.assessment import actions
    from smartprovince.assessment.models import Answer, Participation
    from tests.assessment.conftest import VALUES

    actor = fresh(world, f"region_coordinator:{region}")
    for node, value in VALUES.items():
        answer = Answer.objects.get(participation__round=row, participation__region__code=region, node__code=node)
        actions.save_answer(actor=actor, answer=answer, value=value)
    part = Participation.objects.get(round=row, region__code=region)
    actions.send_participation(actor=actor, participation=part)


def later_rooms(world: Any, things: Things) -> None:
    from .furnished_events import events
    from .furnished_evidence import evidence
    from .furnished_filing import filing
    from .furnished_handling import handling
    from .furnished_instruments import instruments
    from .furnished_movement import movement
    from .furnished_news import news
    from .furnished_objections import objections
    from .furnished_panel import panel
    from .furnished_preparing import preparing
    from .furnished_programmes import programmes
    from .furnished_registers import registers
    from .furnished_schedule import schedule
    from .furnished_workbook import workbooks

    movement(world, things)
    events(world, things)
    news(world, things)
    schedule(world, things)
    preparing(world, things)
    workbooks(world, things)
    panel(world, things)
    instruments(world, things)
    objections(world, things)
    evidence(world, things)
    registers(world, things)
    programmes(world, things)
    handling(world, things)
    filing(world, things)


def index() -> None:
    """Everything that rooms offer to search."""
    from smartprovince.core.registry import searchable

    for _name, kind in searchable.items():
        search.index(kind.model.objects.all())
