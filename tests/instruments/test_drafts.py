"""Instruments as data: a table out and in again, drafts until published, a province's own items beside locked ones."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.models import AuditEntry
from smartprovince.instruments import actions, table
from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.instruments.queries import framework_data, nodes_of
from smartprovince.instruments.sources import rows_of

LOADER = SystemActor("test")
SHIPPED = ["katalog-72/1", "cek-cepat/1", "kesiapan/1", "evaluasi-tahunan/A", "evaluasi-tahunan/B"]


@pytest.fixture
def loaded(world) -> dict[str, InstrumentVersion]:
    actions.load_instruments(actor=LOADER)
    return {f"{v.instrument.code}/{v.label}": v for v in InstrumentVersion.objects.select_related("instrument")}


@pytest.fixture
def owner(world):
    return world.people["programme_owner:"]


@pytest.fixture
def draft(loaded, owner) -> InstrumentVersion:
    return actions.draft_version(actor=owner, version_row=loaded["kesiapan/1"], label="2")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def edited(version: InstrumentVersion, change) -> bytes:
    """The version's CSV with `change` made to its rows: lists of cells, headings first."""
    rows = list(csv.reader(io.StringIO(table.version_csv(version).decode("utf-8-sig"))))
    change(rows)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def put(rows, code: str, name: str, value: str) -> None:
    head = next(row for row in rows if "code" in row)
    row = next(row for row in rows if row[head.index("code")] == code)
    row[head.index(name)] = value


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_goes_out_comes_back_the_same(loaded, owner, name, ending):
    version = loaded[name]
    content = (table.version_xlsx if ending == "xlsx" else table.version_csv)(version)
    found = table.difference(rows_of(nodes_of(version)), table.read_nodes(content, f"tabel.{ending}"))
    assert (found.new, found.gone, found.changed) == ((), (), ())
    draft = actions.draft_version(actor=owner, version_row=version, label="kembali")
    actions.replace_items(actor=owner, version_row=draft, content=content, file_name=f"tabel.{ending}")
    assert framework_data(draft) == framework_data(version)
    assert actions.publish(actor=owner, version_row=draft).fingerprint == version.fingerprint


def test_a_changed_table_says_what_it_changed(draft, owner):
    def change(rows):
        put(rows, "RDY.STR.SDM.1", "name_id", "Pertanyaan baru")
        put(rows, "RDY.STR", "weight", "2")

    found = actions.replace_items(actor=owner, version_row=draft, content=edited(draft, change), file_name="a.csv")
    assert found.changed == ("RDY.STR", "RDY.STR.SDM.1")
    assert draft.nodes.get(code="RDY.STR.SDM.1").name_id == "Pertanyaan baru"
    assert draft.nodes.get(code="RDY.STR").weight == 2


@pytest.mark.parametrize(
    ("code", "name", "value", "column"),
    [
        ("RDY.STR.SDM.1", "kind", "tingkat", "C"),
        ("RDY.STR.SDM.1", "parent", "TIDAK.ADA", "B"),
        ("RDY.STR.SDM.1", "weight", "0", "D"),
        ("RDY.STR.SDM.1", "weight", "banyak", "D"),
        ("RDY.STR.SDM.1", "name_id", "", "G"),
        ("RDY.STR.SDM.2", "code", "RDY.STR.SDM.1", "A"),
        ("RDY.STR.SDM.1", "aggregator", "median", "E"),
    ],
)
def test_a_fault_stands_at_its_cell_and_changes_nothing(draft, owner, code, name, value, column):
    before = rows_of(nodes_of(draft))
    with pytest.raises(Invalid) as refused:
        actions.replace_items(
            actor=owner, version_row=draft, content=edited(draft, lambda rows: put(rows, code, name, value)),
            file_name="a.csv",
        )  # fmt: skip
    assert any(
        fault.where.startswith(column) and fault.where[len(column) :].isdigit() for fault in refused.value.faults
    )
    after = table.difference(before, rows_of(nodes_of(InstrumentVersion.objects.get(pk=draft.pk))))
    assert (after.new, after.gone, after.changed) == ((), (), ())


@pytest.mark.parametrize("content", [b"", b"halo;dunia\n1;2\n", b"PK\x03\x04rusak"])
def test_a_file_that_is_no_table_is_refused(draft, owner, content):
    with pytest.raises(Invalid):
        actions.replace_items(actor=owner, version_row=draft, content=content, file_name="a.xlsx")


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_changed_until_it_is_published(draft, owner):
    node = draft.nodes.get(code="RDY.STR.SDM.1")
    given = {"name_id": "Baru", "weight": 3}
    levels = {n: f"tingkat {n}" for n in range(1, 6)}
    actions.change_item(actor=owner, version_row=draft, node=node, levels=levels, **given)
    node.refresh_from_db()
    assert (node.name_id, node.weight) == ("Baru", 3)
    assert [each.text_id for each in node.levels.order_by("level")] == list(levels.values())
    actions.publish(actor=owner, version_row=draft)
    with pytest.raises(Invalid):
        actions.change_item(actor=owner, version_row=draft, node=node, levels=levels, **given)
    with pytest.raises(Invalid):
        actions.discard_draft(actor=owner, version_row=draft)


def test_two_people_do_not_overwrite_each_other(draft, owner):
    actions.change_version(actor=owner, version_row=draft, version=draft.version, label="2a", note="")
    with pytest.raises(Conflict):
        actions.change_version(actor=owner, version_row=draft, version=1, label="2b", note="")


def test_an_item_that_somebody_changed_in_the_meantime_is_not_saved_over(draft, owner):
    node = draft.nodes.get(code="RDY.STR.SDM.1")
    address = reverse("instruments:change_item", args=[draft.pk, node.pk])
    typed = {"name_id": "Kedua", "weight": "1", "version": draft.version}
    typed |= {f"level_{n}": f"tingkat {n}" for n in range(1, 6)}
    levels = {n: f"tingkat {n}" for n in range(1, 6)}
    actions.change_item(actor=owner, version_row=draft, node=node, levels=levels, name_id="Pertama")
    late = signed_in(owner).post(address, typed)
    assert late.status_code == 409
    assert 'value="Kedua"' in late.content.decode()
    node.refresh_from_db()
    assert node.name_id == "Pertama"
    draft.refresh_from_db()
    assert signed_in(owner).post(address, typed | {"version": draft.version}).status_code == 302


def test_only_the_programme_owner_writes_national_versions(world, loaded, draft):
    coordinator = world.people["province_coordinator:51"]
    with pytest.raises(NotFound):
        actions.publish(actor=coordinator, version_row=draft)
    client = signed_in(coordinator)
    assert client.get(reverse("instruments:version", args=[draft.pk])).status_code == 404
    assert client.get(reverse("instruments:version", args=[loaded["kesiapan/1"].pk])).status_code == 200
    assert client.get(reverse("instruments:copy", args=[loaded["kesiapan/1"].pk])).status_code == 403


def test_a_discarded_draft_is_gone_and_said_in_the_trail(draft, owner):
    key = draft.pk
    actions.discard_draft(actor=owner, version_row=draft)
    assert not InstrumentVersion.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(action="instrument.discard", object_id=str(key)).exists()


# --- local items -----------------------------------------------------------------------------------------------------


@pytest.fixture
def edition(world, loaded) -> InstrumentVersion:
    return actions.extend_version(
        actor=world.people["province_coordinator:51"], owner=world.organisations["51"],
        version_row=loaded["kesiapan/1"], label="2022",
    )  # fmt: skip


def add(world, edition, **given) -> Node:
    fields = {"kind": "yes_no", "name_id": "Apakah subak terdata?", "levels": {}} | given
    return actions.add_local_item(actor=world.people["province_coordinator:51"], version_row=edition, **fields)


def test_local_items_leave_the_national_score_as_it_is(world, loaded, edition):
    item = add(world, edition)
    assert item.code == "LOK.1"
    published = actions.publish(actor=world.people["province_coordinator:51"], version_row=edition)
    assert published.fingerprint == loaded["kesiapan/1"].fingerprint
    assert "LOK.1" not in [node["id"] for node in framework_data(published)["nodes"]]


def test_national_items_of_an_edition_are_locked(world, edition):
    coordinator = world.people["province_coordinator:51"]
    node = edition.nodes.get(code="RDY.STR.SDM.1")
    for act in (
        lambda: actions.change_item(actor=coordinator, version_row=edition, node=node, levels={}, name_id="Lain"),
        lambda: actions.remove_local_item(actor=coordinator, version_row=edition, node=node),
        lambda: actions.replace_items(
            actor=coordinator, version_row=edition, content=table.version_csv(edition), file_name="a.csv"
        ),
    ):
        with pytest.raises(Invalid):
            act()


def test_another_province_neither_sees_nor_writes_the_draft(world, edition):
    other = signed_in(world.people["province_coordinator:52"])
    assert other.get(reverse("instruments:version", args=[edition.pk])).status_code == 404
    assert other.post(reverse("instruments:local_item", args=[edition.pk]), {"kind": "yes_no"}).status_code == 404
    own = signed_in(world.people["province_coordinator:51"])
    assert own.get(reverse("instruments:version", args=[edition.pk])).status_code == 200


def test_a_local_item_is_taken_out_with_its_empty_group(world, edition):
    item = add(world, edition)
    actions.remove_local_item(actor=world.people["province_coordinator:51"], version_row=edition, node=item)
    assert not edition.nodes.filter(is_local=True).exists()


@pytest.mark.parametrize("kind", ["quantity", "maturity_level", "line", "group"])
def test_a_local_item_needs_what_its_kind_needs(world, edition, kind):
    with pytest.raises(Invalid):
        add(world, edition, kind=kind)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages_carry_a_draft_from_copy_to_publication(loaded, owner):
    client = signed_in(owner)
    made = client.post(reverse("instruments:copy", args=[loaded["kesiapan/1"].pk]), {"label": "2027"})
    draft = InstrumentVersion.objects.get(label="2027")
    assert made["Location"] == reverse("instruments:version", args=[draft.pk])
    file = io.BytesIO(edited(draft, lambda rows: put(rows, "RDY.STR.SDM.1", "kind", "x")))
    file.name = "isian.csv"
    refused = client.post(reverse("instruments:upload", args=[draft.pk]), {"file": file})
    assert refused.status_code == 422
    assert 'class="cell">C' in refused.content.decode()
    node = draft.nodes.get(code="RDY.STR.SDM.1")
    form = client.get(reverse("instruments:change_item", args=[draft.pk, node.pk]))
    assert form.status_code == 200
    client.post(reverse("instruments:publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == "published"


def test_the_item_page_shows_what_it_maps_to(loaded, world):
    node = loaded["katalog-72/1"].nodes.exclude(mappings={}).first()
    page = signed_in(world.people["officer:51.01"]).get(
        reverse("instruments:item", args=[node.version_id, node.pk])
    )  # fmt: skip
    assert all(str(value) in page.content.decode() for value in node.mappings.values())


def test_search_in_a_version_finds_by_code_and_name(loaded, world):
    version = loaded["katalog-72/1"]
    page = signed_in(world.people["officer:51.01"]).get(
        reverse("instruments:version", args=[version.pk]), {"q": "GOV.PUB.1"}
    )
    assert page.content.decode().count(">GOV.PUB.1<") == 1
    assert "ENV." not in page.content.decode().split('role="search"')[1]


# --- before a form that could not be saved ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["change", "upload", "local_item"])
def test_a_published_version_shows_no_form_of_a_draft(loaded, owner, page):
    client, version = signed_in(owner), loaded["kesiapan/1"]
    there = client.get(reverse(f"instruments:{page}", args=[version.pk]), follow=True)
    assert there.redirect_chain == [(reverse("instruments:version", args=[version.pk]), 302)]
    assert "msg--warn" in there.text
    assert reverse("instruments:copy", args=[version.pk]) in there.text


def test_a_button_s_address_leads_to_the_page_with_the_button(draft, owner):
    there = signed_in(owner).get(reverse("instruments:publish", args=[draft.pk]))
    assert there.headers["Location"] == reverse("instruments:version", args=[draft.pk])
    assert InstrumentVersion.objects.get(pk=draft.pk).state == "draft"


def test_a_table_without_a_file_is_refused_at_its_field(draft, owner):
    refused = signed_in(owner).post(reverse("instruments:upload", args=[draft.pk]), {"version": draft.version})
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
