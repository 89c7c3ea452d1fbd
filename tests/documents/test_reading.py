from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from smartprovince.documents.reading import Fault, Limits, Unreadable, address, read_table

SMALL = Limits(size=200_000, rows=50, columns=10, unpacked=3_000_000, ratio=50, faults=3)


def workbook(fill: Callable[[Any], None] = lambda page: page.append(["a"])) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(data: bytes, name: str = "x.xlsx", **options: Any) -> list[Fault]:
    with pytest.raises(Unreadable) as caught:
        read_table(data, name, **options)
    return list(caught.value.faults)


def only(data: bytes, name: str = "x.xlsx", **options: Any) -> Fault:
    (one,) = faults(data, name, **options)
    return one


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with each part passed through `change`; None leaves the part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return out.getvalue()


def with_sheet_xml(xml: str) -> bytes:
    return rewritten(workbook(), lambda name, old: xml.encode() if name == "xl/worksheets/sheet1.xml" else old)


def sheet_xml(rows: str, rest: str = "") -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{rest}</worksheet>'


# ── what is read ──


def test_cells_come_with_their_address_and_type() -> None:
    def fill(page: Any) -> None:
        page["B2"], page["C2"], page["D3"] = "Badung", 12, 80.5
        page["B3"], page["C3"] = datetime(2022, 11, 7), True
        page["B3"].number_format = "d mmm yyyy"

    rows = read_table(workbook(fill), "isian.XLSX")

    assert [[cell.address for cell in row] for row in rows] == [
        ["A1", "B1", "C1", "D1"], ["A2", "B2", "C2", "D2"], ["A3", "B3", "C3", "D3"],
    ]  # fmt: skip
    assert [cell.value for cell in rows[0]] == [None] * 4
    assert [cell.value for cell in rows[1]] == [None, "Badung", 12, None]
    assert rows[2][1].value in (date(2022, 11, 7), datetime(2022, 11, 7))
    assert [cell.value for cell in rows[2][2:]] == [True, 80.5]
    assert isinstance(rows[1][2].value, int)


def test_a_named_sheet_is_read_and_a_missing_one_reported_with_those_that_are_there() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Petunjuk"
    book.create_sheet("Isian").append(["isi"])
    out = io.BytesIO()
    book.save(out)

    assert read_table(out.getvalue(), "x.xlsx", sheet="Isian")[0][0].value == "isi"
    missing = only(out.getvalue(), sheet="Nilai")
    assert missing.code == "sheet"
    assert missing.allowed == "Lembar: Petunjuk, Isian."


def test_cells_that_are_formatted_but_empty_do_not_count() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'

    assert read_table(with_sheet_xml(sheet_xml(rows)), "x.xlsx", limits=SMALL)[0][0].value == 1


def test_letters_of_an_address_go_on_after_z() -> None:
    assert [address(4, n) for n in (1, 3, 26, 27, 52, 703, 16_384)] == ["A4", "C4", "Z4", "AA4", "AZ4", "AAA4", "XFD4"]


# ── what is refused ──


def test_every_formula_is_refused_with_its_cell() -> None:
    def fill(page: Any) -> None:
        page["A1"], page["B4"], page["AA2"] = "ok", "=SUM(A1:A3)", "=A1"

    found = faults(workbook(fill))

    assert {(one.cell, one.code) for one in found} == {("B4", "formula"), ("AA2", "formula")}
    assert found[0].what == "Sel ini berisi rumus."
    assert found[0].mend == "Salin, lalu tempel khusus sebagai nilai."


def test_a_formula_is_refused_even_where_excel_stored_its_result() -> None:
    xml = sheet_xml('<row r="1"><c r="C1"><f t="shared" si="0"/><v>42</v></c></row>')

    assert only(with_sheet_xml(xml)).cell == "C1"


def test_merged_cells_are_reported_with_their_range() -> None:
    def fill(page: Any) -> None:
        page["B2"] = "x"
        page.merge_cells("B2:D3")

    one = only(workbook(fill))

    assert (one.cell, one.code) == ("B2", "merged")
    assert "B2:D3" in one.what


def test_an_error_value_is_refused_with_its_cell_and_name() -> None:
    one = only(with_sheet_xml(sheet_xml('<row r="2"><c r="B2" t="e"><v>#DIV/0!</v></c></row>')))

    assert (one.cell, one.code) == ("B2", "error")
    assert "#DIV/0!" in one.what


def test_all_faults_of_a_sheet_come_at_once_up_to_the_limit_of_each_kind() -> None:
    def fill(page: Any) -> None:
        for n in range(1, 8):
            page[f"A{n}"] = f"=B{n}"
        page.merge_cells("C1:C2")

    found = faults(workbook(fill), limits=SMALL)

    assert [one.code for one in found] == ["formula"] * 3 + ["merged"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_called_truncated(share: float) -> None:
    data = workbook(lambda page: [page.append([n, "x" * 50]) for n in range(500)])

    assert only(data[: int(len(data) * share)]).code == "truncated"


def test_a_workbook_with_a_damaged_part_is_called_truncated() -> None:
    data = bytearray(workbook(lambda page: [page.append([n]) for n in range(500)]))
    start = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("xl/worksheets/sheet1.xml").header_offset
    data[start + 200] ^= 0xFF

    assert only(bytes(data)).code == "truncated"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_an_essential_part_is_called_truncated(part: str) -> None:
    assert only(rewritten(workbook(), lambda name, old: None if name == part else old)).code == "truncated"


def test_macros_are_refused_by_name_and_by_content() -> None:
    assert only(workbook(), "x.xlsm").code == "macro"
    assert only(rewritten(_with_part("xl/vbaProject.bin", b"x"), lambda name, old: old)).code == "macro"


def _with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_a_bomb_that_says_how_large_it_is_is_not_opened() -> None:
    assert only(_with_part("xl/media/x.bin", b"\0" * 2_500_000), limits=SMALL).code == "bomb"  # ratio
    assert only(_with_part("xl/media/x.bin", b"\0" * 5_000_000), limits=SMALL).code == "bomb"  # sum


def test_a_bomb_that_lies_about_its_size_is_not_opened() -> None:
    """The directory claims one byte, with the checksum of one byte; the entry inflates to 200 MB."""
    data = bytearray(_with_part("xl/media/x.bin", b"\0" * 200_000_000))
    entry = zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("xl/media/x.bin")
    local, central = entry.header_offset, data.rindex(b"PK\x01\x02")  # the part was added last
    lie = struct.pack("<I", zlib.crc32(b"\0")), struct.pack("<I", 1)
    for head, crc_at, size_at in ((local, 14, 22), (central, 16, 24)):
        data[head + crc_at : head + crc_at + 4], data[head + size_at : head + size_at + 4] = lie

    assert only(bytes(data), limits=Limits(size=10**7, ratio=10**9)).code == "truncated"


def test_entity_bombs_are_refused() -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml("").removeprefix('<?xml version="1.0"?>')

    assert only(with_sheet_xml(xml)).code == "truncated"


def test_a_table_that_is_too_large_is_refused_before_it_is_laid_out() -> None:
    far = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    found = faults(with_sheet_xml(far), limits=SMALL)

    assert [one.code for one in found] == ["rows", "columns"]
    assert "1048576" in found[0].what
    assert found[0].allowed == "Paling banyak 50 baris."


def test_a_file_over_the_limit_says_both_sizes() -> None:
    one = only(b"PK" + b"x" * 34 * 2**20)

    assert one.what == "Berkas 34 MB, batasnya 20 MB."


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.xlsx", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xlsx", "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xls", "old"),
        (b"%PDF-1.7", "x.pdf", "type"),
        (b"%PDF-1.7", "x.xlsx", "truncated"),
        (b"PK\x03\x04....", "x.csv", "type"),
        (b"a,b", "tanpa", "type"),
        (b"PK\x03\x04", "x.xlsb", "type"),
    ],
)
def test_other_files_are_refused_for_what_they_are(data: bytes, name: str, code: str) -> None:
    assert only(data, name).code == code


def test_faults_speak_the_language_asked_for() -> None:
    assert only(b"", language="en").what == "This file is empty."


# ── CSV ──


@pytest.mark.parametrize(
    "text",
    ["Daerah;Skor\r\nBadung;80,5\r\n", 'Daerah,Skor\nBadung,"80,5"\n', "Daerah\tSkor\nBadung\t80,5"],
)
def test_csv_is_read_with_whichever_delimiter_it_has(text: str) -> None:
    rows = read_table(text.encode(), "x.csv")

    assert [[cell.value for cell in row] for row in rows] == [["Daerah", "Skor"], ["Badung", "80,5"]]
    assert rows[1][1].address == "B2"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_the_encodings_excel_writes(codec: str) -> None:
    assert read_table("nama,kota\né,–".encode(codec), "x.csv")[1][0].value == "é"


def test_csv_faults_name_the_place() -> None:
    assert only(b'a,b\n1,2\n3,"4\n5,6\n', "x.csv").cell == "A3"
    assert only(b"a\x00b", "x.csv").code == "encoding"
    assert only(b"a\n" * 51, "x.csv", limits=SMALL).code == "rows"
    assert only(b"," * 10, "x.csv", limits=SMALL).code == "columns"


def test_short_csv_rows_are_filled_up_and_empty_ones_at_the_end_left_out() -> None:
    rows = read_table(b"a,b,c\n1\n\n,,\n", "x.csv")

    assert [[cell.value for cell in row] for row in rows] == [["a", "b", "c"], ["1", None, None]]
