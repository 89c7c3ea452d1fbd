"""Every page somebody can reach by following links, with as few examples of each kind of page as one asks for.

`walk` reads the served site like a person with one browser: it follows links, one example a view (the first seen, so
addresses named in `start` win), and returns what it saw. Pictures, the browser walk and the page figures share it.
"""

from __future__ import annotations

import http.client
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

LEAVES = re.compile(r"\.(pdf|docx|xlsx|csv|json|geojson|svg|png|zip)$")


@dataclass(frozen=True)
class Seen:
    """One answer: where, which view, what status and kind, how it looks (its tags and classes), and its body's size."""

    address: str
    view: str
    status: int
    kind: str
    size: int
    location: str = ""
    linked_from: str = ""
    marks: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html" and self.status == 200


class Links(HTMLParser):
    """Addresses that a page links to, and the tags and classes it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.marks: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.marks.add(f"{tag}.{given.get('class') or ''}.{given.get('type') or ''}.{given.get('role') or ''}")
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(given["href"] or "")


def fetch(origin: str, address: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
    """One GET, no redirect followed."""
    parts = urlsplit(origin)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port, timeout=60)
    try:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def walk(
    origin: str,
    start: Iterable[str],
    view_of: Callable[[str], str],
    *,
    cookies: str = "",
    each: int = 1,
    below: str = "/",
) -> Iterator[Seen]:
    """Follow links from the `start` addresses; at most `each` pages a view, all of them under the path `below`."""
    queue = deque((address, "") for address in start)
    known = {address for address, _from in queue}
    counts: dict[str, int] = {}
    while queue:
        address, linked_from = queue.popleft()
        view = view_of(urlsplit(address).path)
        if counts.get(view, 0) >= each:
            continue
        counts[view] = counts.get(view, 0) + 1
        seen, links = look(origin, address, view, cookies)
        yield replace(seen, linked_from=linked_from)
        for link in links:
            target = urlsplit(urljoin(f"{origin}{address}", link))
            local = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == urlsplit(origin).netloc and target.path.startswith(below) and local not in known:
                known.add(local)
                queue.append((local, address))


def look(origin: str, address: str, view: str, cookies: str) -> tuple[Seen, list[str]]:
    response, body = fetch(origin, address, {"Cookie": cookies, "Accept": "text/html"})
    kind = (response.getheader("Content-Type") or "").partition(";")[0]
    location = response.getheader("Location") or ""
    if kind != "text/html" or response.status != 200:
        return Seen(address, view, response.status, kind, len(body), location), [location] if location else []
    reader = Links()
    reader.feed(body.decode())
    return Seen(address, view, response.status, kind, len(body), marks=frozenset(reader.marks)), reader.found
