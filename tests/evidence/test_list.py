"""The list of papers: what runs out, what has run out, sorted, filtered, as a sheet; and the step that tells of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from smartprovince.evidence import queries
from smartprovince.evidence.queries import Asked
from smartprovince.evidence.steps import steps_of_expiry
from smartprovince.organisations.models import Person

LIST = "/kerja/bukti/"


@pytest.fixture
def shelf(keep) -> None:
    """On 7 November 2022: one ended yesterday, one ends today, one on the ninetieth day, one after it, one never."""
    for title, end in (
        ("Kemarin", date(2022, 11, 6)),
        ("Hari ini", date(2022, 11, 7)),
        ("Hari ke-90", date(2023, 2, 5)),
        ("Hari ke-91", date(2023, 2, 6)),
        ("Selamanya", None),
    ):
        keep(title=title, valid_until=end, not_before=date(2022, 1, 1), not_after=date(2022, 1, 1))


def titles(person, **asked) -> list[str]:
    return [paper.title for paper in queries.papers_open_to(person, Asked(**asked))]


def test_what_runs_out_and_what_has_run_out(world, shelf):
    officer = world.people["officer:51.01"]
    assert titles(officer, validity=Asked.SOON) == ["Hari ini", "Hari ke-90"]
    assert titles(officer, validity=Asked.LATE) == ["Kemarin"]
    assert len(titles(officer)) == 5


def test_a_withdrawn_paper_runs_out_no_more(world, shelf):
    from smartprovince.evidence.actions import withdraw_paper

    officer = world.people["officer:51.01"]
    paper = queries.papers_open_to(officer, Asked(validity=Asked.SOON)).first()
    withdraw_paper(actor=officer, paper=paper, reason="diganti")
    assert titles(officer, validity=Asked.SOON) == ["Hari ke-90"]
    assert "1 " in str(steps_of_expiry(officer)[0]["title"])


def test_own_papers_are_those_one_keeps(world, keep, shelf):
    keep("51.02", title="Tetangga", confidentiality="public")
    officer = world.people["officer:51.01"]
    assert "Tetangga" in titles(officer)
    assert "Tetangga" not in titles(officer, own=True)


@pytest.mark.parametrize(
    "sort", [*queries.SORTS, *(f"-{key}" for key in queries.SORTS), "", "ngawur", "--judul", "file"]
)
def test_every_column_sorts_and_nonsense_does_not(client, world, shelf, sort):
    client.force_login(world.people["officer:51.01"])
    answer = client.get(LIST, {"urut": sort})
    assert answer.status_code == 200
    assert answer.content.decode().count('<th scope="row">') == 5
    found = titles(world.people["officer:51.01"], sort=sort)
    if sort == "judul":
        assert found == sorted(found)
    if sort == "-berlaku":
        assert found[0] == "Hari ke-91"
        assert found[-1] == "Selamanya"


def test_the_head_says_how_it_is_sorted_and_turns_it_round(client, world, shelf):
    client.force_login(world.people["officer:51.01"])
    page = client.get(LIST, {"urut": "judul", "q": "Hari"}).content.decode()
    assert page.count('aria-sort="ascending"') == 1
    assert "urut=-judul" in page
    assert page.count('aria-sort="none"') == 4
    back = client.get(LIST, {"urut": "-judul"}).content.decode()
    assert page.count("Hari ke-90") == back.count("Hari ke-90")
    assert 'aria-sort="descending"' in back


def test_days_left_are_told(client, world, shelf):
    client.force_login(world.people["officer:51.01"])
    page = client.get(LIST, {"masa": "90"}).content.decode()
    assert re.search(r"<small[^<]*\b90\b", page)
    assert "Kemarin" not in page
    assert client.get(LIST, {"masa": "bukan"}).content.decode().count('<th scope="row">') == 5


def test_an_empty_list_says_so(client, world, shelf):
    client.force_login(world.people["officer:51.01"])
    page = client.get(LIST, {"q": "tidak-ada"}).content.decode()
    assert '<th scope="row">' not in page
    assert 'href="?"' in page


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sheet_holds_the_rows_of_the_page_and_no_formula(client, world, keep, shelf, ending):
    keep(title="=HYPERLINK(1)", number="+62", valid_until=date(2022, 11, 30))
    keep("51.02", title="Rahasia tetangga", valid_until=date(2022, 11, 30))
    client.force_login(world.people["officer:51.01"])
    answer = client.get(reverse("evidence:export", args=[ending]), {"masa": "90", "urut": "-berlaku"})
    assert "attachment" in answer["Content-Disposition"]
    rows = read(answer.content, ending)
    head = next(n for n, row in enumerate(rows) if row[0] in ("Kode", "Code"))
    found = [row[2] for row in rows[head + 1 :]]
    assert [title.lstrip("'") for title in found] == ["Hari ke-90", "=HYPERLINK(1)", "Hari ini"]
    if ending == "csv":
        assert not any(str(cell).startswith(("=", "+")) for row in rows for cell in row)


def read(content: bytes, ending: str) -> list[list]:
    if ending == "csv":
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ","))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_there_is_no_other_kind_of_sheet(client, world):
    client.force_login(world.people["officer:51.01"])
    assert client.get(f"{LIST}daftar.html").status_code == 404


# --- the step --------------------------------------------------------------------------------------------------------


def test_those_who_keep_papers_have_one_step(world, shelf):
    for who in ("region_coordinator:51.01", "officer:51.01", "dimension_lead:51.01"):
        (step,) = steps_of_expiry(world.people[who])
        assert step["weight"] == 1
        assert step["due"] == date(2022, 11, 7)
        assert step["address"] == "/kerja/bukti/?masa=90&milik=1"
    for who in ("leader:51.01", "officer:51.02", "province_coordinator:51", "planner:51", "assessor:", "stranger"):
        assert steps_of_expiry(world.people[who]) == []


def test_the_step_leads_to_as_many_papers_as_it_tells_of(client, world, keep, shelf):
    keep("51.02", title="Tetangga", confidentiality="public", valid_until=date(2022, 12, 1))
    officer = world.people["officer:51.01"]
    (step,) = steps_of_expiry(officer)
    client.force_login(officer)
    assert client.get(step["address"]).content.decode().count('<th scope="row">') == 2
    assert str(step["title"]).startswith("2 ")


def test_the_step_asks_once_however_many_papers(world, keep, shelf):
    def asked() -> int:
        officer = Person.objects.get(pk=world.people["officer:51.01"].pk)
        assert officer.grants
        with CaptureQueriesContext(connection) as told:
            steps_of_expiry(officer)
        return len(told)

    few = asked()
    for n in range(5):
        keep(title=f"Lagi {n}", valid_until=date(2022, 12, 1))
    assert asked() == few == 1
