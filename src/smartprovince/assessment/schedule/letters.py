"""The ministry's official letter as a province records it: number, date, file, and the scores of its regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import states, values
from smartprovince.assessment.models import Participation, Round
from smartprovince.assessment.outline import Outline, outline_of
from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.evidence.actions import add_paper, change_paper, point_at, replace_file
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import Node
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import calendar
from .models import OfficialLetter, OfficialScore

type Cells = Mapping[tuple[str, str], Any]
PLACES = Decimal("0.001")


@action("letter.record", on="province", verb="record_letter")
def record_letter(
    log: Log,
    *,
    province: Region,
    round: Round,
    number: str,
    day: date | None,
    scores: Cells,
    content: bytes | None = None,
    file_name: str = "",
    letter_version: int | None = None,
) -> OfficialLetter:
    """Record the letter, or correct what was recorded before. `scores`: (region code, node code) → as typed.

    Raises Invalid with one fault a cell; Conflict when somebody else has corrected it in between.
    """
    letter = OfficialLetter.objects.select_for_update().filter(round=round, province=province).first()
    if letter is not None and letter_version is not None and letter.version != letter_version:
        raise Conflict(theirs=letter, yours={"number": number, "day": day})
    faults = _faults(round, number, day)
    if letter is None and content is None:
        faults.append(Fault("file", _("Choose the file of the letter.")))
    read = _read(round, province, scores, faults)
    if faults:
        raise Invalid(faults)
    assert day is not None
    if letter is None:
        paper = _keep(log, province, round, number.strip(), day, content, file_name)
        letter = log.create(
            OfficialLetter,
            round=round,
            province=province,
            paper=paper,
            recorded_by=str(log.actor)[:200],
            **calendar.mark(round),
        )
        point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=letter, label=str(round))
    else:
        _correct(log, letter, number.strip(), day, content, file_name)
    OfficialScore.objects.filter(letter=letter).delete()
    OfficialScore.objects.bulk_create(
        [OfficialScore(letter=letter, region=region, code=code, score=score) for (region, code), score in read.items()]
    )
    log.note(number=number.strip(), day=day, figures=len(read), regions=len({region.pk for region, _code in read}))
    return letter


def _faults(round: Round, number: str, day: date | None) -> list[Fault]:
    if round.kind != Round.Kind.NATIONAL:
        raise Invalid(_("A round of the province's own has no official letter; it ends in minutes of both parties."))
    if round.state == states.DRAFT:
        raise Invalid(_("The round has not begun."))
    faults = []
    if not number.strip():
        faults.append(Fault("number", _("Write the number of the letter.")))
    if day is None:
        faults.append(Fault("day", _("Give the day of the letter.")))
    elif day > clock.today():
        faults.append(Fault("day", _("A letter cannot be dated in the future.")))
    elif day < round.opens_on:
        faults.append(Fault("day", _("The letter is older than the round. Check the year.")))
    return faults


def _read(round: Round, province: Region, scores: Cells, faults: list[Fault]) -> dict[tuple[Region, str], Decimal]:
    """The figures that are given. Appends a fault for each cell that is none; empty cells are left out."""
    outline = outline_of(round.instrument_version)
    regions = {part.region.code: part.region for part in parts_of(round, province)}
    nodes = {node.code: node for node in columns_of(outline)}
    read: dict[tuple[Region, str], Decimal] = {}
    for (region, code), typed in scores.items():
        if region not in regions or code not in nodes:
            faults.append(Fault(f"{region} {code}"[:60], _("This round does not ask that of a region of yours.")))
            continue
        try:
            value = values.read(nodes[code], typed, round.instrument_version)
        except Invalid as error:
            place = f"{regions[region].short_name}, {nodes[code].name_id}"
            faults += [Fault(place, fault.what, fault.allowed, fault.mend) for fault in error.faults]
            continue
        if value is not None:
            read[regions[region], code] = value.quantize(PLACES)
    if not read and not faults:
        faults.append(Fault("scores", _("Write the score of one region at least.")))
    return read


def _keep(
    log: Log, province: Region, round: Round, number: str, day: date, content: bytes | None, file_name: str
) -> Paper:
    owner = Organisation.objects.filter(region=province, kind=Organisation.Kind.PROVINCE).order_by("pk").first()
    if owner is None:
        raise Invalid(_("This province has no government to keep papers for."))
    return add_paper(
        actor=log.actor,
        acting_for=log.acting_for,
        owner=owner,
        region=province,
        kind=Paper.Kind.AWARD,
        title=_title(round),
        number=number,
        not_before=day,
        not_after=day,
        issuer=round.owner.name[:200],
        confidentiality=Paper.Confidentiality.EXCLUDED,
        content=content,
        file_name=file_name,
        **calendar.mark(round),
    )


def _title(round: Round) -> str:
    return f"Surat resmi hasil {round.title}"[:300]


def _correct(log: Log, letter: OfficialLetter, number: str, day: date, content: bytes | None, file_name: str) -> None:
    who = {"actor": log.actor, "acting_for": log.acting_for}
    change_paper(**who, paper=letter.paper, number=number, not_before=day, not_after=day)
    if content is not None:
        replace_file(**who, paper=letter.paper, content=content, file_name=file_name)
    log.set(letter, recorded_by=str(log.actor)[:200], recorded_at=clock.now())


# --- reads -----------------------------------------------------------------------------------------------------------


def columns_of(outline: Outline) -> list[Node]:
    """What a letter states for each region: the index, and the groups right below it."""
    return [outline.root, *(section.node for section in outline.scored)]


def parts_of(round: Round, province: Region) -> list[Participation]:
    """The regions of a province that take part."""
    rows = Participation.objects.filter(round=round, region__parent=province)
    return list(rows.select_related("region").order_by("region__code"))


def letter_of(person: Any, round: Round, province: Region) -> OfficialLetter | None:
    rows = access.scope(person, "view", OfficialLetter).select_related("paper__file", "province")
    return rows.filter(round=round, province=province).first()


def scores_of(letter: OfficialLetter) -> dict[tuple[str, str], Decimal]:
    """The figures of a letter that has passed its gate."""
    return {(row.region.code, row.code): row.score for row in letter.scores.select_related("region")}


@dataclass(frozen=True)
class Official:
    """What an official letter says of one region: the index, and groups by name."""

    number: str
    day: date | None
    total: Decimal | None
    groups: tuple[tuple[Node, Decimal], ...]
    simulated: bool


def official_of(person: Any, round: Round, region: Region) -> Official | None:
    """The figures of a region in the ministry's letter, for whoever may see them."""
    if round.kind != Round.Kind.NATIONAL:
        return None
    rows = list(
        access.scope(person, "view", OfficialScore)
        .filter(letter__round=round, region=region)
        .select_related("letter__paper")
    )
    if not rows:
        return None
    outline, letter = outline_of(round.instrument_version), rows[0].letter
    by_code = {row.code: row.score for row in rows}
    groups = tuple((node, by_code[node.code]) for node in columns_of(outline)[1:] if node.code in by_code)
    return Official(
        letter.paper.number, letter.paper.not_before, by_code.get(outline.root.code), groups, letter.simulated
    )
