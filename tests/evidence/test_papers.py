"""Papers: kept once, dated honestly, seen by those who may, pointed at from everywhere, never deleted."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import StoredFile
from smartprovince.evidence import actions, queries
from smartprovince.evidence.models import Paper

PDF = b"%PDF-1.7\nisi\n"


@pytest.fixture
def paper(world, demo_day) -> Paper:
    return actions.add_paper(
        actor=world.people["officer:51.01"],
        owner=world.organisations["51.01"],
        region=world.regions["51.01"],
        kind="memorandum",
        title="Nota kesepakatan",
        number="1/2022",
        not_before=date(2022, 4, 21),
        not_after=date(2022, 4, 21),
        content=PDF,
        file_name="nota.pdf",
    )


def test_a_paper_keeps_its_file_once(world, paper):
    again = actions.add_paper(
        actor=world.people["officer:51.01"],
        owner=world.organisations["51.01"],
        region=world.regions["51.01"],
        kind="minutes",
        title="Lampiran",
        content=PDF,
        file_name="lain.pdf",
    )
    assert again.file_id == paper.file_id
    assert StoredFile.objects.count() == 1


def test_a_limited_paper_of_a_kabupaten_is_its_own_until_it_is_used(world, paper):
    assert access.get(world.people["region_coordinator:51.01"], "view", Paper, pk=paper.pk) == paper
    for who in ("officer:51.02", "province_coordinator:51", "officer:52.01", "programme_owner:", "stranger"):
        with pytest.raises(NotFound):
            access.get(world.people[who], "view", Paper, pk=paper.pk)


def test_a_public_paper_is_for_everyone_unless_it_is_simulated(world, paper):
    actions.change_paper(actor=world.people["officer:51.01"], paper=paper, confidentiality="public")
    assert access.scope(AnonymousUser(), "view", Paper).count() == 1
    Paper.objects.update(simulated=True)
    assert access.scope(AnonymousUser(), "view", Paper).count() == 0
    assert access.scope(world.people["stranger"], "view", Paper).count() == 0
    assert access.scope(world.people["officer:51.02"], "view", Paper).count() == 1


def test_a_colleague_sees_a_public_paper_but_does_not_change_it(world, paper):
    Paper.objects.update(confidentiality="public")
    with pytest.raises(Refused):
        actions.change_paper(actor=world.people["officer:51.02"], paper=paper, title="x")


def test_a_paper_is_kept_for_the_own_region_only(world, demo_day):
    with pytest.raises(NotFound):
        actions.add_paper(
            actor=world.people["officer:51.01"],
            owner=world.organisations["52.01"],
            region=world.regions["52.01"],
            kind="other",
            title="x",
        )
    with pytest.raises(Invalid):
        actions.add_paper(
            actor=world.people["officer:51.01"],
            owner=world.organisations["51.01"],
            region=world.regions["51.02"],
            kind="other",
            title="x",
        )


@pytest.mark.parametrize(
    ("dates", "where"),
    [
        ({"not_before": date(2022, 5, 1), "not_after": date(2022, 4, 1)}, "not_after"),
        ({"not_before": date(2099, 1, 1), "not_after": date(2099, 1, 1)}, "not_before"),
        ({"valid_from": date(2022, 5, 1), "valid_until": date(2022, 4, 1)}, "valid_until"),
    ],
)
def test_impossible_dates_are_refused(world, paper, dates, where):
    with pytest.raises(Invalid) as refusal:
        actions.change_paper(actor=world.people["officer:51.01"], paper=paper, **dates)
    assert refusal.value.faults[0].where == where


def test_a_withdrawn_paper_leaves_the_list_and_stays_in_the_database(world, paper):
    officer = world.people["officer:51.01"]
    with pytest.raises(Invalid):
        actions.withdraw_paper(actor=officer, paper=paper, reason=" ")
    actions.withdraw_paper(actor=officer, paper=paper, reason="salah unggah")
    assert queries.papers_open_to(officer).count() == 0
    assert Paper.objects.count() == 1
    with pytest.raises(Refused):
        actions.change_paper(actor=officer, paper=paper, title="x")


def test_pointing_twice_is_pointing_once(world, paper):
    for pages in ("3", "3–5"):
        actions.point_at(
            actor=world.people["officer:51.01"],
            paper=paper,
            thing=world.regions["51.01"],
            label="Jembrana",
            pages=pages,
        )
    use = paper.uses.get()
    assert (use.label, use.pages) == ("Jembrana", "3–5")


def test_the_file_of_a_paper_follows_the_paper(client, world, paper):
    address = f"/kerja/bukti/{paper.pk}/berkas/"
    client.force_login(world.people["officer:51.01"])
    assert b"".join(client.get(address).streaming_content) == PDF
    client.force_login(world.people["officer:51.02"])
    assert client.get(address).status_code == 404


def put(client, content=b"", *, span: str, upload: str = ""):
    headers = {"Content-Range": f"bytes {span}/{len(PDF)}", "X-File-Name": "laporan%20akhir.pdf"}
    if upload:
        headers["X-Upload"] = upload
    return client.put("/kerja/unggah/", content, content_type="application/octet-stream", headers=headers)


def test_an_upload_by_pieces_belongs_to_whoever_began_it(client, world):
    client.force_login(world.people["officer:51.01"])
    begun = put(client, span="*").json()
    assert begun["received"] == 0
    assert put(client, PDF[:5], span="0-4", upload=begun["upload"]).json()["received"] == 5
    client.force_login(world.people["officer:51.02"])
    assert put(client, PDF[5:], span=f"5-{len(PDF) - 1}", upload=begun["upload"]).status_code == 404
    client.force_login(world.people["officer:51.01"])
    assert put(client, span="*", upload=begun["upload"]).json()["received"] == 5
    done = put(client, PDF[5:], span=f"5-{len(PDF) - 1}", upload=begun["upload"]).json()
    assert done["file"] == begun["upload"]


def test_a_piece_without_a_range_and_a_forged_key_are_refused(client, world):
    client.force_login(world.people["officer:51.01"])
    assert client.put("/kerja/unggah/", b"x", content_type="application/octet-stream").status_code == 422
    assert put(client, b"x", span="0-0", upload="bukan-kunci").status_code == 404


def test_a_form_sent_twice_keeps_one_paper(client, world):
    client.force_login(world.people["officer:51.01"])
    form = {"kind": "other", "title": "Sekali", "confidentiality": "limited", "request_key": "k1"}
    for _click in range(2):
        assert client.post(f"/kerja/bukti/baru/{world.organisations['51.01'].pk}/", form).status_code == 302
    assert Paper.objects.filter(title="Sekali").count() == 1
