"""A day that is set by hand is that day on all three clocks, at any real hour."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from smartprovince.core import clock
from smartprovince.outreach import zones

DAY = date(2022, 10, 13)


@pytest.mark.parametrize("hour", [0, 9, 15, 16, 17, 23])
def test_a_set_day_is_the_same_everywhere(monkeypatch, hour):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, hour, 30, tzinfo=UTC))
    with clock.pinned(DAY):
        assert {zones.day_of(zones.now(), zone) for zone in clock.ZONES} == {DAY}


def test_without_one_it_is_the_real_moment(monkeypatch):
    real = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: real)
    monkeypatch.setattr(clock, "is_fixed", lambda: False)
    assert zones.now() == real
