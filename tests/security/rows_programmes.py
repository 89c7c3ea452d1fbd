"""Programmes and progress. A region's people keep their own; nobody above changes them, and nothing counts or is read
elsewhere before it was approved."""

from __future__ import annotations

from .row import OWN_1, OWN_2, form, get, post

WRITES_1 = "region_coordinator.1 dimension_lead.1 officer.1"
ABOVE = "province_coordinator planner leader"
READERS = " ".join(
    ["programme_owner mentor province_coordinator planner leader province_coordinator.x planner.x leader.x"]
    + [f"region_coordinator.{at} dimension_lead.{at} officer.{at} leader.{at}" for at in ("1", "2", "x1", "x2")]
)
SEEN = {
    "own": OWN_1,
    "province": f"{OWN_1} {ABOVE} mentored",
    "governments": f"{OWN_1} {OWN_2} {ABOVE} mentored programme_owner",
}
EVERY_PERIOD = f"{ABOVE} {OWN_1} {OWN_2} mentored programme_owner"
OPENERS = "province_coordinator planner province_coordinator.x planner.x"

ROWS = [
    *[
        get(f"portfolio:{name}", READERS)
        for name in ("programmes", "roadmap", "who_does_what", "programme_map", "progress", "late", "quarterly")
    ],
    get("portfolio:programmes_export", READERS, ending="=csv"),
    get("portfolio:late_export", READERS, ending="=csv"),
    get("portfolio:quarterly_export", READERS, ending="=xlsx"),
    get("portfolio:programme", ABOVE, number="number of programme {p} own"),
    *[
        row
        for audience, seen in SEEN.items()
        for row in (
            get("portfolio:programme", seen, number=f"number of programme {{p}}.01 {audience}"),
            *[
                each
                for view, more in (
                    ("portfolio:programme_part", {"slug": "=anggaran"}),
                    ("portfolio:programme_links", {}),
                    ("portfolio:programme_move", {"step": "=start"}),
                )
                for each in form(view, WRITES_1, seen, number=f"number of programme {{p}}.01 {audience}", **more)
            ],
        )
    ],
    post(
        "portfolio:update_begin",
        WRITES_1,
        SEEN["governments"],
        number="number of programme {p}.01 running",
    ),
    *form("portfolio:period_open_year", OPENERS, READERS),
    *form("portfolio:period", "province_coordinator planner", EVERY_PERIOD, pk="period {p} next"),
    get("portfolio:update", OWN_1, pk="update {p}.01 draft"),
    get("portfolio:update", OWN_1, pk="update {p}.01 sent"),
    get("portfolio:update", SEEN["governments"], pk="update {p}.01 approved"),
    post("portfolio:update", WRITES_1, OWN_1, pk="update {p}.01 draft", data={"story": "=Lanjut", "go": "=save"}),
    post("portfolio:update_approve", "region_coordinator.1", OWN_1, pk="update {p}.01 sent"),
    *form("portfolio:update_return", "region_coordinator.1", OWN_1, pk="update {p}.01 sent"),
    post(
        "portfolio:update_attach",
        WRITES_1,
        OWN_1,
        pk="update {p}.01 draft",
        data={"paper": "paper {p}.01 limited"},
    ),
    post("portfolio:update_detach", WRITES_1, OWN_1, pk="update {p}.01 draft", paper="paper {p}.01 limited"),
]

TRAILS = {
    "programme {p}.01 own": "region_coordinator.1",
    "programme {p}.01 province": "region_coordinator.1",
    "programme {p} own": "province_coordinator",
    "update {p}.01 draft": "region_coordinator.1",
}

SECRETS = {
    "programsendiri": {"": ABOVE, ".01": OWN_1},
    "programprovinsi": {".01": SEEN["province"]},
    "programsemua": {".01": SEEN["governments"]},
    "laporandraft": {".01": OWN_1},
    "laporansent": {".01": OWN_1},
    "laporanapproved": {".01": SEEN["governments"]},
}
