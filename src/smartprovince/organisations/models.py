"""Organisations, people, teams, memberships and roles, sign-in."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.territory.models import Region

from .roles import Role, roles_with


class Organisation(Sourced, Versioned):
    """A ministry, a government, a *perangkat daerah*, or a partner: a tree, most with a region."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry or agency")
        PROVINCE = "province", _("provincial government")
        REGENCY = "regency", _("kabupaten/kota government")
        AGENCY = "agency", _("perangkat daerah")
        UNIVERSITY = "university", _("university")
        STATE_ENTERPRISE = "state_enterprise", _("state or regional enterprise")
        COMPANY = "company", _("company")
        COMMUNITY = "community", _("community")
        MEDIA = "media", _("media")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations")
    path = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    requires_second_factor = models.BooleanField(_("second factor required"), default=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["name", "parent"], name="organisations_name_in_parent")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """`path` lists the keys from the root (`/1/5/`), so that a subtree is one prefix."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            type(self).objects.filter(pk=self.pk).update(path=path)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do stands in their memberships, never on the person."""

    AUDIT_PRIVATE = frozenset({"email", "name", "phone"})
    LANGUAGES = (("id", "Indonesia"), ("en", "English"))
    THEMES = (("light", _("light")), ("dark", _("dark")), ("auto", _("as the device")))

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    phone = models.CharField(
        _("telephone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ()-]{6,20}$", _("Write digits, for example 0812 3456 7890."))],
    )
    position = models.CharField(_("position"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, default="id", choices=LANGUAGES)
    theme = models.CharField(
        _("theme"),
        max_length=5,
        default="light",
        choices=THEMES,
    )
    is_active = models.BooleanField(_("active"), default=True)
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_label(self) -> str:
        return f"#{self.pk}"

    @cached_property
    def grants(self) -> list[Membership]:
        """Memberships in force today; one query, kept for the request."""
        return list(self.memberships.in_force(clock.today()).select_related("organisation__region", "region"))

    def granted(self, capability: str) -> list[Membership]:
        """The memberships that carry a capability."""
        roles = roles_with(capability)
        return [grant for grant in self.grants if grant.role in roles]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: date) -> MembershipQuerySet:
        started = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        running = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
        return self.filter(started & running)


class Membership(Versioned):
    """A person in an organisation, with a role and its scope: region (and below), dimension, round, event."""

    AUDIT_PRIVATE = frozenset({"granted_by"})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    round_id = models.PositiveBigIntegerField(_("round"), null=True, blank=True)
    event_id = models.PositiveBigIntegerField(_("event"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.CharField(_("granted by"), max_length=200)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                "person",
                "organisation",
                "role",
                Coalesce("region", 0),
                "dimension",
                Coalesce("round_id", 0),
                Coalesce("event_id", 0),
                name="organisations_membership_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="organisations_membership_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def trail_label(self) -> str:
        return f"#{self.person_id} {self.role}"


class Team(Sourced, Versioned):
    """A Dewan, Tim Pelaksana, Pokja, *tim penggerak* or forum, with its decree (SK)."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Dewan (council)")
        EXECUTIVE = "executive", _("Tim Pelaksana (implementing team)")
        WORKING_GROUP = "working_group", _("Pokja (working group)")
        DRIVING = "driving", _("Tim penggerak (driving team)")
        TASK_FORCE = "task_force", _("Gugus tugas (task force)")
        FORUM = "forum", _("Forum")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="teams")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    decree_number = models.CharField(_("decree number"), max_length=100, blank=True)
    decree_date = models.DateField(_("decree date"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["region__code", "kind", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "kind", "name"], name="organisations_team_once")]

    def __str__(self) -> str:
        return self.name


class TeamMember(Versioned):
    """A seat in a team: its chair, the lead of a dimension, a member. May be held by somebody who never signs in."""

    AUDIT_PRIVATE = frozenset({"name", "phone"})

    class Seat(models.TextChoices):
        CHAIR = "chair", _("chair")
        LEAD = "lead", _("dimension lead")
        SECRETARY = "secretary", _("secretary")
        MEMBER = "member", _("member")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat, default=Seat.MEMBER)
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="seats")
    name = models.CharField(_("name"), max_length=150, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["seat", "dimension", "name"]

    def __str__(self) -> str:
        return self.name or self.position or str(self.person or "–")

    @property
    def trail_label(self) -> str:
        return f"{self.seat} {self.dimension}".strip()


class Invitation(models.Model):
    """A one-time link that makes a person and a membership. Only a digest of the token is kept."""

    AUDIT_PRIVATE = frozenset({"email", "name", "invited_by"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    event_id = models.PositiveBigIntegerField(_("event"), null=True, blank=True)
    email = models.EmailField(_("email"))
    name = models.CharField(_("name"), max_length=150)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_label(self) -> str:
        return f"{self.role} {self.organisation_id}"
