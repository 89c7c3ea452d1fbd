"""The QR of a ticket: a short text with the secret, drawn as inline SVG, and how a scanned text is read back."""

from __future__ import annotations

import io
import re

import segno
from django.utils.safestring import SafeString, mark_safe

from smartprovince.outreach.registering import digest

PREFIX = "SP1:"
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def qr_text(secret: str) -> str:
    """What the QR holds: a mark of what it is, and the secret; no address and no name."""
    return f"{PREFIX}{secret}"


def secret_in(text: str) -> str:
    """The secret in a scanned or typed text; empty when it is no ticket of ours."""
    stripped = text.strip()
    if not stripped.upper().startswith(PREFIX):
        return ""
    secret = stripped[len(PREFIX) :]
    return secret if _SECRET.fullmatch(secret) else ""


def digest_in(text: str) -> str:
    """The digest of the ticket in a scanned text; empty when it is no ticket of ours."""
    secret = secret_in(text)
    return digest(secret) if secret else ""


def is_digest(text: str) -> bool:
    return bool(_DIGEST.fullmatch(text))


def qr_svg(text: str, label: str) -> SafeString:
    """A QR as SVG without style attributes: dark on white in every theme, since readers need the contrast."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None,
        omitsize=True, title=label, unit=None, nl=False,
    )  # fmt: skip
    # Made by segno from a text of our own alphabet; the label is escaped by it.
    return mark_safe(out.getvalue().decode())  # noqa: S308
