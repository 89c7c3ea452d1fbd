"""Applications across governments: alike while typing, likely duplicates with verdicts, savings, what is to go."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.portfolio.applications import actions, queries
from smartprovince.portfolio.models import DuplicateVerdict

GOVERNMENTS = {"audience": "governments"}


@pytest.mark.parametrize("typed", ["-5", "3,4 M", "3,418,800,000", "1e9", "9" * 20, "Rp 2.000.000.000.000.000"])
def test_money_that_is_not_clear_is_refused_at_its_field(enter, typed):
    form = {"name": "Antrean", "function": "service", "status": "running", "licence": "unknown", "audience": "own"}
    said = enter("officer:51.01").post("/kerja/portofolio/aplikasi/baru/", form | {"cost_per_year": typed})
    assert said.status_code == 422
    assert list(said.context["form"].errors) == ["cost_per_year"]


def test_money_with_points_is_read(enter, record):
    form = {"name": "Antrean", "function": "service", "status": "running", "licence": "unknown", "audience": "own"}
    client = enter("officer:51.01")
    done = client.post("/kerja/portofolio/aplikasi/baru/", form | {"cost_per_year": "Rp 3.418.800.000"})
    assert "Rp3.418.800.000" in client.get(done.headers["Location"]).text


@pytest.mark.parametrize("fields", [{"started_year": 1989}, {"started_year": 2101}, {"cost_per_year": 10**15 + 1},
                                    {"retire_on": date(2200, 1, 1)}, {"function": "lain"}])  # fmt: skip
def test_a_forged_value_is_refused_by_the_action(record, fields):
    with pytest.raises(Invalid) as refused:
        record("aplikasi", **fields)
    assert [fault.where for fault in refused.value.faults] == list(fields)


def test_what_only_we_read_is_not_offered(record):
    with pytest.raises(Invalid):
        record("aplikasi", audience="own", offered=True)


def test_an_application_one_may_not_see_replaces_nothing(record):
    hidden = record("aplikasi", "51.02", audience="own")
    with pytest.raises(Invalid) as refused:
        record("aplikasi", "51.01", replaced_by=hidden)
    assert [fault.where for fault in refused.value.faults] == ["replaced_by"]


def test_alike_ones_are_shown_while_typing_as_far_as_open(enter, record):
    record("aplikasi", "51.02", name="Antrean Puskesmas Sehat", **GOVERNMENTS)
    record("aplikasi", "51.02", name="Antrean Puskesmas Rahasia", audience="own")
    client = enter("officer:51.01")
    told = client.get(reverse("portfolio:alike"), {"name": "Aplikasi antrean puskesmas"}).text
    assert "Antrean Puskesmas Sehat" in told
    assert "Rahasia" not in told
    assert client.get(reverse("portfolio:alike"), {"name": "sistem informasi"}).text.count("<li>") == 0


def test_the_saving_of_groups_judged_the_same(world, record):
    costs = {"51.01": 100, "51.02": 300, "51": 200}
    rows = [record("aplikasi", code, name="Antrean Puskesmas", cost_per_year=cost, **GOVERNMENTS)
            for code, cost in costs.items()]  # fmt: skip
    person = world.people["province_coordinator:51"]
    before = queries.duplicates_for(person)
    assert (len(before.pairs), before.saving) == (3, 0)
    assert sorted(pair.saving for pair in before.pairs) == [100, 100, 200]
    for other in rows[1:]:
        actions.judge_pair(actor=person, application=other, other=rows[0], verdict="same", reason="fungsi sama")
    found = queries.duplicates_for(person)
    assert (found.groups, found.saving) == (1, 300)
    actions.judge_pair(actor=person, application=rows[0], other=rows[1], verdict="different", reason="ternyata tidak")
    assert DuplicateVerdict.objects.count() == 2
    assert queries.duplicates_for(person).saving == 100


def test_who_judges(world, record):
    one, two = record("aplikasi", "51.01", audience="own"), record("aplikasi", "51.01", **GOVERNMENTS)
    said = {"verdict": "same", "reason": "sama"}
    with pytest.raises(NotFound):
        actions.judge_pair(actor=world.people["officer:51.02"], application=two, other=one, **said)
    with pytest.raises(Refused):
        actions.judge_pair(actor=world.people["leader:51"], application=two, other=two, **said)
    with pytest.raises(Invalid):
        actions.judge_pair(actor=world.people["officer:51.01"], application=two, other=two, **said)
    actions.judge_pair(actor=world.people["officer:51.01"], application=two, other=one, **said)
    assert queries.duplicates_for(world.people["officer:51.02"]).pairs == []


def test_the_pages_of_duplicates(world, enter, record):
    one = record("aplikasi", "51.01", name="Antrean Puskesmas", **GOVERNMENTS)
    two = record("aplikasi", "51.02", name="Antrean Puskesmas", **GOVERNMENTS)
    client = enter("officer:51.01")
    assert "Antrean Puskesmas" in client.get(reverse("portfolio:duplicates")).text
    page = reverse("portfolio:duplicate", args=[one.number, two.number])
    assert client.get(page).status_code == 200
    assert client.post(page, {"verdict": "same", "reason": ""}).status_code == 422
    assert client.post(page, {"verdict": "same", "reason": "sama"}).status_code == 302
    assert "Antrean Puskesmas" in client.get(reverse("portfolio:duplicates"), {"tampil": "sama"}).text
    assert "Antrean Puskesmas" not in client.get(reverse("portfolio:duplicates"), {"tampil": "baru"}).text
    assert enter("leader:51.01").get(page).status_code == 403
    assert enter("officer:52.01").get(page).status_code == 404
    assert enter("stranger").get(reverse("portfolio:duplicates")).status_code == 404


def test_what_goes_and_what_it_saves(world, record, enter):
    new = record("aplikasi", name="Baru")
    record("aplikasi", name="Pensiun", status="retired", cost_per_year=10)
    record("aplikasi", name="Diam", status="idle", cost_per_year=20)
    record("aplikasi", name="Diganti", replaced_by=new, cost_per_year=30, retire_on=date(2022, 1, 1))
    record("aplikasi", name="Tanpa biaya", retire_on=date(2023, 1, 1))
    found = queries.retiring_for(world.people["officer:51.01"])
    assert (found.saved, found.to_save, found.without_cost, found.rows.count()) == (10, 50, 1, 4)
    told = enter("officer:51.01").get(reverse("portfolio:retiring")).text
    assert "Rp50" in told
    assert queries.retiring_for(world.people["officer:52.01"]).rows.count() == 0


def test_duplicates_ask_as_much_for_many_as_for_few(enter, record):
    client, page = enter("officer:51.01"), reverse("portfolio:duplicates")
    record("aplikasi")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _n in range(8):
        record("aplikasi", "51.02", **GOVERNMENTS)
    client.get(page)  # the index reads what changed
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few)
