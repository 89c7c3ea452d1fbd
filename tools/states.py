"""docs/states.md: a diagram of every state table, drawn from the tables themselves.

tools/states.py write     after a change
tools/states.py check     fails when the page is not what the tables say
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "states.md"


def page() -> str:
    """The whole page. Loading the rooms declares their tables."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    from smartprovince.core.states import tables

    parts = ["# States\n", "Drawn from the tables in `states.py` of each room by `tools/states.py write`.\n"]
    for name, table in sorted(tables.items()):
        parts.append(f"## {name}\n\n```mermaid\n{table.mermaid()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
        sys.exit(0)
    current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    print("states: docs/states.md is current" if current else "states: run tools/states.py write")
    sys.exit(0 if current else 1)
