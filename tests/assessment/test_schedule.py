"""The calendar of a round: order of dates, more time, reminders, forecasts; counts only."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.urls import reverse

from smartprovince.assessment import actions, queries, states
from smartprovince.assessment.models import Answer, Extension, Participation, Round
from smartprovince.assessment.schedule import board, calendar, forecast, reminders
from smartprovince.core import clock, jobs
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry, AuditText, DueAction, Notice
from smartprovince.core.registry import steps

from .conftest import DAY, SYSTEM, draft_round, many_regions
from .test_pages import client_of, url

LAST = date(2022, 11, 30)
FULL = {
    "verify_until": date(2022, 12, 15),
    "objection_from": date(2022, 12, 16),
    "objection_until": date(2022, 12, 20),
    "publish_on": date(2022, 12, 27),
}


def ask(scene, until=date(2022, 12, 10), who=None, **more):
    given = {"phase": "fill", "until": until, "reason": "Rapat rahasia dinas"} | more
    return actions.ask_extension(actor=who or scene.coordinator, participation=scene.participation(), **given)


def begin_verification(scene):
    return actions.begin_verification(actor=scene.owner, round=scene.fresh_round())


# --- the order of dates ----------------------------------------------------------------------------------------------


def test_a_round_takes_a_whole_calendar(world, version):
    row = draft_round(world, version, readings=2, **FULL)
    assert {name: getattr(row, name) for name in FULL} == FULL
    assert row.readings == 2
    assert [stop.css for stop in calendar.line_of(row)] == ["now", "todo", "todo", "todo"]
    with clock.pinned(date(2022, 12, 18)):
        assert [stop.css for stop in calendar.line_of(row)] == ["done", "done", "now", "todo"]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"closes_on": date(2022, 9, 1)}, {"closes_on"}),
        ({"verify_until": LAST}, {"verify_until"}),
        ({"objection_from": date(2022, 12, 1)}, {"objection_from"}),
        ({"objection_from": None}, {"objection_from"}),
        ({"objection_until": None}, {"objection_until"}),
        ({"objection_until": date(2022, 12, 15)}, {"objection_until"}),
        ({"publish_on": date(2022, 12, 20)}, {"publish_on"}),
        ({"verify_until": date(2022, 11, 1), "publish_on": date(2022, 11, 2)}, {"verify_until", "publish_on"}),
        ({"readings": 3}, {"readings"}),
    ],
)
def test_dates_out_of_order_get_one_fault_a_field(world, version, changed, fields):
    with pytest.raises(Invalid) as caught:
        draft_round(world, version, **FULL | changed)
    places = [fault.where for fault in caught.value.faults]
    assert set(places) == fields
    assert len(places) == len(set(places))
    assert not Round.objects.exists()


def test_the_form_of_a_new_round_says_each_fault_at_its_field(scene):
    page = reverse("assessment:new", args=[scene.world.organisations["51"].pk])
    typed = {
        "title": "Cek cepat", "instrument_version": scene.round.instrument_version_id, "year": 2022,
        "opens_on": "2022-11-01", "closes_on": "2022-11-20", "verify_until": "2022-11-10", "readings": "1",
    }  # fmt: skip
    client = client_of(scene.owner)
    answer = client.post(page, typed)
    assert "verify_until" in answer.context["form"].errors
    client.post(page, typed | {"verify_until": "2022-12-10"})
    assert Round.objects.get(title="Cek cepat").verify_until == date(2022, 12, 10)


def test_dates_are_moved_by_the_owner_with_a_reason_that_stays_in_the_trail(scene):
    moved = date(2022, 12, 5)
    with pytest.raises(Refused):
        actions.reschedule_round(actor=scene.coordinator, round=scene.round, closes_on=moved, reason="libur")
    with pytest.raises(NotFound):
        actions.reschedule_round(
            actor=scene.person("province_coordinator", "52"), round=scene.round, closes_on=moved, reason="libur"
        )
    with pytest.raises(Invalid, match="reason"):
        actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=moved)
    with pytest.raises(Invalid, match="opens_on"):
        actions.reschedule_round(actor=scene.owner, round=scene.round, opens_on=date(2022, 10, 5), reason="libur")
    with pytest.raises(Invalid, match="closes_on"):
        actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=date(2022, 11, 1), reason="libur")
    actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=moved, reason="Hari libur bersama")
    assert scene.fresh_round().closes_on == moved
    entry = AuditEntry.objects.get(action="round.reschedule")
    assert entry.changes["closes_on"] == ["2022-11-30", "2022-12-05"]
    assert AuditText.objects.get(entry=entry, field="reason").after == "Hari libur bersama"
    begin_verification(scene)
    with pytest.raises(Invalid, match="closes_on"):
        actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=date(2022, 12, 9), reason="lagi")


def test_a_stale_page_of_dates_shows_both(scene):
    page, client = url("reschedule", scene), client_of(scene.owner)
    typed = {"opens_on": "2022-10-01", "closes_on": "2022-12-03", "reason": "libur", "version": scene.round.version}
    actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=date(2022, 12, 5), reason="libur")
    answer = client.post(page, typed)
    assert answer.status_code == 409
    assert "5 Des 2022" in answer.content.decode()
    assert "2022-12-03" in answer.content.decode()
    assert scene.fresh_round().closes_on == date(2022, 12, 5)


def test_the_owner_chooses_who_takes_part(world, version):
    row = draft_round(world, version)
    owner = client_of(world.people["province_coordinator:51"])
    page = owner.get(reverse("assessment:round", args=[row.pk])).content.decode()
    assert page.count('name="regions"') == 2
    step = reverse("assessment:step", args=[row.pk, "buka"])
    assert owner.post(step, {"choose": "1"}).status_code == 422
    foreign = world.regions["52.01"].pk
    owner.post(step, {"choose": "1", "regions": [str(world.regions["51.02"].pk), str(foreign), "x"]})
    assert list(row.participations.values_list("region__code", flat=True)) == ["51.02"]


# --- more time -------------------------------------------------------------------------------------------------------


def test_more_time_is_asked_granted_and_outlives_the_beginning_of_verification(scene):
    asked = ask(scene)
    assert asked.state == "asked"
    with pytest.raises(Invalid, match=r"open already|belum diputuskan"):
        ask(scene, date(2022, 12, 12))
    granted = actions.grant_extension(actor=scene.owner, extension=asked, decision="Wajar")
    assert granted.state == "granted"
    assert scene.participation().fill_until == date(2022, 12, 10)
    with clock.pinned(date(2022, 12, 1)):
        begin_verification(scene)
        assert queries.may_fill(scene.participation())
        assert not queries.may_fill(scene.participation("51.02"))
        with pytest.raises(Invalid, match="Jembrana"):
            actions.close_round(actor=scene.owner, round=scene.fresh_round())
        scene.fill()
        with pytest.raises(Invalid, match="30 N"):
            actions.save_answer(
                actor=scene.person("region_coordinator", "51.02"), answer=scene.answer("GOV.PUB.1", "51.02"), value="5"
            )
    with clock.pinned(date(2022, 12, 10)):
        assert queries.may_fill(scene.participation())
    with clock.pinned(date(2022, 12, 11)):
        assert not queries.may_fill(scene.participation())
        with pytest.raises(Invalid, match="10 D"):
            actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    with clock.pinned(date(2022, 12, 9)):
        actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    assert scene.participation().state == "sent"


def test_a_round_that_is_open_stays_fillable_after_its_last_day(scene):
    with clock.pinned(LAST + timedelta(days=3)):
        assert queries.may_fill(scene.participation())


@pytest.mark.parametrize("days", [None, -1, 0, 1])
def test_the_row_and_the_query_agree_on_who_may_fill(scene, days):
    until = None if days is None else DAY + timedelta(days=days)
    for state, round_state in product(states.PARTICIPATION.states, states.ROUND.states):
        Participation.objects.update(state=state, fill_until=until)
        Round.objects.update(state=round_state)
        found = Participation.objects.filter(calendar.fillable(), region__code="51.01").exists()
        assert found is calendar.is_fillable(scene.participation()), (state, round_state)


@pytest.mark.parametrize(
    ("role", "code", "wanted"),
    [
        ("officer", "51.01", Refused),
        ("leader", "51.01", Refused),
        ("province_coordinator", "51", Refused),
        ("region_coordinator", "51.02", NotFound),
        ("programme_owner", "", NotFound),
        ("province_coordinator", "52", NotFound),
    ],
)
def test_only_the_coordinator_of_the_region_asks(scene, role, code, wanted):
    with pytest.raises(wanted):
        ask(scene, who=scene.person(role, code))


@pytest.mark.parametrize(
    ("role", "code", "wanted"),
    [
        ("region_coordinator", "51.01", Refused),
        ("region_coordinator", "51.02", NotFound),
        ("planner", "51", NotFound),
        ("programme_owner", "", NotFound),
        ("province_coordinator", "52", NotFound),
    ],
)
def test_only_the_owner_decides(scene, role, code, wanted):
    asked = ask(scene)
    for act in (actions.grant_extension, actions.refuse_extension):
        with pytest.raises(wanted):
            act(actor=scene.person(role, code), extension=asked, decision="ya")
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_refusal_needs_reasons_and_is_final(scene):
    asked = ask(scene)
    with pytest.raises(Invalid, match="decision"):
        actions.refuse_extension(actor=scene.owner, extension=asked, decision="  ")
    actions.refuse_extension(actor=scene.owner, extension=asked, decision="Sudah dua kali")
    with pytest.raises(Invalid):
        actions.grant_extension(actor=scene.owner, extension=Extension.objects.get(), decision="jadi boleh")
    assert scene.participation().fill_until is None
    ask(scene)  # a new request may be made


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"until": LAST}, "until"),
        ({"until": None}, "until"),
        ({"reason": "  "}, "reason"),
        ({"phase": "objection"}, "phase"),
        ({"phase": "publish"}, "phase"),
    ],
)
def test_what_is_no_extension_is_refused_at_its_field(scene, given, field):
    with pytest.raises(Invalid) as caught:
        ask(scene, **{"until": date(2022, 12, 10)} | given)
    assert field in {fault.where for fault in caught.value.faults}
    assert not Extension.objects.exists()


def test_a_day_that_is_over_when_it_is_granted_is_refused_but_a_later_one_can_be_given(scene):
    asked = ask(scene)
    with clock.pinned(date(2022, 12, 11)):
        with pytest.raises(Invalid, match="until"):
            actions.grant_extension(actor=scene.owner, extension=asked, decision="ya")
        actions.grant_extension(actor=scene.owner, extension=asked, decision="ya", until=date(2022, 12, 14))
    assert scene.participation().fill_until == date(2022, 12, 14)


def test_the_owner_offers_time_without_being_asked(scene):
    with pytest.raises(Refused):
        actions.offer_extension(
            actor=scene.coordinator,
            participation=scene.participation(),
            phase="fill",
            until=FULL["publish_on"],
            reason="x",
        )
    made = actions.offer_extension(
        actor=scene.owner, participation=scene.participation(), phase="fill", until=date(2022, 12, 3), reason="Banjir"
    )
    assert (made.state, made.decision, made.asked_by) == ("granted", "Banjir", None)
    assert calendar.last_day(scene.participation()) == date(2022, 12, 3)


def test_more_time_for_objections_moves_their_end(world, version):
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version, **FULL))
    part = Participation.objects.get(round=row, region__code="51.01")
    owner = world.people["province_coordinator:51"]
    until = date(2022, 12, 24)
    actions.offer_extension(actor=owner, participation=part, phase="objection", until=until, reason="Cuti bersama")
    part.refresh_from_db()
    assert part.objection_until == until
    assert part.fill_until is None


def test_the_pages_of_more_time(scene):
    page = url("extension", scene, "51.01")
    region, owner = client_of(scene.coordinator), client_of(scene.owner)
    typed = {"phase": "fill", "until": "2022-12-10", "reason": "<script>alert(1)</script>", "request_key": "satu"}
    assert region.post(page, typed).status_code == 302
    assert region.post(page, typed).status_code == 302  # the second click
    assert Extension.objects.count() == 1
    shown = owner.get(url("extensions", scene)).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    neighbour = client_of(scene.person("region_coordinator", "51.02"))
    assert "alert(1)" not in neighbour.get(url("extensions", scene)).content.decode()
    assert neighbour.get(page).status_code == 404
    assert client_of(scene.person("officer", "51.01")).post(page, typed | {"request_key": "b"}).status_code == 403
    decide = url("extension_decide", scene, Extension.objects.get().pk)
    assert owner.post(decide, {"do": "grant"}).status_code == 422
    assert region.post(decide, {"do": "grant", "decision": "ya"}).status_code == 403
    assert neighbour.post(decide, {"do": "grant", "decision": "ya"}).status_code == 404
    assert owner.post(decide, {"do": "grant", "decision": "ya", "version": "1"}).status_code == 302
    assert owner.post(decide, {"do": "refuse", "decision": "tidak", "version": "1"}).status_code == 422
    assert Extension.objects.get().state == "granted"
    assert "10 Desember 2022" in region.get(url("cover", scene, "51.01")).content.decode()


def test_a_form_that_comes_too_late_keeps_what_was_typed_and_says_how_to_ask(scene):
    region, page = client_of(scene.coordinator), url("item", scene, "51.01", "GOV.PUB.1")
    typed = {"value": "52,0", "narrative": "Tiga puluh satu desa", "version": "1"}
    begin_verification(scene)
    answer = region.post(page, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Tiga puluh satu desa" in text
    assert "52,0" in text
    assert "30 Nov 2022" in text
    assert url("extension", scene, "51.01") in text
    assert scene.answer("GOV.PUB.1").value is None
    saved = region.post(page, typed, headers={"HX-Request": "true"}).content.decode()
    assert "30 Nov 2022" in saved
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    late = region.post(url("attach", scene, "51.01", "GOV.PUB.1"), {"title": "Bukti", "kind": "other", "pages": ""})
    assert late.status_code == 422


# --- steps and reminders ---------------------------------------------------------------------------------------------


def test_steps_for_the_owner_and_for_the_region(scene):
    found = steps.get("assessment.extensions")
    assert found(scene.owner) == []
    assert found(scene.coordinator) == []
    with clock.pinned(LAST - timedelta(days=2)):
        (near,) = found(scene.coordinator)
        assert near["due"] == LAST
        ask(scene)
        assert found(scene.coordinator) == []
        (waiting,) = found(scene.owner)
        assert waiting["weight"] == 2
        assert found(scene.person("planner", "51")) == []
        assert found(scene.person("province_coordinator", "52")) == []


def test_reminders_are_arranged_once_a_round_and_told_once(scene):
    rows = DueAction.objects.filter(kind=reminders.REMIND)
    assert rows.count() == 3
    assert sorted(row.payload["days"] for row in rows) == [1, 3, 7]
    scene.send("51.02")
    scene.fill(values={"GOV.PUB.1": "52", "GOV.PUB.2": "3"})
    row = rows.get(payload__days=3)
    reminders.remind(**row.payload)  # too early: the business day is set back by hand
    assert not Notice.objects.filter(kind=reminders.REMIND).exists()
    with clock.pinned(LAST - timedelta(days=3)):
        reminders.remind(**row.payload)
        reminders.remind(**row.payload)
    (notice,) = Notice.objects.filter(kind=reminders.REMIND)
    assert notice.recipient_id == str(scene.coordinator.pk)
    assert notice.title.startswith("Kab. Jembrana: 3 ")
    with clock.pinned(LAST + timedelta(days=1)):
        reminders.remind(**rows.get(payload__days=1).payload)
    assert Notice.objects.filter(kind=reminders.REMIND).count() == 1


def test_a_moved_date_moves_the_reminders_and_more_time_has_its_own(scene):
    actions.reschedule_round(actor=scene.owner, round=scene.round, closes_on=date(2022, 12, 5), reason="libur")
    ask(scene)
    actions.grant_extension(actor=scene.owner, extension=Extension.objects.get(), decision="ya")
    old = DueAction.objects.get(kind=reminders.REMIND, payload__until="2022-11-30", payload__days=1)
    new = DueAction.objects.get(kind=reminders.REMIND, payload__until="2022-12-05", payload__days=1)
    own = DueAction.objects.get(kind=reminders.REMIND, payload__until="2022-12-10", payload__days=1)
    with clock.pinned(date(2022, 11, 29)):
        reminders.remind(**old.payload)
    assert not Notice.objects.filter(kind=reminders.REMIND).exists()
    with clock.pinned(date(2022, 12, 4)):
        reminders.remind(**new.payload)
    assert set(Notice.objects.values_list("recipient_id", flat=True).filter(kind=reminders.REMIND)) == {
        str(scene.person("region_coordinator", "51.02").pk)
    }
    with clock.pinned(date(2022, 12, 9)):
        reminders.remind(**own.payload)
    assert Notice.objects.filter(kind=reminders.REMIND, recipient_id=str(scene.coordinator.pk)).count() == 1


def test_the_tick_does_what_is_due(scene):
    DueAction.objects.filter(kind=reminders.REMIND).update(due_at=clock.now())
    with clock.pinned(LAST - timedelta(days=1)):
        jobs.tick()
    assert Notice.objects.filter(kind=reminders.REMIND).count() == 2  # one a region, though three were due


# --- the forecast ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answered", "recent", "days", "today", "kind", "ready"),
    [
        # 72 questions, 28 in 14 days are 2 a day: 44 left take 22 days; 23 are left, and 22 > 0.8 × 23.
        (72, 28, 28, 14, DAY, "may_miss", date(2022, 11, 29)),
        # 42 in 14 days are 3 a day: 30 left take 10 of 23 days.
        (72, 42, 42, 14, DAY, "on_time", date(2022, 11, 17)),
        # 14 in 14 days are 1 a day: 58 left take 58 days; more than 1.25 × 23.
        (72, 14, 14, 14, DAY, "will_miss", date(2023, 1, 4)),
        (72, 0, 0, 14, DAY, "not_begun", None),
        (72, 30, 0, 14, DAY, "will_miss", None),
        (72, 72, 0, 14, DAY, "on_time", DAY),
        (72, 71, 5, 14, date(2022, 12, 1), "over", None),
        # 5 in 5 days; 1 left on the last day itself: it can still be done today.
        (6, 5, 5, 5, LAST, "may_miss", date(2022, 12, 1)),
    ],
)
def test_forecasts_by_hand(asked, answered, recent, days, today, kind, ready):
    found = forecast.forecast(asked=asked, answered=answered, recent=recent, days=days, today=today, last=LAST)
    assert (found.kind, found.ready_on) == (kind, ready)


def test_the_pace_counts_what_was_written_in_the_last_fortnight(scene):
    scene.fill()
    old = clock.now() - timedelta(days=15)
    Answer.objects.filter(node__code__startswith="GOV").update(updated_at=old)
    part = scene.participation()
    assert forecast.recent_answers([part.pk]) == {part.pk: 2}
    assert forecast.window(DAY, DAY) == 1
    assert forecast.window(date(2022, 10, 1), DAY) == 14


def test_who_waits_for_whom(scene):
    assert board.waits_for(scene.participation()) == "region"
    scene.verify("51.02")
    assert board.waits_for(scene.participation("51.02")) == ""
    scene.send()
    assert board.waits_for(scene.participation()) == "assessor"
    begin_verification(scene)
    assert board.waits_for(scene.participation("51.02")) == "owner"


def test_the_board_shows_counts_and_never_what_a_draft_says(scene):
    scene.fill(values={"GOV.PUB.1": "52,73"})
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), narrative="rahasia desa")
    page = client_of(scene.owner).get(url("round", scene)).content.decode()
    assert "1/5" in page
    assert "52,73" not in page
    assert "52.73" not in page
    assert "rahasia" not in page
    assert "Kabupaten Jembrana" in page  # the reminder names the region


def test_forecasts_and_reminders_are_for_those_who_oversee(scene):
    def seen(person):
        return board.board_of(scene.fresh_round(), person, {})

    for person in (scene.owner, scene.person("leader", "51"), scene.person("programme_owner")):
        found = seen(person)
        assert found.oversees
        assert {row.forecast.kind for row in found.page} == {"not_begun"}
        assert "Jembrana" in found.reminder
    own = seen(scene.coordinator)
    assert not own.oversees
    assert own.reminder == ""
    assert {row.region.code: row.forecast is not None for row in own.page} == {"51.01": True, "51.02": False}


def test_the_board_is_chosen_sorted_and_paged(world, version):
    many_regions(world, 45)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version))
    owner = world.people["province_coordinator:51"]
    first = board.board_of(row, owner, {})
    assert (len(first.page.object_list), first.shown, first.is_long) == (40, 45, True)
    assert len(board.board_of(row, owner, {"page": "2"}).page.object_list) == 5
    assert board.board_of(row, owner, {"cari": "jemb"}).shown == 1
    assert board.board_of(row, owner, {"menunggu": "assessor"}).shown == 0
    assert board.board_of(row, owner, {"perkiraan": "not_begun", "urut": "forecast"}).shown == 45
    assert board.board_of(row, owner, {"perkiraan": "x", "urut": "y", "menunggu": "z", "page": "-3"}).shown == 45
    assert len(first.progress.rows) == 45
    answer = client_of(owner).get(reverse("assessment:round", args=[row.pk]), {"cari": "tidak ada"})
    assert answer.status_code == 200


def test_the_page_of_a_round_asks_as_often_for_many_regions(world, version, django_assert_max_num_queries):
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version))
    client, page = client_of(world.people["province_coordinator:51"]), reverse("assessment:round", args=[row.pk])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    many_regions(world, 30)
    more = actions.open_round(actor=SYSTEM, round=draft_round(world, version, title="Banyak"))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("assessment:round", args=[more.pk]))
