"""An instrument as a form shows it: sections (dimensions), parts (sub-dimensions), and the lines that ask something."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.instruments.queries import nodes_of

NATIONAL_DIMENSIONS = {"GOV", "BRA", "ECO", "LIV", "SOC", "ENV"}


@dataclass(frozen=True)
class Part:
    """A group with lines right below it.

    `direct` says that the group itself may take a score, in place of its lines; `lines` leaves placeholders out.
    """

    node: Node
    lines: tuple[Node, ...]
    direct: bool

    @property
    def asked(self) -> int:
        """How many answers make this part complete: its lines, or its one direct score when it has none."""
        return len(self.lines) or int(self.direct)

    @property
    def entries(self) -> tuple[Node, ...]:
        """What can be answered here, in the order of the form."""
        return ((self.node,) if self.direct else ()) + self.lines


@dataclass(frozen=True)
class Section:
    """A child of the root: a dimension, an element of readiness, a group of the annual evaluation."""

    node: Node
    parts: tuple[Part, ...]

    @property
    def css(self) -> str:
        """The class of a dimension's colour and shape; "" for what is no national dimension."""
        return f"dim--{self.node.code.lower()}" if self.node.code in NATIONAL_DIMENSIONS else ""

    @property
    def asked(self) -> int:
        return sum(part.asked for part in self.parts)


@dataclass(frozen=True)
class Outline:
    """The whole form of a version."""

    version: InstrumentVersion
    nodes: tuple[Node, ...]
    root: Node
    sections: tuple[Section, ...] = field(default=())

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for section in self.sections for part in section.parts)

    @cached_property
    def entries(self) -> tuple[Node, ...]:
        """Everything that can be answered, in order."""
        return tuple(node for part in self.parts for node in part.entries)

    @cached_property
    def by_code(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def asked(self) -> int:
        return sum(section.asked for section in self.sections)

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of every code below it, its own included."""
        found = {}
        for section in self.sections:
            found[section.node.code] = section
            for part in section.parts:
                found[part.node.code] = section
                found |= {node.code: section for node in part.lines}
        return found

    @property
    def scored(self) -> tuple[Section, ...]:
        """Sections that have scores: all but a province's own items."""
        return tuple(section for section in self.sections if not section.node.is_local)

    @property
    def columns(self) -> tuple[Node, ...]:
        """The parts of a heat map: sub-dimensions, or the groups themselves in an instrument without them."""
        return tuple(part.node for section in self.scored for part in section.parts)

    def part_of(self, code: str) -> Part | None:
        return next((part for part in self.parts if any(node.code == code for node in part.entries)), None)


def outline_of(version: InstrumentVersion) -> Outline:
    """Two queries, whatever the size of the instrument.

    Only an instrument on a scale of its own (the annual evaluation, 0–4) takes direct scores of groups: its lines are
    not all public. Groups of the catalogue are always computed.
    """
    nodes = tuple(nodes_of(version))
    children: dict[int | None, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent_id, []).append(node)
    root = children[None][0]
    direct = version.scale_high != 100
    sections = tuple(
        Section(node, tuple(_parts(node, children, direct)))
        for node in children.get(root.pk, [])
        if node.kind == Node.Kind.GROUP
    )
    return Outline(version, nodes, root, sections)


def _parts(group: Node, children: dict[int | None, list[Node]], direct: bool) -> list[Part]:
    """The groups with lines at or below `group`, in order."""
    below = children.get(group.pk, [])
    leaves = [node for node in below if node.kind != Node.Kind.GROUP]
    found = []
    if leaves:
        found.append(Part(group, tuple(node for node in leaves if node.is_indicator), direct))
    for node in below:
        if node.kind == Node.Kind.GROUP:
            found += _parts(node, children, direct)
    return found
