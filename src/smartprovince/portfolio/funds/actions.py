"""Every write of the catalogue of fund sources: the nation's is loaded, a province adds and changes its own."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.territory.models import Region

from .models import FundSource

DATA = "portfolio/funds/data/fund_sources.csv"


@action("fund_source.load", system=True)
def load_fund_sources(log: Log) -> list[FundSource]:
    """Add what the nation's catalogue has more than the installation; what stands stays as it is."""
    text = (files("smartprovince") / DATA).read_text(encoding="utf-8")
    known = set(FundSource.objects.values_list("code", flat=True))
    rows = [row for row in csv.DictReader(text.splitlines()) if row["code"] not in known]
    return log.create_many(FundSource, [{**row, "order": int(row["order"])} for row in rows])


@action("fund_source.add", on="region", verb="add_fund_source")
def add_fund_source(log: Log, *, region: Region, name: str, kind: str, note: str = "") -> FundSource:
    """A source of a province's own, with the kind of the nation's catalogue that it counts as."""
    stem = f"{region.code}-{slugify(name)}"[:30].strip("-")
    if FundSource.objects.filter(province=region, name__iexact=name.strip()).exists():
        raise Invalid(Fault("name", _("Your province already has a source of this name.")))
    taken = set(FundSource.objects.filter(code__startswith=stem[:26]).values_list("code", flat=True))
    code = next(each for each in (stem, *(f"{stem[:26]}-{n}" for n in range(2, 999))) if each not in taken)
    return log.create(FundSource, province=region, code=code, name=name.strip(), kind=kind, note=note, order=500)


@action("fund_source.change", on="source")
def change_fund_source(log: Log, *, source: FundSource, **values: Any) -> FundSource:
    """Name, kind, note, and whether forms offer it. What was recorded with it stays."""
    log.set(source, **values)
    return source
