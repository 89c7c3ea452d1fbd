"""A region before its gates: refused with the list, passed when everything is shown, flagged, put back, begun anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.core.checks import Finding, checks
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.evidence.actions import withdraw_paper
from smartprovince.evidence.models import Paper
from smartprovince.movement import queries as register_queries
from smartprovince.movement.gates import actions, queries
from smartprovince.movement.gates.models import COMPLETED, Cycle, StageChange
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.movement.papers import PaperDetails
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role

from .conftest import SYSTEM, pass_stage

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)


def computed_as(monkeypatch, met: bool) -> None:
    """Every registered check says the same, so that papers decide."""
    for name in checks.names():
        monkeypatch.setitem(
            checks._things, name, lambda regions, **_: {r.pk: Finding(met, "uji", "", None) for r in regions}
        )


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


# --- the data --------------------------------------------------------------------------------------------------------


def test_two_movements_stand_as_data(register):
    counts = {
        movement: StageGate.objects.filter(movement=movement).count() for movement in ("smart_city", "smart_province")
    }
    assert counts == {"smart_city": 30, "smart_province": 33}
    assert StageGate.objects.filter(required=True).count() == 54


def test_every_check_that_an_item_names_is_offered_by_a_room(register):
    named = set(StageGate.objects.exclude(check_name="").values_list("check_name", flat=True))
    assert named <= set(checks.names())


def test_an_item_is_shown_in_exactly_one_way(register):
    for gate in StageGate.objects.all():
        assert bool(gate.check_name) == (gate.way == "computed"), gate.code
        assert gate.way != "confirmed" or gate.confirms, gate.code


# --- forward ---------------------------------------------------------------------------------------------------------


def test_a_gate_that_lacks_items_refuses_with_the_list(begun, monkeypatch):
    computed_as(monkeypatch, True)
    with pytest.raises(Invalid) as refused:
        actions.advance(actor=SYSTEM, cycle=begun)
    assert [fault.where for fault in refused.value.faults] == ["SC.ASM.1", "SC.ASM.2", "SC.ASM.5", "SC.ASM.7"]
    begun.refresh_from_db()
    assert begun.stage == "assessment"
    assert begun.changes.count() == 1


def show_assessment(show) -> None:
    for code in ("SC.ASM.1", "SC.ASM.2", "SC.ASM.7"):
        show(code, DAY)
    show("SC.ASM.5", DAY, people=2)


def test_a_gate_opens_when_every_required_item_is_shown_and_confirmed(begun, show, ministry, monkeypatch):
    computed_as(monkeypatch, True)
    show_assessment(show)
    with pytest.raises(Invalid) as refused:
        actions.advance(actor=SYSTEM, cycle=begun)
    assert [fault.where for fault in refused.value.faults] == ["SC.ASM.7"]
    decision = Milestone.objects.get(gate__code="SC.ASM.7", region=begun.region)
    actions.confirm_item(actor=ministry, milestone=decision)
    moved = actions.advance(actor=SYSTEM, cycle=begun)
    assert moved.stage == "launch"
    kept = StageChange.objects.latest("pk")
    assert {line["code"] for line in kept.shown if line["met"]} >= {"SC.ASM.1", "SC.ASM.7"}


def test_the_platform_says_no_whatever_papers_are_shown(begun, show, ministry, monkeypatch):
    computed_as(monkeypatch, False)
    show_assessment(show)
    actions.confirm_item(actor=ministry, milestone=Milestone.objects.get(gate__code="SC.ASM.7"))
    with pytest.raises(Invalid) as refused:
        actions.advance(actor=SYSTEM, cycle=begun)
    assert [fault.where for fault in refused.value.faults] == ["SC.ASM.3", "SC.ASM.4", "SC.ASM.6"]


def test_no_paper_is_taken_for_what_the_platform_computes(begun, show):
    with pytest.raises(Invalid):
        show("SC.ASM.4", DAY)


def test_all_four_gates_end_in_completed_and_no_stage_is_jumped(begun, monkeypatch):
    computed_as(monkeypatch, True)
    StageGate.objects.exclude(way="computed").update(required=False)
    seen = [begun.stage]
    for _step in range(4):
        begun = actions.advance(actor=SYSTEM, cycle=begun)
        seen.append(begun.stage)
    assert seen == ["assessment", "launch", "implementation", "outreach", COMPLETED]
    with pytest.raises(Invalid):
        actions.advance(actor=SYSTEM, cycle=begun)


def test_an_item_of_the_other_movement_is_refused(begun, show):
    with pytest.raises(Invalid):
        show("SP.LCH.1", DAY)


def test_a_memorandum_needs_two_parties(begun, show, monkeypatch):
    computed_as(monkeypatch, True)
    pass_stage(begun, "launch")
    show("SC.LCH.1", DAY, parties=("Kementerian",))
    item = next(i for i in queries.way_of(begun.region).gates[1].items if i.gate.code == "SC.LCH.1")
    assert not item.met
    show("SC.LCH.1", date(2025, 3, 2), parties=("Kementerian", "Pemerintah Kabupaten Klungkung", " "))
    item = next(i for i in queries.way_of(begun.region).gates[1].items if i.gate.code == "SC.LCH.1")
    assert item.met
    assert register_queries.coverage("51", date(2025, 3, 31), "joined").documented == 9


def test_two_people_at_once_move_a_region_one_stage_only(begun, monkeypatch):
    computed_as(monkeypatch, True)
    StageGate.objects.exclude(way="computed").update(required=False)
    seen = begun.version
    actions.advance(actor=SYSTEM, cycle=begun, version=seen)
    with pytest.raises(Conflict):
        actions.advance(actor=SYSTEM, cycle=begun, version=seen)
    assert Cycle.objects.get(pk=begun.pk).stage == "launch"


# --- flags, back, again ----------------------------------------------------------------------------------------------


def test_a_paper_withdrawn_later_flags_the_region_and_does_not_move_it(begun, show, ministry, klungkung, monkeypatch):
    computed_as(monkeypatch, True)
    show_assessment(show)
    actions.confirm_item(actor=ministry, milestone=Milestone.objects.get(gate__code="SC.ASM.7"))
    actions.advance(actor=SYSTEM, cycle=begun)
    assert queries.way_of(begun.region).flags == ()
    paper = Paper.objects.get(milestones__gate__code="SC.ASM.2")
    withdraw_paper(actor=fresh(klungkung), paper=paper, reason="Nomor salah")
    way = queries.way_of(begun.region)
    assert [item.gate.code for item in way.flags] == ["SC.ASM.2"]
    assert way.stage == "launch"


def test_going_back_needs_a_reason_and_an_earlier_stage(begun, bali):
    cycle = pass_stage(begun, "implementation")
    for stage, reason in (("outreach", "x"), ("implementation", "x"), ("launch", "  "), ("karangan", "x")):
        with pytest.raises(Invalid):
            actions.go_back(actor=bali, cycle=cycle, stage=stage, reason=reason)
    back = actions.go_back(actor=bali, cycle=cycle, stage="launch", reason="Nota kesepakatan diperbarui")
    assert back.stage == "launch"
    assert StageChange.objects.latest("pk").reason == "Nota kesepakatan diperbarui"


def test_a_second_cycle_begins_when_the_first_has_ended(begun, bali, register):
    with pytest.raises(Invalid):
        actions.begin_cycle(actor=bali, region=begun.region, name="2.0", started_on=DAY)
    actions.end_cycle(actor=bali, cycle=begun, ended_on=date(2026, 1, 1))
    with pytest.raises(Invalid):
        actions.begin_cycle(actor=bali, region=begun.region, name="2.0", started_on=DAY)
    second = actions.begin_cycle(actor=bali, region=begun.region, name="2.0", started_on=date(2026, 1, 1))
    assert (second.number, second.stage) == (2, "assessment")
    assert queries.way_of(register["51.05"]).cycle == second


def test_papers_of_the_first_cycle_do_not_open_the_gates_of_the_second(begun, show, bali):
    show("SC.ASM.1", DAY)
    actions.end_cycle(actor=bali, cycle=begun, ended_on=date(2026, 1, 1))
    actions.begin_cycle(actor=bali, region=begun.region, name="2.0", started_on=date(2026, 1, 1))
    item = queries.way_of(begun.region).gates[0].items[0]
    assert (item.gate.code, item.met) == ("SC.ASM.1", False)


def test_a_region_with_papers_may_enter_at_the_stage_that_they_document(register, bali):
    with pytest.raises(Invalid):  # no reason
        actions.begin_cycle(actor=bali, region=register["51.03"], name="1.0", started_on=DAY, stage="implementation")
    with pytest.raises(Invalid):  # further than its papers
        actions.begin_cycle(
            actor=bali, region=register["51.03"], name="1.0", started_on=DAY, stage="outreach", reason="x"
        )
    cycle = actions.begin_cycle(
        actor=bali,
        region=register["51.03"],
        name="1.0",
        started_on=DAY,
        stage="implementation",
        reason="Angkatan 2017",
    )
    assert cycle.stage == "implementation"
    bimtek = next(i for i in queries.way_of(register["51.08"]).gates[2].items if i.gate.code == "SC.IMP.1")
    assert bimtek.met, "a sourced bimtek is shown without anybody confirming it"


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "role", "outcome"),
    [
        ("51", Role.PROVINCE_COORDINATOR, None),
        ("", Role.PROGRAMME_OWNER, None),
        ("51.05", Role.REGION_COORDINATOR, Refused),
        ("51", Role.PLANNER, Refused),
        ("51", Role.LEADER, Refused),
        ("32", Role.PROVINCE_COORDINATOR, NotFound),
        ("51.03", Role.REGION_COORDINATOR, NotFound),
    ],
)
def test_who_moves_a_region(begun, person, code, role, outcome, monkeypatch):
    computed_as(monkeypatch, True)
    StageGate.objects.exclude(way="computed").update(required=False)
    someone = fresh(person(code, role))
    if outcome is None:
        assert actions.advance(actor=someone, cycle=begun).stage == "launch"
    else:
        with pytest.raises(outcome):
            actions.advance(actor=someone, cycle=begun)


def test_a_province_does_not_move_itself(register, bali, ministry):
    with pytest.raises(Refused):
        actions.begin_cycle(actor=bali, region=register["51"], name="1.0", started_on=DAY)
    assert actions.begin_cycle(actor=ministry, region=register["51"], name="1.0", started_on=DAY).number == 1


@pytest.mark.parametrize(
    ("item", "code", "role", "allowed"),
    [
        ("SC.ASM.7", "", Role.PROGRAMME_OWNER, True),
        ("SC.ASM.7", "51", Role.PROVINCE_COORDINATOR, False),
        ("SC.IMP.10", "51", Role.PROVINCE_COORDINATOR, True),
        ("SC.IMP.10", "32", Role.PROVINCE_COORDINATOR, False),
        ("SC.IMP.10", "51.05", Role.REGION_COORDINATOR, False),
        ("SC.ASM.1", "", Role.PROGRAMME_OWNER, False),  # nobody has to confirm it
    ],
)
def test_only_the_role_that_the_item_names_confirms_it(begun, show, person, item, code, role, allowed):
    fact = show(item, DAY)
    someone = fresh(person(code, role))
    if allowed:
        assert actions.confirm_item(actor=someone, milestone=fact).confirmed_at
    else:
        with pytest.raises((Refused, NotFound)):
            actions.confirm_item(actor=someone, milestone=fact)


def test_thresholds_are_the_programme_owners(register, ministry, bali):
    gate = StageGate.objects.get(code="SP.OUT.1")
    with pytest.raises((Refused, NotFound)):
        actions.design_item(actor=bali, gate=gate, required=True, parameters={"share": 0.5}, confirms="")
    for parameters in ({"share": 1.5}, {"karangan": 1}):
        with pytest.raises(Invalid):
            actions.design_item(actor=ministry, gate=gate, required=True, parameters=parameters, confirms="")
    changed = actions.design_item(actor=ministry, gate=gate, required=False, parameters={"share": 0.5}, confirms="")
    assert (changed.parameters["share"], changed.required) == (0.5, False)
    from smartprovince.movement.actions import load_register

    load_register(actor=SYSTEM)
    changed.refresh_from_db()
    assert changed.parameters["share"] == 0.5, "loading again leaves what somebody changed"


# --- bad input -------------------------------------------------------------------------------------------------------


def test_a_number_used_twice_and_a_day_before_the_decree(begun, show):
    decree = {"kind": "team_decree", "number": "188/1/HK", "not_before": DAY, "not_after": DAY}
    show("SC.LCH.2", DAY, paper=PaperDetails(**decree))
    another_day = {"not_after": date(2025, 4, 1), "not_before": date(2025, 4, 1)}
    with pytest.raises(Invalid):
        show("SC.LCH.5", date(2025, 4, 1), paper=PaperDetails(**decree | another_day))
    with pytest.raises(Invalid):
        show("SC.LCH.2", date(2025, 2, 1), paper=PaperDetails(**decree | {"number": "188/2/HK"}))


# --- cost ------------------------------------------------------------------------------------------------------------


def test_the_queries_are_those_of_one_region_for_all_of_them(register):
    everything = [region for region in register.values() if region.level == "regency"]
    counts = []
    for regions in (everything[:1], everything):
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.ways_of(regions)) == len(regions)
        counts.append(len(captured))
    assert counts[0] == counts[1]
