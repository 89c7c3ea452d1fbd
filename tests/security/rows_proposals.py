"""Usulan with their proposers. What a region typed for itself is its own; what was said at an event was heard by those
who held it; what was sent is read by who handles it, and what is being completed is the region's own again."""

from __future__ import annotations

from .row import OWN_1, form, get, post

WRITES_1 = "region_coordinator.1 dimension_lead.1 officer.1"
READS_0 = "province_coordinator planner leader"
SEES = f"{OWN_1} {READS_0}"
DRAFTERS = " ".join(
    ["province_coordinator planner province_coordinator.x planner.x"]
    + [f"region_coordinator.{at} dimension_lead.{at} officer.{at}" for at in ("1", "2", "x1", "x2")]
)
READERS = f"{DRAFTERS} programme_owner leader leader.x leader.1 leader.2 leader.x1 leader.x2"
TYPED = {
    "number of proposal {p}.01 own": (OWN_1, WRITES_1),
    "number of proposal {p} own": (READS_0, "province_coordinator planner"),
}
HEARD = {
    "number of proposal {p} province": (f"{OWN_1} {READS_0}", WRITES_1),
    "number of proposal {p} centre": (f"{OWN_1} {READS_0} programme_owner", WRITES_1),
}
RETURNED = "number of usulan {p}.01 returned"
EDITED = TYPED | HEARD | {RETURNED: (SEES, WRITES_1)}
STEPS = ("apa", "masalah", "lokasi", "biaya", "tor", "kirim")

ROWS = [
    get("proposals:index", READERS),
    get("proposals:export", READERS, ending="=csv"),
    *form("proposals:new", DRAFTERS, READERS),
    *[get("proposals:detail", sees, number=number) for number, (sees, _writes) in EDITED.items()],
    *[
        row
        for view in ("proposals:change", "proposals:withdraw")
        for number, (sees, writes) in EDITED.items()
        for row in form(view, writes, sees, number=number)
    ],
    *[row for step in STEPS for row in form("proposals:step", WRITES_1, SEES, number=RETURNED, step=f"={step}")],
    *form("proposals:step", WRITES_1, OWN_1, number="number of proposal {p}.01 own", step="=kirim"),
    *[post("proposals:attach", writes, sees, number=number) for number, (sees, writes) in EDITED.items()],
    post("proposals:detach", WRITES_1, SEES, number=RETURNED, use="use {p}.01 added"),
    post("proposals:join", WRITES_1, SEES, number=RETURNED, other="number of proposal {p}.01 own"),
    post("proposals:copy", WRITES_1, SEES, number=RETURNED, other="number of offered {p}.01"),
    *[
        get(view, opens, number=RETURNED, use=use)
        for view in ("proposals:attachment", "proposals:attachment_look")
        for use, opens in (("use {p}.01 sent", SEES), ("use {p}.01 added", OWN_1))
    ],
    *[get(view, OWN_1, number=RETURNED) for view in ("proposals:receipt", "proposals:receipt_pdf")],
    *[get(view, SEES, number=RETURNED, sequence="=1") for view in ("proposals:version", "proposals:version_file")],
]

# The trail holds every word from before it was sent: it is the region's own.
TRAILS = {
    "proposal {p}.01 own": "region_coordinator.1",
    "proposal {p} own": "province_coordinator",
    "proposal {p} province": "region_coordinator.1",
    "proposal {p} centre": "region_coordinator.1",
    "usulan {p}.01 returned": "region_coordinator.1",
}

SECRETS = {
    "sendiri": {"": READS_0, ".01": OWN_1},
    "sudahkirim": {".01": SEES},
    "belumkirim": {".01": OWN_1},
}
