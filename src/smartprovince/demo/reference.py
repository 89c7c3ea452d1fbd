"""Reference data that every installation loads: regions, dimensions, instruments, gates, the sourced register."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from django.db import transaction

from smartprovince.core import search
from smartprovince.core.errors import Invalid
from smartprovince.evidence.models import Paper
from smartprovince.instruments import actions as instruments
from smartprovince.masterplan import actions as masterplan
from smartprovince.movement import actions as movement
from smartprovince.movement.selection import actions as selection
from smartprovince.organisations import actions as organisations
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.funds import actions as funds
from smartprovince.proposals.reviewing import actions as reviewing
from smartprovince.territory import actions as territory
from smartprovince.territory import sources
from smartprovince.territory.models import Boundary, Region

LAND = "static/vendor/land/countries-10m.json"
MINISTRY = "Pemilik program nasional"
REGIONS_EXPECTED = 38 + 514 + 7_285


def timed(seconds: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    """Run a step in one transaction, so that a killed run leaves it whole or not begun; note how long it took."""
    started = time.perf_counter()
    with transaction.atomic():
        result = work()
    seconds[name] = round(time.perf_counter() - started, 3)
    return result


def load_reference(actor: Any) -> dict[str, float]:
    """Load what is missing; a second run changes nothing. Returns seconds by step."""
    seconds: dict[str, float] = {}
    timed(seconds, "regions", lambda: load_regions(actor))
    timed(seconds, "instruments", lambda: instruments.load_instruments(actor=actor))
    timed(seconds, "guidebooks", lambda: masterplan.load_guidebooks(actor=actor))
    timed(seconds, "national programme owner", lambda: load_ministry(actor))
    timed(seconds, "register", lambda: movement.load_register(actor=actor))
    timed(seconds, "selection parameters", lambda: selection.load_parameters(actor=actor))
    timed(seconds, "fund sources", lambda: funds.load_fund_sources(actor=actor))
    timed(seconds, "rubric", lambda: reviewing.load_rubric(actor=actor))
    timed(seconds, "search index", index_all)
    return seconds


def load_regions(actor: Any) -> None:
    current = Region.objects.filter(source=sources.SOURCE).count() == REGIONS_EXPECTED
    if not current:
        territory.load_regions(actor=actor)


def load_ministry(actor: Any) -> Organisation:
    """The national programme owner; its name is a setting of the installation, never fixed in code."""
    found = Organisation.objects.filter(kind=Organisation.Kind.MINISTRY, parent=None).first()
    return found or organisations.create_organisation(
        actor=actor, parent=None, name=MINISTRY, kind=Organisation.Kind.MINISTRY
    )


def derive_boundaries(actor: Any, province: Region) -> int:
    """Indicative shapes of a province's kabupaten/kota, unless they are there. Returns how many there are."""
    parts = province.parts.filter(level=Region.Level.REGENCY)
    have = Boundary.objects.filter(region__in=parts).count()
    if have < parts.count():
        land = files("smartprovince") / LAND
        if not land.is_file():
            raise Invalid(f"the coast for the maps is missing ({LAND}); run `make assets` first")
        territory.derive_boundaries(actor=actor, province=province, topology=json.loads(land.read_text("utf-8")))
    return Boundary.objects.filter(region__in=parts).count()


def index_all() -> int:
    """Index provinces, kabupaten/kota and papers for search, unless that was done."""
    from smartprovince.core.models import SearchEntry

    regions = Region.objects.exclude(level=Region.Level.DISTRICT)
    papers = Paper.objects.select_related("region")
    if SearchEntry.objects.count() >= regions.count() + papers.count():
        return 0
    return search.index(regions) + search.index(papers)
