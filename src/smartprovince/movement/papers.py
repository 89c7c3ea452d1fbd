"""A paper as somebody types it beside a milestone, and the paper of the register that is meant by it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core import access, files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import load_paper
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

REGISTER = access.SystemActor("register")


@dataclass(frozen=True, kw_only=True)
class PaperDetails:
    """What is known of a paper. `content` is its file, when there is one; both days are equal when the day is known."""

    kind: str
    title: str = ""
    number: str = ""
    not_before: date | None = None
    not_after: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    issuer: str = ""
    confidentiality: str = Paper.Confidentiality.PUBLIC
    source: str = ""
    source_url: str = ""
    simulated: bool = False
    content: bytes | None = None
    file_name: str = ""

    @property
    def first_day(self) -> date | None:
        return self.not_before or self.not_after


def plain_number(number: str) -> str:
    """A document number without spaces and case, so that `180/ 12` and `180/12` are one number."""
    return "".join(number.split()).casefold()


def paper_meant(person: Any, region: Region, details: PaperDetails) -> Paper | None:
    """The paper of the same region, kind and number that is already there.

    Looked for only among papers the person may see or that the register already shows, so that none is given away.
    """
    if not details.number:
        return None
    is_open = access.condition(person, "view", Paper) | Q(milestones__isnull=False)
    papers = Paper.objects.filter(is_open, region=region, kind=details.kind, withdrawn_at=None).distinct()
    return next((paper for paper in papers if plain_number(paper.number) == plain_number(details.number)), None)


def number_taken(paper: Paper) -> Fault:
    """A number names one paper of its kind in a region."""
    return Fault(
        "number",
        _("Number %(number)s already belongs to another paper of this kind and region, dated %(day)s.")
        % {"number": paper.number, "day": full_day(paper.not_after)},
    )


def same_days(paper: Paper, details: PaperDetails) -> bool:
    if details.not_after is None:
        return True
    return (paper.not_before, paper.not_after) == (details.first_day, details.not_after)


def paper_for(person: Any, acting_for: Organisation | None, region: Region, details: PaperDetails) -> Paper:
    """The paper that is meant, else a new one. Raises Invalid when the number belongs to a paper of another date."""
    known = paper_meant(person, region, details)
    if known is not None:
        if same_days(known, details):
            return known
        raise Invalid(number_taken(known))
    stored = files.store(details.content, details.file_name) if details.content is not None else None
    own = ("kind", "title", "content", "file_name", "not_before")
    return load_paper(
        actor=REGISTER,
        acting_for=acting_for,
        region=region,
        kind=details.kind,
        title=(details.title or f"{Paper.Kind(details.kind).label} {details.number}".strip())[:300],
        owner=acting_for,
        file=stored,
        file_name=details.file_name[:200],
        not_before=details.first_day,
        **{field.name: getattr(details, field.name) for field in fields(details) if field.name not in own},
    )
