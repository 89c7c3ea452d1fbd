"""Who sees and changes papers.

Public papers are for everyone unless simulated; limited ones for the province's own people; excluded ones for the
region that owns them. A paper of a kabupaten is not open to the province before the kabupaten has used it in
something it has sent: that door is opened by the room that uses it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import rule
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import at_region, grants

from . import pointing
from .models import Paper, PaperUse

C = Paper.Confidentiality


@rule("view", Paper)
def who_sees_papers(person: Any) -> Q:
    if not getattr(person, "is_authenticated", False):
        return Q(confidentiality=C.PUBLIC, simulated=False, withdrawn_at=None)
    mine = at_region(person, "paper.view")
    if not grants(person, "register.view"):
        return Q(confidentiality=C.PUBLIC, simulated=False, withdrawn_at=None) | mine
    return Q(confidentiality=C.PUBLIC) | mine


@rule("edit", Paper, who_may=who_may("paper.edit"))
def who_edits_papers(person: Any) -> Q:
    return at_region(person, "paper.edit") & Q(withdrawn_at=None)


@rule("add_paper", Organisation, who_may=who_may("paper.edit"))
def who_adds_papers(person: Any) -> Q:
    """People who keep papers, for the government of their own region."""
    return at_region(person, "paper.edit")


@rule("see_earlier", Paper)
@rule("trail", Paper)
def who_knows_what_a_paper_was(person: Any) -> Q:
    """Its earlier files and its trail: the people of the region that keeps it. Before a paper was opened to others it
    may have had a title, a number or a file that were not for them."""
    return at_region(person, "paper.view")


@rule("view", PaperUse)
def who_sees_uses(person: Any) -> Q:
    """The people of the region that keeps the paper, where they may view what points at it: another government may
    point at a public paper from a draft."""
    return at_region(person, "paper.view", "paper__region") & pointing.open_to(person)
