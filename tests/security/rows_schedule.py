"""The calendar of rounds and the papers that end them.

A request for more time and the minutes are between a region and the owner of the round. The letter names all regions of
a province: it opens to the provincial government and the ministry; each region reads its own figures elsewhere.
"""

from __future__ import annotations

from .row import OWN_1, OWN_2, form, get, post

OWNER = "province_coordinator"
ABOVE = "province_coordinator appointed"
SEES_ROUND = "inside appointed mentored programme_owner"
SEES_NATIONAL = "inside outside programme_owner mentor"
BOTH = f"{OWN_1} {OWNER}"
READS_LETTER = f"{OWNER} planner leader programme_owner"
OPEN, PUBLISHED = {"pk": "round {p} open"}, {"pk": "round {p} published"}
DRAFT, SENT = OPEN | {"code": "={p}.01"}, OPEN | {"code": "={p}.02"}
VERIFIED, UNPREPARED = PUBLISHED | {"code": "={p}.01"}, PUBLISHED | {"code": "={p}.02"}
LETTER = {"pk": "round {p} national", "province": "={p}"}
MORE = {"phase": "=fill", "until": "=2022-12-19", "reason": "=Rapat."}

ROWS = [
    *form("assessment:reschedule", OWNER, SEES_ROUND, **OPEN),
    get("assessment:calibration", OWNER, SEES_ROUND, **OPEN),
    *form("assessment:predicates", OWNER, SEES_ROUND, **OPEN),
    get("assessment:extensions", SEES_ROUND, **OPEN),
    post(
        "assessment:extension_decide",
        OWNER,
        OWN_1,
        **OPEN,
        extension="extension {p}.01",
        data={"do": "=grant", "decision": "=Wajar."},
    ),
    get("assessment:extension", f"{OWN_1} {ABOVE}", **DRAFT),
    post("assessment:extension", f"region_coordinator.1 {OWNER}", f"{OWN_1} {ABOVE}", **DRAFT, data=MORE),
    get("assessment:extension", f"{OWN_2} {ABOVE}", **SENT),
    get("assessment:papers", OWNER, SEES_ROUND, **OPEN),
    get("assessment:papers", OWNER, "everyone", **PUBLISHED),
    get("assessment:papers", "nobody", pk="round {p} national"),
    get("assessment:minutes", BOTH, "mentored", **VERIFIED),
    post("assessment:minutes", OWNER, f"{OWN_1} mentored", **VERIFIED),
    get("assessment:minutes", OWNER, OWN_2, **UNPREPARED),
    get("assessment:minutes_docx", BOTH, **VERIFIED),
    get("assessment:minutes_docx", "nobody", **UNPREPARED),
    get("assessment:minutes_signed", BOTH, **VERIFIED),
    post("assessment:minutes_signed", OWNER, OWN_1, **VERIFIED),
    get("assessment:letter", READS_LETTER, SEES_NATIONAL, **LETTER),
    post("assessment:letter", OWNER, SEES_NATIONAL, **LETTER),
    get("assessment:letter", "nobody", pk="round {p} open", province="={p}"),
    get("assessment:letter_file", READS_LETTER, **LETTER),
]

TRAILS = {
    "extension {p}.01": f"{OWNER} region_coordinator.1",
    "minutes {p}.01": f"{OWNER} region_coordinator.1",
    "letter {p}": f"{OWNER} programme_owner",
}

SECRETS = {
    "waktu": {".01": BOTH},
    "berita": {".01": BOTH},
    # The number of the letter stands beside each region's own figures.
    "suratresmi": {"": f"{READS_LETTER} {OWN_1} {OWN_2} mentored"},
}
