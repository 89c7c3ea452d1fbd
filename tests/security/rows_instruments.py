"""Instruments. What is published is for all who are signed in; drafts for those who write them, and nobody else."""

from __future__ import annotations

from .row import Row, form, get, post

NATIONAL = {"pk": "instrument published"}
EDITION = {"pk": "instrument {p} edition"}
ITEM = {"node": "item published"}
OWN_ITEM = {"node": "item {p} edition"}
WRITES = "province_coordinator"
READS = "province_coordinator programme_owner"
REFUSED = "programme_owner"  # sees the draft of a province's edition, and does not write it

ROWS = [
    get("instruments:list"),
    get("instruments:version", **NATIONAL),
    get("instruments:version", READS, **EDITION),
    get("instruments:table", ending="=xlsx", **NATIONAL),
    get("instruments:table", READS, ending="=csv", **EDITION),
    get("instruments:item", **NATIONAL, **ITEM),
    get("instruments:item", READS, **EDITION, **OWN_ITEM),
    *form("instruments:copy", "programme_owner", "everyone", data={"label": "=matriks"}, **NATIONAL),
    *form("instruments:copy", WRITES, REFUSED, data={"label": "=matriks"}, **EDITION),
    *form(
        "instruments:extend",
        WRITES,
        "nation inside partner",  # who may look the government up
        data={"label": "=matriks"},
        organisation_pk="organisation {p}",
        **NATIONAL,
    ),
    *form("instruments:change", WRITES, REFUSED, data={"label": "=lain"}, **EDITION),
    *form("instruments:upload", WRITES, REFUSED, **EDITION),
    *form("instruments:change_item", WRITES, REFUSED, **EDITION, **OWN_ITEM),
    *form("instruments:local_item", WRITES, REFUSED, data={"kind": "=yes_no", "name_id": "=Baru?"}, **EDITION),
    post("instruments:remove_item", WRITES, REFUSED, **EDITION, **OWN_ITEM),
    post("instruments:publish", WRITES, REFUSED, **EDITION),
    post("instruments:discard", WRITES, REFUSED, **EDITION),
    post("instruments:publish", "programme_owner", "everyone", **NATIONAL),
    Row("instruments:version", NATIONAL, query="q=rahasia"),
]

TRAILS: dict[str, str] = {}

SECRETS = {"butir": {"": READS}}
