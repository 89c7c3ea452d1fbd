"""Handling usulan: who they were sent to checks, reviews, plans and answers; proposers read what is published."""

from __future__ import annotations

from smartprovince.proposals.handling.moves import MOVES

from .row import OWN_1, Row, form, get, post

READS_0 = "province_coordinator planner leader"
SEES = f"{OWN_1} {READS_0}"
HANDLERS = (
    f"{READS_0} province_coordinator.x planner.x leader.x region_coordinator.1 region_coordinator.2 "
    "region_coordinator.x1 region_coordinator.x2 leader.1 leader.2 leader.x1 leader.x2"
)
HOLDS = {
    "check": "province_coordinator",
    "plan": "planner",
    "prepare": "province_coordinator planner",
    "publish": "leader",
    "handle": READS_0,
    "object": "region_coordinator.1",
    "carry": "province_coordinator planner",
}
AT = {"object": "usulan {p}.01 not_recommended", "carry": "usulan {p}.01 budgeted"}


def moves() -> list[Row]:
    """A move for each right, asked of a usulan on which the right can be had; all go through the same page."""
    of_right = {move.right: move for move in MOVES}
    return [
        row
        for move in of_right.values()
        for row in form(
            "proposals:move",
            HOLDS[move.right],
            SEES,
            number=f"number of {AT.get(move.right, 'usulan {p}.01 submitted')}",
            slug=f"={move.slug}",
        )
    ]


ROWS = [
    get("proposals:queue", HANDLERS),
    post("proposals:together", HANDLERS, data={"do": "=ambil"}),
    *form("proposals:answers", HANDLERS),
    get("proposals:ranking", HANDLERS),
    get("proposals:figures", HANDLERS),
    get("proposals:reviews"),
    *form("proposals:review", "province_coordinator", pk="review {p}.01"),
    *form("proposals:recuse", "province_coordinator", "planner leader", pk="review {p}.01"),
    post("proposals:drop_review", "province_coordinator", "planner leader", pk="review {p}.01"),
    get("proposals:rubric"),
    post("proposals:rubric", "province_coordinator province_coordinator.x", "everyone"),
    *[
        get("proposals:detail", SEES, number=f"number of usulan {{p}}.01 {state}")
        for state in ("submitted", "reviewing", "planning", "not_recommended", "budgeted")
    ],
    *moves(),
]

TRAILS = {
    "note {p}.01": "province_coordinator",
    "review {p}.01": "province_coordinator",
    "prepared {p}.01": "province_coordinator",
    "usulan {p}.01 reviewing": "region_coordinator.1",
}

SECRETS = {
    "kirimusul": {".01": SEES},
    "catatanusul": {".01": READS_0},
    "telaahusul": {".01": READS_0},
    "jawabusul": {".01": READS_0},
}
