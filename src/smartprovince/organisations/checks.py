"""What teams tell the gates of the movement: decree, leads of the dimensions, seats of kabupaten/kota and outsiders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.checks import Finding, checks
from smartprovince.territory.models import Region

from .models import Organisation, Team, TeamMember

type Findings = Mapping[int, Finding]

DRIVING = (Team.Kind.EXECUTIVE, Team.Kind.TASK_FORCE)
OUTSIDE = (
    Organisation.Kind.UNIVERSITY,
    Organisation.Kind.STATE_ENTERPRISE,
    Organisation.Kind.COMPANY,
    Organisation.Kind.COMMUNITY,
    Organisation.Kind.MEDIA,
)


def _seats(regions: Sequence[Region], on: date, kinds: Sequence[str]) -> dict[Team, list[TeamMember]]:
    """Teams in force on a day with their seats. Two queries."""
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    teams = {team.pk: team for team in Team.objects.filter(running, region__in=regions, kind__in=kinds)}
    seats: dict[Team, list[TeamMember]] = {team: [] for team in teams.values()}
    for seat in TeamMember.objects.filter(team__in=teams, ended_on=None).select_related("organisation__region"):
        seats[teams[seat.team_id]].append(seat)
    return seats


@checks.named("executive_team")
def executive_team(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """An implementing team with its decree and a lead for each dimension."""
    least = int(parameters.get("leads", 6))
    found: dict[int, Finding] = {}
    for team, seats in _seats(regions, on, DRIVING).items():
        leads = {seat.dimension for seat in seats if seat.seat == TeamMember.Seat.LEAD and seat.dimension}
        words = _("%(team)s: %(n)d of %(of)d dimensions have a lead") % {
            "team": team.name,
            "n": len(leads),
            "of": least,
        }
        if not team.decree_number:
            words = _("%(words)s; its decree has no number yet") % {"words": words}
        met = bool(team.decree_number) and len(leads) >= least
        known = found.get(team.region_id)
        if known is None or met:
            found[team.region_id] = Finding(met, words, reverse("organisations:team", args=[team.pk]), team.decree_date)
    return found


@checks.named("task_force")
def task_force(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """A province's task force or implementing team by decree, with seats of its kabupaten/kota."""
    least = int(parameters.get("kabkota", 1))
    found: dict[int, Finding] = {}
    for team, seats in _seats(regions, on, DRIVING).items():
        inside = {seat.organisation.region_id for seat in seats if seat.organisation and _is_regency(seat.organisation)}
        words = _("%(team)s: seats of %(n)d kabupaten/kota, needed: %(least)d") % {
            "team": team.name,
            "n": len(inside),
            "least": least,
        }
        met = bool(team.decree_number) and len(inside) >= least
        if team.region_id not in found or met:
            found[team.region_id] = Finding(met, words, reverse("organisations:team", args=[team.pk]), team.decree_date)
    return found


def _is_regency(organisation: Organisation) -> bool:
    region = organisation.region
    return region is not None and region.level == Region.Level.REGENCY


@checks.named("team_outsiders")
def team_outsiders(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """Seats of companies, universities, communities and media in council, task force or implementing team."""
    least = int(parameters.get("least", 1))
    counted: dict[int, int] = defaultdict(int)
    for team, seats in _seats(regions, on, (*DRIVING, Team.Kind.COUNCIL)).items():
        counted[team.region_id] += sum(bool(s.organisation and s.organisation.kind in OUTSIDE) for s in seats)
    return {
        region_pk: Finding(n >= least, _("%(n)d seats from outside government") % {"n": n})
        for region_pk, n in counted.items()
    }
