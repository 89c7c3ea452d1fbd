"""What a province or the nation may set about counting; both values are printed beside every count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.settings import declare

from .counting import Rule

FLOOR = "movement.floor"
RULE = "movement.rule"

declare(
    FLOOR,
    float,
    0.80,
    _("Least share of a province's kabupaten/kota that must have a plan before it can become a smart province"),
    minimum=0.0,
    maximum=1.0,
)
declare(
    RULE,
    str,
    Rule.JOINED.value,
    _("What counts as having a plan: joined, drafted or in force"),
    choices=tuple(rule.value for rule in Rule),
)
