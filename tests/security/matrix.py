"""Asks the site for the rows of the table as everybody, and says where the two disagree."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from . import seats
from .table import SECRETS, Row

# One of the parts must stand in each; a file that somebody uploaded is shut in a sandbox.
HEADERS = {
    "Content-Security-Policy": ["script-src 'self'", "sandbox; default-src 'none'"],
    "X-Content-Type-Options": ["nosniff"],
    "X-Frame-Options": ["DENY"],
    "Referrer-Policy": ["same-origin"],
}
# The only answers a page may frame, and our own pages alone: PDFs that are shown, without a source for any script.
FRAMED = re.compile(r"^/kerja/.+/(?:tampil/|\?tampil=1)$")
DRAWN = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
SHOWN = {"X-Frame-Options": ["SAMEORIGIN"], "Content-Security-Policy": [DRAWN]}
WORD = re.compile(r"rahasia([a-z]+?)(\d{2})(\d{2})?(?!\d)")


def views(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the site, with its namespace."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif isinstance(each, URLPattern):
            yield f"{prefix}{each.name}"


def address(site: Any, row: Row, code: str) -> str:
    args = {name: site.key(value, code) for name, value in row.args.items()}
    if row.view == "workspace:trail_of":
        args["object_type"] = site.things[row.args["object_type"].format(p=code)]._meta.label_lower
    return reverse(row.view, kwargs=args) + (f"?{row.query}" if row.query else "")


def expected(row: Row, seat: str, code: str) -> str:
    """`opens`, `refused` or `hidden`."""
    if seat in seats.seats(row.opens, code):
        return "opens"
    return "refused" if seat in seats.seats(row.refused, code) else "hidden"


def happened(status: int) -> str:
    """The same words for what the site answered. A form that is sent back for its content was open."""
    if status in (200, 302, 422, 409):
        return "opens"
    return {403: "refused", 404: "hidden"}.get(status, f"answers {status}")


def ask(client: Any, row: Row, where: str, data: dict[str, str]) -> tuple[Any, str]:
    """One request that leaves nothing behind: the response, and every word of it, unpacked."""
    with transaction.atomic():
        response = getattr(client, row.method.lower())(where, data if row.method == "POST" else None)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(row.method != "GET")
    return response, readable(body)


def readable(body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", errors="replace")


def askers(row: Row, code: str, *, first: bool) -> set[str]:
    """Everybody, at the first address of a view.

    At its further addresses all of the province, of the nation and beside them, but of the other province, whose
    people stand as far from the one thing as from the next, a telling few. The same conditions decide on PostgreSQL,
    where a row is asked as those it names and as the few.
    """
    named = seats.seats(row.opens, code) | seats.seats(row.refused, code)
    few = seats.seats(seats.FEW, code)
    if connection.vendor == "postgresql":
        return few | (named if len(named) < len(seats.everyone()) // 2 else set())
    return seats.everyone() if first else (seats.everyone() - seats.seats("outside", code)) | few | named


@dataclass
class Findings:
    """What disagreed, gathered so that one message shows who was affected."""

    faults: list[str] = field(default_factory=list)
    asked: int = 0

    def walk(self, site: Any, rows: Iterable[Row], code: str, who: Iterable[str] | None = None) -> Findings:
        """Ask each row as `who`, or as `askers` says."""
        met: set[tuple[str, str]] = set()
        for row in rows:
            first = (row.method, row.view) not in met
            met.add((row.method, row.view))
            where = address(site, row, code)
            data = {name: site.key(value, code) for name, value in row.data.items()}
            wrong: dict[str, set[str]] = defaultdict(set)
            for seat in sorted(askers(row, code, first=first)) if who is None else who:
                self.asked += 1
                response, text = ask(site.clients[seat], row, where, data)
                wanted, found = expected(row, seat, code), happened(response.status_code)
                if wanted != found:
                    wrong[f"{wanted} in the table, {found}"].add(seat)
                for fault in read(response, text, seat, where):
                    wrong[fault].add(seat)
            self.faults += [f"{row} from {code}: {what}: {seats.words_for(them, code)}" for what, them in wrong.items()]
        return self


def read(response: Any, text: str, seat: str, where: str) -> Iterator[str]:
    """What is wrong with an answer whoever gets it: its headers, and words that are not for the reader."""
    framed = bool(FRAMED.match(where)) and response.status_code == 200
    for name, parts in (HEADERS | SHOWN if framed else HEADERS).items():
        if not any(part in response.headers.get(name, "") for part in parts):
            yield f"header {name} is {response.headers.get(name)!r}"
    if ("frame-ancestors 'self'" in response.headers.get("Content-Security-Policy", "")) != framed:
        yield "is not framed as it should be"
    if where.startswith("/kerja/") and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "may be kept by a cache"
    for kind, province, part in set(WORD.findall(text)):
        if seat not in may_read(kind, province, part):
            yield f"shows {kind} of {province}{'.' + part if part else ''}"


def may_read(kind: str, province: str, part: str) -> set[str]:
    places = SECRETS.get(kind, {})
    return seats.seats(places.get(f".{part}" if part else "", "nobody"), province)
