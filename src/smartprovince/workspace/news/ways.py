"""News of the movement: stages and gates, candidates of an angkatan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.templatetags.writing import full_day, own_language
from smartprovince.movement.gates.models import Cycle
from smartprovince.movement.models import Milestone
from smartprovince.movement.selection.models import Candidate
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import people_at

R = Role
REGION = frozenset({R.REGION_COORDINATOR})
ABOVE = frozenset({R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR})


def conductors(region: Any) -> list[Person]:
    """The coordinators of a kabupaten/kota and of its province; of a province its own."""
    return [
        *people_at(region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR),
        *people_at(region.parent, R.PROVINCE_COORDINATOR),
    ]


# --- stages and gates ------------------------------------------------------------------------------------------------


def _way(thing: Any, person: Any) -> str:
    return reverse("movement:way", args=[thing.region.code])


def _names(cycle: Cycle) -> dict[str, str]:
    return {"region": cycle.region.short_name, "stage": cycle.get_stage_display()}


news.register(
    news.NoticeType(
        name="cycle.advance",
        action="cycle.advance",
        label=gettext_lazy("Gate passed"),
        model=Cycle,
        who=lambda cycle, event: conductors(cycle.region),
        say=lambda cycle, event: _("%(region)s has passed its gate; it is now at: %(stage)s") % _names(cycle),
        address=_way,
        roles=ABOVE,
    )
)
news.register(
    news.NoticeType(
        name="cycle.go_back",
        action="cycle.go_back",
        label=gettext_lazy("Back to an earlier stage"),
        model=Cycle,
        who=lambda cycle, event: conductors(cycle.region),
        say=lambda cycle, event: _("%(region)s was put back to: %(stage)s") % _names(cycle),
        address=_way,
        roles=ABOVE,
        waits=True,
    )
)


def _fact(milestone: Milestone) -> dict[str, str]:
    shown = own_language(milestone.gate, "title") if milestone.gate else milestone.get_kind_display()
    return {"region": milestone.region.short_name, "fact": str(shown)}


def _milestones(milestone: Milestone, person: Any) -> str:
    return reverse("movement:milestones", args=[milestone.region.code])


news.register(
    news.NoticeType(
        name="milestone.withdraw",
        action="milestone.withdraw",
        label=gettext_lazy("Fact of the register withdrawn"),
        model=Milestone,
        who=lambda milestone, event: people_at(milestone.region, R.REGION_COORDINATOR),
        say=lambda milestone, event: _("Withdrawn from the register of %(region)s: %(fact)s") % _fact(milestone),
        address=_milestones,
        roles=REGION,
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="gate.confirm",
        action="gate.confirm",
        label=gettext_lazy("Confirmed for a gate"),
        model=Milestone,
        who=lambda milestone, event: people_at(milestone.region, R.REGION_COORDINATOR),
        say=lambda milestone, event: _("Confirmed for %(region)s: %(fact)s") % _fact(milestone),
        address=_way,
        roles=REGION,
    )
)
news.register(
    news.NoticeType(
        name="gate.take_back",
        action="gate.take_back",
        label=gettext_lazy("Confirmation taken back"),
        model=Milestone,
        who=lambda milestone, event: people_at(milestone.region, R.REGION_COORDINATOR),
        say=lambda milestone, event: _("A confirmation was taken back: %(fact)s, %(region)s") % _fact(milestone),
        address=_way,
        roles=REGION,
        waits=True,
    )
)


# --- candidates ------------------------------------------------------------------------------------------------------


def _candidate(candidate: Candidate, person: Any) -> str:
    return reverse("movement:candidate", args=[candidate.pk])


def _of_candidate(candidate: Candidate) -> dict[str, str]:
    return {
        "region": candidate.region.short_name,
        "cohort": str(candidate.cohort),
        "day": full_day(candidate.interview_on),
    }


def _candidate_type(name: str, label: Any, say: Any, *, waits: bool = True) -> None:
    news.register(
        news.NoticeType(
            name=name,
            action=name,
            label=label,
            model=Candidate,
            who=lambda candidate, event: conductors(candidate.region),
            say=lambda candidate, event: say(candidate),
            address=_candidate,
            roles=ABOVE,
            waits=waits,
        )
    )


_candidate_type(
    "candidate.invite",
    gettext_lazy("Interview for an angkatan"),
    lambda each: _("%(region)s is invited to the interview of %(day)s: %(cohort)s") % _of_candidate(each),
)
_candidate_type(
    "candidate.select",
    gettext_lazy("Chosen for an angkatan"),
    lambda each: _("%(region)s is chosen for: %(cohort)s") % _of_candidate(each),
)
_candidate_type(
    "candidate.reject",
    gettext_lazy("Not chosen for an angkatan"),
    lambda each: _("%(region)s is not chosen this time: %(cohort)s. The reasons stand there.") % _of_candidate(each),
    waits=False,
)
_candidate_type(
    "candidate.reconsider",
    gettext_lazy("Decision on a candidate taken back"),
    lambda each: _("The decision on %(region)s was taken back: %(cohort)s") % _of_candidate(each),
)
