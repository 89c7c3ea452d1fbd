"""What a form says about the papers of a line. Their fields belong to the form of the line, so that nothing is lost.

Each field is named after the use of its paper: `bukti-7-outcome`. Beside them stand the version they were rendered
with, a key of their own against the second click, and what they held (`was`): a paper that nobody touched is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from smartprovince.assessment.models import Answer
from smartprovince.assessment.queries import Proof
from smartprovince.assessment.web import number
from smartprovince.core.errors import Conflict, Fault, Invalid

from . import actions

FIELDS = ("outcome", "reason_code", "reason")


def about(posted: QueryDict, use: int) -> dict[str, str]:
    """The fields of one paper."""
    return {name: posted.get(f"bukti-{use}-{name}", "") for name in FIELDS}


def touched(posted: QueryDict, proofs: Iterable[Proof]) -> dict[int, dict[str, str]]:
    """The fields of each paper whose fields no longer hold what they were rendered with, by its use."""
    found = {each.use.pk: about(posted, each.use.pk) for each in proofs}
    return {
        use: given
        for use, given in found.items()
        if _lines("|".join(given.values())) != _lines(posted.get(f"bukti-{use}-was", "||"))
    }


@dataclass(frozen=True)
class PaperForm:
    """The fields of one paper as the page shows them: what was typed, else what was found before.

    name: how its fields are called. is_open: something typed is not kept. key: against the second click.
    """

    name: str
    given: dict[str, str]
    was: str
    is_open: bool
    faults: tuple[Fault, ...]
    key: str


def forms_of(
    proofs: Iterable[Proof], attempts: Mapping[int, dict[str, str]], faults: Iterable[Fault]
) -> dict[int, PaperForm]:
    """A form for each paper by its use; `attempts` hold what was typed and is not kept."""
    found = {}
    for each in proofs:
        kept = {name: getattr(each.verdict, name, "") for name in FIELDS}
        name, given = f"bukti-{each.use.pk}", attempts.get(each.use.pk)
        against = tuple(fault for fault in faults if fault.where.startswith(f"{name}-"))
        was = "|".join(kept.values())
        found[each.use.pk] = PaperForm(name, given or kept, was, given is not None, against, token_hex(16))
    return found


def _lines(text: str) -> list[str]:
    """Browsers send a line break of a textarea in their own way."""
    return text.strip().splitlines()


def judge(posted: QueryDict, proof: Proof, answer: Answer, **acting: Any) -> list[Fault]:
    """Give the verdict on one paper, and say what stands against it, each at its field."""
    use = proof.use.pk
    try:
        actions.judge_proof(
            **acting,
            answer=answer,
            paper=proof.paper,
            proof_version=number(posted.get(f"bukti-{use}-version")),
            paper_version=number(posted.get(f"bukti-{use}-paper")),
            request_key=posted.get(f"bukti-{use}-key", "")[:80] or None,
            **about(posted, use),
        )
    except Conflict as error:
        what = _("%(by)s judged this paper in the meantime: %(outcome)s. Look again before you decide.")
        faults = [Fault("outcome", what % {"by": error.theirs.by, "outcome": error.theirs.get_outcome_display()})]
    except Invalid as error:
        faults = error.faults
    else:
        return []
    return [Fault(f"bukti-{use}-{each.where or 'outcome'}", each.what, each.allowed, each.mend) for each in faults]
