"""A keeper of papers at 51.01, and papers with real files."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from smartprovince.evidence import actions
from smartprovince.evidence.models import Paper

PDF = b"%PDF-1.7\nisi\n"


def png() -> bytes:
    """A picture of one red pixel."""

    def piece(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [piece(b"IHDR", head), piece(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")), piece(b"IEND", b"")]
    )


def docx() -> bytes:
    import docx as word

    held = io.BytesIO()
    word.Document().save(held)
    return held.getvalue()


@pytest.fixture(autouse=True)
def _day(demo_day) -> None:
    """Every test stands on the day of the demo."""


@pytest.fixture
def keep(world) -> Callable[..., Paper]:
    """`keep("51.01", title=…, content=…)`: a paper of a government, kept by its coordinator."""

    def make(code: str = "51.01", **given: Any) -> Paper:
        role = "region_coordinator" if "." in code else "province_coordinator"
        fields = {"kind": "other", "title": "Bukti", "content": PDF, "file_name": "bukti.pdf"} | given
        return actions.add_paper(
            actor=world.people[f"{role}:{code}"],
            owner=world.organisations[code],
            region=world.regions[code],
            **fields,
        )

    return make
