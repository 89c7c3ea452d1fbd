"""Every transition of the two tables by every role, and every step that is not in them."""

from __future__ import annotations

import pytest

from smartprovince.assessment import actions, states
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.core.errors import ActionError
from smartprovince.core.states import tables
from smartprovince.organisations.roles import roles_with

ROUND_ACTIONS = {
    "open": lambda scene, who: actions.open_round(actor=who, round=scene.fresh_round()),
    "begin_verification": lambda scene, who: actions.begin_verification(actor=who, round=scene.fresh_round()),
    "close": lambda scene, who: actions.close_round(actor=who, round=scene.fresh_round()),
    "compute": lambda scene, who: actions.compute_result(actor=who, round=scene.fresh_round()),
    "publish": lambda scene, who: actions.publish_result(actor=who, round=scene.fresh_round()),
}
PART_ACTIONS = {
    "save": lambda scene, who: actions.save_answer(actor=who, answer=scene.answer("GOV.PUB.1"), narrative="baru"),
    "send": lambda scene, who: actions.send_participation(
        actor=who, participation=scene.participation(), gaps_note="menyusul"
    ),
    "verdict": lambda scene, who: actions.give_verdict(actor=who, answer=scene.answer("GOV.PUB.1"), outcome="accepted"),
    "return": lambda scene, who: actions.return_participation(
        actor=who, participation=scene.participation(), reason="perbaiki"
    ),
    "finish": lambda scene, who: actions.finish_verification(actor=who, participation=scene.participation()),
}
PEOPLE = [
    ("programme_owner", ""),
    ("mentor", ""),
    ("province_coordinator", "51"),
    ("planner", "51"),
    ("leader", "51"),
    ("administrator", "51"),
    ("partner", "51"),
    ("region_coordinator", "51.01"),
    ("dimension_lead", "51.01"),
    ("officer", "51.01"),
    ("leader", "51.01"),
    ("assigned_assessor", ""),
]


def someone(scene, role, code):
    return scene.assessor if role == "assigned_assessor" else scene.person(role, code)


def carries(role: str, capability: str) -> bool:
    return {"assigned_assessor": "assessor"}.get(role, role) in roles_with(capability)


def put_round(scene, state):
    """A round in a state, with what that state presupposes."""
    if state == states.DRAFT:
        Answer.objects.all().delete()
        Participation.objects.all().delete()
    if state in (states.CLOSED, states.PUBLISHED):
        Round.objects.update(state=states.CLOSED)
        actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    Round.objects.update(state=state)


def put_part(scene, state):
    scene.fill(values={"GOV.PUB.1": "52"})
    if state in states.HANDED_OVER:
        Participation.objects.filter(region__code="51.01").update(state=states.SENT)
        actions.give_verdict(actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="accepted")
    Participation.objects.filter(region__code="51.01").update(state=state)


@pytest.mark.parametrize(("role", "code"), PEOPLE)
@pytest.mark.parametrize("step", states.ROUND.transitions, ids=lambda s: f"{s.source}-{s.action}")
def test_transitions_of_a_round(scene, step, role, code):
    put_round(scene, step.source)
    try:
        ROUND_ACTIONS[step.action](scene, someone(scene, role, code))
        went = True
    except ActionError:
        went = False
    # The owner is the province: the ministry's own programme owner carries the capability elsewhere.
    assert went is (carries(role, step.who) and code == "51")
    assert scene.fresh_round().state == (step.target if went else step.source)


@pytest.mark.parametrize(("role", "code"), PEOPLE)
@pytest.mark.parametrize("step", states.PARTICIPATION.transitions, ids=lambda s: f"{s.source}-{s.action}")
def test_transitions_of_a_participation(scene, step, role, code):
    put_part(scene, step.source)
    try:
        PART_ACTIONS[step.action](scene, someone(scene, role, code))
        went = True
    except ActionError:
        went = False
    assert went is carries(role, step.who)
    assert scene.participation().state == (step.target if went else step.source)


def not_in(table, names):
    """Every pair of state and action that the table does not list."""
    listed = {(step.source, step.action) for step in table.transitions}
    return [(source, name) for source in table.states for name in names if (source, name) not in listed]


# A second click on "publish" is no fault.
CLOSED_TO_ROUNDS = [pair for pair in not_in(states.ROUND, ROUND_ACTIONS) if pair != (states.PUBLISHED, "publish")]


@pytest.mark.parametrize(("source", "name"), CLOSED_TO_ROUNDS)
def test_steps_of_a_round_that_are_not_in_the_table_are_refused(scene, source, name):
    put_round(scene, source)
    with pytest.raises(ActionError):
        ROUND_ACTIONS[name](scene, scene.owner)
    assert scene.fresh_round().state == source


@pytest.mark.parametrize(("source", "name"), not_in(states.PARTICIPATION, PART_ACTIONS))
def test_steps_of_a_participation_that_are_not_in_the_table_are_refused(scene, source, name):
    put_part(scene, source)
    person = scene.coordinator if name in ("save", "send") else scene.assessor
    with pytest.raises(ActionError):
        PART_ACTIONS[name](scene, person)
    assert scene.participation().state == source


@pytest.mark.parametrize("part_state", states.PARTICIPATION.states)
@pytest.mark.parametrize("round_state", [states.CLOSED, states.PUBLISHED])
@pytest.mark.parametrize("name", PART_ACTIONS)
def test_nothing_moves_in_a_closed_round(scene, part_state, round_state, name):
    put_part(scene, part_state)
    Round.objects.update(state=round_state)
    person = scene.coordinator if name in ("save", "send") else scene.assessor
    with pytest.raises(ActionError):
        PART_ACTIONS[name](scene, person)


def test_both_tables_are_declared_and_their_actions_walked():
    assert tables["assessment.round"] is states.ROUND
    assert tables["assessment.participation"] is states.PARTICIPATION
    assert {step.action for step in states.ROUND.transitions} == set(ROUND_ACTIONS)
    assert {step.action for step in states.PARTICIPATION.transitions} == set(PART_ACTIONS)
    assert set(states.ROUND.states) == {state for state, _label in Round.State.choices}
    assert set(states.PARTICIPATION.states) == {state for state, _label in Participation.State.choices}
