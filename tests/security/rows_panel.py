"""The panel: what one reader finds is nobody else's before the second has read; a region knows of no interviews."""

from __future__ import annotations

from .row import OWN_1, OWN_2, form, get, post

OWNER, READER = "province_coordinator", "appointed"  # who owns the round; an assessor who has not read yet
ABOVE = f"{OWNER} {READER}"
TWICE = {"pk": "round {p} twice", "code": "={p}.02"}
DRAFT = {"pk": "round {p} open", "code": "={p}.01"}  # not handed over
LINE = {"node": "=GOV.PUB.1"}
REFUSED = f"{OWN_2} {OWNER}"
NOTE = {"held_on": "=2022-10-04", "with_whom": "=Kepala dinas", "text": "=Catatan"}

ROWS = [
    get("assessment:verify", READER, REFUSED, **TWICE),
    get("assessment:verify_line", READER, REFUSED, **TWICE, **LINE),
    post("assessment:verify_line", READER, REFUSED, **TWICE, **LINE, data={"act": "=reading", "outcome": "=accepted"}),
    post("assessment:judge", READER, REFUSED, **TWICE, **LINE, use="twice read proof {p}.02"),
    post("assessment:judge", "nobody", REFUSED, **TWICE, **LINE, use="proof {p}.01"),
    post(
        "assessment:judge",
        "nobody",
        f"{OWN_1} {OWNER}",
        **DRAFT,
        **LINE,
        use="proof {p}.01",
    ),
    get("assessment:item", f"{OWN_2} {ABOVE}", **TWICE, **LINE),
    get("assessment:story", f"{OWN_2} {ABOVE}", **TWICE, **LINE),
    *form("assessment:interviews", ABOVE, **TWICE, data=NOTE),
    *form("assessment:interviews", ABOVE, **DRAFT, data=NOTE),
    get("assessment:interviews", OWNER, pk="round {p} published", code="={p}.01"),
]

TRAILS = {
    "reading {p}.02": "nobody",
    "proof verdict {p}.02": "nobody",
    "interview {p}.02": OWNER,
}

SECRETS = {
    "bacaan": {".02": "nobody"},
    "temuan": {".02": "nobody"},
    "bincang": {".02": ABOVE},
}
