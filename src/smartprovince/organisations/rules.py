"""Who sees and changes organisations, people, memberships, teams, invitations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core import clock
from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.core.models import Setting

from .models import Invitation, Membership, Organisation, Person, Team, TeamMember
from .roles import Role, who_may
from .scopes import below, grants, in_region, reach

GOVERNMENTS = (Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY)


def subtree(person: Any, capability: str, field: str = "") -> Q:
    """Organisations at or below those where the person has the capability; `field` is a path to an Organisation."""
    condition = NOBODY
    path = f"{field}__path" if field else "path"
    for grant in grants(person, capability):
        condition |= Q(**{f"{path}__startswith": grant.organisation.path})
    return condition


def neighbourhood(person: Any, capability: str, field: str) -> Q:
    """What lies in the provinces a person works in: colleagues find each other across kabupaten of one province."""
    condition = NOBODY
    for code in sorted({reach(grant)[:2] for grant in grants(person, capability)}):
        condition |= below(code, field)
    return condition


@rule("view", Organisation)
def who_sees_organisations(person: Any) -> Q:
    """The own subtree, ministries, and the organisations of the provinces one works in."""
    if not grants(person, "organisation.view"):
        return NOBODY
    mine = subtree(person, "organisation.view") | neighbourhood(person, "organisation.view", "region")
    return mine | Q(kind=Organisation.Kind.MINISTRY)


def own_government(person: Any, capability: str, field: str = "") -> Q:
    """The organisation of a membership and its own units: below it and of the same region, so that the tree of
    governments (ministry, province, kabupaten) is never a chain of command."""
    condition = NOBODY
    prefix = f"{field}__" if field else ""
    for grant in grants(person, capability):
        home = grant.organisation
        condition |= Q(**{f"{prefix}path__startswith": home.path, f"{prefix}region": home.region_id})
    return condition


def without_administrator(person: Any) -> Q:
    """Governments directly below one's own that have no administrator yet: their first one may be invited."""
    have_one = Membership.objects.in_force(clock.today()).filter(role=Role.ADMINISTRATOR)
    above = [grant.organisation_id for grant in grants(person, "people.invite")]
    return Q(parent__in=above, kind__in=GOVERNMENTS) & ~Q(pk__in=have_one.values("organisation"))


@rule("edit", Organisation, who_may=who_may("organisation.manage"))
def who_edits_organisations(person: Any) -> Q:
    return own_government(person, "organisation.manage")


@rule("found_team", Organisation, who_may=who_may("team.edit"))
def who_founds_teams(person: Any) -> Q:
    return in_region(person, "team.edit")


@rule("settings", Organisation, who_may=who_may("settings.edit"))
def who_sets(person: Any) -> Q:
    """Governments whose region (or nation) somebody administers, themselves only: a setting reaches what lies below."""
    mine = [grant.organisation_id for grant in grants(person, "settings.edit")]
    return Q(pk__in=mine, kind__in=[Organisation.Kind.MINISTRY, Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY])


@rule("view", Setting)
def everyone_sees_settings(person: Any) -> Q:
    """A rule of counting is printed beside every count; none is secret."""
    return EVERYBODY


@rule("invite", Organisation, who_may=who_may("people.invite"))
def who_invites(person: Any) -> Q:
    """Administrators for their own government; for one below only its first administrator (see `actions.invite`)."""
    return own_government(person, "people.invite") | without_administrator(person)


@rule("appoint", Organisation, who_may=who_may("people.invite"))
def who_appoints(person: Any) -> Q:
    """Any role: in the own government only."""
    return own_government(person, "people.invite")


@rule("view", Person)
def who_sees_people(person: Any) -> Q:
    """Oneself, and people with a membership in an organisation one administers or works beside (the directory)."""
    if not getattr(person, "is_authenticated", False):
        return NOBODY
    beside = Membership.objects.filter(
        subtree(person, "people.invite", "organisation")
        | neighbourhood(person, "contacts.view", "organisation__region")
    )
    return Q(pk=person.pk) | Q(pk__in=beside.values("person"))


@rule("edit", Person)
def who_edits_people(person: Any) -> Q:
    """Everyone edits their own profile."""
    return Q(pk=person.pk) if getattr(person, "is_authenticated", False) else NOBODY


@rule("view", Membership)
def who_sees_memberships(person: Any) -> Q:
    if not getattr(person, "is_authenticated", False):
        return NOBODY
    return (
        Q(person=person.pk)
        | own_government(person, "people.invite", "organisation")
        | neighbourhood(person, "contacts.view", "organisation__region")
    )


@rule("edit", Membership, who_may=who_may("people.invite"))
def who_edits_memberships(person: Any) -> Q:
    return own_government(person, "people.invite", "organisation")


@rule("view", Team)
def who_sees_teams(person: Any) -> Q:
    """Teams are appointed by published decree; simulated ones stay behind the sign-in."""
    return EVERYBODY if getattr(person, "is_authenticated", False) else Q(simulated=False)


@rule("edit", Team, who_may=who_may("team.edit"))
def who_edits_teams(person: Any) -> Q:
    return in_region(person, "team.edit")


@rule("view", TeamMember)
def who_sees_team_members(person: Any) -> Q:
    """Names and telephone numbers are for people of the same province."""
    return neighbourhood(person, "contacts.view", "team__region")


@rule("edit", TeamMember, who_may=who_may("team.edit"))
def who_edits_team_members(person: Any) -> Q:
    return in_region(person, "team.edit", "team__region")


@rule("view", Invitation)
@rule("edit", Invitation, who_may=who_may("people.invite"))
def who_sees_invitations(person: Any) -> Q:
    return own_government(person, "people.invite", "organisation")
