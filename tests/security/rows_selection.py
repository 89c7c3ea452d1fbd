"""Angkatan, parameters and candidates. The programme owner runs the selection; a region and its province read where it
stands, the decision and its reasons, never what the assessors found."""

from __future__ import annotations

from .row import MOVEMENT_PEOPLE, form, get, post

OWNER = "programme_owner"
READS = f"{OWNER} province_coordinator planner leader region_coordinator.1 leader.1"
OUTSIDERS = "partner partner.x event_desk event_desk.x public public.x stranger"
COHORT = {"key": "=smart_city-2023"}
STEPS = ("undang", "wawancara", "tolak", "tinjau", "tarik", "ikuti")

ROWS = [
    get("movement:cohorts"),
    *form("movement:cohort_open", OWNER, "everyone"),
    get("movement:cohort", **COHORT),
    post("movement:cohort", OWNER, "everyone", **COHORT, data={"region": "region {p}.02"}),
    *form("movement:long_list", OWNER, "everyone", **COHORT),
    post("movement:invite_many", OWNER, "everyone", **COHORT),
    get("movement:letters_zip", OWNER, "everyone", **COHORT),
    get("movement:candidate", READS, pk="candidate {p}.01"),
    get("movement:candidate_letter", OWNER, READS, pk="candidate {p}.01"),
    *[get("movement:candidate_step", OWNER, READS, pk="candidate {p}.01", step=f"={step}") for step in STEPS[1:4]],
    *[post("movement:candidate_step", OWNER, READS, pk="candidate {p}.01", step=f"={step}") for step in STEPS],
    get("movement:candidate_step", "nobody", pk="candidate {p}.01", step="=karangan"),
    get("movement:parameters", MOVEMENT_PEOPLE, OUTSIDERS),
    *form("movement:parameter_edit", OWNER, MOVEMENT_PEOPLE, pk="parameter"),
    *form("movement:parameter_new", OWNER, "everyone"),
    get("movement:values", MOVEMENT_PEOPLE, OUTSIDERS),
    get("movement:values_export", MOVEMENT_PEOPLE, OUTSIDERS, ending="=csv"),
    get("movement:values_export", MOVEMENT_PEOPLE, OUTSIDERS, ending="=xlsx"),
    *form("movement:values_import", OWNER, "everyone"),
    get("movement:region_values", MOVEMENT_PEOPLE, OUTSIDERS, code="={p}.01"),
    post("movement:region_values", OWNER, "everyone", code="={p}.01"),
]

TRAILS = {
    "candidate {p}.01": f"{OWNER} province_coordinator region_coordinator.1",
    "interview {p}.01": OWNER,
}

SECRETS = {"alasan": {".01": READS}, "wawancara": {".01": OWNER}}
