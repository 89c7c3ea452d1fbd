"""Regions on their way: cycles and facts before gates, candidates of an angkatan, mentors with what they leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from smartprovince.movement.gates import actions as gates
from smartprovince.movement.gates.models import Cycle, StageChange
from smartprovince.movement.mentoring import actions as mentoring
from smartprovince.movement.mentoring.actions import NextStep
from smartprovince.movement.models import Interview, MentorReport, MentorTerm, Parameter, StageGate
from smartprovince.movement.selection import actions as selection
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role

from .words import SYSTEM, Things, fresh, secret

DAY = date(2022, 11, 7)


def movement(world: Any, things: Things) -> None:
    items = _gates()
    _selection(world, things)
    for code in ("51", "52"):
        _way(world, things, items, code)
        _mentoring(world, things, code)


# --- gates -----------------------------------------------------------------------------------------------------------


def _gates() -> dict[str, StageGate]:
    """Three items of the first gate, by who confirms them, and one of a province."""
    rows = [
        ("UJI.SC.1", "smart_city", ""),
        ("UJI.SC.2", "smart_city", Role.PROVINCE_COORDINATOR),
        ("UJI.SC.3", "smart_city", Role.PROGRAMME_OWNER),
        ("UJI.SP.1", "smart_province", Role.PROVINCE_COORDINATOR),
    ]
    return {
        code: StageGate.objects.create(
            movement=movement,
            stage="assessment",
            stage_order=1,
            code=code,
            order=order,
            title_id=f"Butir {code}",
            title_en=f"Item {code}",
            mark="own",
            parameters={"date": True},
            fact_kind="assessment",
            paper_kind="minutes",
            confirms=confirms,
        )
        for order, (code, movement, confirms) in enumerate(rows, start=1)
    }


def _way(world: Any, things: Things, items: dict[str, StageGate], code: str) -> None:
    """A cycle that went back for a reason, and facts that wait for whoever confirms them."""
    one = f"{code}.01"
    for at, who in ((one, f"province_coordinator:{code}"), (code, "programme_owner:")):
        cycle = gates.begin_cycle(actor=SYSTEM, region=world.regions[at], name="1.0", started_on=date(2022, 1, 10))
        Cycle.objects.filter(pk=cycle.pk).update(stage="launch")
        things[f"cycle {at}"] = gates.go_back(
            actor=fresh(world, who), cycle=cycle, stage="assessment", reason=f"Sebab {secret('mundur', at)}"
        )
        things[f"change {at}"] = StageChange.objects.filter(cycle=cycle).latest("pk")
    for name, item, at in (
        (f"fact {one} for province", "UJI.SC.2", one),
        (f"fact {one} for owner", "UJI.SC.3", one),
        (f"fact {code} for province", "UJI.SP.1", code),
    ):
        things[name] = gates.show_item(
            actor=SYSTEM, region=world.regions[at], gate=items[item], not_after=DAY, source="berita",
            source_url=f"https://contoh.test/{item}",
        )  # fmt: skip


# --- selection -------------------------------------------------------------------------------------------------------


def _selection(world: Any, things: Things) -> None:
    """An angkatan to come: `.01` was heard and not chosen, `.02` stands on no list yet."""
    owner, ministry = fresh(world, "programme_owner:"), world.organisations[""]
    cohort = selection.open_cohort(
        actor=owner, owner=ministry, movement="smart_city", year=2023, not_before=date(2023, 2, 1),
        not_after=date(2023, 3, 31), size=10, source="Pengumuman",
    )  # fmt: skip
    parameter = Parameter.objects.create(code="UJI", name_id="Uji", name_en="Test", source="Laporan")
    things |= {"cohort": cohort, "parameter": parameter}
    for code in ("51.01", "52.01"):
        region = world.regions[code]
        selection.set_value(
            actor=owner, region=region, parameter=parameter, year=2021, value=Decimal(60), source="Laporan"
        )
        found = selection.nominate(actor=owner, cohort=cohort, region=region)
        found = selection.invite(actor=owner, candidate=found, interview_on=DAY)
        word = secret("wawancara", code)
        selection.record_interview(
            actor=owner,
            candidate=found,
            assessors=f"Asesor {word}\nAsesor kedua",
            score=Decimal(70),
            note=f"Catatan {word}",
        )
        things[f"candidate {code}"] = selection.reject(
            actor=owner, candidate=found, reason=f"Alasan {secret('alasan', code)}", decided_on=DAY
        )
        things[f"interview {code}"] = Interview.objects.get(candidate=found)


# --- mentoring -------------------------------------------------------------------------------------------------------


def _mentoring(world: Any, things: Things, code: str) -> None:
    """A term with a draft, a sent and an approved report; and one of a mentor before, that ended."""
    one, owner = f"{code}.01", fresh(world, "programme_owner:")
    mentor = world.people["mentor:"] if code == "51" else _scholar(world, f"pembimbing {code}")
    term = _term(owner, world, mentor, one)
    before = _scholar(world, f"pembimbing lama {code}")
    ended = _term(owner, world, before, one)
    _write(before, ended, "serah", send=True)
    mentoring.end(actor=owner, term=MentorTerm.objects.get(pk=ended.pk), reason="Selesai", last_day=date(2022, 11, 6))
    ended = MentorTerm.objects.get(pk=ended.pk)
    things |= {f"term {one}": term, f"term {one} ended": ended, f"hand-over {one}": ended.hand_over}
    things[f"report {one} draft"] = draft = _write(mentor, term, "lapordraf")
    things[f"report {one} sent"] = sent = _write(mentor, term, "laporan", crossed_out="coret", send=True)
    approved = _write(mentor, term, "laporan", send=True)
    things[f"report {one} approved"] = mentoring.approve_report(actor=owner, report=approved)
    things |= {
        f"step {one} draft": draft.follow_ups.get(side="region"),
        f"step {one} region": sent.follow_ups.get(side="region"),
        f"step {one} mentor": sent.follow_ups.get(side="mentor"),
    }


def _scholar(world: Any, name: str) -> Person:
    """A mentor of the ministry without a seat in the matrix."""
    person = Person.objects.create_user(f"{name.replace(' ', '.')}@contoh.test", "rahasia-sekali", name=name)
    Membership.objects.create(person=person, organisation=world.organisations[""], role=Role.LEADER, granted_by="test")
    Membership.objects.filter(person=person).update(region=world.regions["52.02"])
    return person


def _term(owner: Person, world: Any, mentor: Person, code: str) -> MentorTerm:
    return mentoring.assign(
        actor=owner, organisation=world.organisations[""], mentor=mentor, region=world.regions[code],
        valid_from=date(2022, 9, 1), valid_until=date(2023, 8, 31), letter_number="7/ST/2022",
    )  # fmt: skip


def _write(mentor: Person, term: MentorTerm, word: str, *, crossed_out: str = "", send: bool = False) -> MentorReport:
    """A report; `crossed_out` is a word that stood in it before it was sent."""
    actor, code = Person.objects.get(pk=mentor.pk), term.region.code
    said = secret(word, code)
    steps = [
        NextStep(side=side, text=f"Langkah {said if not send else secret('langkah', code)}", due_on=date(2022, 12, 1))
        for side in ("mentor", "region")
    ]
    given: dict[str, Any] = {
        "kind": "visit",
        "held_on": date(2022, 11, 1),
        "authors": f"Penulis {said}",
        "participants": f"Peserta {said}",
        "recommendations": f"Saran {said}",
    }
    first = secret(crossed_out, code) if crossed_out else said
    report = mentoring.write_report(actor=actor, term=term, topics=f"Topik {first}", steps=steps, **given)
    if crossed_out:
        report = mentoring.change_report(actor=actor, report=report, topics=f"Topik {said}", **given)
    return mentoring.send_report(actor=actor, report=report) if send else report
