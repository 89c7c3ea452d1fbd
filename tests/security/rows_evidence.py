"""The evidence room: what may be viewed may be looked at and kept; earlier files are the region's own.

The rows of the pages that were there first stand in `table.py`.
"""

from __future__ import annotations

from typing import Any

from .row import OWN_1, OWN_2, Row, get, post

KEEPERS_1 = "region_coordinator.1 dimension_lead.1 officer.1"  # of the papers of a kabupaten
READERS_0 = "province_coordinator planner"  # of the papers of the province
WRITERS_1 = KEEPERS_1
DRAFT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.01", "node": "=GOV.PUB.1"}
SENT: dict[str, Any] = {"pk": "round {p} open", "code": "={p}.02", "node": "=GOV.PUB.1"}
ABOVE = "province_coordinator appointed"

ROWS = [
    Row("evidence:export", {"ending": "=csv"}),
    Row("evidence:export", {"ending": "=xlsx"}, query="masa=90&milik=1&urut=-berlaku"),
    *[get(view, pk=f"paper {{p}}{at} public") for view in ("evidence:look", "evidence:shown") for at in ("", ".01")],
    *[
        get(view, who, pk=f"paper {{p}}{at} {how}")
        for view in ("evidence:look", "evidence:shown")
        for how in ("limited", "excluded")
        for at, who in ((".01", KEEPERS_1), ("", READERS_0))
    ],
    # A public paper whose earlier file was not for the public: its own people's alone, at the province as well.
    get("evidence:earlier", KEEPERS_1, pk="paper {p}.01 replaced", entry="replacing {p}.01"),
    get("evidence:earlier", READERS_0, pk="paper {p} replaced", entry="replacing {p}"),
    get("evidence:earlier", "nobody", pk="paper {p}.01 public", entry="replacing {p}.01"),  # of another paper
    get("evidence:paper", pk="paper {p}.01 replaced"),
    get("assessment:proof_look", OWN_1, **DRAFT, use="proof {p}.01"),
    post("assessment:proof_pages", WRITERS_1, OWN_1, **DRAFT, use="proof {p}.01", data={"pages": "=3–5, 8"}),
    Row("assessment:proof", {**DRAFT, "use": "proof {p}.01"}, OWN_1, query="tampil=1"),
    Row("assessment:proof", {**SENT, "use": "proof {p}.02"}, f"{OWN_2} {ABOVE}", query="tampil=1"),
    get("assessment:proof_look", "nobody", **SENT, use="proof {p}.01"),  # of another answer
    post("assessment:proof_pages", "nobody", **SENT, use="proof {p}.01", data={"pages": "=3"}),
    get("assessment:proof_look", f"{OWN_2} {ABOVE}", **SENT, use="proof {p}.02"),
    post(
        "assessment:proof_pages",
        "region_coordinator.2 dimension_lead.2 officer.2",
        f"{OWN_2} {ABOVE}",
        **SENT,
        use="proof {p}.02",
        data={"pages": "=3–5, 8"},
    ),
]

TRAILS = {
    "proof {p}.01": "region_coordinator.1",
    "paper {p}.01 replaced": "region_coordinator.1",
    "paper {p} replaced": "province_coordinator",
}

SECRETS = {
    "berkasdulu": {"": READERS_0, ".01": KEEPERS_1},
    "terkirim": {".02": f"{OWN_2} {ABOVE}"},
}
