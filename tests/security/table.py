"""Who gets which page: the table that the permission matrix compares the site with.

It is written by hand from the role table (docs/architecture.md) and the autonomy of kabupaten/kota, never derived from
the rules: a rule that is broken must disagree with it. `opens` lists who gets the page or may do the thing, `refused`
who may see the thing but not do this to it (403, a page that says who may). Everyone else is told that there is no
such page. `{p}` is the province; the words are those of `seats.py`.

The rooms that came later stand beside this, one module each: `rows_….py` with `ROWS`, `TRAILS` and `SECRETS`.
A new address needs a row; the matrix fails until it has one.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    rows_desk,
    rows_evidence,
    rows_handling,
    rows_instruments,
    rows_mentoring,
    rows_news,
    rows_objections,
    rows_outreach,
    rows_panel,
    rows_preparing,
    rows_programmes,
    rows_proposals,
    rows_registers,
    rows_schedule,
    rows_selection,
    rows_ways,
    rows_workbook,
)
from .row import OWN_1, OWN_2, Row, form, get, post

__all__ = ["ENTRANCE", "POST_IS_GET", "SECRETS", "TABLE", "Row"]

COORDINATORS_1 = "province_coordinator region_coordinator.1"
SEES_ORGANISATIONS = "nation inside partner"
SEES_MINISTRIES = "nation inside outside partner partner.x"
COLLEAGUES = "inside mentored"
FLOOR = {"key": "=movement.floor", "value": "=0,7"}

ORGANISATIONS = [
    *form("organisations:profile", "everyone"),
    post("organisations:act_as"),
    get("organisations:list"),
    get("organisations:directory"),
    get("organisations:teams"),
    get("organisations:detail", SEES_ORGANISATIONS, pk="organisation {p}.01"),
    get("organisations:detail", SEES_ORGANISATIONS, pk="organisation {p}"),
    # A kabupaten is a government of its own: the province's administrator does not manage it.
    *form("organisations:edit", "administrator.1", SEES_ORGANISATIONS, pk="organisation {p}.01"),
    *form("organisations:edit", "administrator", SEES_ORGANISATIONS, pk="organisation {p}"),
    *form("organisations:invite", "administrator.1", SEES_ORGANISATIONS, pk="organisation {p}.01"),
    *form("organisations:invite", "administrator", SEES_ORGANISATIONS, pk="organisation {p}"),
    get("organisations:settings", SEES_ORGANISATIONS, pk="organisation {p}"),
    post(
        "organisations:settings",
        "administrator",
        SEES_ORGANISATIONS,
        pk="organisation {p}",
        data=FLOOR,
    ),
    post("organisations:settings", "programme_owner", SEES_MINISTRIES, pk="ministry", data=FLOOR),
    *form("organisations:team_new", COORDINATORS_1, SEES_ORGANISATIONS, organisation_pk="organisation {p}.01"),
    *form("organisations:team_new", "province_coordinator", SEES_ORGANISATIONS, organisation_pk="organisation {p}"),
    post("organisations:end_membership", "administrator.1", COLLEAGUES, pk="membership {p}.01"),
    post("organisations:end_membership", "administrator", COLLEAGUES, pk="membership {p}"),
    get("organisations:team", pk="team {p}.01"),
    *form("organisations:team_edit", COORDINATORS_1, "everyone", pk="team {p}.01"),
    *form("organisations:team_edit", "province_coordinator", "everyone", pk="team {p}"),
    *form("organisations:seat", COORDINATORS_1, "everyone", pk="team {p}.01"),
    post("organisations:unseat", COORDINATORS_1, COLLEAGUES, pk="seat {p}.01"),
    post("organisations:unseat", "province_coordinator", COLLEAGUES, pk="seat {p}"),
]

KEEPERS_1 = "region_coordinator.1 dimension_lead.1 officer.1"  # of the papers of a kabupaten
READERS_0 = "province_coordinator planner"  # of the papers of the province

EVIDENCE = [
    get("evidence:list"),
    Row("evidence:upload", method="PUT"),
    *[get(view, pk=f"paper {{p}}{at} public") for view in ("evidence:paper", "evidence:file") for at in ("", ".01")],
    *[
        get(view, who, pk=f"paper {{p}}{at} {how}")
        for view in ("evidence:paper", "evidence:file")
        for how in ("limited", "excluded")
        for at, who in ((".01", KEEPERS_1), ("", READERS_0))
    ],
    *form("evidence:edit", KEEPERS_1, "everyone", pk="paper {p}.01 public"),
    *form("evidence:edit", KEEPERS_1, pk="paper {p}.01 limited"),
    *form("evidence:edit", "province_coordinator", "everyone", pk="paper {p} public"),
    *form("evidence:edit", "province_coordinator", "planner", pk="paper {p} excluded"),
    *[
        post(view, KEEPERS_1, "everyone", pk="paper {p}.01 public")
        for view in ("evidence:replace", "evidence:withdraw")
    ],
    *[post(view, KEEPERS_1, pk="paper {p}.01 excluded") for view in ("evidence:replace", "evidence:withdraw")],
    *form("evidence:new", KEEPERS_1, SEES_ORGANISATIONS, organisation_pk="organisation {p}.01"),
    *form("evidence:new", "province_coordinator", SEES_ORGANISATIONS, organisation_pk="organisation {p}"),
]

REGISTRARS_1 = "programme_owner province_coordinator region_coordinator.1"
REGISTRARS_0 = "programme_owner province_coordinator"

MOVEMENT = [
    get("movement:nation"),
    get("movement:claims"),
    get("movement:province", code="={p}"),
    get("movement:export", code="={p}", ending="=xlsx"),
    get("movement:export", code="={p}", ending="=csv"),
    get("movement:milestones", code="={p}.01"),
    post("movement:milestones", REGISTRARS_1, "everyone", code="={p}.01"),
    post("movement:milestones", REGISTRARS_0, "everyone", code="={p}"),
    post("movement:contact", REGISTRARS_1, "everyone", code="={p}.01"),
    post("movement:contact", REGISTRARS_0, "everyone", code="={p}"),
    *[
        row
        for view in ("movement:milestone_edit", "movement:milestone_withdraw", "movement:milestone_paper")
        for at, who in ((".01", REGISTRARS_1), ("", REGISTRARS_0))
        for row in form(view, who, "everyone", code=f"={{p}}{at}", pk=f"milestone {{p}}{at}")
    ],
    *form("movement:claim_new", "programme_owner", "everyone"),
    *form("movement:import", "province_coordinator province_coordinator.x", "everyone"),
    *form("movement:import_preview", "province_coordinator", pk="import {p}"),
    post("movement:import_apply", "province_coordinator", pk="import {p}"),
    post("movement:import_drop", "province_coordinator", pk="import {p}"),
]

PLAN_READERS_1 = "region_coordinator.1 dimension_lead.1 officer.1 leader.1 mentored"
PLAN_READERS_0 = (
    "province_coordinator planner leader mentored region_coordinator.1 dimension_lead.1 officer.1 leader.1 "
    "region_coordinator.2 dimension_lead.2 officer.2 leader.2"
)
PLAN_WRITERS_1 = "region_coordinator.1 dimension_lead.1"
TEXT = {"text": "=Teks baru."}

MASTERPLAN = [
    get("masterplan:list"),
    get("masterplan:plan", PLAN_READERS_1, pk="plan {p}.01"),
    get("masterplan:plan", PLAN_READERS_0, pk="plan {p}"),
    get("masterplan:download", PLAN_READERS_1, pk="plan {p}.01", kind="=docx"),
    get("masterplan:download", PLAN_READERS_0, pk="plan {p}", kind="=docx"),
    *form("masterplan:new", PLAN_WRITERS_1, "everyone", code="={p}.01"),
    *form("masterplan:new", "province_coordinator", "everyone", code="={p}"),
    get("masterplan:section", PLAN_READERS_1, pk="section {p}.01"),
    post("masterplan:section", PLAN_WRITERS_1, PLAN_READERS_1, pk="section {p}.01", data=TEXT),
    get("masterplan:section", PLAN_READERS_0, pk="section {p}"),
    post("masterplan:section", "province_coordinator", PLAN_READERS_0, pk="section {p}", data=TEXT),
]

WRITERS_1 = "region_coordinator.1 dimension_lead.1 officer.1"
WRITERS_2 = "region_coordinator.2 dimension_lead.2 officer.2"
ABOVE = "province_coordinator appointed"  # owner of the round and its assessor
SEES_ROUND = "inside appointed mentored programme_owner"
DRAFT = {"pk": "round {p} open", "code": "={p}.01"}  # being filled in: nobody above reads it
SENT = {"pk": "round {p} open", "code": "={p}.02"}  # handed over
LINE = {"node": "=GOV.PUB.1"}
USE = {"use": "proof {p}.01"}

ASSESSMENT = [
    get("assessment:list"),
    *form("assessment:new", "province_coordinator", SEES_ORGANISATIONS, organisation_pk="organisation {p}"),
    *form("assessment:new", "nobody", SEES_ORGANISATIONS, organisation_pk="organisation {p}.01"),
    *form("assessment:new", "programme_owner", SEES_MINISTRIES, organisation_pk="ministry"),
    get("assessment:round", SEES_ROUND, pk="round {p} open"),
    get("assessment:round", pk="round {p} published"),
    post("assessment:step", "province_coordinator", SEES_ROUND, pk="round {p} open", name="=verifikasi"),
    get("assessment:results", SEES_ROUND, pk="round {p} open"),
    get("assessment:results", pk="round {p} published"),
    get("assessment:export", "nobody", pk="round {p} open", ending="=csv"),
    get("assessment:export", pk="round {p} published", ending="=csv"),
    get("assessment:export", pk="round {p} published", ending="=xlsx"),
    get("assessment:region_results", pk="round {p} published", code="={p}.01"),
    get("assessment:scorecard", pk="round {p} published", code="={p}.01"),
    get(
        "assessment:region_results",
        f"{OWN_2} province_coordinator planner leader",  # not consented: its own people and the owner's government
        pk="round {p} published",
        code="={p}.02",
    ),
    get("assessment:cover", f"{OWN_1} {ABOVE}", **DRAFT),
    get("assessment:cover", f"{OWN_2} {ABOVE}", **SENT),
    post("assessment:send", "region_coordinator.1", f"{OWN_1} {ABOVE}", **DRAFT),
    post(
        "assessment:consent",
        "region_coordinator.2",
        f"{OWN_2} province_coordinator",
        pk="round {p} published",
        code="={p}.02",
    ),
    get("assessment:item", OWN_1, **DRAFT, **LINE),
    post("assessment:item", WRITERS_1, OWN_1, **DRAFT, **LINE, data={"value": "=53"}),
    get("assessment:item", f"{OWN_2} {ABOVE}", **SENT, **LINE),
    post("assessment:item", WRITERS_2, f"{OWN_2} {ABOVE}", **SENT, **LINE, data={"value": "=53"}),
    get("assessment:story", OWN_1, **DRAFT, **LINE),
    get("assessment:story", f"{OWN_2} {ABOVE}", **SENT, **LINE),
    post("assessment:assign", "region_coordinator.1", OWN_1, **DRAFT, **LINE),
    post(
        "assessment:attach", WRITERS_1, OWN_1, **DRAFT, **LINE, data={"paper": "paper {p}.01 public", "kind": "=other"}
    ),
    get("assessment:proof", OWN_1, **DRAFT, **LINE, **USE),
    post("assessment:detach", WRITERS_1, OWN_1, **DRAFT, **LINE, **USE),
    get("assessment:verify", "nobody", f"{OWN_1} province_coordinator", **DRAFT),
    get("assessment:verify", "appointed", f"{OWN_2} province_coordinator", **SENT),
    get("assessment:verify_line", "nobody", f"{OWN_1} province_coordinator", **DRAFT, **LINE),
    get("assessment:verify_line", "appointed", f"{OWN_2} province_coordinator", **SENT, **LINE),
    post(
        "assessment:verify_line",
        "appointed",
        f"{OWN_2} province_coordinator",
        **SENT,
        **LINE,
        data={"outcome": "=accepted"},
    ),
    post("assessment:return", "appointed", f"{OWN_2} province_coordinator", **SENT, data={"reason": "=Lengkapi."}),
    post("assessment:finish", "appointed", f"{OWN_2} province_coordinator", **SENT),
]

AUDITORS = (
    "programme_owner province_coordinator province_coordinator.x region_coordinator.1 region_coordinator.2 "
    "region_coordinator.x1 region_coordinator.x2"
)
NEAR_AUDITORS = "province_coordinator region_coordinator.1 region_coordinator.2"
TRAILS = {
    "team {p}.01": AUDITORS,
    "milestone {p}.01": AUDITORS,
    "region {p}.01": AUDITORS,
    "paper {p}.01 public": "region_coordinator.1",  # what it was before it was opened is its region's own
    "round {p} published": AUDITORS,
    "organisation {p}.01": f"programme_owner {NEAR_AUDITORS}",
    "round {p} open": f"programme_owner {NEAR_AUDITORS}",
    "membership {p}.01": NEAR_AUDITORS,
    "person {p}.01": NEAR_AUDITORS,
    "seat {p}.01": NEAR_AUDITORS,
    "contact {p}.01": NEAR_AUDITORS,
    "invitation {p}.01": "nobody",
    "paper {p}.01 limited": "region_coordinator.1",
    "plan {p}.01": "region_coordinator.1",
    "section {p}.01": "region_coordinator.1",
    "plan {p}": NEAR_AUDITORS,
    "import {p}": "province_coordinator",
    "draft {p}.01": "province_coordinator region_coordinator.1",
    "answer {p}.01": "region_coordinator.1",
    "answer {p}.02": "province_coordinator region_coordinator.2",
}


def trail(thing: str, who: str) -> Row:
    return get("workspace:trail_of", who, object_type=thing, object_id=thing)


WORKSPACE = [
    get("workspace:home"),
    get("workspace:dashboard"),
    get("workspace:province", code="={p}"),
    get("workspace:sheet", code="={p}"),
    get("workspace:region", code="={p}.01"),
    *form("workspace:notices", "everyone"),
    get("workspace:menu"),
    Row("workspace:search", query="q=rahasia"),
    get("workspace:trail"),
    *[trail(thing, who) for thing, who in TRAILS.items()],
]

PORTAL = [
    Row("portal:nation", public=True),
    Row("portal:province", {"slug": "slug of {p}"}, public=True),
    Row("portal:worth", public=True),
    Row("portal:about_demo", public=True),
    Row("portal:accessibility", public=True),
    Row("portal:privacy", public=True),
    Row("portal:language", method="POST", public=True),
]

LATER = (
    rows_programmes,
    rows_handling,
    rows_outreach,
    rows_panel,
    rows_preparing,
    rows_desk,
    rows_proposals,
    rows_registers,
    rows_ways,
    rows_workbook,
    rows_selection,
    rows_mentoring,
    rows_news,
    rows_objections,
    rows_schedule,
    rows_instruments,
    rows_evidence,
)

TABLE = [
    *[*ORGANISATIONS, *EVIDENCE, *MOVEMENT, *MASTERPLAN, *ASSESSMENT, *WORKSPACE, *PORTAL],
    *[row for room in LATER for row in room.ROWS],
    *[trail(thing, who) for room in LATER for thing, who in room.TRAILS.items()],
]

# Read-only pages that answer a POST as they answer a GET (they do not say `require_safe`). No page may be added.
POST_IS_GET = {
    "organisations:list",
    "organisations:directory",
    "organisations:teams",
    "organisations:team",
    "organisations:detail",
    "workspace:home",
    "workspace:dashboard",
    "workspace:province",
    "workspace:region",
    "workspace:sheet",
    "workspace:menu",
    "workspace:search",
    "workspace:trail",
    "workspace:trail_of",
    "portal:nation",
    "portal:province",
    "portal:worth",
    "portal:about_demo",
    "portal:accessibility",
    "portal:privacy",
}

# Sign-in (ours and allauth's): arguments, then what a visitor gets on GET. 302 leads to the sign-in page.
ENTRANCE: dict[str, tuple[Mapping[str, str], int]] = {
    "account_login": ({}, 200),
    "account_logout": ({}, 302),
    "accept_invitation": ({"token": "karangan"}, 404),
    "demo_sign_in": ({"pk": "1"}, 405),
    "account_inactive": ({}, 200),
    "account_signup": ({}, 200),
    "account_reauthenticate": ({}, 302),
    "account_email": ({}, 404),
    "account_change_password": ({}, 302),
    "account_set_password": ({}, 404),
    "account_reset_password": ({}, 200),
    "account_reset_password_from_key_done": ({}, 200),
    "account_reset_password_from_key": ({"uidb36": "1", "key": "x-karangan"}, 200),
    "account_reset_password_done": ({}, 200),
    "mfa_index": ({}, 302),
    "mfa_authenticate": ({}, 302),
    "mfa_reauthenticate": ({}, 302),
    "mfa_activate_totp": ({}, 302),
    "mfa_deactivate_totp": ({}, 302),
    "mfa_view_recovery_codes": ({}, 302),
    "mfa_generate_recovery_codes": ({}, 302),
    "mfa_download_recovery_codes": ({}, 302),
    "mfa_list_webauthn": ({}, 302),
    "mfa_add_webauthn": ({}, 302),
    "mfa_reauthenticate_webauthn": ({}, 302),
    "mfa_remove_webauthn": ({"pk": "1"}, 302),
    "mfa_edit_webauthn": ({"pk": "1"}, 302),
    "mfa_login_webauthn": ({}, 302),
    "socialaccount_login_cancelled": ({}, 200),
    "socialaccount_login_error": ({}, 401),
    "socialaccount_signup": ({}, 302),
    "socialaccount_connections": ({}, 302),
    "openid_connect_login": ({"provider_id": "karangan"}, 404),
    "openid_connect_callback": ({"provider_id": "karangan"}, 404),
}

# Who may ever read which secret word of `furnished.py`, on whatever page, in whatever file.
SECRETS = {
    "kursi": {"": COLLEAGUES, ".01": COLLEAGUES},
    "undangan": {"": "administrator", ".01": "administrator.1"},
    "limited": {"": READERS_0, ".01": f"{KEEPERS_1} leader.1"},  # leader.1 as the proof of an answer of the own region
    "excluded": {"": READERS_0, ".01": KEEPERS_1},
    "kontak": {"": COLLEAGUES, ".01": COLLEAGUES},
    "impor": {"": "province_coordinator"},
    "rencana": {"": PLAN_READERS_0, ".01": PLAN_READERS_1},
    "draf": {".01": OWN_1},
}
for _room in LATER:
    if _twice := SECRETS.keys() & _room.SECRETS.keys():  # one word for two things would hide a leak of either
        raise ValueError(f"{_room.__name__}: {', '.join(sorted(_twice))} is a secret word of another room")
    SECRETS |= _room.SECRETS
