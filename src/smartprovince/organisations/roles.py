"""The role table: who may do what, as strings in one place, so that a test can walk all of it.

A capability is granted to a role inside the scope of a membership (organisation, region and what lies below it,
dimension, round or event; from–until). Rules turn it into a Q; nothing else asks for a role by name.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PROGRAMME_OWNER = "programme_owner", _("programme owner")
    PROVINCE_COORDINATOR = "province_coordinator", _("province coordinator")
    PLANNER = "planner", _("planner (Bappeda)")
    LEADER = "leader", _("leader (pimpinan)")
    REGION_COORDINATOR = "region_coordinator", _("kabupaten/kota coordinator")
    DIMENSION_LEAD = "dimension_lead", _("dimension lead")
    OFFICER = "officer", _("officer (perangkat daerah)")
    MENTOR = "mentor", _("mentor (pembimbing)")
    ASSESSOR = "assessor", _("assessor")
    EVENT_DESK = "event_desk", _("event desk")
    PARTNER = "partner", _("partner")
    PUBLIC = "public", _("verified public")
    ADMINISTRATOR = "administrator", _("administrator")


R = Role

_INSIDE = {
    R.PROGRAMME_OWNER,
    R.PROVINCE_COORDINATOR,
    R.PLANNER,
    R.LEADER,
    R.REGION_COORDINATOR,
    R.DIMENSION_LEAD,
    R.OFFICER,
    R.MENTOR,
    R.ASSESSOR,
    R.ADMINISTRATOR,
}

CAPABILITIES: dict[str, frozenset[str]] = {
    # organisations
    "organisation.view": frozenset(_INSIDE | {R.PARTNER}),
    "organisation.manage": frozenset({R.ADMINISTRATOR}),
    "people.invite": frozenset({R.ADMINISTRATOR}),
    "team.edit": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR}),
    "contacts.view": frozenset(_INSIDE),
    "settings.edit": frozenset({R.ADMINISTRATOR, R.PROGRAMME_OWNER}),
    # evidence
    "paper.view": frozenset({R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PROVINCE_COORDINATOR, R.PLANNER}),
    "paper.edit": frozenset({R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PROVINCE_COORDINATOR}),
    # movement
    "register.view": frozenset(_INSIDE),
    "register.edit": frozenset({R.PROVINCE_COORDINATOR, R.PROGRAMME_OWNER, R.REGION_COORDINATOR}),
    "claim.edit": frozenset({R.PROGRAMME_OWNER}),
    "gate.confirm": frozenset({R.PROGRAMME_OWNER, R.PROVINCE_COORDINATOR}),
    "gate.design": frozenset({R.PROGRAMME_OWNER}),
    "selection.run": frozenset({R.PROGRAMME_OWNER}),
    "selection.view": frozenset({R.PROGRAMME_OWNER, R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.LEADER, R.PLANNER}),
    "mentoring.assign": frozenset({R.PROGRAMME_OWNER}),
    "mentoring.view": frozenset(_INSIDE - {R.ASSESSOR, R.ADMINISTRATOR, R.MENTOR}),
    "mentoring.report": frozenset({R.MENTOR}),
    "mentoring.follow": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER}),
    # outreach and proposals
    "event.view": frozenset(_INSIDE | {R.PARTNER, R.PUBLIC}),
    "event.edit": frozenset({R.PROGRAMME_OWNER, R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR}),
    "event.desk": frozenset({R.EVENT_DESK}),
    "proposal.draft": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PLANNER}),
    "proposal.view": frozenset(
        {R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PLANNER, R.LEADER}
    ),
    "proposal.view_national": frozenset({R.PROGRAMME_OWNER}),
    "proposal.check": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR}),
    "proposal.plan": frozenset({R.PLANNER}),
    "proposal.publish": frozenset({R.LEADER}),
    "proposal.handle": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.PLANNER, R.LEADER}),
    "proposal.object": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR}),
    "rubric.edit": frozenset({R.PROVINCE_COORDINATOR}),
    # portfolio
    "portfolio.view": frozenset(
        {R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PLANNER, R.LEADER}
    ),
    "portfolio.view_below": frozenset(_INSIDE - {R.ASSESSOR, R.ADMINISTRATOR}),
    "portfolio.edit": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PLANNER}),
    "fund_source.edit": frozenset({R.PROVINCE_COORDINATOR, R.PLANNER}),
    "period.edit": frozenset({R.PROVINCE_COORDINATOR, R.PLANNER}),
    "progress.report": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER}),
    "progress.approve": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.PLANNER}),
    # instruments and assessment
    "instrument.edit": frozenset({R.PROGRAMME_OWNER}),
    "instrument.extend": frozenset({R.PROVINCE_COORDINATOR}),
    "round.own": frozenset({R.PROVINCE_COORDINATOR, R.PROGRAMME_OWNER}),
    "round.progress": frozenset(_INSIDE),
    "answer.edit": frozenset({R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER}),
    "answer.view_own": frozenset({R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.LEADER, R.PLANNER}),
    "answer.send": frozenset({R.REGION_COORDINATOR}),
    "answer.verify": frozenset({R.ASSESSOR}),
    "result.consent": frozenset({R.REGION_COORDINATOR}),
    "result.view_own": frozenset({R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.LEADER, R.PLANNER, R.MENTOR}),
    "result.view_all": frozenset({R.PROVINCE_COORDINATOR, R.PROGRAMME_OWNER, R.LEADER, R.PLANNER}),
    # masterplan
    "plan.view": frozenset(_INSIDE - {R.ASSESSOR, R.ADMINISTRATOR}),
    "plan.edit": frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR, R.DIMENSION_LEAD}),
    # core
    "audit.view": frozenset({R.PROGRAMME_OWNER, R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR}),
    "import.run": frozenset({R.PROVINCE_COORDINATOR}),
    "mail.view": frozenset({R.ADMINISTRATOR}),
}


def roles_with(capability: str) -> frozenset[str]:
    """The roles that carry a capability. LookupError for a name that is not in the table."""
    try:
        return CAPABILITIES[capability]
    except KeyError:
        raise LookupError(f"no capability {capability!r}; add it to CAPABILITIES first") from None


def who_may(*capabilities: str) -> tuple[str, ...]:
    """Role names for the page that refuses somebody: those with any of the capabilities."""
    able = frozenset().union(*(roles_with(each) for each in capabilities))
    return tuple(str(Role(role).label) for role in Role.values if role in able)


# Which organisation can give which role: an administrator rules people, never beyond what the organisation is.
_PARTNERS = frozenset({R.PARTNER, R.PUBLIC, R.MENTOR, R.ADMINISTRATOR})
_GIVEN_BY: dict[str, frozenset[str]] = {
    "ministry": frozenset({R.PROGRAMME_OWNER, R.ASSESSOR, R.MENTOR, R.LEADER, R.ADMINISTRATOR}),
    "province": frozenset(
        {
            R.PROVINCE_COORDINATOR,
            R.PLANNER,
            R.LEADER,
            R.OFFICER,
            R.DIMENSION_LEAD,
            R.ASSESSOR,
            R.MENTOR,
            R.EVENT_DESK,
            R.ADMINISTRATOR,
        }
    ),
    "regency": frozenset(
        {R.REGION_COORDINATOR, R.DIMENSION_LEAD, R.OFFICER, R.PLANNER, R.LEADER, R.EVENT_DESK, R.ADMINISTRATOR}
    ),
    "agency": frozenset({R.OFFICER, R.DIMENSION_LEAD, R.PLANNER, R.ADMINISTRATOR}),
}


def roles_given_by(kind: str) -> frozenset[str]:
    """The roles that an organisation of a kind can give."""
    return _GIVEN_BY.get(kind, _PARTNERS)
