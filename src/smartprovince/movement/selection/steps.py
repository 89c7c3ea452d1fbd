"""What waits for somebody in the selection: computed, never stored."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.movement.counting import Status
from smartprovince.organisations.roles import Role
from smartprovince.organisations.scopes import reach

from . import queries
from .models import Candidate, Interview
from .states import INTERVIEW, LONG_LIST, SELECTED

type Step = dict[str, Any]


@steps.named("movement.selection")
def steps_of_selection(person: Any) -> list[Step]:
    """For the programme owner: days to set, decisions to make. For a region: its interview, its memorandum."""
    roles = {grant.role for grant in getattr(person, "grants", [])}
    found: list[Step] = []
    if Role.PROGRAMME_OWNER in roles:
        found += _of_owner(person)
    if roles & {Role.REGION_COORDINATOR, Role.PROVINCE_COORDINATOR}:
        found += _of_region(person)
    return found


def _of_owner(person: Any) -> list[Step]:
    rows = access.scope(person, "run", Candidate).select_related("cohort")
    waiting: Counter[Any] = Counter(row.cohort for row in rows.filter(state=LONG_LIST))
    held = access.scope(person, "view", Interview).values("candidate")
    decide: Counter[Any] = Counter(row.cohort for row in rows.filter(state=INTERVIEW, pk__in=held))
    record = rows.filter(state=INTERVIEW, interview_on__lte=clock.today()).exclude(pk__in=held)
    hear: Counter[Any] = Counter(row.cohort for row in record)
    return [
        *(_step("days", cohort, n, LONG_LIST) for cohort, n in waiting.items()),
        *(_step("record", cohort, n, INTERVIEW) for cohort, n in hear.items()),
        *(_step("decide", cohort, n, INTERVIEW) for cohort, n in decide.items()),
    ]


def _step(what: str, cohort: Any, n: int, state: str) -> Step:
    titles = {
        "days": ngettext("Set the interview day of %(n)d candidate", "Set the interview day of %(n)d candidates", n),
        "record": ngettext("Record the interview of %(n)d candidate", "Record the interviews of %(n)d candidates", n),
        "decide": ngettext("Decide on %(n)d candidate that was heard", "Decide on %(n)d candidates that were heard", n),
    }
    verbs = {"days": _("Invite"), "record": _("Record"), "decide": _("Decide")}
    return {
        "key": f"movement.selection.{what}.{cohort.key}",
        "title": titles[what] % {"n": n},
        "why": _("%(cohort)s: the regions wait for it.") % {"cohort": cohort},
        "due": None,
        "address": f"{reverse('movement:cohort', args=[cohort.key])}?keadaan={state}",
        "verb": verbs[what],
        "weight": n,
        "icon": "list-check",
    }


def _of_region(person: Any) -> list[Step]:
    """The own region's invitation and selection; a province is told its own, not those of its kabupaten."""
    own = {
        reach(grant) for grant in person.grants if grant.role in (Role.REGION_COORDINATOR, Role.PROVINCE_COORDINATOR)
    }
    rows = access.scope(person, "view", Candidate).filter(region__code__in=own, state__in=[INTERVIEW, SELECTED])
    found = list(rows.select_related("cohort", "region"))
    joined = queries.joined_by([row.region for row in found], clock.today(), person) if found else {}
    return [
        _to_region(row)
        for row in found
        if (row.state == SELECTED and joined[row.region_id] != Status.DOCUMENTED)
        or (row.state == INTERVIEW and row.interview_on and row.interview_on >= clock.today())
    ]


def _to_region(row: Candidate) -> Step:
    common = {"due": None, "weight": 2, "region": row.region, "icon": "list-check"}
    if row.state == SELECTED:
        return common | {
            "key": f"movement.selection.sign.{row.pk}",
            "title": _("You are selected: sign the memorandum"),
            "why": _("%(cohort)s. Being selected is not joining; the memorandum in the register is.")
            % {"cohort": row.cohort},
            "address": reverse("movement:milestones", args=[row.region.code]),
            "verb": _("Record the memorandum"),
        }
    return common | {
        "key": f"movement.selection.interview.{row.pk}",
        "title": _("You are invited to the interview on %(day)s") % {"day": full_day(row.interview_on)},
        "why": _("%(cohort)s chooses by potential and challenge, and after hearing the region.")
        % {"cohort": row.cohort},
        "due": row.interview_on,
        "address": reverse("movement:candidate", args=[row.pk]),
        "verb": _("See the candidacy"),
    }
