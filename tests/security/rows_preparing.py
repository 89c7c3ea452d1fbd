"""Preparing: earlier answers and the pre-check are the region's own; remarks go to whom they are meant for."""

from __future__ import annotations

from typing import Any

from .row import OWN_1, OWN_2, get, post

WRITERS_1 = "region_coordinator.1 dimension_lead.1 officer.1"
WRITERS_2 = "region_coordinator.2 dimension_lead.2 officer.2"
ABOVE = "province_coordinator appointed"  # they see that the region takes part
DRAFT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.01"}
SENT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.02"}
LINE = {"node": "=GOV.PUB.1"}
OWN, BOTH = {"audience": "=own", "text": "=Catatan"}, {"audience": "=both", "text": "=Catatan"}

ROWS = [
    get("assessment:precheck", OWN_1, **DRAFT),
    get("assessment:precheck", OWN_2, **SENT),
    post("assessment:carry_over", "region_coordinator.1", f"{OWN_1} {ABOVE}", **DRAFT),
    post("assessment:carry", WRITERS_1, OWN_1, **DRAFT, **LINE),
    post("assessment:carry", WRITERS_2, f"{OWN_2} {ABOVE}", **SENT, **LINE),
    post("assessment:remark", OWN_1, **DRAFT, **LINE, data=OWN),
    post("assessment:remark", f"{OWN_2} {ABOVE}", **SENT, **LINE, data=BOTH),
    post("assessment:settle", OWN_1, **DRAFT, **LINE, remark_pk="remark {p}.01"),
    post("assessment:settle", "appointed province_coordinator", OWN_2, **SENT, **LINE, remark_pk="question {p}.02"),
]

TRAILS = {
    "remark {p}.01": "region_coordinator.1",
    "question {p}.02": "province_coordinator region_coordinator.2",
}

SECRETS = {
    "ulasan": {".01": OWN_1},
    "tanya": {".02": f"{OWN_2} {ABOVE}"},
}
