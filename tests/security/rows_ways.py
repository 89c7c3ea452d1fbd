"""Gates and cycles. A kabupaten/kota is steered by its province, a province by the programme owner.

Its way is open to its own people, its province and the nation; that of a province also to its kabupaten/kota.
"""

from __future__ import annotations

from .row import GOVERNMENT_1, MINISTRY, PROVINCE_0, form, get, post

WAY_1 = f"{GOVERNMENT_1} {PROVINCE_0} {MINISTRY} mentored"
WAY_0 = f"inside {MINISTRY} mentored"
STEERS_1, STEERS_0 = "programme_owner province_coordinator", "programme_owner"
SHOWS_1, SHOWS_0 = f"{STEERS_1} region_coordinator.1", STEERS_1
ONE, ALL = "={p}.01", "={p}"
STEPS = ("movement:begin", "movement:advance", "movement:go_back", "movement:end")
# fact, region, who confirms it
FACTS = (
    ("fact {p}.01 for province", ONE, STEERS_1),
    ("fact {p}.01 for owner", ONE, STEERS_0),
    ("fact {p} for province", ALL, STEERS_0),
)

ROWS = [
    get("movement:way", WAY_1, "everyone", code=ONE),
    get("movement:way", WAY_0, "everyone", code=ALL),
    *[post(view, STEERS_1, "everyone", code=ONE) for view in STEPS],
    *[post(view, STEERS_0, "everyone", code=ALL) for view in STEPS],
    *form("movement:show", SHOWS_1, "everyone", code=ONE, item="=UJI.SC.1"),
    *form("movement:show", SHOWS_0, "everyone", code=ALL, item="=UJI.SP.1"),
    *[post("movement:confirm", who, "everyone", code=code, pk=fact) for fact, code, who in FACTS],
    *[row for fact, code, who in FACTS for row in form("movement:take_back", who, "everyone", code=code, pk=fact)],
    # A fact under the address of another region, and one that no gate asks for.
    post("movement:confirm", "nobody", code="={p}.02", pk="fact {p}.01 for province"),
    post("movement:confirm", "nobody", "everyone", code=ONE, pk="milestone {p}.01"),
    get("movement:ways"),
    get("movement:confirmations"),
    get("movement:shape"),
    *form("movement:design", "programme_owner", "everyone", item="=UJI.SC.1"),
    get("movement:eligible"),
    get("movement:effect"),
    get("workspace:held", WAY_1, "everyone", code=ONE),
    get("workspace:held", WAY_0, "everyone", code=ALL),
]

TRAILS = {
    "cycle {p}.01": "programme_owner province_coordinator region_coordinator.1",
    "cycle {p}": "programme_owner province_coordinator region_coordinator.1 region_coordinator.2",
    "change {p}.01": "programme_owner province_coordinator region_coordinator.1",
}

SECRETS = {"mundur": {"": WAY_0, ".01": WAY_1}}
