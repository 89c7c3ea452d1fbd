"""One row of a province's sheet: which region, what it states, how that differs from the register, and its faults."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.errors import Fault
from smartprovince.documents.reading import Cell, NotADate
from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from . import queries, rows, sheet
from .counting import STAGES
from .models import PHONE_PATTERN, Cohort, Milestone, StageGate
from .papers import PaperDetails, number_taken, paper_meant, plain_number, same_days
from .sheet import Span

K, B, P = Milestone.Kind, Milestone.Basis, Paper.Kind
DECREE_GATE = "SC.LCH.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One fact that a row of the sheet states. `span` is None when the sheet gives no day."""

    slot: str
    kind: str
    basis: str
    span: Span | None = None
    cohort: Cohort | None = None
    gate: StageGate | None = None
    paper: PaperDetails | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What will be done with one fact (or the contact): new, changed, same. `old` is what a sheet said before."""

    region: Region
    slot: str
    verdict: str
    columns: tuple[str, ...]
    wanted: Wanted | None = None
    old: Milestone | None = None
    contact: tuple[str, str] | None = None

    @property
    def key(self) -> str:
        return f"sheet:{self.region.code}:{self.slot}"


@dataclass(slots=True)
class PlannedRow:
    """One line of the sheet with what follows from it."""

    line: int
    cells: Sequence[Cell]
    region: Region | None = None
    planned: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


# --- what the register knows, read once ------------------------------------------------------------------------------


class Register:
    """Regions of the nation, and facts, papers and contacts of the province, so that no row asks the database again."""

    def __init__(self, province: Region, person: Any, file_name: str) -> None:
        self.province, self.person, self.file_name = province, person, file_name
        regions = list(Region.objects.filter(level=Region.Level.REGENCY).select_related("parent"))
        self.by_code = {region.code: region for region in regions}
        self.by_name: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            for name in {plain_name(each) for each in (region.short_name, region.full_name, region.name)}:
                self.by_name[name].append(region)
        own = [region for region in regions if region.parent_id == province.pk]
        self.rows = {row.region.pk: row for row in queries.register_rows(own, clock.today(), person)}
        self.facts: dict[int, list[Milestone]] = defaultdict(list)
        for fact in queries.facts_open_to(person).filter(region__in=own):
            self.facts[fact.region_id].append(fact)
        self.cohorts = {cohort.year: cohort for cohort in Cohort.objects.filter(movement="smart_city")}
        self.decree_gate = StageGate.objects.filter(code=DECREE_GATE).first()

    def here(self, regions: list[Region]) -> list[Region]:
        """The province's own of several regions of one name; all of them when none is its own."""
        return [region for region in regions if region.parent_id == self.province.pk] or regions


def plain_name(name: str) -> str:
    """`KAB. BADUNG`, `Kabupaten Badung` and `kab badung` are one name."""
    plain = " ".join(re.findall(r"[a-z0-9']+", name.casefold()))
    plain = re.sub(r"^(kabupaten|kab)\s+", "kab ", plain)
    return re.sub(r"^kota (administrasi|adm)\s+", "kota ", plain)


# --- one row ---------------------------------------------------------------------------------------------------------


class RowReader:
    """Reads one row: which region, what it states, and how that differs from the register."""

    def __init__(self, row: PlannedRow, head: sheet.Head, known: Register) -> None:
        self.row, self.head, self.known = row, head, known

    def read(self) -> None:
        for cell in self.row.cells:
            if isinstance(cell.value, str) and cell.value.lstrip().startswith("="):
                self._fault(cell.address, _("This cell holds a formula."), _("A value, not a formula."))
        self.row.region = self._region()
        for make in (self._joined, self._decree, self._masterplan, self._regulation, self._stage):
            wanted = make()
            if wanted is not None and self.row.region is not None:
                self.row.planned.append(self._compare(wanted))
        self._contact()

    # cells

    def _cell(self, key: str) -> Cell | None:
        place = self.head.columns.get(key)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else None

    def _text(self, key: str) -> str:
        cell = self._cell(key)
        text = sheet.text_of(cell.value) if cell else ""
        return "" if sheet.is_nothing(text) else text

    def _address(self, key: str, other: str = "") -> str:
        cell = self._cell(key) or (self._cell(other) if other else None)
        return cell.address if cell else f"A{self.row.line}"

    def _fault(self, where: str, what: str, allowed: str = "", mend: str = "") -> None:
        if all(fault.where != where for fault in self.row.faults):
            self.row.faults.append(Fault(where, what, allowed, mend))

    def _span(self, key: str) -> Span | None:
        """The day in a cell; a fault at the cell for what is no day, or lies in the future."""
        cell = self._cell(key)
        if cell is None or not self._text(key):
            return None
        try:
            span = sheet.parse_span(cell.value)
        except NotADate:
            self._fault(
                cell.address,
                _("“%(text)s” is not a date.") % {"text": self._text(key)[:40]},
                _("For example 21 April 2022, 21/4/2022, Mei 2017, or 2017."),
            )
            return None
        if key == "regulation_until":
            return span
        if (span.first or span.last) > clock.today():
            self._fault(cell.address, _("This day lies in the future; the register keeps what has happened."))
            return None
        return span

    # the region

    def _region(self) -> Region | None:
        by_code, by_name = self._by_code(), self._by_name()
        if self.row.faults and any(
            f.where in (self._address("region_code"), self._address("region_name")) for f in self.row.faults
        ):
            return None
        found = by_code or (by_name[0] if by_name else None)
        if found is None:
            self._fault(self._address("region_code", "region_name"), _("This row names no region."))
            return None
        if by_code and by_name and by_code not in by_name:
            self._fault(
                self._address("region_name"),
                _("Code %(code)s is %(region)s, the name says otherwise.")
                % {"code": by_code.code, "region": by_code.short_name},
            )
            return None
        if found.parent_id != self.known.province.pk:
            self._fault(
                self._address("region_code" if by_code else "region_name"),
                _("%(region)s lies in %(other)s, not in %(province)s.")
                % {"region": found.short_name, "other": found.parent, "province": self.known.province},
            )
            return None
        return found

    def _by_code(self) -> Region | None:
        cell = self._cell("region_code")
        if cell is None or not self._text("region_code"):
            return None
        code = sheet.code_of(cell.value)
        if (region := self.known.by_code.get(code)) is None:
            self._fault(
                cell.address,
                _("There is no kabupaten/kota with the code %(code)s.") % {"code": code[:20]},
                _("A Kemendagri code such as 51.03."),
            )
        return region

    def _by_name(self) -> list[Region]:
        name = self._text("region_name")
        if not name:
            return []
        found = self.known.here(self.known.by_name.get(plain_name(name), []))
        where = self._address("region_name")
        if not found:
            self._fault(where, _("There is no kabupaten/kota called “%(name)s”.") % {"name": name[:60]})
        elif len(found) > 1 and not self._text("region_code"):
            both = ", ".join(region.short_name for region in found)
            self._fault(
                where, _("“%(name)s” may be %(all)s.") % {"name": name, "all": both}, "", _("Write Kab. or Kota.")
            )
            return []
        return found

    # the facts

    def _paper(self, kind: str, number: str, span: Span | None, **more: Any) -> PaperDetails:
        return PaperDetails(
            kind=kind,
            number=number,
            not_before=span.first if span else None,
            not_after=min(span.last, clock.today()) if span else None,
            source=self.known.file_name,
            simulated=bool(getattr(self.known.person, "simulated", False)),
            **more,
        )

    def _joined(self) -> Wanted | None:
        number, span, cohort = self._text("mou_number"), self._span("mou_date"), self._cohort()
        if number and span is None:
            self._fault(self._address("mou_date", "mou_number"), _("This number needs its date."))
        if span is not None:
            cells = {"not_after": "mou_date", "not_before": "mou_date", "number": "mou_number"}
            details = self._paper(P.MEMORANDUM, number, span)
            return Wanted(
                slot="joined", kind=K.JOINED, basis=B.MEMORANDUM, span=span, cohort=cohort, paper=details, cells=cells
            )
        if cohort is None:
            return None
        launched = Span(cohort.not_before, min(cohort.not_after, clock.today()))
        return Wanted(
            slot="joined",
            kind=K.JOINED,
            basis=B.PROGRAMME_YEAR,
            span=launched,
            cohort=cohort,
            cells={"not_after": "cohort"},
        )

    def _cohort(self) -> Cohort | None:
        text = self._text("cohort")
        if not text:
            return None
        year = re.search(r"(19|20)\d\d", text)
        cohort = self.known.cohorts.get(int(year[0])) if year else None
        if cohort is None or cohort.not_before > clock.today():
            years = ", ".join(str(y) for y, c in sorted(self.known.cohorts.items()) if c.not_before <= clock.today())
            self._fault(
                self._address("cohort"),
                _("There is no cohort “%(text)s”.") % {"text": text[:20]},
                _("There are: %(all)s.") % {"all": years},
            )
            return None
        return cohort

    def _decree(self) -> Wanted | None:
        number, span = self._text("sk_number"), self._span("sk_date")
        if number and span is None:
            self._fault(self._address("sk_date", "sk_number"), _("This number needs its date."))
        if span is None:
            return None
        return Wanted(
            slot="decree",
            kind=K.LAUNCH,
            basis=B.DECREE,
            span=span,
            gate=self.known.decree_gate,
            paper=self._paper(P.TEAM_DECREE, number, span),
            cells={"not_after": "sk_date", "not_before": "sk_date", "number": "sk_number"},
        )

    def _masterplan(self) -> Wanted | None:
        title, span = self._text("masterplan"), self._span("masterplan_date")
        if not title and span is None:
            return None
        is_title = bool(title) and title.casefold() not in sheet.YES
        paper = self._paper(P.MASTERPLAN, "", span, title=title) if is_title else None
        return Wanted(
            slot="drafted",
            kind=K.DRAFTED,
            basis=B.BOOKS,
            span=span,
            paper=paper,
            cells={"not_after": "masterplan_date" if span else "masterplan", "title": "masterplan"},
        )

    def _regulation(self) -> Wanted | None:
        number, span, until = (
            self._text("regulation_number"),
            self._span("regulation_date"),
            self._span("regulation_until"),
        )
        if not number and span is None:
            return None
        if not number or span is None:
            key, other = (
                ("regulation_number", "regulation_date") if not number else ("regulation_date", "regulation_number")
            )
            self._fault(self._address(key, other), _("A regulation needs both its number and its date."))
            return None
        if until and until.last < span.last:
            self._fault(self._address("regulation_until"), _("The validity ends before the regulation begins."))
            return None
        return Wanted(
            slot="in_force",
            kind=K.IN_FORCE,
            basis=B.REGULATION,
            span=span,
            paper=self._paper(
                P.REGULATION, number, span, valid_from=span.first, valid_until=until.last if until else None
            ),
            cells={"not_after": "regulation_date", "number": "regulation_number", "valid_until": "regulation_until"},
        )

    def _stage(self) -> Wanted | None:
        text, span = self._text("stage"), self._span("stage_date")
        if not text:
            return None
        stage = sheet.stage_of(text)
        if not stage:
            names = ", ".join(rows.stage_name(each) for each in STAGES)
            self._fault(
                self._address("stage"),
                _("There is no stage “%(text)s”.") % {"text": text[:40]},
                _("There are: %(all)s.") % {"all": names},
            )
            return None
        return Wanted(
            slot=f"stage-{stage}", kind=stage, basis=B.ANNOUNCEMENT, span=span,
            cells={"not_after": "stage_date" if span else "stage"},
        )  # fmt: skip

    def _contact(self) -> None:
        name, phone = self._text("contact_name"), ""
        if cell := self._cell("contact_phone"):
            phone = "" if sheet.is_nothing(sheet.text_of(cell.value)) else sheet.phone_of(cell.value)
        try:
            PHONE_PATTERN(phone or "0" * 6)
        except ValidationError as error:
            self._fault(self._address("contact_phone"), " ".join(map(str, error.messages)))
        region = self.row.region
        if region is None or not (name or phone):
            return
        kept = self.known.rows[region.pk].contact
        before = (kept.name, kept.phone) if kept else ("", "")
        after = (name or before[0], phone or before[1])
        verdict = "same" if after == before else "changed" if kept else "new"
        columns = tuple(key for key in ("contact_name", "contact_phone") if self._text(key))
        self.row.planned.append(Planned(region=region, slot="contact", verdict=verdict, columns=columns, contact=after))

    # against the register

    def _compare(self, wanted: Wanted) -> Planned:
        region = self.row.region
        assert region is not None
        facts = self.known.facts.get(region.pk, [])
        row = self.known.rows[region.pk]
        columns = tuple(dict.fromkeys([*wanted.cells.values(), *(["cohort"] if wanted.cohort else [])]))
        planned = Planned(region=region, slot=wanted.slot, verdict="new", columns=columns, wanted=wanted)
        if stands(wanted, facts) or (
            wanted.slot.startswith("stage-") and wanted.span is None and _is_reached(wanted, row)
        ):
            return replace(planned, verdict="same")
        old = next((fact for fact in facts if fact.key == planned.key), None)
        self._check_number(wanted, old)
        return replace(planned, verdict="changed", old=old) if old else planned

    def _check_number(self, wanted: Wanted, old: Milestone | None) -> None:
        """A number that names another paper already; the paper that an earlier sheet brought is corrected instead."""
        if wanted.paper is None or self.row.region is None:
            return
        meant = paper_meant(self.known.person, self.row.region, wanted.paper)
        if meant and not same_days(meant, wanted.paper) and (old is None or old.paper_id != meant.pk):
            self._fault(self._address(wanted.cells["number"]), number_taken(meant).what)


def _is_reached(wanted: Wanted, row: rows.RegisterRow) -> bool:
    """A stage without a day says no more than the register when that stands there or further."""
    return row.stage_order > STAGES.index(wanted.kind)


def stands(wanted: Wanted, facts: Sequence[Milestone]) -> bool:
    """Whether the register already says all that the sheet says."""
    own = [fact for fact in facts if fact.kind == wanted.kind and fact.holds]
    if wanted.gate:
        own = [fact for fact in own if fact.gate_id == wanted.gate.pk]
    if wanted.cohort and not any(fact.cohort_id == wanted.cohort.pk for fact in own):
        return False
    if wanted.basis == B.PROGRAMME_YEAR:
        return bool(own)
    if span := wanted.span:
        own = [fact for fact in own if _same_span(fact, span)]
    if (details := wanted.paper) and (details.number or details.kind == P.MASTERPLAN):
        own = [fact for fact in own if fact.paper is not None and _same_paper(fact.paper, details)]
    return bool(own)


def _same_span(fact: Milestone, span: Span) -> bool:
    """A year that is not over is kept up to today; while it runs, its beginning is enough."""
    runs = span.last > clock.today()
    return fact.not_before == span.first and (runs or fact.not_after == span.last)


def _same_paper(paper: Paper, details: PaperDetails) -> bool:
    if details.kind == P.MASTERPLAN:
        return paper.title == details.title
    same_until = details.valid_until is None or paper.valid_until == details.valid_until
    return plain_number(paper.number) == plain_number(details.number) and same_until
