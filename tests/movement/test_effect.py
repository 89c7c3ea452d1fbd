"""Attended → joined within twelve months."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from smartprovince.core.access import SystemActor
from smartprovince.movement.effect import Outcome, effect_of_outreach, outcome, twelve_months_after
from smartprovince.organisations.models import Organisation
from smartprovince.outreach.models import Event, Registration

SYSTEM = SystemActor("test")
CAME = date(2022, 10, 13)


@pytest.mark.parametrize(
    ("joined", "on", "found"),
    [
        (date(2022, 4, 21), date(2022, 11, 7), Outcome.BEFORE),
        (date(2022, 10, 13), date(2022, 11, 7), Outcome.JOINED),
        (date(2023, 2, 28), date(2024, 1, 1), Outcome.JOINED),
        (date(2023, 10, 13), date(2024, 1, 1), Outcome.JOINED),
        (date(2023, 10, 14), date(2024, 1, 1), Outcome.NOT),
        (None, date(2023, 10, 12), Outcome.WAITING),
        (None, date(2023, 10, 13), Outcome.NOT),
    ],
)
def test_what_became_of_a_region(joined, on, found):
    assert outcome(CAME, joined, on) == found


def test_a_leap_day_has_a_next_year():
    assert twelve_months_after(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.django_db
def test_bali_after_its_outreach_by_the_sourced_register(register, bali, client):
    """Had everybody come in October 2022: two joined in February 2023, four had before, three did not in time."""
    event = Event.objects.create(
        number="KGT-2022-0001",
        kind="outreach",
        title="Sosialisasi",
        organiser=Organisation.objects.get(region__code="51"),
        region=register["51"],
        starts_at=datetime(2022, 10, 13, 1, tzinfo=UTC),
        ends_at=datetime(2022, 10, 13, 4, tzinfo=UTC),
        state="closed",
    )
    for number, region in enumerate(sorted(code for code in register if code.startswith("51.")), start=1):
        Registration.objects.create(
            event=event, number=number, region=register[region], attended_on=CAME, ticket_digest=str(number)
        )
    found = effect_of_outreach(bali, date(2024, 12, 31))
    by_outcome = {each: [line.region.code for line in found.lines if line.outcome == each] for each in Outcome}
    assert by_outcome == {
        Outcome.BEFORE: ["51.01", "51.02", "51.03", "51.71"],
        Outcome.JOINED: ["51.07", "51.08"],
        Outcome.WAITING: [],
        Outcome.NOT: ["51.04", "51.05", "51.06"],
    }
    assert (found.joined, found.decided, found.share) == (2, 5, 0.4)
    client.force_login(bali)
    page = client.get("/kerja/wilayah/hasil-sosialisasi/?pada=2024-12-31")
    assert page.status_code == 200
    assert "40%" in page.content.decode()
