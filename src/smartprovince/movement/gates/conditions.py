"""When a paper shows a gate item: pure functions over what the register holds. The item's parameters say what is asked.

| parameter | the fact must … |
|---|---|
| number | have a paper with a number |
| date | have a day, known or between two days |
| parties: n | name at least n parties (nota kesepakatan) |
| people: n | say of at least n people (assessors, signatories) |
| in_force | have a regulation that runs on the day |
| address | have the public address of what was published |
| after: code | not lie before the day that another item was shown |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.templatetags.writing import full_day


@dataclass(frozen=True, slots=True)
class Shown:
    """What a fact of the register carries for a gate item. `day` is the last possible day."""

    day: date
    has_paper: bool
    number: str = ""
    valid_until: date | None = None
    withdrawn_on: date | None = None
    parties: int = 0
    people: int = 0
    address: str = ""


def lacks(shown: Shown, parameters: Mapping[str, Any], on: date, days: Mapping[str, date]) -> list[str]:
    """What is still missing, in words; empty when the item is shown. `days`: when other items were shown, by code."""
    if shown.withdrawn_on is not None:
        return [_("its paper was withdrawn on %(day)s") % {"day": full_day(shown.withdrawn_on)}]
    found = []
    if parameters.get("number") and not (shown.has_paper and shown.number):
        found.append(_("the paper with its number"))
    if (least := int(parameters.get("parties", 0))) > shown.parties:
        found.append(_("the names of at least %(n)d parties") % {"n": least})
    if (least := int(parameters.get("people", 0))) > shown.people:
        found.append(_("how many people took part (at least %(n)d)") % {"n": least})
    if parameters.get("in_force") and shown.valid_until is not None and shown.valid_until < on:
        found.append(
            _("a regulation that is in force; this one ended on %(day)s") % {"day": full_day(shown.valid_until)}
        )
    if parameters.get("address") and not shown.address:
        found.append(_("the public address where it can be read"))
    if shown.day > on:
        found.append(_("a day that is not in the future"))
    other = days.get(str(parameters.get("after", "")))
    if other is not None and shown.day < other:
        found.append(_("a day not before %(code)s (%(day)s)") % {"code": parameters["after"], "day": full_day(other)})
    return found


def asked(parameters: Mapping[str, Any]) -> str:
    """What a paper must carry, in words for the list of gate items."""
    words = []
    if parameters.get("number"):
        words.append(_("number"))
    if parameters.get("date"):
        words.append(_("date"))
    if parameters.get("parties"):
        words.append(_("%(n)d parties") % {"n": parameters["parties"]})
    if parameters.get("people"):
        words.append(_("%(n)d people") % {"n": parameters["people"]})
    if parameters.get("in_force"):
        words.append(_("in force"))
    if parameters.get("address"):
        words.append(_("public address"))
    if parameters.get("after"):
        words.append(_("after %(code)s") % {"code": parameters["after"]})
    return ", ".join(words)
