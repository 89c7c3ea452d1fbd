"""What a paper must carry for a gate item: each parameter alone, and what it says when it is missing."""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.movement.gates.conditions import Shown, lacks

DAY, ON = date(2025, 3, 1), date(2026, 11, 24)


def shown(**given) -> Shown:
    return Shown(**{"day": DAY, "has_paper": True, "number": "1/2025"} | given)


@pytest.mark.parametrize(
    ("parameters", "given", "missing"),
    [
        ({"number": True}, {}, 0),
        ({"number": True}, {"number": ""}, 1),
        ({"number": True}, {"has_paper": False}, 1),
        ({"parties": 2}, {"parties": 2}, 0),
        ({"parties": 2}, {"parties": 1}, 1),
        ({"people": 2}, {"people": 2}, 0),
        ({"people": 2}, {}, 1),
        ({"in_force": True}, {}, 0),
        ({"in_force": True}, {"valid_until": ON}, 0),
        ({"in_force": True}, {"valid_until": date(2026, 11, 23)}, 1),
        ({"address": True}, {"address": "https://contoh.go.id/buku3.pdf"}, 0),
        ({"address": True}, {}, 1),
        ({}, {"day": date(2026, 11, 25)}, 1),
        ({"after": "SC.ASM.6"}, {}, 1),
        ({"after": "SC.LCH.1"}, {}, 0),
        ({}, {"withdrawn_on": date(2026, 1, 1)}, 1),
        ({"number": True, "parties": 2, "people": 1}, {"number": ""}, 3),
    ],
)
def test_what_a_paper_lacks(parameters, given, missing):
    days = {"SC.ASM.6": date(2025, 3, 2), "SC.LCH.1": DAY}
    assert len(lacks(shown(**given), parameters, ON, days)) == missing


def test_a_withdrawn_paper_is_said_before_everything_else():
    said = lacks(shown(number="", withdrawn_on=DAY), {"number": True}, ON, {})
    assert len(said) == 1
    assert "2025" in said[0]
