"""Who sits where today: people to be told, by their role and a condition on the membership."""

from __future__ import annotations

from django.db.models import Q

from smartprovince.core import clock
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role


def seated(role: Role, where: Q) -> list[Person]:
    rows = Membership.objects.in_force(clock.today()).filter(where, role=role)
    return list(Person.objects.filter(pk__in=rows.values("person"), is_active=True))
