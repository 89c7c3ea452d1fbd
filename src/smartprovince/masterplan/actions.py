"""Every write to guidebooks and plans."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.territory.models import Region

from . import content
from .models import EMPTY, Guidebook, GuideSection, Plan, Section

LABEL = "1"
LONGEST_PERIOD = 20


@action("guidebook.load", system=True)
def load_guidebooks(log: Log) -> list[Guidebook]:
    """Load the working editions that ship; an edition that is there stays as it is, since plans point at it."""
    text = (files("smartprovince.masterplan") / "data" / "guidebook.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    before = GuideSection.objects.count()
    loaded = [
        _load_edition(edition, [row for row in rows if row["edition"] == edition])
        for edition in Guidebook.Edition.values
    ]
    if new := GuideSection.objects.count() - before:
        log.about(loaded[0])
        log.note(sections=new)
    return loaded


def _load_edition(edition: str, rows: list[dict[str, str]]) -> Guidebook:
    guidebook, fresh = Guidebook.objects.get_or_create(edition=edition, label=LABEL)
    if fresh:
        GuideSection.objects.bulk_create(
            GuideSection(
                guidebook=guidebook,
                order=order,
                book=int(row["book"]),
                book_title=row["book_title_id"],
                chapter=int(row["chapter"]),
                chapter_title=row["chapter_title_id"],
                number=row["section"],
                title_id=row["title_id"],
                title_en=row["title_en"],
                guidance_id=row["guidance_id"],
                block="" if row["data_block"] == "none" else row["data_block"],
                min_words=int(row["min_words"] or 0),
                required=row["required"] == "yes",
                mark=row["mark"],
            )
            for order, row in enumerate(rows)
        )
    return guidebook


@action("plan.start", on="region", verb="start_plan", system=True)
def start_plan(
    log: Log,
    *,
    region: Region,
    title: str,
    period_start: int,
    period_end: int,
    concept: str = "",
    simulated: bool = False,
) -> Plan:
    """Begin a region's plan along the working edition of its guidebook, with every section still to be written."""
    if not period_start <= period_end <= period_start + LONGEST_PERIOD:
        raise Invalid(Fault("period_end", _("The period ends before it begins, or is longer than 20 years.")))
    if Plan.objects.filter(region=region, period_start=period_start).exists():
        raise Invalid(Fault("period_start", _("There is already a plan that begins in this year.")))
    province = region.level == Region.Level.PROVINCE
    edition = Guidebook.Edition.PROVINCE if province else Guidebook.Edition.REGENCY
    guidebook = Guidebook.objects.get(edition=edition, label=LABEL)
    plan = log.create(
        Plan,
        region=region,
        guidebook=guidebook,
        title=title,
        concept=concept,
        period_start=period_start,
        period_end=period_end,
        simulated=simulated,
    )
    Section.objects.bulk_create(
        Section(plan=plan, guide=guide, content=EMPTY) for guide in guidebook.sections.order_by("order")
    )
    return plan


@action("plan.write_section", on="section", autosave=True)
def write_section(log: Log, *, section: Section, text: str) -> Section:
    """Save what a section says. A stale version is refused and both texts are kept."""
    if len(text) > content.MAX_CHARACTERS:
        raise Invalid(Fault("text", _("A section holds at most %(n)s characters.") % {"n": content.MAX_CHARACTERS}))
    written = content.from_typing(text)
    log.set(
        section,
        content=written,
        words=content.count_words(written),
        updated_by=str(log.actor)[:200],
        updated_at=clock.now(),
    )
    return section


@action("plan.rename", on="plan")
def rename_plan(log: Log, *, plan: Plan, **fields: Any) -> Plan:
    """Change title, concept or period."""
    log.set(plan, **fields)
    return plan
