"""What waits for somebody in the register: computed, never stored."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.organisations.roles import Role
from smartprovince.organisations.scopes import reach
from smartprovince.territory.models import Region

from . import queries
from .counting import Met, Rule, Status
from .models import ImportBatch
from .rows import Coverage, Unknown, rule_word

ONE_BY_ONE = 5
type Step = dict[str, Any]


@steps.named("movement.register")
def steps_of_register(person: Any) -> list[Step]:
    """For coordinators: settle what is unknown, bring the sheet, finish an import."""
    found: list[Step] = []
    for grant in getattr(person, "grants", []):
        if grant.role == Role.PROVINCE_COORDINATOR:
            found += _of_province(person, reach(grant))
        elif grant.role == Role.REGION_COORDINATOR:
            found += _of_region(person, reach(grant))
    found += _open_imports(person)
    return list({step["key"]: step for step in found}.values())


def _of_province(person: Any, code: str) -> list[Step]:
    coverage = queries.coverage(code, clock.today(), person=person)
    if len(coverage.unknown) > ONE_BY_ONE:
        settle = [_bring_the_sheet(coverage)]
    else:
        settle = [_settle(coverage, unknown) for unknown in coverage.unknown]
    return [*settle, *_ask_for_plans(coverage)]


def _settle(coverage: Coverage, unknown: Unknown) -> Step:
    name = unknown.region.short_name
    open_floor = coverage.floor_met == Met.UNDETERMINED
    return {
        "key": f"movement.settle.{unknown.region.code}",
        "title": _("Settle %(region)s: ask for %(paper)s") % {"region": name, "paper": unknown.paper},
        "why": _why(coverage),
        "due": None,
        "address": reverse("movement:milestones", args=[unknown.region.code]),
        "verb": _("Record the paper"),
        "weight": 3 if open_floor else 1,
        "region": unknown.region,
        "icon": "flag",
    }


def _why(coverage: Coverage) -> str:
    return _("Documented %(n)d, possible %(p)d of %(of)d (%(rule)s); the floor is %(needed)d.") % {
        "n": coverage.documented,
        "p": coverage.possible,
        "of": coverage.of,
        "rule": rule_word(coverage.rule),
        "needed": coverage.needed,
    }


def _bring_the_sheet(coverage: Coverage) -> Step:
    n = len(coverage.unknown)
    return {
        "key": f"movement.sheet.{coverage.province.code}",
        "title": ngettext(
            "Bring the sheet you keep: %(n)d kabupaten/kota of %(province)s is unknown",
            "Bring the sheet you keep: %(n)d kabupaten/kota of %(province)s are unknown",
            n,
        )
        % {"n": n, "province": coverage.province},
        "why": _why(coverage),
        "due": None,
        "address": reverse("movement:import"),
        "verb": _("Upload the sheet"),
        "weight": n,
        "region": coverage.province,
        "icon": "file-import",
    }


def _ask_for_plans(coverage: Coverage) -> list[Step]:
    """Regions that joined but of whose masterplan the register knows nothing."""
    if coverage.rule != Rule.JOINED or not coverage.covered:
        return []
    joined = queries.register_rows(coverage.covered, coverage.on, None)
    silent = [row.region for row in joined if row.verdicts[Rule.DRAFTED].status != Status.DOCUMENTED]
    if not silent:
        return []
    address = reverse("movement:province", args=[coverage.province.code])
    return [
        {
            "key": f"movement.plans.{coverage.province.code}",
            "title": ngettext(
                "Ask %(n)d kabupaten/kota for its masterplan",
                "Ask %(n)d kabupaten/kota for their masterplan",
                len(silent),
            )
            % {"n": len(silent)},
            "why": ", ".join(region.short_name for region in silent),
            "due": None,
            "address": f"{address}?aturan={Rule.DRAFTED.value}",
            "verb": _("See which"),
            "weight": 0,
            "region": coverage.province,
            "icon": "flag",
        }
    ]


def _of_region(person: Any, code: str) -> list[Step]:
    """For a kabupaten/kota: its own paper that is not in the register, one step a rule, the first open one only."""
    region = access.scope(person, "edit_register", Region).filter(code=code).first()
    if region is None or region.level != Region.Level.REGENCY:
        return []
    row = queries.register_row(region, person=person)
    cell = next((each for each in row.statuses if each.status == Status.POSSIBLE), None)
    if cell is None or row.joined.status == Status.NOT_YET:
        return []
    return [
        {
            "key": f"movement.own.{code}",
            "title": _("Show %(paper)s") % {"paper": cell.paper},
            "why": _("The register does not know whether %(region)s is “%(rule)s”.")
            % {"region": region.full_name, "rule": rule_word(cell.rule)},
            "due": None,
            "address": reverse("movement:milestones", args=[code]),
            "verb": _("Record the paper"),
            "weight": 1,
            "region": region,
            "icon": "flag",
        }
    ]


def _open_imports(person: Any) -> list[Step]:
    batches = queries.imports_open_to(person).filter(state=ImportBatch.State.OPEN, owner_id=str(person.pk))
    return [
        {
            "key": f"movement.import.{batch.pk}",
            "title": _("Finish the import of %(file)s") % {"file": batch.file_name},
            "why": _("The sheet is uploaded but nothing of it stands in the register yet."),
            "due": None,
            "address": reverse("movement:import_preview", args=[batch.pk]),
            "verb": _("Look at it"),
            "weight": 2,
            "region": batch.province,
            "icon": "file-import",
        }
        for batch in batches[:3]
    ]
