"""What the register itself tells the gates: coverage, unknown stages, the data by which regions are selected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.checks import Finding, checks
from smartprovince.movement import queries
from smartprovince.movement.models import Parameter, ParameterValue
from smartprovince.movement.rows import rule_word
from smartprovince.movement.vocabulary import Movement
from smartprovince.territory.models import Region

type Findings = Mapping[int, Finding]


@checks.named("coverage_floor")
def coverage_floor(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """Enough kabupaten/kota by the rule and floor that the province has set; only what is documented counts."""
    found = {}
    for each in queries.coverages_by_own_rule(regions, on):
        words = _("%(n)d of %(of)d documented (%(rule)s), needed: %(needed)d") % {
            "n": each.documented,
            "of": each.of,
            "rule": rule_word(each.rule),
            "needed": each.needed,
        }
        address = reverse("movement:province", args=[each.province.code])
        found[each.province.pk] = Finding(bool(each.of) and each.documented >= each.needed, words, address)
    return found


@checks.named("register_complete")
def register_complete(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """No kabupaten/kota of which the register does not know whether it has joined."""
    found = {}
    for each in queries.coverages_by_own_rule(regions, on, rule="joined"):
        names = ", ".join(unknown.region.short_name for unknown in each.unknown[:5])
        words = _("every kabupaten/kota is known")
        if each.unknown:
            words = _("%(n)d not known: %(names)s") % {"n": len(each.unknown), "names": names}
        address = reverse("movement:province", args=[each.province.code])
        found[each.province.pk] = Finding(bool(each.of) and not each.unknown, words, address)
    return found


@checks.named("selection_data")
def selection_data(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """A value for every parameter in use."""
    wanted = dict(Parameter.objects.filter(is_active=True, movement=Movement.SMART_CITY).values_list("pk", "name_id"))
    have: dict[int, set[int]] = defaultdict(set)
    rows = ParameterValue.objects.filter(region__in=regions, parameter__in=wanted)
    for region_pk, parameter_pk in rows.values_list("region", "parameter"):
        have[region_pk].add(parameter_pk)
    found = {}
    for region in regions:
        missing = [name for pk, name in wanted.items() if pk not in have[region.pk]]
        words = _("every parameter has a value")
        if missing:
            words = _("still without a value: %(names)s") % {"names": ", ".join(missing)}
        found[region.pk] = Finding(bool(wanted) and not missing, words)
    return found


@checks.named("parameter_known")
def parameter_known(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """One parameter of a region with what makes it usable: its category, or the method that gave the number."""
    rows = ParameterValue.objects.filter(
        region__in=regions, parameter__code=parameters.get("parameter", ""), year__lte=on.year
    )
    found = {}
    for value in rows.order_by("year").select_related("parameter"):
        complete = bool(value.category) if parameters.get("needs") == "category" else bool(value.method)
        said = value.category or (str(value.value) if value.value is not None else "–")
        words = f"{value.parameter.name_id} {value.year}: {said} {value.method}".strip()
        if not complete:
            words = _("%(words)s; its method or category is missing") % {"words": words}
        found[value.region_id] = Finding(complete, words)
    return found
