"""Progress: the calendar, a report on its way, what counts, and who is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from smartprovince.core import clock, news
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import OutboxEvent
from smartprovince.core.registry import steps
from smartprovince.organisations.models import Person
from smartprovince.portfolio.models import BudgetLine, Indicator, Period, Programme, Reached, Update
from smartprovince.portfolio.programmes import actions as programmes
from smartprovince.portfolio.progress import actions, lights, queries
from smartprovince.portfolio.progress.lights import Course

from .conftest import keeper
from .test_programmes import FACTS, indicator, line, sources

OPEN = date(2022, 10, 10)  # the third quarter opens on 1 October and locks after the 21st


@pytest.fixture
def period(world: Any) -> Period:
    actions.open_year(actor=world.people["province_coordinator:51"], province=world.regions["51"], year=2022)
    return Period.objects.get(quarter=3)


@pytest.fixture
def programme(record: Any, world: Any) -> Programme:
    owner = world.people[keeper("51.01")]
    made = record("program", "51.01", **FACTS)
    programmes.set_indicators(actor=owner, programme=made, rows=[indicator()])
    programmes.set_budget(actor=owner, programme=Programme.objects.get(), rows=[line(2022, sources()[0], 1_000)])
    programmes.move_programme(actor=owner, programme=Programme.objects.get(), step="start", day=date(2022, 2, 1))
    return Programme.objects.get()


@pytest.fixture
def report(world: Any, programme: Programme) -> Callable[..., Update]:
    """Begin, fill in and send a report as the officer of the kabupaten; approve it when asked."""

    def make(period: Period, value: Any = 75, spent: int | None = 500, approve: bool = False, **more: Any) -> Update:
        officer = world.people["officer:51.01"]
        with clock.pinned(period.opens_on):
            update = actions.begin_update(actor=officer, programme=programme, period=period)
            told = {"story": "Sudah dipasang.", "obstacles": ""} | more
            actions.save_update(
                actor=officer,
                update=update,
                values={Indicator.objects.get().pk: None if value is None else Decimal(value)},
                spends={BudgetLine.objects.get().pk: spent} if period.year == 2022 else {},
                **told,
            )
            actions.send_update(actor=officer, update=update)
            if approve:
                actions.approve_update(actor=world.people[keeper("51.01")], update=update)
        return Update.objects.get(pk=update.pk)

    return make


def places(error: Any) -> list[str]:
    return [fault.where for fault in error.value.faults]


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_a_year_opens_with_proposed_days_and_only_once(world: Any, period: Period) -> None:
    assert (period.opens_on, period.locks_on) == (date(2022, 10, 1), date(2022, 10, 21))
    last = Period.objects.get(quarter=4)
    assert (last.opens_on, last.ends_on) == (date(2023, 1, 1), date(2022, 12, 31))
    actions.open_year(actor=world.people["planner:51"], province=world.regions["51"], year=2022)
    assert Period.objects.count() == 4
    with pytest.raises(Refused):
        actions.open_year(actor=world.people["region_coordinator:51.01"], province=world.regions["51"], year=2023)


def test_days_move_until_they_have_passed(world: Any, period: Period) -> None:
    planner = world.people["planner:51"]
    with pytest.raises(Invalid):
        actions.change_period(actor=planner, period=period, opens_on=period.opens_on, locks_on=date(2022, 12, 1))
    last = Period.objects.get(quarter=4)
    with pytest.raises(Invalid):
        actions.change_period(actor=planner, period=last, opens_on=last.opens_on, locks_on=last.opens_on)
    actions.change_period(actor=planner, period=last, opens_on=last.opens_on, locks_on=date(2023, 2, 1))
    assert Period.objects.get(quarter=4).locks_on == date(2023, 2, 1)


# --- a report ---------------------------------------------------------------------------------------------------------


def test_only_what_somebody_else_approved_counts(world: Any, period: Period, programme: Programme, report: Any) -> None:
    sent = report(period)
    assert lights.lights_of([programme.pk]) == {}
    assert queries.totals_of([programme.pk])[programme.pk].spent == 0
    with pytest.raises(Refused):
        actions.approve_update(actor=world.people["officer:51.01"], update=sent)
    with pytest.raises(NotFound):
        actions.approve_update(actor=world.people["planner:51"], update=sent)
    actions.approve_update(actor=world.people[keeper("51.01")], update=sent)
    light = lights.lights_of([programme.pk])[programme.pk]
    assert (light.colour, light.share) == ("green", 1.0)
    assert queries.totals_of([programme.pk])[programme.pk].spent == 500


def test_the_sender_does_not_approve_even_with_the_right(world: Any, period: Period, programme: Programme) -> None:
    coordinator = world.people[keeper("51.01")]
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=coordinator, programme=programme, period=period)
        actions.save_update(actor=coordinator, update=update, story="Selesai.", physical=Decimal(40))
        actions.send_update(actor=coordinator, update=update)
        with pytest.raises(Refused):
            actions.approve_update(actor=coordinator, update=update)


def test_a_locked_quarter_keeps_the_draft_and_says_since_when(
    world: Any, period: Period, programme: Programme, english: None
) -> None:
    officer = world.people["officer:51.01"]
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=officer, programme=programme, period=period)
        actions.save_update(actor=officer, update=update, story="Draf", physical=Decimal(10))
    for act in (
        lambda: actions.save_update(actor=officer, update=update, story="Terlambat"),
        lambda: actions.send_update(actor=officer, update=update),
    ):
        with pytest.raises(Invalid, match="locked since 22 Oct"):
            act()
    assert Update.objects.get().story == "Draf"
    with clock.pinned(date(2022, 9, 1)), pytest.raises(Invalid, match="opens on"):
        actions.save_update(actor=officer, update=update, story="Terlalu awal")


def test_what_came_back_may_be_mended_after_the_lock(world: Any, period: Period, report: Any) -> None:
    sent = report(period)
    coordinator = world.people[keeper("51.01")]
    with pytest.raises(Invalid):
        actions.return_update(actor=coordinator, update=sent, reason="  ")
    actions.return_update(actor=coordinator, update=sent, reason="Nilai titik belum cocok.")
    officer = world.people["officer:51.01"]
    actions.save_update(actor=officer, update=sent, story="Diperbaiki", physical=Decimal(50))
    actions.send_update(actor=officer, update=sent)
    assert Update.objects.get().state == "sent"


def test_a_report_says_something(world: Any, period: Period, programme: Programme) -> None:
    officer = world.people["officer:51.01"]
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=officer, programme=programme, period=period)
        with pytest.raises(Invalid) as error:
            actions.send_update(actor=officer, update=update)
    assert places(error) == ["story", "physical"]


def test_counts_and_money_never_fall(world: Any, period: Period, report: Any) -> None:
    second = Period.objects.get(quarter=2)
    report(second, value=60, spent=400, approve=True)
    indicator_pk, line_pk = Indicator.objects.get().pk, BudgetLine.objects.get().pk
    with pytest.raises(Invalid) as error:
        report(period, value=59, spent=399)
    assert places(error) == [f"value_{indicator_pk}", f"spend_{line_pk}"]
    assert Update.objects.get(period=period).state == "draft"
    report(period, value=60, spent=400, approve=True)
    first = Period.objects.get(quarter=1)
    with pytest.raises(Invalid) as error:
        report(first, value=61, spent=1)
    assert places(error) == [f"value_{indicator_pk}"]


def test_above_the_budget_needs_a_word(report: Any, period: Period) -> None:
    with pytest.raises(Invalid) as error:
        report(period, spent=1_001)
    assert places(error) == ["obstacles"]
    report(period, spent=1_001, obstacles="Menunggu perubahan APBD.")
    assert Update.objects.get().state == "sent"


@pytest.mark.parametrize("physical", [Decimal(-1), Decimal(101)])
def test_a_share_is_a_share(world: Any, period: Period, programme: Programme, physical: Decimal) -> None:
    officer = world.people["officer:51.01"]
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=officer, programme=programme, period=period)
        with pytest.raises(Invalid) as error:
            actions.save_update(actor=officer, update=update, physical=physical)
    assert places(error) == ["physical"]


def test_indicators_of_another_programme_are_refused(
    world: Any, period: Period, programme: Programme, record: Any
) -> None:
    other = record("program", "51.02", **FACTS)
    programmes.set_indicators(actor=world.people[keeper("51.02")], programme=other, rows=[indicator()])
    foreign = Indicator.objects.get(programme=other)
    officer = world.people["officer:51.01"]
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=officer, programme=programme, period=period)
        with pytest.raises(Invalid) as error:
            actions.save_update(actor=officer, update=update, values={foreign.pk: Decimal(1)})
    assert places(error) == [f"value_{foreign.pk}"]
    assert not Reached.objects.exists()


def test_rows_with_reported_figures_stay(world: Any, period: Period, programme: Programme, report: Any) -> None:
    report(period)
    owner = world.people[keeper("51.01")]
    with pytest.raises(Invalid):
        programmes.set_budget(actor=owner, programme=programme, rows=[])
    with pytest.raises(Invalid):
        programmes.set_indicators(actor=owner, programme=programme, rows=[])
    assert Reached.objects.count() == 1


# --- lights -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("course", "value", "at", "share"),
    [
        (Course("cumulative", 1, 0.0, {2022: 100, 2023: 400}), 25, (2022, 2), 0.5),
        (Course("cumulative", 1, 0.0, {2022: 100, 2023: 400}), 250, (2023, 2), 1.0),
        (Course("cumulative", 1, 100.0, {2022: 120}), 110, (2022, 4), 0.5),
        (Course("periodic", 1, 50.0, {2022: 80}), 30, (2022, 2), 0.75),
        (Course("level", -1, 20.0, {2022: 10}), 15, (2022, 4), 0.5),
        (Course("level", -1, None, {2022: 10}), 20, (2022, 4), 0.5),
        (Course("level", 1, 95.0, {2022: 95}), 96, (2022, 3), 1.0),
        (Course("level", 1, 95.0, {2022: 95}), 19, (2022, 3), 0.2),
        (Course("level", 1, 50.0, {2022: 60}), 40, (2022, 4), 0.0),
        (Course("level", 1, 50.0, {2023: 60}), 40, (2022, 4), None),
    ],
)
def test_the_share_of_what_should_be_reached(course: Course, value: float, at: Any, share: float | None) -> None:
    found = course.share(value, at)
    assert found == (share if share is None else pytest.approx(share))


@pytest.mark.parametrize(("value", "colour"), [(75, "green"), (60, "amber"), (40, "red"), (None, "grey")])
def test_the_colour_follows_the_rule(
    period: Period, programme: Programme, report: Any, value: Any, colour: str
) -> None:
    report(period, value=value, approve=True, physical=Decimal(50))
    assert lights.lights_of([programme.pk])[programme.pk].colour == colour


def test_lights_ask_as_much_for_many_as_for_few(
    period: Period, programme: Programme, report: Any, django_assert_num_queries: Any
) -> None:
    report(period, approve=True)
    with django_assert_num_queries(6):
        lights.lights_of([programme.pk])
    with django_assert_num_queries(6):
        lights.lights_of([programme.pk, *range(10_000, 10_200)])


def test_the_estimate_follows_its_formula(period: Period, programme: Programme, report: Any) -> None:
    report(period, value=75, spent=375, approve=True)
    totals = queries.totals_of([programme.pk])[programme.pk]
    assert totals.forecast == 500  # half of what an even course had spent by the third quarter: 375 of 750
    (story,) = queries.stories_of(programme)
    assert story.forecast(2022, 2024) == 300  # 75 in three quarters, twelve in all


# --- late -------------------------------------------------------------------------------------------------------------


def test_late_are_those_that_handed_in_nothing(world: Any, period: Period, programme: Programme, report: Any) -> None:
    above = world.people["province_coordinator:51"]
    (late,) = queries.late_of(above, (2022, 3), {})
    assert queries.days_late(late.locks_on) == 17
    assert not queries.late_of(above, (2022, 4), {}).exists()  # not open yet
    assert not queries.late_of(above, (2022, 3), {"daerah": "51.02"}).exists()
    Programme.objects.filter(pk=programme.pk).update(started_on=date(2022, 10, 1))
    assert not queries.late_of(above, (2022, 3), {}).exists()  # it had not begun when that quarter ended
    Programme.objects.filter(pk=programme.pk).update(started_on=date(2022, 9, 30))
    assert queries.late_of(above, (2022, 3), {}).exists()
    report(period)
    assert not queries.late_of(above, (2022, 3), {}).exists()


def test_steps_and_news(world: Any, period: Period, programme: Programme, report: Any) -> None:
    def step(name: str, who: str) -> list[Any]:
        return steps.get(name)(Person.objects.get(pk=world.people[who].pk))

    with clock.pinned(OPEN):
        assert len(step("portfolio.report", "officer:51.01")) == 1
        assert step("portfolio.report", "officer:51.02") == []
        sent = report(period)
        assert step("portfolio.report", "officer:51.01") == []
        assert len(step("portfolio.approve", keeper("51.01"))) == 1
        assert step("portfolio.approve", "officer:51.01") == []
        actions.return_update(actor=world.people[keeper("51.01")], update=sent, reason="Kurang lengkap")
        assert len(step("portfolio.returned", "officer:51.01")) == 1
    told = [event for event in OutboxEvent.objects.all() if event.name in ("update.send", "update.return")]
    assert [news.tell(news.types.get(event.name), event) for event in told] == [1, 1]


def test_planners_are_told_what_is_not_mapped(world: Any, record: Any) -> None:
    record("program", "51", **FACTS)
    provide = steps.get("portfolio.plan")
    assert len(provide(Person.objects.get(pk=world.people["planner:51"].pk))) == 1
    assert provide(Person.objects.get(pk=world.people["officer:51.01"].pk)) == []


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_report_from_first_click_to_approval(world: Any, period: Period, programme: Programme, enter: Any) -> None:
    officer, coordinator = enter("officer:51.01"), enter(keeper("51.01"))
    with clock.pinned(OPEN):
        assert programme.name in officer.get(reverse("portfolio:progress")).content.decode()
        begun = officer.post(reverse("portfolio:update_begin", args=[programme.number]))
        page = begun["Location"]
        assert officer.get(page).status_code == 200
        value, spend = f"value_{Indicator.objects.get().pk}", f"spend_{BudgetLine.objects.get().pk}"
        typed = {"story": "<script>x</script>", value: "80", spend: "9.999", "version": "1", "go": "send"}
        refused = officer.post(page, typed)
        assert refused.status_code == 422
        assert Update.objects.get().state == "draft"
        assert Update.objects.get().story == "<script>x</script>"
        assert "<script>x" not in refused.content.decode()
        assert officer.post(page, typed | {"version": "1"}).status_code == 409
        sent = officer.post(page, typed | {"version": str(Update.objects.get().version), spend: "600"})
        assert sent.status_code == 302
        update = Update.objects.get()
        assert update.state == "sent"
        assert enter("officer:51.02").get(page).status_code == 404
        assert enter("province_coordinator:51").get(page).status_code == 404
        assert officer.post(reverse("portfolio:update_approve", args=[update.pk])).status_code == 403
        give_back = reverse("portfolio:update_return", args=[update.pk])
        assert coordinator.get(give_back).status_code == 200
        assert coordinator.post(give_back, {"reason": ""}).status_code in (200, 422)
        assert coordinator.post(reverse("portfolio:update_approve", args=[update.pk])).status_code == 302
    assert Update.objects.get().state == "approved"
    assert enter("province_coordinator:51").get(page).status_code == 200


def test_no_report_begins_when_nothing_is_open(period: Period, programme: Programme, enter: Any) -> None:
    answer = enter("officer:51.01").post(reverse("portfolio:update_begin", args=[programme.number]))
    assert answer["Location"] == reverse("portfolio:programme", args=[programme.number])
    assert not Update.objects.exists()


def test_the_quarterly_report_in_three_forms(period: Period, report: Any, enter: Any, english: None) -> None:
    report(period, value=40, approve=True, obstacles="=SUM(A1)")
    browser = enter("province_coordinator:51")
    shown = browser.get(reverse("portfolio:quarterly") + "?triwulan=2022-3&daerah=51.01")
    assert shown.status_code == 200
    found = shown.context["report"]
    assert (found.total.count, found.reported, found.total.spent, found.total.colours["red"]) == (1, 1, 500, 1)
    pdf = browser.get(reverse("portfolio:quarterly_export", args=["pdf"]) + "?triwulan=2022-3")
    assert pdf.content.startswith(b"%PDF")
    xlsx = browser.get(reverse("portfolio:quarterly_export", args=["xlsx"]) + "?triwulan=2022-3")
    assert xlsx.content.startswith(b"PK")
    assert browser.get(reverse("portfolio:quarterly_export", args=["exe"])).status_code == 404
    assert browser.get(reverse("portfolio:quarterly") + "?daerah=52").status_code == 404


def test_papers_stand_beside_a_report(world: Any, period: Period, programme: Programme, enter: Any) -> None:
    from smartprovince.evidence.actions import add_paper

    officer, region = world.people["officer:51.01"], world.regions["51.01"]
    paper = add_paper(
        actor=officer, owner=world.organisations["51.01"], region=region, kind="other", title="Berita acara"
    )
    with clock.pinned(OPEN):
        update = actions.begin_update(actor=officer, programme=programme, period=period)
        browser = enter("officer:51.01")
        attach = reverse("portfolio:update_attach", args=[update.pk])
        assert browser.post(attach, {"paper": str(paper.pk)}).status_code == 302
        page = browser.get(reverse("portfolio:update", args=[update.pk])).content.decode()
        assert "Berita acara" in page
        assert browser.post(attach, {"paper": "x"}).status_code == 404
        assert browser.post(reverse("portfolio:update_detach", args=[update.pk, paper.pk])).status_code == 302
    assert not paper.uses.exists()
