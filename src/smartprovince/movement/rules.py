"""Who sees and changes the register.

The sourced register is public knowledge: facts that carry a source are open to everyone, signed in or not. Simulated
and withdrawn rows stay behind the sign-in. A province coordinator edits the own province, a kabupaten/kota coordinator
the own region, the programme owner the nation.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import neighbourhood, subtree
from smartprovince.organisations.scopes import NATION, grants, in_region, region_codes
from smartprovince.territory.models import Region

from .models import Claim, Cohort, ImportBatch, Milestone, RegionContact, StageGate

OPEN_LEVELS = Q(level__in=[Region.Level.PROVINCE, Region.Level.REGENCY])


@rule("view", Cohort)
@rule("view", StageGate)
def everyone_sees_the_frame(person: Any) -> Q:
    return EVERYBODY


@rule("view", Milestone)
def who_sees_milestones(person: Any) -> Q:
    """Everyone the sourced facts in force; people of the movement also simulated and withdrawn ones."""
    if grants(person, "register.view"):
        return EVERYBODY
    return Q(simulated=False, withdrawn_at__isnull=True)


@rule("edit", Milestone, who_may=who_may("register.edit"))
def who_edits_milestones(person: Any) -> Q:
    return in_region(person, "register.edit") & Q(withdrawn_at__isnull=True)


@rule("edit_register", Region, who_may=who_may("register.edit"))
def who_records_milestones(person: Any) -> Q:
    return in_region(person, "register.edit", "") & OPEN_LEVELS


@rule("import_register", Region, who_may=who_may("import.run"))
def who_imports(person: Any) -> Q:
    """A sheet covers a whole province."""
    return in_region(person, "import.run", "") & Q(level=Region.Level.PROVINCE)


@rule("view", RegionContact)
def who_sees_contacts(person: Any) -> Q:
    """Names and telephone numbers are for colleagues of the same province (UU 27/2022)."""
    return neighbourhood(person, "contacts.view", "region")


@rule("edit", RegionContact, who_may=who_may("register.edit"))
def who_edits_contacts(person: Any) -> Q:
    return in_region(person, "register.edit")


@rule("view", Claim)
def who_sees_claims(person: Any) -> Q:
    return EVERYBODY if grants(person, "register.view") else Q(simulated=False)


@rule("edit", Claim, who_may=who_may("claim.edit"))
def who_edits_claims(person: Any) -> Q:
    """A national claim belongs to the programme owner; one about a region also to whoever carries it there."""
    if NATION in region_codes(person, "claim.edit"):
        return EVERYBODY
    return in_region(person, "claim.edit", "scope") & Q(scope__isnull=False)


@rule("view", ImportBatch)
@rule("edit", ImportBatch, who_may=who_may("import.run"))
def who_sees_imports(person: Any) -> Q:
    """The sheets a province uploaded carry telephone numbers: only for those who import there."""
    return in_region(person, "import.run", "province") if grants(person, "import.run") else NOBODY


@rule("record_claim", Organisation, who_may=who_may("claim.edit"))
def who_records_claims(person: Any) -> Q:
    """For the organisation one is the programme owner of."""
    return subtree(person, "claim.edit")
