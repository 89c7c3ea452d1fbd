"""What the addresses of this room hold; importing registers them, before the matters' own addresses are read."""

from __future__ import annotations

from django.urls import register_converter


class AssessedRegion:
    """The dotted code of a kabupaten/kota: `51.03`."""

    regex = r"[0-9]{2}\.[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NodeCode:
    """The code of a question: `GOV.PUB.1`."""

    regex = r"[A-Za-z0-9._-]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AssessedRegion, "assessed_region")
register_converter(NodeCode, "node_code")
