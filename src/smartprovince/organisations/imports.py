"""Invitations from a spreadsheet: columns by name, every fault at its cell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.documents.reading import Unreadable, read_table

from .roles import Role

COLUMNS = {
    "name": ("name", "nama"),
    "email": ("email", "e-mail", "surel"),
    "role": ("role", "peran"),
    "dimension": ("dimension", "dimensi"),
}


def invitation_rows(content: bytes, file_name: str) -> list[dict[str, Any]]:
    """Rows for `actions.invite_many`. Raises Invalid with all faults, each at its cell."""
    try:
        table = read_table(content, file_name, language="en" if get_language() == "en" else "id")
    except Unreadable as error:
        raise Invalid([Fault(f.cell, f.what, f.allowed, f.mend) for f in error.faults]) from error
    headings = {str(cell.value or "").strip().lower(): n for n, cell in enumerate(table[0])}
    places = {key: next((headings[w] for w in words if w in headings), None) for key, words in COLUMNS.items()}
    missing = [key for key in ("name", "email", "role") if places[key] is None]
    if missing:
        raise Invalid(Fault("1", _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}))
    rows = []
    for line in table[1:]:
        texts = {key: str(line[n].value or "").strip() for key, n in places.items() if n is not None}
        if any(texts.values()):
            rows.append(texts | {"role": _role(texts["role"])})
    if not rows:
        raise Invalid(_("The sheet has no rows below its headings."))
    return rows


def _role(text: str) -> str:
    """A role by its code or by its name in the person's language."""
    wanted = text.lower()
    return next((value for value, label in Role.choices if wanted in (value, str(label).lower())), wanted)
