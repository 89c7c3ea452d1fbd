"""The trail: sealed into a hash chain, verified, and read back as sentences."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from . import clock
from .models import AuditChain, AuditEntry, AuditText, type_name

GENESIS = "0" * 64


def digest(salt: str, value: str) -> str:
    """`#` and a salted digest: it stands in the chain for a text that may have to be erased. Empty stays empty."""
    return "#" + hashlib.sha256(f"{salt}\x1f{value}".encode()).hexdigest() if value else ""


def entry_hash(entry: AuditEntry, previous: str) -> str:
    """SHA-256 over the canonical content of a row, its place and its predecessor."""
    content = {
        "sequence": entry.sequence,
        "previous": previous,
        "at": entry.at.isoformat(),
        "action": entry.action,
        "actor": [entry.actor_id, entry.actor_label],
        "for": [entry.acting_for_id, entry.acting_for_label],
        "object": [entry.object_type, entry.object_id, entry.object_label],
        "changes": entry.changes,
        "parent": entry.parent_id,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def seal(limit: int = 5_000) -> int:
    """Append the rows that are ripe to the chain, in order. Returns how many.

    Runs at least once a minute by the tick; only sealing locks the chain, so a long import blocks nobody.
    """
    with transaction.atomic():
        AuditChain.objects.get_or_create(pk=1)
        chain = AuditChain.objects.select_for_update().get(pk=1)
        ripe = AuditEntry.objects.filter(sequence__isnull=True, seal_after__lte=clock.now()).order_by("pk")
        entries = list(ripe[:limit])
        for entry in entries:
            chain.last_sequence += 1
            entry.sequence = chain.last_sequence
            entry.previous_hash = chain.last_hash
            entry.hash = entry_hash(entry, chain.last_hash)
            chain.last_hash = entry.hash
        AuditEntry.objects.bulk_update(entries, ["sequence", "previous_hash", "hash"], batch_size=500)
        chain.save()
    return len(entries)


def close_autosaves(things: Any) -> int:
    """End the open autosave rows of some objects: what follows (a hand-over) must not be folded into them."""
    keys = [str(key) for key in things.values_list("pk", flat=True)]
    return AuditEntry.objects.filter(
        object_type=type_name(things.model), object_id__in=keys, sequence=None, seal_after__gt=clock.now()
    ).update(seal_after=clock.now())


@dataclass
class Verification:
    """What `smartprovince audit verify` found."""

    sealed: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Walk the chain from its start: order, links, hashes, digests of the texts that were not erased, and its end."""
    found = Verification(unsealed=AuditEntry.objects.filter(sequence__isnull=True).count())
    previous, expected = GENESIS, 1
    rows = AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence")
    for entry in rows.iterator(chunk_size=2_000):
        if entry.sequence is not None and entry.sequence != expected:
            found.faults.append(f"row {expected} is missing (next is {entry.sequence})")
            expected = entry.sequence
        if entry.previous_hash != previous:
            found.faults.append(f"row {entry.sequence} does not follow the row before it")
        if entry.hash != entry_hash(entry, entry.previous_hash):
            found.faults.append(f"row {entry.sequence} was changed after sealing")
        previous, expected = entry.hash, expected + 1
        found.sealed += 1
    found.faults += _texts_gone()
    for row in AuditText.objects.filter(erased_at__isnull=True, entry__sequence__isnull=False).select_related("entry"):
        if row.entry.changes.get(row.field) != [digest(row.salt, row.before), digest(row.salt, row.after)]:
            found.faults.append(f"the text of {row.field} in row {row.entry.sequence} was changed after sealing")
    chain = AuditChain.objects.filter(pk=1).first()
    if chain and (chain.last_sequence, chain.last_hash) != (expected - 1, previous):
        found.faults.append("the end of the chain is not where it was")
    return found


def _texts_gone() -> list[str]:
    """Digests in the chain whose text is neither there nor erased by the book."""
    kept = set(AuditText.objects.values_list("entry", "field"))
    sealed = AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence")
    return [
        f"the text of {field} in row {sequence} is gone"
        for pk, sequence, changes in sealed.values_list("pk", "sequence", "changes").iterator(chunk_size=2_000)
        for field, values in changes.items()
        if is_digest(values) and (pk, field) not in kept
    ]


def is_digest(values: Any) -> bool:
    """Whether a change holds digests: each side empty or # and 64 hexadecimal digits."""
    pair = [value for value in values if value] if isinstance(values, list) else []
    return bool(pair) and all(isinstance(v, str) and re.fullmatch(r"#[0-9a-f]{64}", v) for v in pair)


def erase_texts(entries: Any) -> int:
    """Erase personal and free text behind the given audit entries; the chain stays whole."""
    return AuditText.objects.filter(entry__in=entries, erased_at__isnull=True).update(
        before="", after="", salt="", erased_at=clock.now()
    )


def history(thing: Any) -> Any:
    """The trail of one object, newest first, with its texts."""
    return (
        AuditEntry.objects.filter(object_type=type_name(thing), object_id=str(thing.pk))
        .order_by("-pk")
        .prefetch_related("texts")
    )
