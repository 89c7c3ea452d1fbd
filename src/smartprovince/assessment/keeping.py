"""Where a file that is handed in with an answer or an objection is kept: the same bytes once, by the own government."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.actions import Log
from smartprovince.core.errors import Fault, Invalid
from smartprovince.evidence.actions import add_paper
from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from . import queries


def keep_paper(
    log: Log,
    region: Region,
    content: bytes | None,
    file_name: str,
    *,
    title: str,
    simulated: bool,
    kind: str = Paper.Kind.OTHER,
    **details: Any,
) -> Paper:
    """The paper of the same bytes that the region keeps already, else a new one of its government."""
    if content is None:
        raise Invalid(Fault("file", _("Choose a file, or a paper that is kept already.")))
    same = access.scope(log.actor, "view", Paper).filter(
        region=region, file__sha256=hashlib.sha256(content).hexdigest(), withdrawn_at=None
    )
    if (kept := same.first()) is not None:
        return kept
    government = queries.government_of(region)
    if government is None:
        raise Invalid(Fault("file", _("This region has no government to keep papers for.")))
    return add_paper(
        actor=log.actor,
        acting_for=log.acting_for,
        owner=government,
        region=region,
        title=title.strip() or file_name,
        content=content,
        file_name=file_name,
        simulated=simulated,
        kind=kind,
        **details,
    )
