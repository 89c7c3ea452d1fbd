"""What ships with the platform: gates, cohorts, the sourced register and official claims, read from `data/`.

Typed from public pages; each row names its source. Only sourced members are here: complete lists of 2018–2023 were not
found, so a province completes its own. A region or day that follows from other facts is marked *derived*, with the
reason in its note. An address that ends in “…” is given as far as it is known.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    key: str
    region_code: str
    kind: str
    gate: str
    cohort: str
    not_before: date | None
    not_after: date
    basis: str
    document_kind: str
    document_title: str
    document_number: str
    mark: str
    date_mark: str
    note: str
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class CohortRow:
    key: str
    movement: str
    year: int
    name_id: str
    name_en: str
    not_before: date
    not_after: date
    size: int | None
    mark: str
    note: str
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    key: str
    scope: str
    subject: str
    value: Decimal
    of: int | None
    unit: str
    not_before: date
    not_after: date
    statement_id: str
    statement_en: str
    is_target: bool
    target_year: int | None
    note: str
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class GateRow:
    movement: str
    stage: str
    stage_order: int
    code: str
    order: int
    title_id: str
    title_en: str
    required: bool
    evidence: str
    rule: str
    mark: str
    way: str
    check_name: str
    parameters: dict[str, Any]
    fact_kind: str
    paper_kind: str
    confirms: str


def milestones() -> list[MilestoneRow]:
    """Dated facts of regions, by region code."""
    return [
        MilestoneRow(
            **{
                name: row[name] for name in MilestoneRow.__dataclass_fields__ if name not in ("not_before", "not_after")
            },
            not_before=_day(row["not_before"]),
            not_after=date.fromisoformat(row["not_after"]),
        )
        for row in _rows("register.csv")
    ]


def cohorts() -> list[CohortRow]:
    """The *angkatan* with the day their memorandum was signed, where it is known."""
    return [
        CohortRow(
            **{
                name: row[name]
                for name in ("key", "movement", "name_id", "name_en", "mark", "note", "source", "source_url")
            },
            year=int(row["year"]),
            not_before=date.fromisoformat(row["not_before"]),
            not_after=date.fromisoformat(row["not_after"]),
            size=int(row["size"]) if row["size"] else None,
        )
        for row in _rows("cohorts.csv")
    ]


def claims() -> list[ClaimRow]:
    """Official figures as they were said."""
    texts = ("key", "scope", "subject", "unit", "statement_id", "statement_en", "note", "source", "source_url")
    return [
        ClaimRow(
            **{name: row[name] for name in texts},
            value=Decimal(row["value"]),
            of=int(row["of"]) if row["of"] else None,
            is_target=row["is_target"] == "yes",
            target_year=int(row["target_year"]) if row["target_year"] else None,
            not_before=date.fromisoformat(row["not_before"]),
            not_after=date.fromisoformat(row["not_after"]),
        )
        for row in _rows("claims.csv")
    ]


def gates() -> list[GateRow]:
    """The items of the stage gates of both movements; a working default, not an official instrument."""
    return [
        GateRow(
            movement=row["movement"],
            stage=row["stage"],
            stage_order=int(row["stage_order"]),
            code=row["item_code"],
            order=int(row["item_order"]),
            title_id=row["title_id"],
            title_en=row["title_en"],
            required=row["required"] == "yes",
            evidence=row["evidence"],
            rule=row["rule"],
            mark=row["mark"],
            way=row["way"],
            check_name=row["check"],
            parameters=json.loads(row["parameters"] or "{}"),
            fact_kind=row["fact_kind"],
            paper_kind=row["paper_kind"],
            confirms=row["confirms"],
        )
        for row in _rows("stage_gates.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
