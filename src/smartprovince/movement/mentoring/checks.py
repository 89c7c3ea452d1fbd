"""What gates ask of mentoring: whether a region has its mentors on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core.checks import Finding, checks
from smartprovince.territory.models import Region

from . import queries


@checks.named("mentors_assigned")
def mentors_assigned(regions: Sequence[Region], *, parameters: dict[str, Any], on: date) -> dict[int, Finding]:
    """At least so many terms in force on the day. One query for any number of regions."""
    least = int(parameters.get("least", 1))
    terms = queries.terms_in_force(list(regions), on)
    return {region.pk: _finding(region, terms.get(region.pk, []), least) for region in regions}


def _finding(region: Region, found: list[Any], least: int) -> Finding:
    address = f"{reverse('movement:mentoring')}?q={region.code}"
    n = len(found)
    if n >= least:
        words = ngettext("%(n)d mentor is assigned.", "%(n)d mentors are assigned.", n) % {"n": n}
        return Finding(True, words, address, sorted(term.valid_from for term in found)[least - 1] if least else None)
    if not n:
        return Finding(False, _("No mentor is assigned. The programme owner assigns one."), address)
    return Finding(False, _("%(n)d of %(least)d mentors are assigned.") % {"n": n, "least": least}, address)
