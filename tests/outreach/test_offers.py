"""What events offer to other rooms: next steps, checks of gates, search and the menu."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.core import clock, search
from smartprovince.core.checks import checks
from smartprovince.core.registry import navigation, steps
from smartprovince.evidence.models import Paper
from smartprovince.outreach import actions, inviting, preparing, registering
from smartprovince.outreach.models import Event, Registration

from .conftest import NINE, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAMES = ("outreach.keep", "outreach.answer", "outreach.homework", "outreach.come")


def steps_of(person) -> list[str]:
    return [step["key"].rsplit(".", 1)[0] for name in NAMES for step in steps.get(name)(person)]


def test_each_step_is_somebody_s_and_gone_when_done(hold, world):
    person = coordinator(world, "51")
    event = hold("51")
    assert steps_of(person) == ["outreach.open"]
    actions.open_event(actor=person, event=event)
    assert steps_of(person) == ["outreach.invite"]
    inviting.invite_organisations(actor=person, event=event, organisations=[world.organisations["51.01"]])
    assert steps_of(person) == []
    guest = coordinator(world, "51.01")
    assert steps_of(guest) == ["outreach.answer"]
    inviting.answer_invitation(actor=guest, invitation=event.invitations.get(), answer="coming")
    assert steps_of(guest) == []
    registering.register(
        actor=registering.PAGE, event=event, name="Koordinator", email=guest.email, consented=True, person=guest
    )
    assert steps_of(guest) == ["outreach.come"]
    with clock.pinned(date(2022, 11, 8)):
        assert steps_of(guest) == []
        assert steps_of(person) == ["outreach.close"]
        actions.close_event(actor=person, event=event)
        assert steps_of(person) == ["outreach.report"]
        output = preparing.add_output(
            actor=person,
            event=event,
            kind="homework",
            title="Draf Buku 1",
            organisation=world.organisations["51.01"],
            due_on=date(2022, 11, 20),
        )
        assert steps_of(guest) == ["outreach.deliver"]
    with clock.pinned(date(2022, 11, 25)):
        assert "outreach.homework" in steps_of(person)
        preparing.deliver_output(actor=world.people["officer:51.01"], output=output)
        assert steps_of(guest) == []
        assert "outreach.homework" not in steps_of(person)


def test_nobody_else_is_told(hold, world):
    hold("51")
    for who in ("officer:51", "planner:51", "region_coordinator:51.01", "province_coordinator:52", "programme_owner:"):
        if who in world.people:
            assert steps_of(world.people[who]) == []


def test_steps_take_as_many_queries_for_thirty_as_for_one(hold, world):
    person = coordinator(world, "51")

    def count() -> int:
        fresh = type(person).objects.get(pk=person.pk)
        with CaptureQueriesContext(connection) as seen:
            steps_of(fresh)
        return len(seen)

    hold("51")
    few = count()
    for _n in range(30):
        hold("51")
    assert count() == few


# --- gates -----------------------------------------------------------------------------------------------------------


def attended(event: Event, world, code: str, day: date) -> None:
    made = registering.register(
        actor=registering.WAITING_LIST, event=event, name=f"orang {code}", came_by="desk", region=world.regions[code]
    )
    Registration.objects.filter(pk=made.registration.pk).update(attended_on=day)


def held(world, code: str, kind: str, on: date, **more):
    parameters = {"kind": kind, **more}
    region = world.regions[code]
    return checks.get("event_held")([region], parameters=parameters, on=on).get(region.pk)


def test_bimtek_one_is_held_when_somebody_came_and_its_minutes_are_there(hold, world):
    event, person = hold("51.01", kind="bimtek_1", announce=True), coordinator(world, "51.01")
    on = date(2022, 11, 8)
    assert held(world, "51.01", "bimtek_1", date(2022, 10, 20)).met is False
    assert "not closed" in held(world, "51.01", "bimtek_1", on).words
    with clock.pinned(on):
        actions.close_event(actor=person, event=event)
    assert "nobody" in held(world, "51.01", "bimtek_1", on).words
    attended(event, world, "51.01", date(2022, 11, 7))
    assert "minutes" in held(world, "51.01", "bimtek_1", on).words
    assert held(world, "51.01", "bimtek_1", on, minutes=False).met
    paper = Paper.objects.create(region=world.regions["51.01"], kind="minutes", title="Notulen", source="uji")
    actions.set_minutes(actor=person, event=event, paper=paper)
    found = held(world, "51.01", "bimtek_1", on)
    assert (found.met, found.day) == (True, date(2022, 11, 7))
    assert held(world, "51.02", "bimtek_1", on) is None
    assert held(world, "51.01", "bimtek_2", on) is None


def test_a_session_of_the_province_counts_for_those_who_came(hold, world):
    event = hold("51", kind="bimtek_2", announce=True)
    attended(event, world, "51.02", date(2022, 11, 7))
    with clock.pinned(date(2022, 11, 8)):
        actions.close_event(actor=coordinator(world, "51"), event=event)
    assert held(world, "51.02", "bimtek_2", date(2022, 11, 8)).met
    assert held(world, "51.01", "bimtek_2", date(2022, 11, 8)) is None


def test_the_share_of_kabupaten_that_came_is_reached_not_approached(hold, world):
    event, bali, on = hold("51", announce=True), world.regions["51"], date(2022, 11, 8)
    share = checks.get("attendance_share")

    def found(**more):
        return share([bali, world.regions["51.01"]], parameters={"kind": "outreach", "share": 0.8} | more, on=on)

    assert "0 of 2" in found()[bali.pk].words
    attended(event, world, "51.01", date(2022, 11, 7))
    assert not found()[bali.pk].met
    assert found(share=0.5)[bali.pk].met
    attended(event, world, "51.02", date(2022, 11, 7))
    assert (found()[bali.pk].met, found()[bali.pk].day) == (True, date(2022, 11, 7))
    assert set(found()) == {bali.pk}


def test_a_programme_for_citizens_runs_while_it_lasts_or_was_held_within_a_year(hold, world):
    check, region = checks.get("literacy_running"), world.regions["51.01"]
    hold(
        "51.01",
        kind="literacy",
        announce=True,
        starts_at=datetime(2022, 11, 1, 9),
        ends_at=datetime(2022, 11, 30, 12),
    )
    for on, met in ((date(2022, 11, 15), True), (date(2022, 12, 15), False)):
        assert check([region], parameters={"kind": "literacy"}, on=on)[region.pk].met is met
    attended(Event.objects.get(), world, "51.01", date(2022, 11, 2))
    assert check([region], parameters={"kind": "literacy"}, on=date(2022, 12, 15))[region.pk].met
    assert not check([region], parameters={"kind": "literacy"}, on=date(2024, 1, 1))[region.pk].met


def test_checks_take_as_many_queries_for_all_regions_as_for_one(hold, world):
    for code in ("51.01", "51.02", "52.01"):
        hold(code, kind="bimtek_1", announce=True)
    for name in ("event_held", "attendance_share", "literacy_running"):
        counts = []
        for regions in ([world.regions["51"]], list(world.regions.values())):
            with CaptureQueriesContext(connection) as seen:
                checks.get(name)(regions, parameters={"kind": "bimtek_1"}, on=NINE.date())
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 3


# --- search and menu -------------------------------------------------------------------------------------------------


def test_an_event_is_found_by_whom_it_is_for(hold, world):
    event = hold("51.01", announce=True, title="Literasi warga Jembrana")
    search.index([event])
    found = {who: search.find(world.people[who], "literasi jembrana") for who in ("officer:51.01", "officer:51.02")}
    assert [entry.title for entry in found["officer:51.01"]] == [event.title]
    assert not found["officer:51.02"]


def test_the_place_in_the_menu_is_for_people_of_the_movement(hold, world, helper):
    place = navigation.get("outreach")
    assert place.open_to(world.people["officer:51.01"])
    assert place.open_to(helper(hold("51")))
    assert not place.open_to(world.people["stranger"])
