from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from smartprovince.documents.reading import read_table
from smartprovince.documents.sheets import CELL_LIMIT, Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import SIMULATION_MARK

DANGEROUS = ("=1+1", '=HYPERLINK("http://x")', "+62 811", "-5 derajat", "@SUM(A1)", "\ttab", "\rcr", "'=1", "''@x")
HARMLESS = ("Kab. Badung", "a=b", "'kutip'", " =spasi", "1.234", "07-11-2022", "baris\nbaru", "50%", "TRUE", "é—“”")

COLUMNS = (
    SheetColumn("Daerah"),
    SheetColumn("Skor", "number", decimals=1),
    SheetColumn("Capaian", "percent", decimals=1),
    SheetColumn("Tanggal", "date"),
    SheetColumn("Anggaran", "rupiah"),
)
SHEET = Sheet(
    "Skor", COLUMNS, (("Kab. Badung", 80.5, 0.667, date(2022, 11, 7), 3_418_800_000), ("x", None, None, None, None))
)


def book(*sheets: Sheet, simulated: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render(*sheets, simulated=simulated)))


def render(*sheets: Sheet, simulated: bool = False, **more: Any) -> bytes:
    return render_xlsx(sheets, simulated=simulated, title="Skor kesiapan", source="Diskominfos", **more)


def one_column(values: tuple[Any, ...], kind: Any = "text") -> Sheet:
    return Sheet("S", (SheetColumn("Nilai", kind),), tuple((value,) for value in values))


def test_values_keep_their_type_and_format() -> None:
    text, score, share, day, money = (cell for cell in book(SHEET)["Skor"][2])

    assert (text.value, text.data_type) == ("Kab. Badung", "s")
    assert (score.value, score.number_format) == (80.5, "#,##0.0")
    assert (share.value, share.number_format) == (0.667, "0.0%")
    assert (day.value.date(), day.number_format) == (date(2022, 11, 7), "[$-421]d mmm yyyy")
    assert (money.value, money.number_format) == (3_418_800_000, '"Rp"#,##0')


def test_the_head_is_styled_frozen_and_filterable() -> None:
    page = book(SHEET)["Skor"]

    assert [cell.value for cell in page[1]] == [column.title for column in COLUMNS]
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:E3"
    assert page.column_dimensions["A"].width >= len("Kab. Badung")


def test_a_simulated_workbook_says_so_in_the_first_line_of_every_sheet() -> None:
    pages = book(SHEET, one_column(("a",)), simulated=True).worksheets

    assert len(pages) == 3
    assert all(page["A1"].value == SIMULATION_MARK for page in pages)
    assert pages[0].freeze_panes == "A3"
    assert pages[0].auto_filter.ref == "A2:E4"
    assert b"SIMULASI" not in b"".join(_parts(render(SHEET)).values())


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("text", DANGEROUS + HARMLESS)
def test_no_text_becomes_a_formula_and_every_text_survives_the_round_trip(text: str) -> None:
    data = render(one_column((text,)))
    cell = openpyxl.load_workbook(io.BytesIO(data))["S"]["A2"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert b"<f>" not in _parts(data)["xl/worksheets/sheet1.xml"]
    assert read_table(data, "x.xlsx")[1][0].value == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_text_stays_text_when_it_is_edited_in_excel(text: str) -> None:
    assert book(one_column((text,)))["S"]["A2"].quotePrefix


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_title_is_as_harmless_as_a_dangerous_cell(text: str) -> None:
    sheet = Sheet("S", (SheetColumn(text),), ())

    assert (book(sheet)["S"]["A1"].value, book(sheet)["S"]["A1"].data_type) == (text, "s")


def test_illegal_control_characters_are_taken_out_of_cells_titles_and_names() -> None:
    sheet = Sheet("a\x00b", (SheetColumn("t\x07"),), (("satu\x0bdua\ud800\uffff",),))
    page = book(sheet)["ab"]

    assert (page["A1"].value, page["A2"].value) == ("t", "satudua")


def test_no_data_is_an_empty_cell() -> None:
    page = book(one_column((None, math.nan, Decimal("NaN")), "number"))["S"]

    assert [page[f"A{n}"].value for n in (2, 3, 4)] == [None, None, None]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("text", 5), ("number", "5"), ("number", True), ("number", math.inf), ("rupiah", 1.5), ("date", "2022-11-07"),
     ("percent", "66%")],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_with_its_address(kind: str, value: Any) -> None:
    for write in (lambda s: render(s), lambda s: render_csv(s, simulated=False)):
        with pytest.raises(TypeError, match=r"S!A3: .* does not fit a column of kind"):
            write(one_column((None, value), kind))


def test_a_number_too_long_for_excel_keeps_every_digit() -> None:
    cell = book(one_column((1_234_567_890_123_456_789,), "rupiah"))["S"]["A2"]

    assert (cell.value, cell.data_type) == ("1234567890123456789", "s")


def test_a_text_too_long_for_excel_says_that_it_was_cut() -> None:
    cell = book(one_column(("x" * 40_000,)))["S"]["A2"]

    assert len(cell.value) == CELL_LIMIT
    assert cell.value.endswith("(dipotong, batas sel Excel)")


def test_sheet_names_are_made_legal_and_unique() -> None:
    names = ["a/b[c]:d*e?f\\g", "A" * 40, "a" * 40, "", "'q'", "Keterangan"]
    sheets = tuple(Sheet(name, (SheetColumn("x"),), ()) for name in names)
    found = book(*sheets).sheetnames

    assert found[:2] == ["a b c  d e f g", "A" * 31]
    assert found[2] == "a" * 27 + " (2)"
    assert found[3:] == ["4", "q", "Keterangan", "Keterangan (2)"]


def test_the_last_sheet_says_what_the_workbook_is() -> None:
    data = render(SHEET, as_of=date(2022, 11, 7))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data))["Keterangan"]]

    assert rows == [
        ["Judul", "Skor kesiapan"],
        ["Sumber", "Diskominfos"],
        ["Keadaan per", datetime(2022, 11, 7)],
        ["Lembar", "Skor"],
    ]


def test_the_same_table_gives_the_same_bytes_and_no_clock_time() -> None:
    data = render(SHEET, as_of=date(2022, 11, 7))

    assert data == render(SHEET, as_of=date(2022, 11, 7))
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", _parts(data)["docProps/core.xml"])) == {b"2022-11-07T00:00:00Z"}


def test_a_row_of_the_wrong_length_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="row 1: 2 values for 1 columns"):
        Sheet("S", (SheetColumn("a"),), (("1", "2"),))


# ── CSV ──


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_is_for_machines_points_iso_dates_and_fractions() -> None:
    rows = parsed(render_csv(SHEET, simulated=False))

    assert rows[0] == ["Daerah", "Skor", "Capaian", "Tanggal", "Anggaran"]
    assert rows[1] == ["Kab. Badung", "80.5", "0.667", "2022-11-07", "3418800000"]
    assert rows[2] == ["x", "", "", "", ""]


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_text_gets_one_apostrophe_in_csv_and_loses_it_when_read_back(text: str) -> None:
    data = render_csv(one_column((text,)), simulated=False)

    assert parsed(data)[1] == ["'" + text]
    assert read_table(data, "x.csv")[1][0].value == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_as_it_is_in_csv(text: str) -> None:
    data = render_csv(one_column((text,)), simulated=False)

    assert parsed(data)[1] == [text]
    assert read_table(data, "x.csv")[1][0].value == text


def test_negative_and_tiny_numbers_stay_numbers_in_csv() -> None:
    values = (-5, -0.25, 1e-7, 1e21, Decimal("1E+3"))

    assert [row[0] for row in parsed(render_csv(one_column(values, "number"), simulated=False))[1:]] == [
        "-5", "-0.25", "0.0000001", "1000000000000000000000", "1000",
    ]  # fmt: skip


def test_the_byte_order_mark_and_the_delimiter_are_chosen() -> None:
    assert render_csv(SHEET, simulated=False).startswith(b"\xef\xbb\xbfDaerah,Skor")
    assert render_csv(SHEET, simulated=False, bom=False, delimiter=";").startswith(b"Daerah;Skor")


def test_simulated_csv_says_so_in_every_row() -> None:
    rows = parsed(render_csv(SHEET, simulated=True))

    assert [row[-1] for row in rows] == ["Catatan", SIMULATION_MARK, SIMULATION_MARK]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_formula_behind_another_separator_is_no_formula_either(separator):
    """A spreadsheet set to another separator would split the cell and compute its second half."""
    sheet = Sheet("Catatan", (SheetColumn("Isi"),), ((f"Badung{separator}=1+1",),))
    written = render_csv(sheet, simulated=False).decode("utf-8-sig")
    assert f"{separator}'=1+1" in written
    assert f"{separator}=1+1" not in written
