"""Template lint: what the CSP forbids, what screen readers and translators need, and that every template compiles."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "smartprovince"

# Names and marks that are the same in every language.
SAME_EVERYWHERE = [
    "Smart Province",
    "DATA SIMULASI · BUKAN SITUS RESMI",
    "Bahasa Indonesia",
    "SP4N-LAPOR!",
    "BSrE / BSSN",
    "PDF",
    "DOCX",
    "XLSX",
    "CSV",
]
READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "aria-description")
QUIET = {"code", "pre", "kbd", "samp", "script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
WORD = re.compile(r"[^\W\d_]{2,}")
HOLE = "\x01"

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*(?:block)?trans(?:late)?\b.*?%\}", re.DOTALL)
BLOCK_TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ICON = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']""")


def blank(match: re.Match[str]) -> str:
    """As many lines as there were, so that line numbers stay right; the hole counts as no word."""
    return HOLE + "\n" * match.group(0).count("\n")


@dataclass
class Reader(HTMLParser):
    """Reads a template with its tags taken out, and notes what is wrong with the HTML that is left."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def fault(self, what: str) -> None:
        self.faults.append((self.getpos()[0], what))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._forbidden(tag, given)
        self._handlers(given)
        if tag == "img" and "alt" not in given:
            self.fault('<img> without alt (alt="" for decoration)')
        if not self.is_quiet:
            for name in READ_ALOUD:
                self._sentence(given.get(name, ""), f"{name}=")
        if tag not in VOID:
            self.open.append((tag, self.is_quiet or tag in QUIET or ("lang" in given and tag != "html")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _quiet in self.open]
        if tag in names:  # branches of an {% if %} may open a tag twice and close it once
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self.is_quiet:
            self._sentence(data, "text")

    @property
    def is_quiet(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def _forbidden(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style":
            self.fault("<style>: the CSP refuses it; use the style sheet")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.fault(
                "inline <script>: the CSP refuses it; use a module in static/js, or type=application/json for data"
            )

    def _handlers(self, given: dict[str, str]) -> None:
        for name, value in given.items():
            if re.match(r"on[a-z]+$", name):
                self.fault(f"{name}= is a handler the CSP refuses; use a data- attribute")
            if name == "style":
                for declaration in filter(str.strip, value.split(";")):
                    if not declaration.strip().startswith(("--", HOLE)):
                        self.fault(f"style={declaration.strip()!r}: only custom properties (--x), the rest is a class")

    def _sentence(self, text: str, where: str) -> None:
        rest = text
        for name in SAME_EVERYWHERE:
            rest = rest.replace(name, "")
        if len(WORD.findall(rest)) >= 2:
            shown = " ".join(text.replace(HOLE, "…").split())
            self.fault(f"{where} outside translate: {shown[:90]!r}")


def html_of(source: str) -> str:
    """The template with comments, translated texts and all tags taken out, line by line in place."""
    for pattern in (COMMENT, BLOCK_TRANSLATED, TRANSLATED, TAG):
        source = pattern.sub(blank, source)
    return re.sub(f"<(/?){HOLE}", r"<\1hole ", source)  # a tag whose name is decided by an {% if %}


def faults_of(source: str, icons: set[str]) -> Iterator[tuple[int, str]]:
    reader = Reader()
    reader.feed(html_of(source))
    reader.close()
    yield from reader.faults
    for found in ICON.finditer(source):
        if found.group(1) not in icons:
            yield source.count("\n", 0, found.start()) + 1, f"icon {found.group(1)!r} is not in frontend/icons.txt"


def templates() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("templates/**/*.html") if path.is_file())


def places(icons: set[str]) -> Iterator[str]:
    """Icons that code names: the menu's places."""
    from smartprovince.core.registry import navigation

    for name, place in navigation.items():
        if place.icon not in icons:
            yield f"menu place {name!r}: icon {place.icon!r} is not in frontend/icons.txt"


def compiles(path: Path) -> str:
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    relative = path.relative_to(SOURCE)
    name = "/".join(relative.parts[relative.parts.index("templates") + 1 :])
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return str(error)
    return ""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    icons = set((ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").split())
    faults = list(places(icons))
    found = templates()
    for path in found:
        place = path.relative_to(ROOT)
        if broken := compiles(path):
            faults.append(f"{place}: does not compile: {broken}")
        lines = faults_of(path.read_text(encoding="utf-8"), icons)
        faults += [f"{place}:{line}: {what}" for line, what in sorted(lines)]
    print("\n".join(faults))
    print(f"templates: {len(found)} templates, {len(faults)} faults")
    return 1 if faults or not found else 0


if __name__ == "__main__":
    sys.exit(main())
