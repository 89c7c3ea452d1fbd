"""What allauth tells: a changed password stands in the trail."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.dispatch import receiver

from . import actions
from .models import Person


@receiver([password_changed, password_reset])
def keep_in_the_trail(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    person = Person.objects.filter(pk=user.pk).get()
    actions.note_password_change(actor=person, person=person)
