"""Every write to organisations, people, teams and memberships."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smartprovince.core import access, clock, settings
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid, NotFound, Refused
from smartprovince.core.models import Setting
from smartprovince.territory.models import Region

from .models import Invitation, Membership, Organisation, Person, Team, TeamMember
from .roles import Role, roles_given_by

INVITATION_DAYS = 14
RULING_KINDS = (Organisation.Kind.MINISTRY, Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY)


@action("organisation.create", on="parent", verb="edit", system=True)
def create_organisation(log: Log, *, parent: Organisation | None, name: str, kind: str, **fields: Any) -> Organisation:
    """Add a unit or a partner below an organisation; governments and roots are the installation's to make."""
    if not getattr(log.actor, "is_system", False) and kind in RULING_KINDS:
        raise Invalid(Fault("kind", _("A government is set up by the installation, not below another organisation.")))
    if Organisation.objects.filter(name=name, parent=parent).exists():
        raise Invalid(Fault("name", _("There is already an organisation of this name here.")))
    return log.create(Organisation, parent=parent, name=name, kind=kind, **fields)


@action("organisation.change", on="organisation")
def change_organisation(
    log: Log,
    *,
    organisation: Organisation,
    name: str,
    short_name: str | None = None,
    requires_second_factor: bool | None = None,
) -> Organisation:
    """Change name, short name or whether a second factor is required; what kind it is stays."""
    given = {"name": name, "short_name": short_name, "requires_second_factor": requires_second_factor}
    log.set(organisation, **{field: value for field, value in given.items() if value is not None})
    return organisation


@action("person.create", system=True)
def create_person(log: Log, *, email: str, name: str, password: str | None = None, **fields: Any) -> Person:
    """Make somebody who can sign in: by the installation (demo, first administrator) or through an invitation."""
    person = Person(email=Person.objects.normalize_email(email).lower(), name=name, **fields)
    person.set_password(password)
    if Person.objects.filter(email=person.email).exists():
        raise Invalid(Fault("email", _("This address already has an account.")))
    person.save(force_insert=True)
    log.about(person)
    log.private |= {"email": ("", person.email), "name": ("", name)}
    return person


@action("person.change_profile", on="person")
def change_profile(log: Log, *, person: Person, **fields: Any) -> Person:
    """One's own name, telephone, position, language and theme."""
    allowed = {"name", "phone", "position", "language", "theme"}
    log.set(person, **{name: value for name, value in fields.items() if name in allowed})
    return person


@action("membership.grant", on="organisation", verb="invite", system=True)
def grant_membership(
    log: Log, *, organisation: Organisation, person: Person, role: str, region: Region | None = None, **fields: Any
) -> Membership:
    """Give a person a role that the organisation can give, within its region and from–until."""
    _check_role(organisation, role, region, fields.get("dimension", ""))
    return log.create(
        Membership,
        person=person,
        organisation=organisation,
        role=role,
        region=region,
        granted_by=str(log.actor)[:200],
        **fields,
    )


def _check_role(organisation: Organisation, role: str, region: Region | None, dimension: str) -> None:
    """Raises Invalid for a role that does not exist, that this organisation cannot give, or without its scope."""
    if role not in Role.values:
        raise Invalid(Fault("role", _("There is no such role."), ", ".join(Role.values)))
    allowed = roles_given_by(organisation.kind)
    if role not in allowed:
        names = ", ".join(str(Role(each).label) for each in Role.values if each in allowed)
        raise Invalid(Fault("role", _("This organisation cannot give this role."), names))
    if region and organisation.region and not _inside(region, organisation.region):
        raise Invalid(Fault("region", _("The region lies outside the organisation's own region.")))
    if role == Role.DIMENSION_LEAD and not dimension:
        raise Invalid(Fault("dimension", _("Say which dimension this person leads.")))


def _inside(region: Region, outer: Region) -> bool:
    return region.code == outer.code or region.code.startswith(f"{outer.code}.")


@action("membership.end", on="membership", system=True)
def end_membership(log: Log, *, membership: Membership, last_day: date | None = None) -> Membership:
    """End a membership; what the person did stays."""
    log.set(membership, valid_until=last_day or clock.today() - timedelta(days=1))
    return membership


# --- teams -----------------------------------------------------------------------------------------------------------


@action("team.create", system=True)
def create_team(log: Log, *, region: Region, kind: str, name: str, **fields: Any) -> Team:
    """Set up a team; by the installation. People use `found_team`, which asks for the right at the region."""
    return log.create(Team, region=region, kind=kind, name=name, **fields)


@action("team.found", on="organisation", verb="found_team")
def found_team(log: Log, *, organisation: Organisation, kind: str, name: str, **fields: Any) -> Team:
    """Set up a team of a government, in the region of that government."""
    if organisation.region is None:
        raise Invalid(Fault("organisation", _("This organisation has no region.")))
    if Team.objects.filter(region=organisation.region, kind=kind, name=name).exists():
        raise Invalid(Fault("name", _("There is already a team of this kind and name.")))
    return log.create(Team, region=organisation.region, kind=kind, name=name, **_decree(fields))


@action("team.change", on="team")
def change_team(log: Log, *, team: Team, **fields: Any) -> Team:
    """Change name, decree or period."""
    log.set(team, **_decree(fields))
    return team


def _decree(fields: dict[str, Any]) -> dict[str, Any]:
    start, end = fields.get("valid_from"), fields.get("valid_until")
    if start and end and end < start:
        raise Invalid(Fault("valid_until", _("The period ends before it begins.")))
    if (signed := fields.get("decree_date")) and signed > clock.today():
        raise Invalid(Fault("decree_date", _("A decree cannot be dated in the future.")))
    return fields


@action("team.seat", on="team", system=True)
def seat_member(log: Log, *, team: Team, seat: str = TeamMember.Seat.MEMBER, **fields: Any) -> TeamMember:
    """Give somebody a seat. A team has one chair and one lead for each dimension."""
    taken = team.members.filter(seat=seat, dimension=fields.get("dimension", ""), ended_on=None)
    if seat in (TeamMember.Seat.CHAIR, TeamMember.Seat.LEAD) and taken.exists():
        raise Invalid(Fault("seat", _("This seat is already taken by %(who)s.") % {"who": taken.first()}))
    if seat == TeamMember.Seat.LEAD and not fields.get("dimension"):
        raise Invalid(Fault("dimension", _("Say which dimension this person leads.")))
    return log.create(TeamMember, team=team, seat=seat, **fields)


@action("team.unseat", on="member")
def unseat_member(log: Log, *, member: TeamMember) -> Team:
    """Take a seat away; that it was held stays."""
    log.set(member, ended_on=clock.today())
    return member.team


# --- invitations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """An invitation with the secret of its link, shown once."""

    invitation: Invitation
    token: str


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@action("person.invite", on="organisation", verb="invite", system=True)
def invite(
    log: Log,
    *,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    region: Region | None = None,
    **fields: Any,
) -> Invited:
    """Invite somebody by a one-time link that can be copied into a chat or printed, since mail often fails."""
    _check_role(organisation, role, region, fields.get("dimension", ""))
    by_system = getattr(log.actor, "is_system", False)
    if role != Role.ADMINISTRATOR and not by_system and not access.may(log.actor, "appoint", organisation):
        raise Invalid(Fault("role", _("For a government below yours you invite its first administrator only.")))
    token = secrets.token_urlsafe(24)
    invitation = log.create(
        Invitation,
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=role,
        region=region,
        token_digest=digest(token),
        invited_by=str(log.actor)[:200],
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
        **fields,
    )
    return Invited(invitation, token)


@action("person.invite_many", on="organisation", verb="invite")
def invite_many(log: Log, *, organisation: Organisation, rows: Sequence[dict[str, Any]]) -> list[Invited]:
    """Invite everybody on a sheet, or nobody: every faulty row is reported with its line."""
    faults: list[Fault] = []
    invited: list[Invited] = []
    for line, row in enumerate(rows, start=2):
        try:
            invited.append(invite(actor=log.actor, acting_for=log.acting_for, organisation=organisation, **row))
        except Invalid as error:
            faults += [Fault(f"{line}:{f.where}", f.what, f.allowed, f.mend) for f in error.faults]
    if faults:
        raise Invalid(faults)
    log.note(invited=len(invited))
    return invited


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link that still works. NotFound for a guessed, used or expired one."""
    row = Invitation.objects.filter(
        token_digest=digest(token), accepted_at=None, expires_at__gt=clock.now()
    ).select_related("organisation", "region")
    if (invitation := row.first()) is None:
        raise NotFound(_("This link does not work (any more). Ask the person who invited you for a new one."))
    return invitation


INVITATION_DOOR = access.SystemActor("invitation link")


@action("invitation.accept", system=True)
def accept_invitation(
    log: Log, *, token: str, password: str = "", name: str = "", person: Person | None = None
) -> Person:
    """Make the account and its membership; the link works once.

    An address that has an account already is never signed in through a link: its owner signs in first and is handed
    in as `person`. Raises Refused otherwise.
    """
    invitation = open_invitation(token)
    known = account_of(invitation)
    if known is not None and known != person:
        raise Refused(_("This address has an account already. Sign in with it, then open the link again."))
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=clock.now())
    if not used:
        raise NotFound(_("This link does not work (any more). Ask the person who invited you for a new one."))
    person = known or _new_person(invitation, name, password)
    grant_membership(
        actor=INVITATION_DOOR,
        organisation=invitation.organisation,
        person=person,
        role=invitation.role,
        region=invitation.region,
        dimension=invitation.dimension,
        event_id=invitation.event_id,
    )
    log.about(person)
    log.note(invitation=invitation.pk)
    return person


def account_of(invitation: Invitation) -> Person | None:
    return Person.objects.filter(email=invitation.email).first()


def _new_person(invitation: Invitation, name: str, password: str) -> Person:
    person = Person(email=invitation.email, name=name or invitation.name, simulated=django_settings.DEMO)
    _check_password(password, person)
    person.set_password(password)
    person.save()
    return person


@action("person.password_changed", on="person")
def note_password_change(log: Log, *, person: Person) -> Person:
    """That a password was changed stands in the trail; the password never does."""
    log.about(person)
    return person


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid([Fault("password", message) for message in error.messages]) from error


@action("organisation.set_up", system=True)
def set_up_governments(log: Log, *, province: Region, simulated: bool = False) -> Organisation:
    """The organisations of a province's government and of its kabupaten/kota governments, unless they are there."""
    ministry = Organisation.objects.filter(kind=Organisation.Kind.MINISTRY, parent=None).first()
    home = _government(log, province, Organisation.Kind.PROVINCE, ministry)
    for part in province.parts.filter(level=Region.Level.REGENCY).order_by("code"):
        _government(log, part, Organisation.Kind.REGENCY, home)
    log.about(home)
    return home


def _government(log: Log, region: Region, kind: str, parent: Organisation | None) -> Organisation:
    found = Organisation.objects.filter(region=region, kind=kind).first()
    if found is not None:
        return found
    name = f"Pemerintah {region.full_name}"
    return create_organisation(
        actor=log.actor,
        parent=parent,
        name=name,
        kind=kind,
        region=region,
        short_name=f"Pemprov {region.name}" if kind == Organisation.Kind.PROVINCE else f"Pemda {region.short_name}",
    )


@action("person.invite_first", system=True)
def invite_first(log: Log, *, region: Region, email: str, name: str) -> Invited:
    """The first administrator of a province, from the command line of the machine itself."""
    home = set_up_governments(actor=log.actor, province=region)
    if Membership.objects.filter(organisation=home, role=Role.ADMINISTRATOR).in_force(clock.today()).exists():
        raise Invalid(_("This province has an administrator already; they invite everyone else."))
    token = secrets.token_urlsafe(24)
    invitation = log.create(
        Invitation,
        organisation=home,
        email=email.lower(),
        name=name,
        role=Role.ADMINISTRATOR,
        token_digest=digest(token),
        invited_by=str(log.actor)[:200],
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    return Invited(invitation, token)


@action("setting.set", on="organisation", verb="settings", system=True)
def set_setting(log: Log, *, organisation: Organisation, key: str, value: Any) -> Setting:
    """Set a value for the region of a government (or for the nation, by the programme owner), from today on."""
    scope = organisation.region.code if organisation.region else ""
    return settings.keep(log, key, scope, value)
