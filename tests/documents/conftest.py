from __future__ import annotations

from datetime import date

import pytest

from smartprovince.documents.blocks import (
    BulletList,
    Chapter,
    Column,
    Document,
    Figure,
    Guidance,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from smartprovince.documents.charts import (
    Bar,
    Chart,
    ChoroplethMap,
    CoverageMeter,
    DimensionBars,
    HeatColumn,
    Heatmap,
    LegendEntry,
    Radar,
    Region,
    Series,
)


def square(west: float, south: float) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    ring = ((west, south), (west + 1, south), (west + 1, south + 1), (west, south + 1), (west, south))
    return ((ring,),)


@pytest.fixture
def charts() -> dict[str, Chart]:
    return {
        "map": ChoroplethMap(
            title="Peta skor",
            description="Badung tinggi, Bangli belum dinilai.",
            regions=(
                Region("Badung", square(115, -9), 4, "80,5"),
                Region("Bangli", square(116, -9), None),
            ),
            legend=(LegendEntry(4, "80–100"), LegendEntry(None, "belum dinilai")),
        ),
        "heat": Heatmap(
            title="Skor sub-dimensi",
            description="Sampah terendah.",
            rows=("Kab. Badung", "Kab. Bangli"),
            columns=(HeatColumn("Layanan publik", "gov"), HeatColumn("Sampah", "env")),
            values=((87.4, 20.0), (None, None)),
            dimension_names={"gov": "Governance", "env": "Environment"},
        ),
        "bars": DimensionBars(
            title="Skor per dimensi",
            description="Branding tertinggi.",
            bars=(Bar("Branding", 78.75, 60, 95, "bra"), Bar("Society", None, dimension="soc")),
        ),
        "meter": CoverageMeter(
            title="Cakupan",
            description="4 sampai 5 dari 9, syaratnya 8.",
            have=4,
            possible=5,
            total=9,
            required=8,
            required_label="Syarat 80% = 8 daerah",
            unit="kabupaten/kota",
        ),
        "radar": Radar(
            title="Profil",
            description="Lebih tinggi dari rata-rata.",
            axes=("Governance", "Branding", "Economy"),
            series=(Series("Kab. Badung", (83, 95, 84)), Series("Rata-rata", (75, None, 74))),
        ),
    }


@pytest.fixture
def book(charts: dict[str, Chart]) -> Document:
    """A small masterplan with every kind of block; its table runs over several pages."""
    rows = tuple((f"Daerah {n}", f"{n},0", "Dokumen lengkap") for n in range(1, 91))
    return Document(
        title="Rencana Induk Provinsi Cerdas",
        subtitle="Buku 1. Analisis strategis",
        publisher="Pemerintah Provinsi Bali",
        cover=(("Penyusun", "Diskominfos"), ("Nomor edisi", "3")),
        as_of=date(2022, 11, 7),
        simulated=True,
        edition_label="Edisi kerja, bukan pedoman resmi",
        chapters=(
            Chapter(
                "Ringkasan",
                (
                    KeyFigures((KeyFigure("71,8", "rata-rata skor", "rentang 48–85"), KeyFigure("23", "usulan"))),
                    Paragraph(
                        (
                            Run("Program cepat "),
                            Run("quick win", italic=True),
                            Run(" penting", bold=True),
                            Run("laman", link="https://example.id/a?b=1&c=2"),
                        )
                    ),
                    *(Figure(chart, f"Gambar {name}", "Register provinsi") for name, chart in charts.items()),
                ),
            ),
            Chapter(
                "Kesiapan",
                (
                    Heading(2, "Kondisi"),
                    Heading(3, "Rincian"),
                    BulletList.of("satu", "dua"),
                    BulletList.of("pertama", "kedua", ordered=True),
                    Table(
                        "Skor menurut daerah",
                        (Column("Daerah"), Column("Skor", "right"), Column("Keterangan", width=2)),
                        rows,
                        "Diskominfos",
                    ),
                    PageBreak(),
                    Guidance(("Apa visi daerah?", "Siapa yang mendapat manfaat?")),
                ),
            ),
        ),
    )
