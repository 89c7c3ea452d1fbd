"""Reads of objections: the list of a round, one with its history, what stands beside verdicts on other pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from smartprovince.assessment import states
from smartprovince.assessment.models import Participation, Round, Verdict
from smartprovince.assessment.queries import Form, Line
from smartprovince.core import access

from . import window
from .models import Objection
from .states import RAISED

PER_PAGE = 25
LINE, PART = "answer__node", "answer__participation"
SORTS: dict[str, tuple[str, ...]] = {
    "-diajukan": ("-raised_at", "-pk"),
    "wilayah": (f"{PART}__region__code", f"{LINE}__order", "pk"),
    "pertanyaan": (f"{LINE}__order", f"{PART}__region__code", "pk"),
    "keadaan": ("state", "raised_at", "pk"),
}
NEWEST = "-diajukan"


@dataclass(frozen=True)
class Finding:
    """A verdict as it was disputed, or as it was decided; drawn as a verdict is."""

    outcome: str
    value: Decimal | None

    def get_outcome_display(self) -> str | Promise:
        return Verdict.Outcome(self.outcome).label


@dataclass(frozen=True)
class Dispute:
    """An objection with the verdict before it and, when it was granted, after it."""

    objection: Objection

    @property
    def before(self) -> Finding:
        return Finding(self.objection.disputed_outcome, self.objection.disputed_value)

    @property
    def after(self) -> Finding | None:
        found = self.objection
        return Finding(found.decided_outcome, found.decided_value) if found.decided_outcome else None


# --- the list of a round ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """One page of the objections of a round that a person may see, with what was chosen and how many there are."""

    page: Page[Any]
    status: str
    words: str
    sort: str
    counts: tuple[tuple[str, str, int], ...]

    @property
    def all(self) -> int:
        return sum(n for _key, _label, n in self.counts)

    @property
    def disputes(self) -> list[Dispute]:
        return [Dispute(each) for each in self.page]


def objections_open_to(person: Any, round: Round) -> QuerySet[Objection]:
    return access.scope(person, "view", Objection).filter(**{f"{PART}__round": round})


def listed(round: Round, person: Any, given: Mapping[str, Any]) -> Listed:
    """Three queries and the gate; what is not understood in `given` is left out."""
    rows = objections_open_to(person, round)
    counted = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    status = given.get("status", "") if given.get("status") in Objection.State.values else ""
    words = str(given.get("cari", "")).strip()[:80]
    sort = given.get("urut", NEWEST) if given.get("urut") in SORTS else NEWEST
    if status:
        rows = rows.filter(state=status)
    if words:
        region, code = Q(**{f"{PART}__region__name__icontains": words}), Q(**{f"{LINE}__code__icontains": words})
        rows = rows.filter(region | code | Q(**{f"{PART}__region__code__startswith": words}))
    rows = rows.select_related(LINE, f"{PART}__region").order_by(*SORTS[sort])
    counts = tuple((key, str(label), counted.get(key, 0)) for key, label in Objection.State.choices)
    return Listed(Paginator(rows, PER_PAGE).get_page(given.get("page")), status, words, sort, counts)


def objection_of(person: Any, round_pk: int, pk: int, verb: str = "view") -> Objection:
    """One objection through the gate. Raises NotFound or Refused."""
    related = (LINE, f"{PART}__region", f"{PART}__round__instrument_version__instrument", "disputed_assessor")
    rows = Objection.objects.select_related(*related).filter(**{f"{PART}__round": round_pk})
    return access.get(person, verb, Objection, rows, pk=pk)


def history_of(objection: Objection, person: Any) -> list[Dispute]:
    """The other objections to the same line, oldest first: it may have been disputed before."""
    rows = access.scope(person, "view", Objection).filter(answer=objection.answer_id).exclude(pk=objection.pk)
    return [Dispute(each) for each in rows.order_by("raised_at", "pk")]


# --- what stands beside verdicts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DisputedLine:
    """A verdict that is not as it was answered, or that was objected to, and the last objection to it."""

    line: Line
    objection: Objection | None
    may_object: bool


@dataclass(frozen=True)
class OfRegion:
    """What the pages of a region show: the days in words, and the verdicts that can be disputed."""

    words: str
    is_open: bool
    lines: tuple[DisputedLine, ...]


def of_region(participation: Participation, form: Form, person: Any) -> OfRegion | None:
    """The verdicts of a verified region that differ from its answers. Two queries; None where nothing can be said."""
    if participation.state != states.VERIFIED:
        return None
    last = _last_by_answer(participation, person)
    if not last and window.until_of(participation) is None:
        return None
    is_open = window.is_open(participation)
    may = is_open and access.may(person, "send", participation)
    lines = tuple(_disputed(line, last, may=may) for line in form.lines if _is_shown(line, last))
    return OfRegion(window.in_words(participation), is_open, lines)


def of_line(participation: Participation, line: Line, person: Any) -> dict[str, Any]:
    """What the page of one question shows beside its verdict, accepted ones as well."""
    if participation.state != states.VERIFIED or line.answer is None or not line.is_judged:
        return {}
    last = _last_by_answer(participation, person, answer=line.answer.pk)
    if not last and window.until_of(participation) is None:
        return {}
    may = window.is_open(participation) and access.may(person, "object", line.answer)
    return {"disputed": _disputed(line, last, may=may), "objection_words": window.in_words(participation)}


def _is_shown(line: Line, last: Mapping[int, Objection]) -> bool:
    if line.answer is None or not line.is_judged or line.verdict is None:
        return False
    return line.verdict.outcome != Verdict.Outcome.ACCEPTED or line.answer.pk in last


def _disputed(line: Line, last: Mapping[int, Objection], *, may: bool) -> DisputedLine:
    found = last.get(line.answer.pk) if line.answer is not None else None
    return DisputedLine(line, found, may and (found is None or found.state != RAISED))


def _last_by_answer(participation: Participation, person: Any, **which: Any) -> dict[int, Objection]:
    rows = access.scope(person, "view", Objection).filter(answer__participation=participation, **which)
    return {each.answer_id: each for each in rows.order_by("raised_at", "pk")}


def of_round(round: Round, person: Any, *, owns: bool) -> dict[str, Any]:
    """What the page of a round says: whether there is a list for this person, and how many objections wait."""
    if round.state == states.DRAFT:
        return {}
    counted = dict(objections_open_to(person, round).order_by().values_list("state").annotate(n=Count("pk")))
    listed = bool(counted) or (owns and round.objection_until is not None)
    return {"lists_objections": listed, "objections_waiting": counted.get(RAISED, 0)}


def waiting_in(round: Round, person: Any) -> QuerySet[Objection]:
    """Objections of a round that wait for a decision, the oldest first."""
    return objections_open_to(person, round).filter(state=RAISED).select_related(LINE, f"{PART}__region")
