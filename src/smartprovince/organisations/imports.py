"""Invitations from a spreadsheet: columns by name, every fault at its cell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.documents.reading import read_table

from .roles import Role

COLUMNS = {
    "name": ("name", "nama"),
    "email": ("email", "e-mail", "surel"),
    "role": ("role", "peran"),
    "dimension": ("dimension", "dimensi"),
}


def invitation_rows(content: bytes, file_name: str) -> list[dict[str, Any]]:
    """Rows for `actions.invite_many`. Raises Invalid with all faults, each at its cell."""
    table = read_table(content, file_name)
    if table.faults:
        raise Invalid([Fault(fault.cell, fault.what, fault.allowed, fault.mend) for fault in table.faults])
    if not table.rows:
        raise Invalid(_("The sheet is empty."))
    headings = {str(cell.text).strip().lower(): n for n, cell in enumerate(table.rows[0])}
    places = {key: next((headings[w] for w in words if w in headings), None) for key, words in COLUMNS.items()}
    missing = [key for key in ("name", "email", "role") if places[key] is None]
    if missing:
        raise Invalid(Fault("1", _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}))
    return [
        {
            key: _role(row[n].text) if key == "role" else row[n].text.strip()
            for key, n in places.items()
            if n is not None
        }
        for row in table.rows[1:]
        if any(cell.text.strip() for cell in row)
    ]


def _role(text: str) -> str:
    """A role by its code or by its name in the person's language."""
    wanted = text.strip().lower()
    return next((value for value, label in Role.choices if wanted in (value, str(label).lower())), wanted)
