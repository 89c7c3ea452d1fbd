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
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import queries, sources, table
from .models import Dimension, Instrument, InstrumentVersion, Node, RubricLevel, Subdimension

LABEL_LIMIT = 40
LOCAL_GROUP = "LOK"  # the code of the group of a province's own items
LOCAL_KINDS = (Node.Kind.QUANTITY, Node.Kind.MATURITY, Node.Kind.YES_NO)
BOUNDS: dict[str, dict[str, float]] = {
    Node.Kind.MATURITY: {"lower": 1.0, "upper": 5.0},
    Node.Kind.YES_NO: {"lower": 0.0, "upper": 1.0},
}


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
    if version_row.is_local and version_row.based_on and data != queries.framework_data(version_row.based_on):
        raise Invalid(_("The national items differ from the version this one extends. Extend it anew."))
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


# --- drafts ----------------------------------------------------------------------------------------------------------


@action("instrument.draft", on="version_row", verb="copy")
def draft_version(log: Log, *, version_row: InstrumentVersion, label: str) -> InstrumentVersion:
    """A draft of the next version, with everything the given one holds."""
    return _copied(log, version_row, version_row.instrument, label, based_on=version_row.based_on)


@action("instrument.extend", on="owner", verb="extend_instruments")
def extend_version(log: Log, *, owner: Organisation, version_row: InstrumentVersion, label: str) -> InstrumentVersion:
    """A province's own edition of a national version: its items locked, room for local ones. A draft."""
    if version_row.state != InstrumentVersion.State.PUBLISHED or version_row.instrument.owner_id is not None:
        raise Invalid(Fault("version_row", _("Only a published national version can be extended.")))
    assert owner.region is not None
    code = f"{version_row.instrument.code}-{owner.region.slug}"[:40]
    name = f"{version_row.instrument.name_id} + {owner.region.short_name}"
    instrument, _fresh = Instrument.objects.get_or_create(
        code=code, defaults={"name_id": name[:200], "name_en": "", "owner": owner}
    )
    if instrument.owner_id != owner.pk:
        raise Invalid(Fault("owner", _("Another organisation has an instrument of this code.")))
    return _copied(log, version_row, instrument, label, based_on=version_row)


def _copied(
    log: Log, source: InstrumentVersion, instrument: Instrument, label: str, *, based_on: InstrumentVersion | None
) -> InstrumentVersion:
    label = label.strip()
    if not label or len(label) > LABEL_LIMIT:
        raise Invalid(Fault("label", _("Give the version a name of at most %(n)d characters.") % {"n": LABEL_LIMIT}))
    if InstrumentVersion.objects.filter(instrument=instrument, label=label).exists():
        raise Invalid(Fault("label", _("There is already a version of this name.")))
    kept = ("valid_from_year", "valid_to_year", "scale_low", "scale_high", "note", "source")
    fields = {name: getattr(source, name) for name in kept}
    version = log.create(InstrumentVersion, instrument=instrument, label=label, based_on=based_on, **fields)
    _store_nodes(version, sources.rows_of(queries.nodes_of(source)))
    log.note(copied_from=source.pk)
    return version


@action("instrument.replace_items", on="version_row", verb="edit")
def replace_items(log: Log, *, version_row: InstrumentVersion, content: bytes, file_name: str) -> table.Difference:
    """Take a whole table as the items of a draft, all or nothing. Raises Invalid with every fault at its cell."""
    _changeable(version_row)
    if version_row.is_local:
        raise Invalid(_("The national items of this version are locked. Add local items one by one."))
    rows = table.read_nodes(content, file_name)
    found = table.difference(sources.rows_of(queries.nodes_of(version_row)), rows)
    version_row.nodes.all().delete()
    _store_nodes(version_row, rows)
    _check_tree(version_row)
    _touch(log, version_row)
    log.note(file=file_name[:200], **found.tally)
    return found


@action("instrument.change_version", on="version_row", verb="edit")
def change_version(log: Log, *, version_row: InstrumentVersion, **fields: Any) -> InstrumentVersion:
    """Name, note and years of a draft."""
    _changeable(version_row)
    first, last = fields.get("valid_from_year"), fields.get("valid_to_year")
    if first and last and last < first:
        raise Invalid(Fault("valid_to_year", _("The last year lies before the first.")))
    label = str(fields.get("label", version_row.label)).strip()
    others = InstrumentVersion.objects.filter(instrument=version_row.instrument_id, label=label).exclude(
        pk=version_row.pk
    )
    if others.exists():
        raise Invalid(Fault("label", _("There is already a version of this name.")))
    log.set(version_row, **fields | {"label": label})
    return version_row


@action("instrument.change_item", on="version_row", verb="edit")
def change_item(log: Log, *, version_row: InstrumentVersion, node: Node, levels: dict[int, str], **fields: Any) -> Node:
    """Change one item of a draft. National items of a province's edition are locked."""
    _changeable(version_row)
    if node.version_id != version_row.pk:
        raise Invalid(_("This item belongs to another version."))
    if version_row.is_local and not node.is_local:
        raise Invalid(_("National items are locked, so that regions stay comparable."))
    _check_item(node.kind, fields, levels)
    before = {name: getattr(node, name) for name in fields}
    for name, value in fields.items():
        setattr(node, name, value)
    node.save(update_fields=list(fields))
    _set_levels(node, levels)
    _touch(log, version_row)
    log.note(item=node.code, changed=sorted(name for name in fields if before[name] != fields[name]))
    return node


@action("instrument.add_local_item", on="version_row", verb="edit")
def add_local_item(
    log: Log, *, version_row: InstrumentVersion, kind: str, name_id: str, levels: dict[int, str], **fields: Any
) -> Node:
    """An item of the province's own in its edition. It is asked and verified, and never enters a score."""
    _changeable(version_row)
    if not version_row.is_local:
        raise Invalid(_("Local items stand in a province's own edition. Extend a national version first."))
    if kind not in LOCAL_KINDS:
        raise Invalid(Fault("kind", _("Choose a kind."), ", ".join(str(Node.Kind(each).label) for each in LOCAL_KINDS)))
    if not name_id.strip():
        raise Invalid(Fault("name_id", _("Write the question.")))
    fields |= BOUNDS.get(kind, {})
    _check_item(kind, fields, levels)
    group = version_row.nodes.filter(code=LOCAL_GROUP).first() or _local_group(version_row)
    numbers = [int(code.rpartition(".")[2]) for code in group.children.values_list("code", flat=True)]
    number = max(numbers, default=0) + 1
    order = (version_row.nodes.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    node = Node.objects.create(
        version=version_row,
        parent=group,
        code=f"{LOCAL_GROUP}.{number}",
        order=order,
        kind=kind,
        name_id=name_id.strip(),
        is_local=True,
        **fields,
    )
    _set_levels(node, levels)
    _touch(log, version_row)
    log.note(item=node.code)
    return node


def _local_group(version: InstrumentVersion) -> Node:
    root = version.nodes.get(parent__isnull=True)
    order = (version.nodes.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    return Node.objects.create(
        version=version, parent=root, code=LOCAL_GROUP, order=order, kind=Node.Kind.GROUP,
        name_id="Butir daerah", name_en="Local items", is_local=True,
    )  # fmt: skip


@action("instrument.remove_local_item", on="version_row", verb="edit")
def remove_local_item(log: Log, *, version_row: InstrumentVersion, node: Node) -> InstrumentVersion:
    """Take a local item out of a draft."""
    _changeable(version_row)
    if node.version_id != version_row.pk or not node.is_local or node.kind == Node.Kind.GROUP:
        raise Invalid(_("Only local items can be taken out."))
    group, code = node.parent, node.code
    node.delete()
    if group is not None and not group.children.exists():
        group.delete()
    _touch(log, version_row)
    log.note(no_longer=code)
    return version_row


@action("instrument.discard", on="version_row", verb="edit")
def discard_draft(log: Log, *, version_row: InstrumentVersion) -> None:
    """Throw a draft away. Nothing was ever answered in it."""
    _changeable(version_row)
    log.about(version_row)
    log.note(discarded=str(version_row)[:200])
    key = version_row.pk
    version_row.nodes.all().delete()
    version_row.delete()
    version_row.pk = key  # the trail still names it


def _touch(log: Log, version: InstrumentVersion) -> None:
    """An item changed, so the version did: whoever looks at an older one is told before saving over it."""
    version.version += 1
    version.save(update_fields=["version"])
    log.about(version)


def _changeable(version: InstrumentVersion) -> None:
    if version.state != InstrumentVersion.State.DRAFT:
        raise Invalid(_("This version is published already and never changes. Make a new version instead."))


def _check_tree(version: InstrumentVersion) -> None:
    """Raises Invalid where the engine cannot read the tree."""
    try:
        queries.build_framework(queries.framework_data(version))
    except FrameworkError as error:
        raise Invalid([Fault("", str(fault)) for fault in getattr(error, "faults", [error])]) from error


def _check_item(kind: str, fields: dict[str, Any], levels: dict[int, str]) -> None:
    faults = []
    low, high = fields.get("lower"), fields.get("upper")
    if kind != Node.Kind.GROUP and low is not None and high is not None and low >= high:
        faults.append(Fault("upper", _("The upper goalpost lies above the lower one.")))
    if kind == Node.Kind.QUANTITY and (low is None or high is None):
        faults.append(Fault("lower", _("Write both goalposts: from where, and up to where, the value is scored.")))
    if kind == Node.Kind.MATURITY and sorted(levels) != [1, 2, 3, 4, 5]:
        faults.append(Fault("level_1", _("Write what each of the five levels means.")))
    if fields.get("weight") is not None and fields["weight"] <= 0:
        faults.append(Fault("weight", _("A weight is above 0.")))
    if faults:
        raise Invalid(faults)


def _set_levels(node: Node, levels: dict[int, str]) -> None:
    """The rubric's texts; evidence of a level that stays is kept."""
    if node.kind != Node.Kind.MATURITY:
        return
    for level, text in levels.items():
        RubricLevel.objects.update_or_create(node=node, level=level, defaults={"text_id": text})
