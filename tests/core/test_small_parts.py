"""Clock, money, numbers, settings, states, registries."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from smartprovince.core import clock, money, numbers, settings, states
from smartprovince.core.errors import Invalid
from smartprovince.core.models import Setting
from smartprovince.core.registry import Registry
from smartprovince.core.templatetags.writing import full_day


def test_the_business_day_can_be_set_and_pinned(monkeypatch):
    monkeypatch.setenv("SMARTPROVINCE_TODAY", "2022-11-07")
    assert clock.today() == date(2022, 11, 7)
    with clock.pinned(date(2023, 1, 2)):
        assert clock.today() == date(2023, 1, 2)
    assert clock.now().year >= 2024


def test_midnight_in_denpasar_is_still_yesterday_in_jakarta():
    moment = clock.datetime(2022, 11, 6, 16, 30, tzinfo=clock.UTC)
    assert clock.local(moment, "WITA").date() == date(2022, 11, 7)
    assert clock.local(moment, "WIB").date() == date(2022, 11, 6)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_rupiah_reads_back_what_it_writes(amount):
    assert money.parse_rupiah(money.rupiah(amount).replace("-Rp", "-")) == amount


@pytest.mark.parametrize("text", ["Rp 3.418.800.000", "3418800000", "3.418.800.000,00", "rp3.418.800.000"])
def test_rupiah_is_read_in_the_ways_people_write_it(text):
    assert money.parse_rupiah(text) == 3_418_800_000


@pytest.mark.parametrize("text", ["3,4 M", "3.41.8", "", "tiga", "1e9", "12,5"])
def test_rupiah_refuses_what_could_be_misread(text):
    with pytest.raises(Invalid):
        money.parse_rupiah(text)


def test_short_rupiah():
    assert money.rupiah_short(3_418_800_000) == "Rp3,42 miliar"
    assert money.rupiah_short(2_000_000) == "Rp2 juta"
    assert money.rupiah_short(950_000) == "Rp950.000"


@pytest.mark.django_db(transaction=True)
def test_public_numbers_run_without_gaps_also_after_a_rollback():
    with transaction.atomic():
        assert numbers.next_number("USL", 2022) == "USL-2022-0001"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbers.next_number("USL", 1 // 0 if numbers.next_number("USL", 2022) else 2022)
    with transaction.atomic():
        assert numbers.next_number("USL", 2022) == "USL-2022-0002"
    with transaction.atomic():
        assert numbers.next_number("USL", 2023) == "USL-2023-0001"
    with pytest.raises(RuntimeError):
        numbers.next_number("USL", 2022)


settings.declare("test.floor", float, 0.8, "for this test", minimum=0.0, maximum=1.0)


@pytest.mark.django_db
def test_settings_are_inherited_from_nation_to_province_to_kabupaten_with_validity():
    day = date(2022, 11, 7)
    assert settings.value("test.floor", scope="51.03", on=day) == 0.8
    Setting.objects.create(key="test.floor", scope="", value=0.7)
    assert settings.value("test.floor", scope="51.03", on=day) == 0.7
    Setting.objects.create(key="test.floor", scope="51", value=0.6, valid_from=date(2023, 1, 1))
    assert settings.value("test.floor", scope="51.03", on=day) == 0.7
    assert settings.value("test.floor", scope="51.03", on=date(2023, 1, 1)) == 0.6
    assert settings.value("test.floor", scope="52", on=date(2023, 1, 1)) == 0.7


@pytest.mark.parametrize("value", [1.5, -0.1, "0.8", True])
def test_a_setting_refuses_the_wrong_type_and_what_lies_outside_its_limits(value):
    with pytest.raises(Invalid):
        settings.check("test.floor", value)


DOOR = states.StateTable(
    "door",
    "closed",
    (
        states.Transition("closed", "open", "open", "anyone"),
        states.Transition("open", "closed", "close", "anyone", ("reason",)),
    ),
)


def test_a_state_table_allows_what_it_lists_and_says_what_is_open_instead():
    assert DOOR.check("closed", "open") == "open"
    with pytest.raises(Invalid, match="open"):
        DOOR.check("closed", "close")
    with pytest.raises(Invalid) as refusal:
        DOOR.check("open", "close", {"reason": ""})
    assert refusal.value.faults[0].where == "reason"
    assert "open --> closed: close (anyone)" in DOOR.mermaid()


def test_a_registry_gives_each_name_once():
    registry: Registry[int] = Registry("things")
    registry.register("a", 1)
    with pytest.raises(LookupError, match="taken"):
        registry.register("a", 2)
    with pytest.raises(LookupError, match="there are: a"):
        registry.get("b")


def test_the_page_of_states_is_what_the_tables_say():
    from tools import states as drawn

    assert drawn.PAGE.read_text(encoding="utf-8") == drawn.page()


def test_the_day_of_a_moment_is_the_day_in_indonesia():
    """16:30 in UTC is 23:30 in WIB; 17:30 is the next morning."""
    assert full_day(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)) == "24 Nov 2026"
    assert full_day(datetime(2026, 11, 24, 17, 30, tzinfo=UTC)) == "25 Nov 2026"
    assert full_day(date(2026, 11, 24)) == "24 Nov 2026"
