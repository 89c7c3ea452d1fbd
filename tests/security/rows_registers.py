"""Registers of the portfolio. People of a region keep their own entries and say who else reads them; nobody above
changes them, and their story is their own."""

from __future__ import annotations

from .row import OWN_1, OWN_2, Row, form, get, post

WRITES_1 = "region_coordinator.1 dimension_lead.1 officer.1"
WRITES_2 = "region_coordinator.2 dimension_lead.2 officer.2"
ABOVE = "province_coordinator planner leader"
KEEPERS = " ".join(
    ["province_coordinator planner province_coordinator.x planner.x"]
    + [f"region_coordinator.{at} dimension_lead.{at} officer.{at}" for at in ("1", "2", "x1", "x2")]
)
ONLY_READ = "programme_owner mentor leader leader.x leader.1 leader.2 leader.x1 leader.x2"
READERS = f"{KEEPERS} {ONLY_READ}"
NEAR_KEEPERS = f"province_coordinator planner {WRITES_1} region_coordinator.2 dimension_lead.2 officer.2"
SEEN = {
    "own": OWN_1,
    "province": f"{OWN_1} {ABOVE} mentored",
    "governments": f"{OWN_1} {OWN_2} {ABOVE} mentored programme_owner",
}
SLUGS = ("masalah", "sumber-daya", "layanan", "aplikasi", "inovasi")
NEAR = f"{OWN_1} {OWN_2} {ABOVE}"  # a request is read by those who asked, those who were asked, and their province


def of_entry(slug: str, audience: str, seen: str) -> list[Row]:
    """The pages of one entry."""
    thing = {"register": f"={slug}", "number": f"number of {slug} {{p}}.01 {audience}"}
    return [
        get("portfolio:entry", seen, **thing),
        *form("portfolio:entry_change", WRITES_1, seen, **thing),
        *form("portfolio:entry_archive", WRITES_1, seen, **thing),
        post("portfolio:entry_restore", WRITES_1, seen, **thing),
    ]


ROWS = [
    get("portfolio:shelves", READERS),
    *[get("portfolio:entries", READERS, register=f"={slug}") for slug in SLUGS],
    *[get("portfolio:entries_export", READERS, register=f"={slug}", ending="=csv") for slug in SLUGS],
    *[row for slug in SLUGS for row in form("portfolio:entry_new", KEEPERS, READERS, register=f"={slug}")],
    *[row for slug in SLUGS for audience, seen in SEEN.items() for row in of_entry(slug, audience, seen)],
    get("portfolio:gaps", KEEPERS, READERS),
    post("portfolio:gap_take", KEEPERS, READERS),
    Row("portfolio:alike", opens=READERS, query="name=rahasia"),
    get("portfolio:duplicates", READERS),
    get("portfolio:retiring", READERS),
    *form(
        "portfolio:duplicate",
        NEAR_KEEPERS,
        "leader leader.1 leader.2 mentored programme_owner",
        number="number of aplikasi {p}.01 governments",
        other="number of aplikasi {p}.02 governments",
    ),
    *form(
        "portfolio:duplicate",
        WRITES_1,
        "leader.1",
        number="number of aplikasi {p}.01 governments",
        other="number of aplikasi {p}.01 own",
    ),
    *form("portfolio:import", KEEPERS, READERS),
    get("portfolio:import_template", KEEPERS, READERS),
    get("portfolio:import_check", "officer.1", ONLY_READ, key="sheet {p}.01"),
    post("portfolio:import_apply", "officer.1", ONLY_READ, key="sheet {p}.01"),
    get("portfolio:innovation_index", READERS),
    get("portfolio:offers", READERS),
    get("portfolio:requests", READERS),
    *form(
        "portfolio:ask",
        NEAR_KEEPERS,
        "leader leader.1 leader.2 mentored programme_owner",
        number="number of aplikasi {p}.01 governments",
    ),
    get("portfolio:reuse", NEAR, pk="reuse {p}.02"),
    post("portfolio:reuse_answer", WRITES_1, NEAR, pk="reuse {p}.02"),
    post("portfolio:reuse_start", WRITES_2, NEAR, pk="reuse {p}.02"),
    post("portfolio:reuse_withdraw", WRITES_2, NEAR, pk="reuse {p}.02"),
    get("portfolio:sources", READERS),
    *form("portfolio:source_new", "province_coordinator planner province_coordinator.x planner.x", READERS),
    *form("portfolio:source_change", "province_coordinator planner", READERS, code="fund source {p}"),
]

TRAILS = {
    "masalah {p}.01 own": "region_coordinator.1",
    "aplikasi {p}.01 governments": "region_coordinator.1",
    "reuse {p}.02": "province_coordinator region_coordinator.1 region_coordinator.2",
}

SECRETS = {
    "registersendiri": {".01": SEEN["own"]},
    "registerprovinsi": {".01": SEEN["province"]},
    "registersemua": {".01": SEEN["governments"]},
    "pinjam": {".02": NEAR},
}
