"""Workbooks of a region: those who edit its answers take them out and bring them back; each finishes the own upload."""

from __future__ import annotations

from typing import Any

from .row import form, get, post

WRITERS_1 = "region_coordinator.1 dimension_lead.1 officer.1"
WRITERS_2 = "region_coordinator.2 dimension_lead.2 officer.2"
ABOVE = "province_coordinator appointed"  # they see that the region takes part, and fill nothing in
DRAFT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.01"}
SENT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.02"}
UPLOAD = {"upload": "workbook {p}.01"}

ROWS = [
    *form("assessment:workbook", WRITERS_1, f"leader.1 {ABOVE}", **DRAFT),
    get("assessment:workbook_download", WRITERS_1, f"leader.1 {ABOVE}", **DRAFT),
    get("assessment:workbook_download", WRITERS_2, f"leader.2 {ABOVE}", **SENT),
    get("assessment:workbook_preview", WRITERS_1, f"leader.1 {ABOVE}", **DRAFT, **UPLOAD),
    *[
        post(view, "region_coordinator.1", f"dimension_lead.1 officer.1 leader.1 {ABOVE}", **DRAFT, **UPLOAD)
        for view in ("assessment:workbook_apply", "assessment:workbook_drop")
    ],
]

TRAILS = {"workbook {p}.01": "region_coordinator.1"}

SECRETS = {"buku": {".01": WRITERS_1}}
