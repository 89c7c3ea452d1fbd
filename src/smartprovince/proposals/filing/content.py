"""The text of a usulan as a person reads it, by the name of the field: what is sent, fingerprinted, and compared."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.money import rupiah
from smartprovince.core.templatetags.writing import exact
from smartprovince.evidence.models import PaperUse
from smartprovince.proposals.models import Proposal

from . import queries


def content_of(proposal: Proposal) -> dict[str, Any]:
    """In Indonesian whoever sends it, so that the fingerprint is that of one text. No floats, no keys of tables."""
    with translation.override("id"):
        return {
            "number": proposal.number,
            "kind": proposal.get_kind_display(),
            "title": proposal.title,
            "summary": proposal.summary,
            "addressee": proposal.get_addressee_display(),
            "addressed_region": _name(proposal.addressed_region, "full_name"),
            "region": proposal.region.full_name,
            "organisation": _name(proposal.organisation, "name"),
            "proposer": proposal.proposer,
            "copied": _name(proposal.application or proposal.innovation),
            "theme": str(proposal.subdimension or proposal.dimension or ""),
            "problem": _name(proposal.problem),
            "background": proposal.background,
            "location": proposal.location,
            "point": f"{proposal.latitude:.6f}, {proposal.longitude:.6f}" if proposal.latitude is not None else "",
            "beneficiaries": proposal.beneficiaries,
            "years": "–".join(str(year) for year in (proposal.start_year, proposal.end_year) if year),
            "goal": proposal.goal,
            "outputs": proposal.outputs,
            "operation": proposal.operation,
            "effects": [f"{effect.name}: {effect.expected}" for effect in queries.effects_of(proposal)],
            "costs": [
                {
                    "year": line.year,
                    "source": str(line.fund_source),
                    "item": line.item,
                    "quantity": str(line.quantity),
                    "unit": line.unit,
                    "unit_cost": line.unit_cost,
                    "amount": line.amount,
                }
                for line in queries.costs_of(proposal).lines
            ],
            "attachments": [_attached(use) for use in queries.attached_to(proposal)],
            "sent_on": clock.today().isoformat(),
        }


def _name(thing: Any, attribute: str = "") -> str:
    return "" if thing is None else str(getattr(thing, attribute) if attribute else thing)


def _attached(use: PaperUse) -> dict[str, Any]:
    file = use.paper.file
    return {"title": use.paper.title, "sha256": file.sha256 if file else "", "size": file.size if file else 0}


def canonical(content: dict[str, Any]) -> str:
    """The same text whatever stored it: keys in order, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


# --- as parts that a page shows, and two texts are compared by ------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One field of a text as sent: its name on the page, and its words."""

    name: str
    label: str
    text: str


def labels() -> dict[str, str]:
    """The fields of a text in the order in which it is read."""
    return {
        "title": _("What is asked, in one line"),
        "kind": _("Kind"),
        "addressee": _("Addressed"),
        "addressed_region": _("Kabupaten/kota it is addressed to"),
        "organisation": _("Organisation"),
        "proposer": _("Proposer"),
        "copied": _("What is to be copied"),
        "summary": _("What is asked, and why"),
        "theme": _("Dimension and sub-dimension"),
        "problem": _("Problem of the register"),
        "background": _("The problem it answers"),
        "effects": _("Indicators it moves"),
        "location": _("Where"),
        "point": _("Point on the map"),
        "beneficiaries": _("People who benefit"),
        "years": _("Years"),
        "costs": _("Costs"),
        "goal": _("Goal"),
        "outputs": _("What will be there at the end"),
        "operation": _("Who runs it and pays for it afterwards"),
        "attachments": _("Attachments"),
    }


def parts_of(content: dict[str, Any]) -> list[Part]:
    return [Part(name, label, _words(name, content.get(name))) for name, label in labels().items()]


def _words(name: str, value: Any) -> str:
    if name == "costs":
        return "\n".join(_cost(row) for row in value or [])
    if name == "attachments":
        return "\n".join(f"{row['title']} ({row['sha256'][:12]})" for row in value or [])
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return "" if value is None else str(value)


def _cost(row: dict[str, Any]) -> str:
    amount = f"{exact(row['quantity'])} {row['unit']} × {rupiah(row['unit_cost'])} = {rupiah(row['amount'])}"
    return f"{row['year']} · {row['source']} · {row['item']}: {amount}"
