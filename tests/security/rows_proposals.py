"""Usulan. What a region typed for itself is its own; what was said at an event was heard by those who held it."""

from __future__ import annotations

from .row import OWN_1, form, get

WRITES_1 = "region_coordinator.1 dimension_lead.1 officer.1"
READS_0 = "province_coordinator planner leader"
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

ROWS = [
    get("proposals:index", READERS),
    *form("proposals:new", DRAFTERS, READERS),
    *[get("proposals:detail", sees, number=number) for number, (sees, _writes) in (TYPED | HEARD).items()],
    *[
        row
        for view in ("proposals:change", "proposals:withdraw")
        for number, (sees, writes) in (TYPED | HEARD).items()
        for row in form(view, writes, sees, number=number)
    ],
]

TRAILS = {
    "proposal {p}.01 own": "region_coordinator.1",
    "proposal {p} own": "province_coordinator",
    "proposal {p} province": "province_coordinator region_coordinator.1",
    "proposal {p} centre": "programme_owner province_coordinator region_coordinator.1",
}

SECRETS = {"sendiri": {"": READS_0, ".01": OWN_1}}
