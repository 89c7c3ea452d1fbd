"""The instruments that ship with the platform, read from the CSV files in `data/`.

They are working defaults, not official instruments; an administrator replaces them as official ones become known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_noop

SOURCE = gettext_noop("working instrument of the platform, 24 Nov 2026; not official")  # translated where shown
MATURITY = "maturity_level"


@dataclass
class NodeRow:
    """A node before it is stored; `parent` is a code of the same version."""

    code: str
    parent: str | None
    kind: str
    name_id: str
    fields: dict[str, Any] = field(default_factory=dict)
    levels: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class VersionRow:
    """An edition of an instrument before it is stored."""

    instrument: str
    name_id: str
    name_en: str
    label: str
    nodes: list[NodeRow]
    fields: dict[str, Any] = field(default_factory=dict)


def rows(name: str) -> list[dict[str, str]]:
    text = (files("smartprovince.instruments") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def subdimensions() -> list[dict[str, str]]:
    return rows("subdimensions.csv")


def versions() -> Iterator[VersionRow]:
    yield catalogue()
    yield quick_check()
    yield readiness()
    yield evaluation("A")
    yield evaluation("B")


def _dimension_tree() -> list[NodeRow]:
    """Root, six dimensions, eighteen sub-dimensions, equal weights."""
    nodes = [NodeRow("TOTAL", None, "group", "Total", {"name_en": "Total"})]
    for row in subdimensions():
        code = row["dimension_code"]
        if not any(node.code == code for node in nodes):
            nodes.append(
                NodeRow(
                    code, "TOTAL", "group", row["dimension_name_official"], {"name_en": row["dimension_name_official"]}
                )
            )
        names = {"name_en": row["subdimension_name_en"], "short_id": row["short_id"], "short_en": row["short_en"]}
        nodes.append(NodeRow(row["subdimension_code"], code, "group", row["subdimension_name_id"], names))
    return nodes


def catalogue() -> VersionRow:
    """The 72 indicators, four for each sub-dimension, scored 0–100 between fixed goalposts."""
    levels: dict[str, list[dict[str, Any]]] = {}
    for row in rows("maturity_rubrics.csv"):
        levels.setdefault(row["code"], []).append(
            {
                "level": int(row["level"]),
                "text_id": row["descriptor_id"],
                "text_en": row["descriptor_en"],
                "evidence_id": row["required_evidence_id"],
            }
        )
    nodes = _dimension_tree()
    for row in rows("indicators.csv"):
        nodes.append(
            NodeRow(
                row["code"],
                row["subdimension_code"],
                row["kind"],
                row["name_id"],
                _indicator(row),
                levels.get(row["code"], []),
            )
        )
    return VersionRow(
        "katalog-72", "Katalog 72 indikator", "Catalogue of 72 indicators", "1", nodes, {"valid_from_year": 2022}
    )


def _indicator(row: dict[str, str]) -> dict[str, Any]:
    mappings = {"u4ssc": row["u4ssc_code"], "sdg": row["sdg_target"], "spbe": row["spbe_indicator"]}
    return {
        "name_en": row["name_en"],
        "definition_id": row["definition_id"],
        "unit_id": row["unit_id"],
        "unit_en": row["unit_en"],
        "direction": int(row["direction"]),
        "lower": float(row["lower_goalpost"]),
        "upper": float(row["upper_goalpost"]),
        "transform": "" if row["transform"] == "none" else row["transform"],
        "numerator_id": row["numerator_id"],
        "denominator_id": row["denominator_id"],
        "producer": row["producer"],
        "evidence_id": row["evidence_required_id"],
        "mappings": {key: value for key, value in mappings.items() if value},
        "note": row["note"],
        "confidence": row["confidence"],
    }


def quick_check() -> VersionRow:
    """*Cek cepat*: eighteen questions, one for each sub-dimension, five levels."""
    scale = [
        {"level": int(row["level"]), "text_id": row["text_id"], "text_en": row["text_en"]}
        for row in rows("quick_levels.csv")
    ]
    nodes = _dimension_tree()
    for row in rows("quick_check.csv"):
        fields = {
            "name_en": row["question_en"],
            "unit_id": "tingkat 1–5",
            "unit_en": "level 1–5",
            "lower": 1.0,
            "upper": 5.0,
        }
        parent = row["subdimension_code"]
        nodes.append(NodeRow(f"{parent}.Q", parent, MATURITY, row["question_id"], fields, scale))
    return VersionRow(
        "cek-cepat", "Cek cepat 18 pertanyaan", "Quick check of 18 questions", "1", nodes, {"valid_from_year": 2022}
    )


def readiness() -> VersionRow:
    """Struktur, infrastruktur, suprastruktur: 3 × 3 × 3 questions; equal weights, a choice of ours."""
    nodes = [NodeRow("TOTAL", None, "group", "Kesiapan", {"name_en": "Readiness"})]
    seen = {"TOTAL"}
    for row in rows("readiness.csv"):
        element, component = f"RDY.{row['element_code']}", f"RDY.{row['element_code']}.{row['component_code']}"
        for code, parent, name in ((element, "TOTAL", "element"), (component, element, "component")):
            if code not in seen:
                seen.add(code)
                nodes.append(NodeRow(code, parent, "group", row[f"{name}_id"], {"name_en": row[f"{name}_en"]}))
        fields = {
            "name_en": row["question_en"],
            "unit_id": "tingkat 1–5",
            "unit_en": "level 1–5",
            "lower": 1.0,
            "upper": 5.0,
            "evidence_id": row["evidence_required_id"],
            "note": row["mark"],
            "confidence": row["confidence"],
        }
        levels = [{"level": n, "text_id": row[f"level_{n}_id"]} for n in range(1, 6)]
        nodes.append(NodeRow(row["code"], component, MATURITY, row["question_id"], fields, levels))
    return VersionRow("kesiapan", "Penilaian kesiapan", "Readiness assessment", "1", nodes, {"valid_from_year": 2022})


def evaluation(label: str) -> VersionRow:
    """The ministry's annual evaluation, by its published group weights; scale 0–4, groups may take a direct score.

    Lines whose wording is not public are placeholders: they are shown, and never averaged over.
    """
    chosen = [row for row in rows("evaluation_2022.csv") if row["instrument_version"] == label]
    nodes = [NodeRow("TOTAL", None, "group", "Indeks Pencapaian", {"name_en": "Achievement index"})]
    for row in chosen:
        if not any(node.code == row["group_code"] for node in nodes):
            nodes.append(_evaluation_group(row))
        nodes.append(_evaluation_line(row))
    fields = {
        "scale_low": 0.0,
        "scale_high": 4.0,
        "note": chosen[0]["validity_note"],
        "valid_from_year": chosen[0]["valid_from_year"] or None,
        "valid_to_year": chosen[0]["valid_to_year"] or None,
    }
    return VersionRow(
        "evaluasi-tahunan", "Evaluasi implementasi smart city", "Annual smart city evaluation", label, nodes, fields
    )


def _evaluation_group(row: dict[str, str]) -> NodeRow:
    fields = {
        "name_en": row["group_name_en"],
        "weight": row["group_weight_percent"],
        "note": row["group_weight_status"],
    }
    return NodeRow(row["group_code"], "TOTAL", "group", row["group_name_id"], fields)


def _evaluation_line(row: dict[str, str]) -> NodeRow:
    fields = {
        "definition_id": row["line_question_id"],
        "evidence_id": row["evidence_required_id"],
        "lower": 0.0,
        "upper": 4.0,
        "unit_id": "skor 0–4",
        "unit_en": "score 0–4",
        "note": row["note"],
        "confidence": row["confidence"],
        "is_placeholder": row["line_status"] == "to_be_filled",
    }
    return NodeRow(row["line_code"], row["group_code"], "line", row["line_title_id"], fields)


# --- nodes that are stored already -----------------------------------------------------------------------------------

COPIED = (
    "weight", "aggregator", "min_coverage", "name_en", "short_id", "short_en", "definition_id", "definition_en",
    "unit_id", "unit_en", "direction", "lower", "upper", "transform", "numerator_id", "denominator_id", "producer",
    "evidence_id", "mappings", "note", "confidence", "is_placeholder", "is_local",
)  # fmt: skip


def rows_of(nodes: Iterable[Any]) -> list[NodeRow]:
    """Stored nodes, in their order and with their levels prefetched, as rows: to copy them or to compare."""
    found = list(nodes)
    codes = {node.pk: node.code for node in found}
    return [
        NodeRow(
            node.code,
            codes.get(node.parent_id),
            node.kind,
            node.name_id,
            {name: getattr(node, name) for name in COPIED},
            [
                {"level": each.level, "text_id": each.text_id, "text_en": each.text_en, "evidence_id": each.evidence_id}
                for each in node.levels.all()
            ],
        )
        for node in found
    ]
