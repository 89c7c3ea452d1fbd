"""The text of a section: one small schema, from plain typing and to plain text.

`{"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "…"}]}]}` and
`{"type": "bullet_list", "content": [{"type": "list_item", "content": [paragraph]}]}`; nothing else is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smartprovince.documents.wording import clean

MAX_CHARACTERS = 40_000


def from_typing(text: str) -> dict[str, Any]:
    """Paragraphs are parted by an empty line; lines that begin with `- ` are a list."""
    blocks: list[dict[str, Any]] = []
    for part in clean(text.replace("\r\n", "\n"))[:MAX_CHARACTERS].split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            items = [{"type": "list_item", "content": [_paragraph(line[2:])]} for line in lines]
            blocks.append({"type": "bullet_list", "content": items})
        elif lines:
            blocks.append(_paragraph(" ".join(lines)))
    return {"type": "doc", "content": blocks}


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def to_typing(content: dict[str, Any]) -> str:
    """The text as it was typed."""
    parts = []
    for kind, texts in blocks(content):
        parts.append("\n".join(f"- {text}" for text in texts) if kind == "bullet_list" else texts[0])
    return "\n\n".join(parts)


def blocks(content: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """(`paragraph`, [text]) or (`bullet_list`, [text, …]); what the schema does not know is passed over."""
    for block in content.get("content") or []:
        if block.get("type") == "paragraph":
            yield "paragraph", [_text(block)]
        elif block.get("type") == "bullet_list":
            yield "bullet_list", [_text(p) for item in block.get("content") or [] for p in item.get("content") or []]


def _text(paragraph: dict[str, Any]) -> str:
    return "".join(str(run.get("text", "")) for run in paragraph.get("content") or [])


def count_words(content: dict[str, Any]) -> int:
    return sum(len(text.split()) for _kind, texts in blocks(content) for text in texts)
