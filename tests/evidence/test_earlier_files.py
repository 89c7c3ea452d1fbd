"""What a better copy has replaced: kept, told and opened to the people of the region, to nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from smartprovince.evidence import actions, queries
from smartprovince.evidence.models import Paper

from .conftest import PDF, png


def better(world, paper: Paper, content: bytes, name: str, *, who: str = "officer:51.01") -> None:
    actions.replace_file(actor=world.people[who], paper=paper, content=content, file_name=name)


@pytest.fixture
def replaced(world, keep) -> Paper:
    """A paper that is open to everyone now, and was replaced twice."""
    paper = keep(file_name="pertama.pdf", confidentiality="public")
    better(world, paper, PDF + b"2", "kedua.pdf")
    better(world, paper, png(), "ketiga.png", who="dimension_lead:51.01")
    return Paper.objects.get(pk=paper.pk)


def test_they_are_told_newest_first_with_who_and_when(world, replaced):
    found = queries.earlier_files(world.people["officer:51.01"], replaced)
    assert [(each.name, each.by) for each in found] == [
        ("kedua.pdf", "dimension_lead 51.01"),
        ("pertama.pdf", "officer 51.01"),
    ]
    assert found[1].file.size == len(PDF)


def test_a_name_that_stayed_and_a_file_that_stayed_are_told_as_they_were(world, keep):
    paper = keep(file_name="nota.pdf")
    better(world, paper, PDF + b"2", "nota.pdf")
    better(world, paper, PDF + b"2", "nota baru.pdf")  # the same bytes under another name replace nothing
    better(world, paper, PDF + b"3", "nota baru.pdf")
    paper = Paper.objects.get(pk=paper.pk)
    found = queries.earlier_files(world.people["officer:51.01"], paper)
    assert [(each.name, each.file.size) for each in found] == [("nota baru.pdf", len(PDF) + 1), ("nota.pdf", len(PDF))]


def test_the_first_file_of_a_paper_kept_without_one_replaces_none(world, keep):
    paper = keep(content=None, file_name="")
    better(world, paper, PDF, "nota.pdf")
    assert queries.earlier_files(world.people["officer:51.01"], Paper.objects.get(pk=paper.pk)) == []


def test_each_opens_with_its_own_bytes(client, world, replaced):
    client.force_login(world.people["officer:51.01"])
    page = client.get(reverse("evidence:paper", args=[replaced.pk])).content.decode()
    newest, oldest = queries.earlier_files(world.people["officer:51.01"], replaced)
    for each, content in ((newest, PDF + b"2"), (oldest, PDF)):
        address = reverse("evidence:earlier", args=[replaced.pk, each.entry])
        assert address in page
        answer = client.get(address)
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Disposition"] == f'attachment; filename="{each.name}"'


def test_to_others_there_are_none_though_the_paper_is_open_to_them(client, world, replaced):
    entry = queries.earlier_files(world.people["officer:51.01"], replaced)[0].entry
    for who in ("officer:51.02", "province_coordinator:51", "programme_owner:", "assessor:", "leader:51.01"):
        client.force_login(world.people[who])
        page = client.get(reverse("evidence:paper", args=[replaced.pk]))
        assert page.status_code == 200
        assert "kedua.pdf" not in page.content.decode()
        assert client.get(reverse("evidence:earlier", args=[replaced.pk, entry])).status_code == 404


def test_the_entry_of_another_paper_and_of_another_matter_open_nothing(client, world, keep, replaced):
    from smartprovince.core.models import AuditEntry

    client.force_login(world.people["officer:51.01"])
    entry = queries.earlier_files(world.people["officer:51.01"], replaced)[0].entry
    other = keep(title="Lain")
    added = AuditEntry.objects.get(action="paper.add", object_id=str(other.pk)).pk
    for pk, row in ((other.pk, entry), (replaced.pk, added), (replaced.pk, 10**12)):
        assert client.get(reverse("evidence:earlier", args=[pk, row])).status_code == 404


def test_a_withdrawn_paper_keeps_them(world, replaced):
    officer = world.people["officer:51.01"]
    actions.withdraw_paper(actor=officer, paper=replaced, reason="salah")
    assert len(queries.earlier_files(officer, Paper.objects.get(pk=replaced.pk))) == 2
