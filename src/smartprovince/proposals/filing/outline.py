"""The form of a usulan: six steps, each with a name and the fields that stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    """One page of the form. `key` stands in its address; `fields` are those of the usulan, and its rows."""

    number: int
    key: str
    label: Any
    fields: tuple[str, ...] = ()


STEPS = (
    Step(
        1,
        "apa",
        _("What, and for whom"),
        (
            "kind",
            "title",
            "summary",
            "addressee",
            "addressed_region",
            "organisation",
            "proposer",
            "application",
            "innovation",
        ),
    ),
    Step(2, "masalah", _("Problem and theme"), ("problem", "background", "dimension", "subdimension", "effects")),
    Step(
        3,
        "lokasi",
        _("Place and people"),
        ("location", "latitude", "longitude", "beneficiaries", "start_year", "end_year"),
    ),
    Step(4, "biaya", _("Costs"), ("costs",)),
    Step(5, "tor", _("Terms of reference and attachments"), ("goal", "outputs", "operation", "attachments")),
    Step(6, "kirim", _("Similar ones, and send")),
)
FIRST, LAST = STEPS[0], STEPS[-1]
BY_KEY = {step.key: step for step in STEPS}
STEP_OF = {name: step for step in STEPS for name in step.fields}
ROWS = ("effects", "costs", "attachments")
FIELDS = frozenset(STEP_OF) - set(ROWS)
