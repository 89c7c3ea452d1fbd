"""Events: public pages, the work pages of one event, its programme, who is invited and who registered.

Announced public events are for everybody. Any other one is for the people of its region, of its province and, where the
province holds it, of all its kabupaten; partners and the verified public see it when their organisation is invited.
Only the coordinators of the very government that holds it edit it: a province none of a kabupaten, and nobody's drafts.
"""

from __future__ import annotations

from .row import GOVERNMENT_1, MOVEMENT_PEOPLE, PROVINCE_0, Row, form, get, post, public

OPEN, CLOSED, COMING = ("number of event {p} open", "number of event {p} closed", "number of event {p} coming")
INSIDE, DRAFT = "number of event {p} inside", "number of event {p} draft"
INSIDE_1, DRAFT_1 = "number of event {p}.01 inside", "number of event {p}.01 draft"
MINISTRY_S = "number of event {p} ministry"
ELSEWHERE = "number of event {x} open"

SEES_INSIDE = "inside programme_owner mentored"
SEES_INSIDE_1 = f"{GOVERNMENT_1} {PROVINCE_0} programme_owner mentored"
DESK = "province_coordinator event_desk"  # of the open event
EDITS, EDITS_1 = "province_coordinator", "region_coordinator.1"
COORDINATORS = (
    "programme_owner province_coordinator province_coordinator.x region_coordinator.1 region_coordinator.2 "
    "region_coordinator.x1 region_coordinator.x2"
)
INVITED = f"{EDITS} {GOVERNMENT_1}"  # the organiser, and the people of the invited kabupaten
HANDED_OUT = f"{SEES_INSIDE} event_desk"  # a material of a public event that is not open to everyone
AT_OPEN = (EDITS, "everyone")
NOT_EDITING = (
    "kabupaten planner leader administrator partner event_desk public outside partner.x event_desk.x public.x nation "
    "stranger"
)
AT_INSIDE = (EDITS, SEES_INSIDE)
AT_INSIDE_1 = (EDITS_1, SEES_INSIDE_1)

PUBLIC = [
    public("outreach:public_events"),
    *[
        public(view, number=number)
        for view in ("outreach:event_page", "outreach:event_file")
        for number in (OPEN, COMING)
    ],
    *[
        public(view, who, visitor=404, number=number)
        for view in ("outreach:event_page", "outreach:event_file")
        for number, who in ((INSIDE, SEES_INSIDE), (INSIDE_1, SEES_INSIDE_1), (MINISTRY_S, MOVEMENT_PEOPLE))
    ],
    public("outreach:event_page", EDITS, visitor=404, number=DRAFT),
    public("outreach:event_page", EDITS_1, visitor=404, number=DRAFT_1),
    public("outreach:event_file", "nobody", visitor=404, number=DRAFT),  # nothing to put into a calendar yet
    public("outreach:register", visitor=302, number=COMING),
    Row(
        "outreach:register",
        {"number": COMING},
        method="POST",
        data={"name": "=Tamu", "email": "=tamu@contoh.test", "consent": "=on"},
        public=True,
    ),
    Row("outreach:register", {"number": INSIDE_1}, SEES_INSIDE_1, method="POST", public=True, visitor=404),
    public("outreach:material", number=OPEN, pk="material {p} public"),
    public("outreach:material", HANDED_OUT, visitor=404, number=OPEN, pk="material {p} inside"),
    public("outreach:material", "nobody", visitor=404, number=CLOSED, pk="material {p} inside"),
    public("outreach:feed", secret="feed secret {p}"),
    public("outreach:feed", "nobody", visitor=404, secret="=karangan-yang-panjang-sekali"),
    public("outreach:feed", "nobody", visitor=404, secret="ended feed secret {p}"),
]

LIFE = ("outreach:event_open", "outreach:event_record", "outreach:event_close")
ASKED = ("outreach:event_reopen", "outreach:event_cancel", "outreach:event_move", "outreach:event_edit")

EVENTS = [
    get("outreach:events"),
    *form("outreach:event_new", COORDINATORS, "everyone"),
    get("outreach:event", number=OPEN),
    get("outreach:event", number=CLOSED),
    get("outreach:event", SEES_INSIDE, number=INSIDE),
    get("outreach:event", SEES_INSIDE_1, number=INSIDE_1),
    get("outreach:event", MOVEMENT_PEOPLE, number=MINISTRY_S),
    get("outreach:event", EDITS, number=DRAFT),
    get("outreach:event", EDITS_1, number=DRAFT_1),
    *[post(view, *AT_OPEN, number=OPEN) for view in LIFE],
    *[post(view, *AT_INSIDE_1, number=INSIDE_1) for view in LIFE],
    post("outreach:event_open", EDITS_1, number=DRAFT_1),
    post("outreach:event_close", "programme_owner", MOVEMENT_PEOPLE, number=MINISTRY_S),
    *[row for view in ASKED for row in form(view, *AT_OPEN, number=OPEN)],
    *[post(view, *AT_INSIDE_1, number=INSIDE_1) for view in ASKED],
    get("outreach:event_edit", EDITS_1, number=DRAFT_1),
    get("outreach:event_edit", EDITS, number=DRAFT),
]

ADDS = ("outreach:agenda_add", "outreach:question_add", "outreach:material_add", "outreach:output_add")
PARTS = {
    "outreach:agenda_remove": "item {p}",
    "outreach:question_remove": "question {p}",
    "outreach:material_remove": "material {p} inside",
    "outreach:output_remove": "output {p}",
}

PROGRAMME = [
    *[post(view, *AT_OPEN, number=OPEN) for view in (*ADDS, "outreach:minutes_set")],
    *[post(view, *AT_INSIDE_1, number=INSIDE_1) for view in (*ADDS, "outreach:minutes_set")],
    *[post(view, EDITS_1, number=DRAFT_1) for view in ADDS[:1]],
    post("outreach:agenda_remove", *AT_OPEN, number=OPEN, pk="item {p}"),
    post("outreach:question_remove", *AT_OPEN, number=OPEN, pk="question {p}"),
    post("outreach:material_remove", EDITS, HANDED_OUT, number=OPEN, pk="material {p} inside"),
    # What is still owed is for the people of the movement: partners and the verified public do not read it.
    post("outreach:output_remove", EDITS, MOVEMENT_PEOPLE, number=OPEN, pk="output {p}"),
    # A part of one event under the address of another one, which is edited by the same person or by nobody here.
    *[post(view, "nobody", number=number, pk=pk) for view, pk in PARTS.items() for number in (CLOSED, ELSEWHERE)],
    # Homework is delivered by those who owe it, or for them by the organiser.
    *form("outreach:output", INVITED, MOVEMENT_PEOPLE, pk="output {p}"),
    post("outreach:output_take_back", EDITS, MOVEMENT_PEOPLE, pk="output {p}"),
]

INVITATION = {"number": OPEN, "pk": "invitation of event {p}"}
ASTRAY = {"number": INSIDE, "pk": "invitation of event {p}"}
AT_INVITATION = (EDITS, INVITED)

PEOPLE = [
    *form("outreach:invite", *AT_OPEN, number=OPEN),
    *form("outreach:invite", *AT_INSIDE_1, number=INSIDE_1),
    get("outreach:letters", *AT_OPEN, number=OPEN),
    get("outreach:letters", *AT_INSIDE_1, number=INSIDE_1),
    *form("outreach:invitation", *AT_INVITATION, **INVITATION),
    get("outreach:invitation_letter", *AT_INVITATION, **INVITATION),
    post("outreach:invitation_withdraw", *AT_INVITATION, **INVITATION),
    # The invited kabupaten answers, not the organiser who asks.
    post("outreach:invitation_answer", GOVERNMENT_1, EDITS, **INVITATION, data={"answer": "=coming"}),
    *[get(view, "nobody", **ASTRAY) for view in ("outreach:invitation", "outreach:invitation_letter")],
    *[post(f"outreach:invitation_{act}", "nobody", **ASTRAY) for act in ("withdraw", "answer")],
    get("outreach:registrations", DESK, "everyone", number=OPEN),
    get("outreach:registrations", EDITS, "everyone", number=CLOSED),
    get("outreach:registrations", *AT_INSIDE_1, number=INSIDE_1),
    get("outreach:registrations_export", DESK, "everyone", number=OPEN, ending="=csv"),
    get("outreach:registrations_export", DESK, "everyone", number=OPEN, ending="=xlsx"),
    get("outreach:registrations_export", *AT_INSIDE_1, number=INSIDE_1, ending="=csv"),
    post(
        "outreach:group_assign",
        DESK,
        "everyone",
        number=OPEN,
        data={"registration": "registration {p}", "dimension": "=GOV"},
    ),
    *[
        row
        for view in ("outreach:registration_promote", "outreach:registration_drop")
        for row in (
            post(view, DESK, number=OPEN, pk="registration {p}"),
            post(view, EDITS_1, number=INSIDE_1, pk="registration {p}.01"),
            post(view, "nobody", number=OPEN, pk="registration {p} closed"),
            post(view, "nobody", number=OPEN, pk="registration {x}"),
        )
    ],
    *[post(view, *AT_OPEN, number=OPEN) for view in ("outreach:desk_seat", "outreach:desk_invite")],
    *[post(view, *AT_INSIDE_1, number=INSIDE_1) for view in ("outreach:desk_seat", "outreach:desk_invite")],
    post("outreach:desk_leave", *AT_OPEN, number=OPEN, pk="desk membership {p}"),
    # A seat of another desk: who edits the event of the address is told that there is none, the others get no further.
    post("outreach:desk_leave", "nobody", NOT_EDITING, number=CLOSED, pk="desk membership {p}"),
    post("outreach:desk_leave", "nobody", NOT_EDITING, number=OPEN, pk="membership {p}"),
]

CALENDARS = [
    get("outreach:calendar_feeds"),
    post("outreach:calendar_feeds"),
    post(
        "outreach:calendar_feeds",
        "region_coordinator.1",
        "nation inside partner",  # who sees the organisation
        data={"organisation": "organisation {p}.01"},
    ),
    post("outreach:calendar_end", "partner", pk="feed {p}"),
    post("outreach:calendar_end", "region_coordinator.1", pk="feed of organisation {p}.01"),
]

ROWS = [*PUBLIC, *EVENTS, *PROGRAMME, *PEOPLE, *CALENDARS]

TRAILS = {
    # More than the page shows: what stood there before it was announced, meetings, letters.
    "event {p} open": EDITS,
    "event {p}.01 inside": EDITS_1,
    "event {p} draft": EDITS,
    "registration {p}": EDITS,
    "registration {p}.01": EDITS_1,
    "invitation of event {p}": f"{EDITS} {EDITS_1}",
    "material {p} inside": "programme_owner province_coordinator region_coordinator.1 region_coordinator.2",
    "output {p}": COORDINATORS,
    "feed {p}": "nobody",
    "feed of organisation {p}.01": EDITS_1,
    "desk membership {p}": "province_coordinator region_coordinator.1 region_coordinator.2",
}

SECRETS = {
    "peserta": {"": DESK, ".01": EDITS_1},
    "rapat": {"": DESK},
    "acara": {"": SEES_INSIDE, ".01": SEES_INSIDE_1},
    "pusatacara": {"": MOVEMENT_PEOPLE},
    "konsep": {"": EDITS, ".01": EDITS_1},
    "materi": {"": HANDED_OUT},
    "luaran": {"": MOVEMENT_PEOPLE},
    "surat": {"": INVITED},
}
