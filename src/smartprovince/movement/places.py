"""Places of the register in the menu of the work area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants

GROUP = _("Coordination")


def reads_register(person: object) -> bool:
    return bool(grants(person, "register.view"))


def imports_sheets(person: object) -> bool:
    return bool(grants(person, "import.run"))


navigation.register(
    "movement",
    Place(_("Regions & stages"), "/kerja/wilayah/", "map-pin", 30, reads_register, GROUP, short=_("Region")),
)
navigation.register("movement_claims", Place(_("Claims"), "/kerja/klaim/", "flag", 32, reads_register, GROUP))
navigation.register(
    "movement_cohorts", Place(_("Cohorts & selection"), "/kerja/angkatan/", "list-check", 33, reads_register, GROUP)
)
navigation.register("movement_import", Place(_("Import"), "/kerja/impor/", "file-import", 34, imports_sheets, GROUP))


def reads_mentoring(person: object) -> bool:
    return bool(grants(person, "mentoring.view") or grants(person, "mentoring.report"))


navigation.register(
    "movement_mentoring", Place(_("Mentoring"), "/kerja/bimbingan/", "users", 38, reads_mentoring, GROUP)
)
