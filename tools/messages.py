"""Translations: collect English msgids from code and templates, keep the Indonesian catalogue, compile it.

    tools/messages.py collect    update locale/id/LC_MESSAGES/django.po from the sources and the rooms' CSV files
    tools/messages.py compile    write the .mo file (git-ignored)
    tools/messages.py check      fail when a msgid has no translation, or placeholders differ

English pages show the msgids themselves, so English is complete by construction. No system gettext is needed.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "smartprovince"
PO = SOURCE / "locale" / "id" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

type Message = tuple[str | tuple[str, str], str | None, str]


def sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in sorted(SOURCE.rglob(pattern)):
            if not {"vendor", "migrations", "locale"} & set(path.relative_to(SOURCE).parts):
                yield path


def messages() -> Iterator[Message]:
    """Every msgid (or pair of singular and plural) with its context and where it stands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    for path in sources():
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else templatize(text, origin=str(path))
        options = {"encoding": "utf-8"}
        for line, function, found, _comments in extract_python(io.BytesIO(code.encode()), KEYWORDS, [], options):
            place = f"{path.relative_to(ROOT)}:{line}"
            yield from _message(function, found, place)


def _message(function: str, found: object, place: str) -> Iterator[Message]:
    parts = found if isinstance(found, tuple) else (found,)
    if function.startswith("pgettext"):
        context, text = parts[0], parts[1]
        if text:
            yield text, context, place
    elif function.startswith("ngettext"):
        if parts[0]:
            yield (parts[0], parts[1]), None, place
    elif parts[0]:
        yield parts[0], None, place


def known() -> Catalog:
    if PO.exists():
        return read_po(io.BytesIO(PO.read_bytes()), locale="id", domain="django")
    return Catalog(locale="id", domain="django", project="smartprovince", charset="utf-8")


def from_rooms() -> dict[str, str]:
    """Translations that rooms keep beside their code while they are written: msgid, msgid_plural, msgstr."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("translations_id.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            if row.get("msgstr"):
                found[row["msgid"]] = row["msgstr"]
    return found


def collect() -> None:
    old, rooms = known(), from_rooms()
    new = Catalog(locale="id", domain="django", project="smartprovince", charset="utf-8", fuzzy=False)
    # Babel's table gives Indonesian two forms; the language has one, and gettext would fall back to English for many.
    new._num_plurals, new._plural_expr = 1, "0"
    places: dict[tuple[object, str | None], list[str]] = {}
    for identity, context, place in messages():
        places.setdefault((identity, context), []).append(place.split(":")[0])
    for (identity, context), where in sorted(places.items(), key=lambda item: (str(item[0][0]), item[0][1] or "")):
        single = identity[0] if isinstance(identity, tuple) else identity
        before = old.get(single, context)
        text = before.string if before and _filled(before.string) else rooms.get(single, "")
        if isinstance(identity, tuple):
            text = text if isinstance(text, tuple) else (text, text)  # Indonesian has one form for both
            identity = list(identity)
        elif isinstance(text, tuple | list):
            text = text[0]
        new.add(identity, text, locations=[(name, 0) for name in sorted(set(where))], context=context)
    PO.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, new, width=120, omit_header=False, include_lineno=False, sort_output=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    steady = [line for line in lines if not line.startswith(('"POT-Creation', '"PO-Rev', '"Generated'))]
    PO.write_text("".join(steady), encoding="utf-8")
    print(f"{len(places)} messages, {len(missing(new))} without a translation")


def missing(catalogue: Catalog) -> list[str]:
    return [str(message.id) for message in catalogue if message.id and not _filled(message.string)]


def _filled(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


def compile_catalogue() -> None:
    if not PO.exists():
        return
    if MO.exists() and MO.stat().st_mtime >= PO.stat().st_mtime:
        return
    beside = MO.with_suffix(".part")
    with beside.open("wb") as out:
        write_mo(out, known())
    beside.replace(MO)


def check() -> int:
    """Everything translated, nothing stale, placeholders alike."""
    catalogue, faults = known(), []
    used = {(identity, context) for identity, context, _place in messages()}
    for identity, context in sorted(used, key=str):
        single = identity[0] if isinstance(identity, tuple) else identity
        message = catalogue.get(single, context)
        if message is None or not _filled(message.string):
            faults.append(f"no translation: {single!r}")
        elif not isinstance(identity, tuple) and _placeholders(single) != _placeholders(message.string):
            faults.append(f"placeholders differ: {single!r} → {message.string!r}")
    print("\n".join(faults))
    print(f"translations: {len(used)} messages, {len(faults)} faults")
    return 1 if faults or not used else 0


def _placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit({"collect": collect, "compile": compile_catalogue, "check": check}[command]())
