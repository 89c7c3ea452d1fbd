"""Innovations in the shape in which the Indeks Inovasi Daerah asks for them: a working aid, not the official entry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.portfolio.registers.exports import is_simulated, rendered, sheet_of
from smartprovince.portfolio.registers.queries import COMMON, own
from smartprovince.portfolio.registers.register import Column

from .models import Innovation


def index_rows(person: Any) -> list[Innovation]:
    """Innovations of the governments a person works in; of all that are open when there are none."""
    rows = access.scope(person, "view", Innovation).filter(archived_at__isnull=True)
    mine = rows.filter(own(person))
    return list((mine if mine.exists() else rows).select_related(*COMMON).order_by("region__code", "name", "pk"))


def index_sheet(person: Any) -> bytes:
    """One row an innovation, columns by the names that the index uses (Permendagri 104/2018)."""
    rows = index_rows(person)
    columns = (
        Column("Nama inovasi", lambda i: i.name),
        Column("Nama pemerintah daerah", lambda i: i.region.full_name),
        Column("Perangkat daerah", lambda i: str(i.organisation or "")),
        Column("Tahapan inovasi", lambda i: str(i.get_stage_display())),
        Column("Inisiator inovasi", lambda i: str(i.get_initiator_display())),
        Column("Jenis inovasi (digital/nondigital)", lambda i: ""),
        Column("Bentuk inovasi", lambda i: ""),
        Column("Urusan pemerintahan", lambda i: ""),
        Column("Dimensi Smart Province", lambda i: str(i.subdimension or i.dimension or "")),
        Column("Waktu penerapan", lambda i: i.applied_on, "date"),
        Column("Rancang bangun: permasalahan", lambda i: i.problem_solved),
        Column("Rancang bangun: uraian", lambda i: i.description),
        Column("Hasil inovasi", lambda i: i.results),
        Column("Regulasi inovasi daerah", lambda i: i.legal_basis),
        Column("Dukungan anggaran (biaya per tahun)", lambda i: i.cost_per_year, "rupiah"),
        Column("Kemungkinan direplikasi", lambda i: i.needed_to_copy),
        Column("Nomor catatan", lambda i: i.number),
    )
    title = _("Innovations in the shape of the Indeks Inovasi Daerah: a working aid, not the official entry")
    return rendered(sheet_of("Inovasi", columns, rows), "xlsx", title=title, simulated=is_simulated(rows))
