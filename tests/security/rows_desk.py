"""The day of an event and what comes after it: check-in, the test, certificates, notes with receipts, the report.

The desk is for the coordinators of the government that holds the event and for the people seated at that very desk.
What participants hold is opened by its secret word, for whoever has it, and a wrong word opens nothing.
"""

from __future__ import annotations

from .row import MOVEMENT_PEOPLE, OWN_1, Row, form, get, post, public
from .rows_outreach import AT_INSIDE_1, AT_OPEN, CLOSED, DESK, EDITS, INSIDE, INSIDE_1, NOT_EDITING, OPEN

READS_NOTES = "province_coordinator planner leader event_desk"  # desk and own government; administrators: no content
READS_REPORT = "province_coordinator planner leader"
ONLY_SEE_INSIDE = "kabupaten planner leader administrator programme_owner mentored"
AT_DESK = (DESK, "everyone")
ALONG = ("outreach:desk", "outreach:roster", "outreach:desk_worker")
ACTS = ("outreach:check_in", "outreach:check_in_undo", "outreach:walk_in", "outreach:check_in_batch")

THE_DESK = [
    get("outreach:desks", "event_desk event_desk.x"),
    *[get(view, *AT_DESK, number=OPEN) for view in ALONG],
    *[get(view, EDITS, "everyone", number=CLOSED) for view in ALONG],
    *[get(view, *AT_INSIDE_1, number=INSIDE_1) for view in ALONG],
    post("outreach:check_in", *AT_DESK, number=OPEN, data={"registration": "=1"}),
    # A number that nobody has: those who sit there are told so, the others never get as far.
    post("outreach:check_in_undo", *AT_DESK, number=OPEN, data={"registration": "=1"}),
    post("outreach:walk_in", *AT_DESK, number=OPEN, data={"name": "=Tamu", "consented": "=on"}),
    post("outreach:check_in_batch", *AT_DESK, number=OPEN),
    *[post(view, EDITS, "everyone", number=CLOSED, data={"registration": "=1"}) for view in ACTS],
    *[post(view, *AT_INSIDE_1, number=INSIDE_1, data={"registration": "=1"}) for view in ACTS],
    *form("outreach:paper_list", *AT_DESK, number=OPEN),
    *form("outreach:paper_list", *AT_INSIDE_1, number=INSIDE_1),
    *form("outreach:notes", *AT_DESK, number=OPEN),
    *form("outreach:notes", *AT_INSIDE_1, number=INSIDE_1),
    get("outreach:note", DESK, "everyone", number=OPEN, note="number of note {p} question"),
    *form("outreach:note_correct", *AT_DESK, number=OPEN, note="number of note {p} question"),
    # Under the address of another event: who sits at that desk is told that there is no such note.
    get("outreach:note", "nobody", NOT_EDITING, number=CLOSED, note="number of note {p} question"),
    get("outreach:note", "nobody", ONLY_SEE_INSIDE, number=INSIDE, note="number of note {p} question"),
]

CERTIFICATE = {"number": CLOSED, "pk": "certificate {p}"}
SETTLED = {"number": CLOSED, "note": "number of note {p} closed"}

AFTERWARDS = [
    *form("outreach:quiz", *AT_OPEN, number=OPEN),
    post("outreach:quiz_remove", *AT_OPEN, number=OPEN, pk="quiz {p}"),
    post("outreach:quiz_remove", "nobody", ONLY_SEE_INSIDE, number=INSIDE, pk="quiz {p}"),
    *form("outreach:certificates", EDITS, "everyone", number=CLOSED),
    get("outreach:certificate_file", EDITS, "everyone", **CERTIFICATE),
    get("outreach:certificate_file", "nobody", NOT_EDITING, number=OPEN, pk="certificate {p}"),
    *form("outreach:certificate_revoke", EDITS, "everyone", **CERTIFICATE),
    get("outreach:report", READS_REPORT, "everyone", number=CLOSED),
    get("outreach:report", READS_REPORT, "everyone", number=OPEN),
    get("outreach:report", OWN_1, AT_INSIDE_1[1], number=INSIDE_1),
    get("outreach:report_file", READS_REPORT, "everyone", number=CLOSED),
    post("outreach:closing_note", EDITS, "everyone", number=CLOSED, data={"closing_note": "=Selesai."}),
    post("outreach:report_hand_over", EDITS, "everyone", number=CLOSED),
    post("outreach:report_hand_over", *AT_INSIDE_1, number=INSIDE_1),
    *form("outreach:note_settle", EDITS, READS_REPORT, **SETTLED),
    *form("outreach:note_settle", EDITS, READS_NOTES, number=OPEN, note="number of note {p} question"),
    get("outreach:note_settle", "nobody", number=OPEN, note="number of note {p} closed"),
    get("outreach:reach", MOVEMENT_PEOPLE),
]

TICKET, FORGED = "ticket secret {p}", "=karangan-yang-panjang-sekali"


def posted(view: str, opens: str, **args: str) -> Row:
    return Row(view, args, opens, method="POST", public=True, visitor=200 if opens == "everyone" else 404)


BEARERS = [
    public("outreach:ticket", secret=TICKET),
    *[
        public(f"outreach:ticket{more}", "nobody", visitor=404, secret=FORGED)
        for more in ("", "_drop", "_erase", "_certificate")
    ],
    public("outreach:ticket_quiz", secret=TICKET, phase="=after"),
    public("outreach:ticket_quiz", "nobody", visitor=404, secret=TICKET, phase="=karangan"),
    public("outreach:ticket_quiz", "nobody", visitor=404, secret=FORGED, phase="=after"),
    *[public(view, secret=TICKET) for view in ("outreach:ticket_drop", "outreach:ticket_erase")],
    *[
        posted(view, who, secret=secret)
        for view in ("outreach:ticket_drop", "outreach:ticket_erase", "outreach:ticket_feedback")
        for secret, who in ((TICKET, "everyone"), (FORGED, "nobody"))
    ],
    posted("outreach:ticket_quiz", "everyone", secret=TICKET, phase="=after"),
    posted("outreach:ticket_quiz", "nobody", secret=FORGED, phase="=after"),
    public("outreach:ticket_certificate", secret=TICKET),
    public("outreach:certificate_search"),
    public("outreach:certificate", code="code of certificate {p}"),
    public("outreach:certificate", "nobody", visitor=404, code="=AAAABBBBCCCCDDDD"),
    public("outreach:receipt_search"),
    public("outreach:receipt", receipt="receipt {p}"),
    public("outreach:receipt", "nobody", visitor=404, receipt="=AAAABBBBCCCCDDDD"),
]

ROWS = [*THE_DESK, *AFTERWARDS, *BEARERS]

TRAILS = {
    "note {p} question": EDITS,
    "certificate {p}": EDITS,
    "check-in {p}": EDITS,
    "quiz {p}": EDITS,
    "feedback {p}": EDITS,
    "sheet {p}": EDITS,
    "registration {p} closed": EDITS,
}

HEARD = f"{READS_NOTES} {OWN_1} administrator.1"  # those who noted it, and the organisation that said it

SECRETS = {
    "hadir": {"": EDITS},
    "catatan": {"": READS_NOTES},
    "komitmen": {"": HEARD},
    "usulan": {"": HEARD},
    "pusat": {"": f"{HEARD} programme_owner"},
    "soal": {"": EDITS},
    "umpan": {"": READS_REPORT},
    "penutup": {"": READS_REPORT},
}
