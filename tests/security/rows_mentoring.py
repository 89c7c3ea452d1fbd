"""Mentoring. A draft is the writing mentor's own; what was sent is read by the region, its province and the programme.

The mentor of the world works with 51.01; the one of 52.01 has no seat, so that there "mentored" means nobody.
"""

from __future__ import annotations

from .row import OWN_1, form, get, post

OWNER = "programme_owner"
READS = f"{OWNER} province_coordinator planner leader {OWN_1} mentored"
FOLLOWS = "region_coordinator.1 dimension_lead.1 officer.1"
TERM, ENDED = {"pk": "term {p}.01"}, {"pk": "term {p}.01 ended"}
DRAFT, SENT, APPROVED = {"pk": "report {p}.01 draft"}, {"pk": "report {p}.01 sent"}, {"pk": "report {p}.01 approved"}
STEP_1, STEP_M, STEP_DRAFT = {"pk": "step {p}.01 region"}, {"pk": "step {p}.01 mentor"}, {"pk": "step {p}.01 draft"}
STEPS = ("movement:follow_up", "movement:follow_up_reopen")
DECIDE = ("movement:mentor_report_return", "movement:mentor_report_approve")

ROWS = [
    get("movement:mentoring"),
    *form("movement:mentor_assign", OWNER, "everyone"),
    get("movement:mentor_term", READS, **TERM),
    get("movement:mentor_term", READS, **ENDED),
    *[
        row
        for view in ("movement:mentor_term_extend", "movement:mentor_term_end")
        for row in form(view, OWNER, READS, **TERM)
    ],
    *form("movement:mentor_report_new", "mentored", READS, **TERM),
    post("movement:mentor_report_new", "nobody", READS, **ENDED),
    get("movement:mentor_reports"),
    get("movement:mentor_report", "mentored", **DRAFT),
    get("movement:mentor_report", READS, **SENT),
    get("movement:mentor_report", READS, **APPROVED),
    *form("movement:mentor_report_edit", "mentored", **DRAFT),
    *form("movement:mentor_report_edit", "mentored", READS, **SENT),
    post("movement:mentor_report_send", "mentored", **DRAFT),
    post("movement:mentor_report_send", "mentored", READS, **SENT),
    *[post(view, "nobody", "mentored", **DRAFT) for view in DECIDE],
    *[post(view, OWNER, READS, **SENT, data={"reason": "=Lengkapi."}) for view in DECIDE],
    get("movement:follow_ups"),
    *[row for view in STEPS for row in form(view, FOLLOWS, READS, **STEP_1)],
    *[row for view in STEPS for row in form(view, "mentored", READS, **STEP_M)],
    *[post(view, "nobody", "mentored", **STEP_DRAFT) for view in STEPS],
    get("movement:hand_over", READS, **ENDED),
    get("movement:hand_over_docx", READS, **ENDED),
    get("movement:hand_over", "nobody", **TERM),
]

AUDITS = f"{OWNER} province_coordinator region_coordinator.1"
TRAILS = {
    "term {p}.01": AUDITS,
    "report {p}.01 draft": "nobody",
    "report {p}.01 sent": AUDITS,
    "step {p}.01 region": AUDITS,
    "step {p}.01 draft": "nobody",
    "hand-over {p}.01": AUDITS,
}

SECRETS = {
    "lapordraf": {".01": "mentored"},
    # What stood in a report before it was sent stays the mentor's own, in the trail as well.
    "coret": {".01": "mentored"},
    "laporan": {".01": READS},
    "langkah": {".01": READS},
    "serah": {".01": READS},
}
