"""The words that all parts of this room share: the two movements and their four stages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Movement(models.TextChoices):
    SMART_CITY = "smart_city", _("Smart City")
    SMART_PROVINCE = "smart_province", _("Smart Province")


class Stage(models.TextChoices):
    ASSESSMENT = "assessment", _("assessment")
    LAUNCH = "launch", _("launch")
    IMPLEMENTATION = "implementation", _("implementation")
    OUTREACH = "outreach", _("outreach")
