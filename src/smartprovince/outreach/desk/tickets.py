"""What the QR of a ticket holds: a short text with the secret, and how a scanned text is read back."""

from __future__ import annotations

import re

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
