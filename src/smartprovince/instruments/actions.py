"""Every write to dimensions and instruments."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.engines.composite_index import FrameworkError
from smartprovince.territory.models import Region

from . import queries, sources
from .models import Dimension, Instrument, InstrumentVersion, Node, RubricLevel, Subdimension


@action("instrument.load", system=True)
def load_instruments(log: Log) -> list[InstrumentVersion]:
    """Load the national dimensions and the instruments that ship. What is already published stays as it is."""
    before = InstrumentVersion.objects.count()
    _load_dimensions()
    loaded = [load_version(actor=log.actor, row=row) for row in sources.versions()]
    if new := InstrumentVersion.objects.count() - before:
        log.about(loaded[0])
        log.note(versions=new)
    return loaded


def _load_dimensions() -> None:
    for row in sources.subdimensions():
        dimension, _fresh = Dimension.objects.update_or_create(
            code=row["dimension_code"],
            defaults={
                "order": int(row["dimension_order"]),
                "name_official": row["dimension_name_official"],
                "name_id": row["dimension_name_id"],
                "name_en": row["dimension_name_official"],
            },
        )
        Subdimension.objects.update_or_create(
            code=row["subdimension_code"],
            defaults={
                "dimension": dimension,
                "order": int(row["subdimension_order"]),
                "name_id": row["subdimension_name_id"],
                "name_en": row["subdimension_name_en"],
            },
        )


@action("instrument.load_version", system=True)
def load_version(log: Log, *, row: sources.VersionRow) -> InstrumentVersion:
    """Store and publish one edition, unless it is there already."""
    instrument, _fresh = Instrument.objects.get_or_create(
        code=row.instrument, defaults={"name_id": row.name_id, "name_en": row.name_en}
    )
    version = InstrumentVersion.objects.filter(instrument=instrument, label=row.label).first()
    if version is not None:
        return version
    version = log.create(InstrumentVersion, instrument=instrument, label=row.label, source=sources.SOURCE, **row.fields)
    _store_nodes(version, row.nodes)
    return publish(actor=log.actor, version_row=version)


def _store_nodes(version: InstrumentVersion, nodes: list[sources.NodeRow]) -> None:
    stored: dict[str, Node] = {}
    for order, node in enumerate(nodes):
        parent = stored[node.parent] if node.parent else None
        stored[node.code] = Node.objects.create(
            version=version,
            parent=parent,
            code=node.code,
            order=order,
            kind=node.kind,
            name_id=node.name_id,
            **node.fields,
        )
    RubricLevel.objects.bulk_create(
        RubricLevel(node=stored[node.code], **level) for node in nodes for level in node.levels
    )


@action("instrument.publish", on="version_row", verb="edit", system=True)
def publish(log: Log, *, version_row: InstrumentVersion) -> InstrumentVersion:
    """Fix a version for good. Its tree must be one the engine can score; every fault is listed."""
    if version_row.state == InstrumentVersion.State.PUBLISHED:
        raise Invalid(_("This version is published already and never changes. Make a new version instead."))
    data = queries.framework_data(version_row)
    try:
        queries.build_framework(data)
    except FrameworkError as error:
        raise Invalid([Fault("", str(fault)) for fault in getattr(error, "faults", [error])]) from error
    fingerprint = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    log.set(version_row, state=InstrumentVersion.State.PUBLISHED, fingerprint=fingerprint, published_at=clock.now())
    return version_row


@action("dimension.add_local", on="province", verb="edit_dimensions")
def add_local_dimension(log: Log, *, province: Region, code: str, name: str, **fields: Any) -> Dimension:
    """A dimension of the province's own (*Smart Culture*); it never enters the national total."""
    code = f"{province.code}-{code.upper()}"
    if Dimension.objects.filter(code=code).exists():
        raise Invalid(Fault("code", _("There is already a dimension of this code.")))
    last = Dimension.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return log.create(
        Dimension, province=province, code=code, order=last + 1, name_official=name, name_id=name, **fields
    )
