"""The spreadsheet of applications: its columns, the words that cells may hold, and a template to fill in.

The columns are those of the export, so that what goes out comes back in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.documents.reading import NotADate, parse_date
from smartprovince.documents.sheets import Sheet, SheetColumn, render_xlsx
from smartprovince.documents.wording import Language
from smartprovince.portfolio.entries import Audience
from smartprovince.portfolio.registers.fields import FIRST_YEAR, LAST_YEAR, read_rupiah

from .models import Application

YES, NO = ("ya", "yes", "y", "1", "true"), ("", "tidak", "no", "t", "n", "0", "false", "-", "–")
type Read = Callable[[Any], Any]


class Misread(ValueError):
    """What a cell holds is not what its column holds; `allowed` says what is."""

    def __init__(self, what: str, allowed: str = "") -> None:
        self.what, self.allowed = what, allowed
        super().__init__(what)


@dataclass(frozen=True)
class Column:
    """A column: the field it fills, its heading, other headings under which people keep it, and how a cell is read."""

    field: str
    title: Any
    read: Read
    also: tuple[str, ...] = ()
    needed: bool = False
    choices: Any = None


def text_of(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if value is not None else ""


def text(longest: int) -> Read:
    def read(value: Any) -> str:
        found = text_of(value)
        if len(found) > longest:
            raise Misread(
                _("This text has %(n)d characters.") % {"n": len(found)}, _("At most %(n)d.") % {"n": longest}
            )
        return found

    return read


def whole(least: int, most: int) -> Read:
    def read(value: Any) -> int | None:
        found = text_of(value).replace(".", "")
        if not found or found in ("-", "–"):
            return None
        if not found.isdecimal() or not least <= int(found) <= most:
            said = _("A whole number from %(a)d to %(b)d.") % {"a": least, "b": most}
            raise Misread(_("“%(text)s” is not such a number.") % {"text": text_of(value)[:40]}, said)
        return int(found)

    return read


def money(value: Any) -> int | None:
    """Whole rupiah: a number of the sheet, or text as people write it."""
    found = text_of(value)
    if not found or found in ("-", "–"):
        return None
    try:
        return read_rupiah(found)
    except ValidationError as error:
        raise Misread(error.messages[0]) from None


def day(value: Any) -> Any:
    if not text_of(value):
        return None
    try:
        found = parse_date(value)
    except NotADate:
        raise Misread(_("“%(text)s” is not a day.") % {"text": text_of(value)[:40]}, "31-12-2025") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Misread(_("A year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return found


def web_address(value: Any) -> str:
    found = text_of(value)
    if not found:
        return ""
    found = found if "://" in found else f"https://{found}"
    try:
        URLValidator(schemes=["http", "https"])(found)
    except ValidationError:
        raise Misread(_("“%(text)s” is not an address of the web.") % {"text": found[:60]}) from None
    return found


def yes_or_no(value: Any) -> bool:
    found = text_of(value).casefold()
    if found in YES:
        return True
    if found not in NO:
        raise Misread(_("“%(text)s” is neither yes nor no.") % {"text": found[:40]}, _("ya or tidak"))
    return False


def one_of(choices: type[Any], default: str = "") -> Read:
    """A choice by its code or by its words in either language; what stands in brackets may be left out."""
    known: dict[str, str] = {}
    for language in ("id", "en"):
        with override(language):
            for key, word in choices.choices:
                known |= {str(key).casefold(): key, str(word).casefold(): key}
                known.setdefault(str(word).split(" (")[0].casefold(), key)

    def read(value: Any) -> str:
        found = text_of(value).casefold()
        if not found and default:
            return default
        if found not in known:
            allowed = ", ".join(str(word) for _key, word in choices.choices)
            raise Misread(_("“%(text)s” is not one of the choices.") % {"text": found[:40]}, allowed)
        return known[found]

    return read


def columns() -> tuple[Column, ...]:
    """All columns but the two that need the region: the perangkat daerah and the dimension."""
    kinds, states, licences = Application.Function, Application.Status, Application.Licence
    return (
        Column("name", gettext_lazy("Name"), text(200), ("nama", "nama aplikasi", "aplikasi", "application"), True),
        Column("function", gettext_lazy("Function"), one_of(kinds), ("fungsi",), True, kinds),
        Column("status", gettext_lazy("Status"), one_of(states, states.RUNNING), ("status aplikasi",), False, states),
        Column("users", gettext_lazy("Who uses it"), text(200), ("pengguna", "users")),
        Column("user_count", gettext_lazy("Number of users"), whole(0, 300_000_000), ("jumlah pengguna",)),
        Column("cost_per_year", gettext_lazy("Cost per year"), money, ("biaya per tahun", "biaya", "anggaran")),
        Column("technology", gettext_lazy("Technology"), text(200), ("teknologi", "platform", "bahasa pemrograman")),
        Column("interfaces", gettext_lazy("Interfaces"), text(300), ("integrasi", "antarmuka")),
        Column("licence", gettext_lazy("Licence"), one_of(licences, licences.UNKNOWN), ("lisensi",), False, licences),
        Column("source_held", gettext_lazy("Where the source code is held"), text(200), ("kode sumber",)),
        Column("address", gettext_lazy("Address"), web_address, ("alamat", "url", "alamat web", "link")),
        Column(
            "started_year", gettext_lazy("In use since"), whole(FIRST_YEAR, LAST_YEAR), ("tahun", "tahun dipakai")
        ),
        Column("offered", gettext_lazy("Offered to others"), yes_or_no, ("ditawarkan",)),
        Column("offer_terms", gettext_lazy("What is needed to copy it"), text(500), ("syarat replikasi",)),
        Column("retire_on", gettext_lazy("To be retired on"), day, ("dihentikan pada",)),
        Column("description", gettext_lazy("Description"), text(4_000), ("uraian", "deskripsi", "keterangan")),
        Column("audience", gettext_lazy("Who may read it"), one_of(Audience, Audience.PROVINCE), ("pembaca",), False,
               Audience),
        Column("source", gettext_lazy("Source"), text(300), ("sumber",)),
        Column("as_of", gettext_lazy("As of"), day, ("per tanggal", "per")),
    )  # fmt: skip


OFFICE = (gettext_lazy("Perangkat daerah"), ("opd", "skpd", "dinas", "pemilik", "perangkat daerah", "organisation"))
PART = (gettext_lazy("Sub-dimension"), ("sub-dimensi", "subdimensi", "sub dimensi"))
DIMENSION = (gettext_lazy("Dimension"), ("dimensi",))
HEADS = {"organisation": OFFICE, "subdimension": PART, "dimension": DIMENSION}


def headings() -> dict[str, str]:
    """Heading → field, in both languages and in the other words people use."""
    known: dict[str, str] = {}
    for language in ("id", "en"):
        with override(language):
            for column in columns():
                known.setdefault(str(column.title).casefold(), column.field)
            for field, (title, _also) in HEADS.items():
                known.setdefault(str(title).casefold(), field)
    for column in columns():
        for word in column.also:
            known.setdefault(word, column.field)
    for field, (_title, also) in HEADS.items():
        for word in also:
            known.setdefault(word, field)
    return known


def template() -> bytes:
    """An empty sheet with all columns, and a second one that lists what the choices are."""
    language: Language = "en" if get_language() == "en" else "id"
    each = columns()
    titles = [str(column.title) for column in each]
    place = titles.index(str(each[1].title))
    titles[place:place] = [str(OFFICE[0]), str(DIMENSION[0]), str(PART[0])]
    choices = [
        (str(column.title), str(word)) for column in each if column.choices for _key, word in column.choices.choices
    ]
    sheets = (
        Sheet(_("Applications"), tuple(SheetColumn(title, width=24) for title in titles), ()),
        Sheet(_("Choices"), (SheetColumn(_("Column")), SheetColumn(_("Allowed"))), tuple(choices)),
    )
    return render_xlsx(
        sheets,
        simulated=False,
        title=_("Template for the import of applications"),
        source=_(
            "Fill in the first sheet, one row an application. Name and function are needed, the rest may be empty."
        ),
        as_of=clock.today(),
        language=language,
    )
