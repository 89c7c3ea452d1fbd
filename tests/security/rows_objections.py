"""Objections: a region's own, its owner's and its assessors'; decided by an assessor who did not give the verdict."""

from __future__ import annotations

from .row import OWN_1, get, post

ABOVE = "province_coordinator appointed"  # owner of the round and the assessor who has not judged
SEES_ROUND = "inside appointed mentored programme_owner"
DISPUTED = {"pk": "round {p} disputed"}
ONE = DISPUTED | {"objection": "objection {p}.01"}
LINE = DISPUTED | {"code": "={p}.01", "node": "=ENV.WAS.1"}
DRAFT = {"pk": "round {p} open", "code": "={p}.01", "node": "=GOV.PUB.1"}  # no verdict: the page says why not

ROWS = [
    get("assessment:objections", SEES_ROUND, **DISPUTED),
    get("assessment:objection", f"{OWN_1} {ABOVE}", **ONE),
    post(
        "assessment:objection_decide",
        "appointed",
        f"{OWN_1} province_coordinator",
        **ONE,
        data={"do": "=dismiss", "decision": "=Bukti tidak cukup."},
    ),
    post("assessment:objection_withdraw", "region_coordinator.1", f"{OWN_1} {ABOVE}", **ONE),
    get("assessment:objection_paper", f"{OWN_1} {ABOVE}", **ONE, use="new proof {p}.01"),
    get("assessment:objection_paper", "nobody", **ONE, use="proof {p}.01"),
    get("assessment:objection_new", "region_coordinator.1", f"{OWN_1} {ABOVE} mentored", **LINE),
    post(
        "assessment:objection_new",
        "region_coordinator.1",
        f"{OWN_1} {ABOVE} mentored",
        **LINE,
        data={"reason": "=Nilai lain."},
    ),
    get("assessment:objection_new", "region_coordinator.1", OWN_1, **DRAFT),
]

TRAILS = {"objection {p}.01": "province_coordinator region_coordinator.1"}

SECRETS = {"sanggah": {".01": f"{OWN_1} {ABOVE}"}}
