"""Programmes: what is refused and where, the chain, the money, who may change what, and the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.portfolio.funds.models import FundSource
from smartprovince.portfolio.models import BudgetLine, Indicator, Milestone, Programme
from smartprovince.portfolio.programmes import actions, queries
from smartprovince.portfolio.programmes.alerts import BY_KEY, alerts_of, with_alerts
from smartprovince.portfolio.programmes.beside import programmes_of
from smartprovince.portfolio.registers import actions as entries

from .conftest import keeper

FACTS = {"name": "Wi-Fi gratis di desa", "start_year": 2022, "end_year": 2024, "phase": "medium", "kind": "programme"}


@pytest.fixture
def made(record: Any) -> Programme:
    return record("program", "51.01", **FACTS)


@pytest.fixture
def owner(world: Any) -> Any:
    return world.people[keeper("51.01")]


def indicator(**more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "at": 0,
        "pk": None,
        "level": "output",
        "name": "Titik Wi-Fi",
        "unit": "titik",
        "group": "",
        "measure": "cumulative",
        "direction": 1,
        "baseline": Decimal(0),
        "baseline_year": 2021,
        "node_code": "",
        "leads_to": None,
        "targets": {2022: Decimal(100), 2023: Decimal(400), 2024: Decimal(753)},
    }
    return row | more


def line(year: int, source: str, planned: int, **more: Any) -> dict[str, Any]:
    row = {"at": 0, "pk": None, "year": year, "fund_source": FundSource.objects.get(code=source), "planned": planned}
    return row | {"revised": None, "document": ""} | more


def sources() -> list[str]:
    return list(FundSource.objects.values_list("code", flat=True)[:3])


def places(error: Any) -> list[str]:
    return [fault.where for fault in error.value.faults]


# --- facts ----------------------------------------------------------------------------------------------------------


def test_a_programme_has_a_number_of_its_year(made: Programme) -> None:
    assert made.number == "PRG-2022-0001"
    assert list(made.years) == [2022, 2023, 2024]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"end_year": 2021}, "end_year"),
        ({"quick_win": True}, "end_year"),
        ({"sub_activity": "2.16.3"}, "sub_activity"),
        ({"latitude": -8.1}, "longitude"),
        ({"latitude": 48.0, "longitude": 11.0}, "latitude"),
        ({"start_year": 1066}, "start_year"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(record: Any, given: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as error:
        record("program", "51.01", **(FACTS | given))
    assert where in places(error)
    assert not Programme.objects.exists()


def test_the_refusal_of_a_long_quick_win_names_the_rule(record: Any, english: None) -> None:
    with pytest.raises(Invalid, match="within 2 years"):
        record("program", "51.01", **(FACTS | {"quick_win": True}))


def test_a_plan_does_not_shrink_away_from_its_money(made: Programme, owner: Any) -> None:
    actions.set_budget(actor=owner, programme=made, rows=[line(2024, sources()[0], 10)])
    with pytest.raises(Invalid) as error:
        entries.change_entry(actor=owner, entry=Programme.objects.get(), end_year=2023)
    assert places(error) == ["end_year"]


# --- the chain ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"targets": {2022: Decimal(100), 2023: Decimal(90)}}, "rows-0-target_2023"),
        ({"targets": {2027: Decimal(100)}}, "rows-0-target_2027"),
        ({"baseline_year": None}, "rows-0-baseline_year"),
        ({"measure": "level", "unit": "%", "targets": {2022: Decimal(120)}}, "rows-0-target_2022"),
        (
            {"measure": "level", "direction": -1, "baseline": Decimal(30), "targets": {2022: Decimal(40)}},
            "rows-0-target_2022",
        ),
        ({"measure": "level", "targets": {2022: Decimal(50), 2023: Decimal(40)}}, "rows-0-target_2023"),
        ({"leads_to": 4711}, "rows-0-leads_to"),
        ({"node_code": "TIDAK.ADA"}, "rows-0-node_code"),
    ],
)
def test_targets_against_their_direction_are_refused(
    made: Programme, owner: Any, given: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as error:
        actions.set_indicators(actor=owner, programme=made, rows=[indicator(**given)])
    assert places(error) == [where]
    assert not Indicator.objects.exists()


def test_a_periodic_target_may_be_smaller_the_year_after(made: Programme, owner: Any) -> None:
    row = indicator(measure="periodic", targets={2022: Decimal(100), 2023: Decimal(40)})
    actions.set_indicators(actor=owner, programme=made, rows=[row])
    assert Indicator.objects.get().targets.count() == 2


def test_a_chain_runs_upwards_and_never_round(made: Programme, owner: Any) -> None:
    actions.set_indicators(
        actor=owner, programme=made, rows=[indicator(), indicator(at=1, name="Warga daring", level="outcome")]
    )
    output, outcome = Indicator.objects.order_by("pk")
    rows = [
        indicator(pk=output.pk, leads_to=outcome.pk),
        indicator(at=1, pk=outcome.pk, name="Warga daring", level="outcome"),
    ]
    actions.set_indicators(actor=owner, programme=Programme.objects.get(), rows=rows)
    assert Indicator.objects.get(pk=output.pk).leads_to == outcome
    rows[1] |= {"leads_to": output.pk}
    with pytest.raises(Invalid) as error:
        actions.set_indicators(actor=owner, programme=Programme.objects.get(), rows=rows)
    assert "rows-1-leads_to" in places(error)
    rows = [indicator(pk=output.pk, leads_to=output.pk), rows[1] | {"leads_to": None}]
    with pytest.raises(Invalid) as error:
        actions.set_indicators(actor=owner, programme=Programme.objects.get(), rows=rows)
    assert places(error) == ["rows-0-leads_to"]


def test_removing_a_row_removes_it(made: Programme, owner: Any) -> None:
    actions.set_indicators(actor=owner, programme=made, rows=[indicator(), indicator(at=1, name="Lain")])
    actions.set_indicators(actor=owner, programme=Programme.objects.get(), rows=[indicator(name="Lain")])
    assert [each.name for each in Indicator.objects.all()] == ["Lain"]


# --- money, milestones -----------------------------------------------------------------------------------------------


def test_the_same_source_stands_once_a_year(made: Programme, owner: Any) -> None:
    rows = [line(2022, sources()[0], 10), line(2022, sources()[0], 20, at=1)]
    with pytest.raises(Invalid) as error:
        actions.set_budget(actor=owner, programme=made, rows=rows)
    assert places(error) == ["rows-1-fund_source"]


@pytest.mark.parametrize(("planned", "year"), [(-1, 2022), (10**15 + 1, 2022), (10, 2030)])
def test_absurd_money_is_refused(made: Programme, owner: Any, planned: int, year: int) -> None:
    with pytest.raises(Invalid):
        actions.set_budget(actor=owner, programme=made, rows=[line(year, sources()[0], planned)])
    assert not BudgetLine.objects.exists()


def step(at: int, name: str, due: date, **more: Any) -> dict[str, Any]:
    return {"at": at, "pk": None, "name": name, "due_on": due, "done_on": None, "after": []} | more


def test_milestones_that_wait_in_a_circle_are_refused(made: Programme, owner: Any) -> None:
    first, second = step(0, "Lelang", date(2022, 3, 1)), step(1, "Pasang", date(2022, 9, 1))
    actions.set_milestones(actor=owner, programme=made, rows=[first, second])
    a, b = Milestone.objects.order_by("due_on")
    first, second = first | {"pk": a.pk}, second | {"pk": b.pk, "after": [a.pk]}
    actions.set_milestones(actor=owner, programme=Programme.objects.get(), rows=[first, second])
    assert list(b.after.all()) == [a]
    with pytest.raises(Invalid) as error:
        actions.set_milestones(actor=owner, programme=Programme.objects.get(), rows=[first | {"after": [b.pk]}, second])
    assert places(error) == ["rows-0-after", "rows-1-after"]
    with pytest.raises(Invalid) as error:
        actions.set_milestones(
            actor=owner, programme=Programme.objects.get(), rows=[first | {"due_on": date(2022, 12, 1)}, second]
        )
    assert places(error) == ["rows-1-due_on"]


# --- who --------------------------------------------------------------------------------------------------------------


def test_the_province_reads_but_never_changes_what_a_kabupaten_does(made: Programme, world: Any) -> None:
    with pytest.raises(Refused):
        actions.set_budget(actor=world.people["planner:51"], programme=made, rows=[])
    with pytest.raises(NotFound):
        actions.set_budget(actor=world.people["region_coordinator:51.02"], programme=made, rows=[])


def test_a_problem_of_another_region_that_is_not_open_is_refused(made: Programme, owner: Any, record: Any) -> None:
    hidden = record("masalah", "51.02", audience="own")
    with pytest.raises(Invalid) as error:
        actions.link_programme(actor=owner, programme=made, problems=[hidden])
    assert places(error) == ["problems"]
    mine = record("masalah", "51.01")
    actions.link_programme(actor=owner, programme=made, problems=[mine])
    assert list(Programme.objects.get().problems.all()) == [mine]
    (panel,) = programmes_of(mine, owner)
    assert [link.title for link in panel.links] == [made.name]


def test_the_second_tab_is_told(made: Programme, owner: Any) -> None:
    actions.set_budget(actor=owner, programme=made, version=1, rows=[line(2022, sources()[0], 10)])
    with pytest.raises(Conflict):
        actions.set_budget(actor=owner, programme=made, version=1, rows=[])
    assert BudgetLine.objects.count() == 1


def test_its_life_follows_the_table(made: Programme, owner: Any) -> None:
    actions.move_programme(actor=owner, programme=made, step="start", day=date(2022, 2, 1))
    with pytest.raises(Invalid):
        actions.move_programme(actor=owner, programme=made, step="start", day=date(2022, 2, 1))
    with pytest.raises(Invalid):
        actions.move_programme(actor=owner, programme=made, step="stop", reason=" ")
    with pytest.raises(Invalid):
        actions.move_programme(actor=owner, programme=made, step="finish", day=date(2022, 1, 1))
    actions.move_programme(actor=owner, programme=made, step="finish", day=date(2022, 11, 1))
    assert Programme.objects.get().state == "done"


# --- alerts -----------------------------------------------------------------------------------------------------------


def lacking(made: Programme) -> set[str]:
    return {alert.key for alert in alerts_of(with_alerts(Programme.objects.filter(pk=made.pk)).get())}


def test_alerts_go_away_when_what_was_missing_is_there(made: Programme, owner: Any, world: Any) -> None:
    assert lacking(made) == {"belum-terpetakan", "belum-berdana", "tanpa-indikator", "tanpa-penanggung-jawab"}
    entries.change_entry(
        actor=owner,
        entry=made,
        rpjmd_programme="Program Informasi dan Komunikasi Publik",
        sub_activity="2.16.03.2.02.0004",
        organisation=world.organisations["dinas 51.01"],
    )
    actions.set_indicators(actor=owner, programme=Programme.objects.get(), rows=[indicator()])
    rows = [line(year, sources()[0], 10, at=n) for n, year in enumerate((2022, 2023))]
    actions.set_budget(actor=owner, programme=Programme.objects.get(), rows=rows)
    assert lacking(made) == {"belum-berdana"}
    rows = [
        *(line(each.year, sources()[0], 10, at=n, pk=each.pk) for n, each in enumerate(BudgetLine.objects.all())),
        line(2024, sources()[0], 10, at=2),
    ]
    actions.set_budget(actor=owner, programme=Programme.objects.get(), rows=rows)
    assert lacking(made) == set()


def test_lists_and_pages_agree_on_what_lacks(made: Programme, owner: Any) -> None:
    for key in BY_KEY:
        found = queries.programmes_open_to(owner, {"kurang": key})
        assert (made in found) == (key in lacking(made)), key


# --- pages ------------------------------------------------------------------------------------------------------------


def management(total: int, initial: int) -> dict[str, str]:
    return {"rows-TOTAL_FORMS": str(total), "rows-INITIAL_FORMS": str(initial)}


def test_an_action_plan_is_typed_without_script(made: Programme, enter: Any, owner: Any) -> None:
    browser = enter(keeper("51.01"))
    page = reverse("portfolio:programme_part", args=[made.number, "anggaran"])
    assert browser.get(page).status_code == 200
    source = FundSource.objects.get(code=sources()[0])
    typed = management(4, 0) | {
        "rows-0-year": "2022",
        "rows-0-fund_source": str(source.pk),
        "rows-0-planned": "3.418.800.000",
        "rows-0-document": "<script>alert(1)</script>",
        "version": "1",
    }
    assert browser.post(page, typed).status_code == 302
    assert BudgetLine.objects.get().planned == 3_418_800_000
    shown = browser.get(reverse("portfolio:programme", args=[made.number])).content.decode()
    assert "Rp3.418.800.000" in shown
    assert "<script>alert" not in shown
    typed |= {"rows-0-planned": "3,4 M", "version": "2"}
    refused = browser.post(page, typed)
    assert refused.status_code == 422
    assert "3,4 M" in refused.content.decode()
    assert browser.post(page, typed | {"rows-0-planned": "1", "version": "1"}).status_code == 409
    assert BudgetLine.objects.get().planned == 3_418_800_000


@pytest.mark.parametrize("part", ["indikator", "anggaran", "tonggak", "mitra", "risiko"])
def test_each_part_has_a_page_that_keeps_blank_rows_blank(made: Programme, enter: Any, part: str) -> None:
    browser = enter(keeper("51.01"))
    page = reverse("portfolio:programme_part", args=[made.number, part])
    shown = browser.get(page)
    assert shown.status_code == 200
    blank = shown.context["table"]
    typed = management(blank.total_form_count(), 0) | {
        f"rows-{n}-{name}": str(field.initial or "")
        for n, form in enumerate(blank.forms)
        for name, field in form.fields.items()
        if name != "after"  # a list of nothing chosen is not sent at all
    }
    assert browser.post(page, typed).status_code == 302
    assert not any(getattr(made, related).exists() for related in ("indicators", "budget", "milestones", "partners"))
    assert enter("planner:51").get(page).status_code == 403
    assert enter("region_coordinator:51.02").get(page).status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(record: Any, enter: Any, django_assert_max_num_queries: Any) -> None:
    browser = enter(keeper("51.01"))
    address = reverse("portfolio:programmes")

    def count() -> int:
        with django_assert_max_num_queries(60) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    record("program", "51.01", **FACTS)
    count()
    few = count()
    for n in range(8):
        record("program", "51.01", **(FACTS | {"name": f"Program {n}"}))
    assert count() == few


def test_what_is_our_own_is_not_read_above(record: Any, enter: Any) -> None:
    hidden = record("program", "51.01", **(FACTS | {"audience": "own", "name": "rahasia desa"}))
    above = enter("province_coordinator:51")
    assert "rahasia desa" not in above.get(reverse("portfolio:programmes")).content.decode()
    assert above.get(reverse("portfolio:programme", args=[hidden.number])).status_code == 404
    for name in ("roadmap", "who_does_what", "programme_map", "quarterly", "late"):
        assert "rahasia desa" not in above.get(reverse(f"portfolio:{name}")).content.decode()


@pytest.mark.parametrize(
    "name", ["programmes", "roadmap", "who_does_what", "programme_map", "progress", "quarterly", "late"]
)
def test_readings_open_for_those_who_know_the_portfolio(made: Programme, enter: Any, name: str) -> None:
    address = reverse(f"portfolio:{name}")
    for who in ("region_coordinator:51.01", "planner:51", "programme_owner:", "leader:51.01", "mentor:"):
        assert enter(who).get(address).status_code == 200, who
    for who in ("assessor:", "stranger", "administrator:51"):
        assert enter(who).get(address).status_code == 404, who


def test_the_export_is_safe_for_spreadsheets(record: Any, enter: Any) -> None:
    record("program", "51.01", **(FACTS | {"name": "=HYPERLINK(1)"}))
    content = enter(keeper("51.01")).get(reverse("portfolio:programmes_export", args=["csv"])).content.decode()
    assert "\n=HYPERLINK" not in content
    assert ",=HYPERLINK" not in content


def test_steps_by_hand_and_links(made: Programme, enter: Any) -> None:
    browser = enter(keeper("51.01"))
    page = reverse("portfolio:programme_move", args=[made.number, "start"])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"day": "2022-02-01"}).status_code == 302
    assert Programme.objects.get().state == "running"
    assert browser.get(page).status_code == 302
    assert browser.get(reverse("portfolio:programme_links", args=[made.number])).status_code == 200
    assert browser.post(reverse("portfolio:programme_links", args=[made.number]), {"version": "2"}).status_code == 302
