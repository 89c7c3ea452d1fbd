"""A real calendar client (vdirsyncer) reads a feed from a running server, and another library reads what it wrote."""

from __future__ import annotations

import os
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from tools import calendar_client

from smartprovince.core import clock
from smartprovince.outreach import actions, calendars, feeding, inviting, preparing
from smartprovince.outreach.models import Event
from tests.conftest import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("calendar")]
NINE = datetime.combine(date.today() + timedelta(days=30), datetime.min.time()).replace(hour=9)

CONFIG = """
[general]
status_path = "{folder}/status/"

[pair agenda]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
partial_sync = "revert"

[storage here]
type = "filesystem"
path = "{folder}/agenda/"
fileext = ".ics"

[storage there]
type = "http"
url = "{address}"
"""


class Client:
    """vdirsyncer with a configuration and a folder of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "agenda").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder, address=address))

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"NO_PROXY": "localhost", "no_proxy": "localhost", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [calendar_client.path(), "-c", str(self.folder / "config"), command, "agenda"],
            capture_output=True,
            text=True,
            input="y\ny\ny\n",
            env=environment,
            timeout=60,
            check=False,
        )

    def sync(self) -> dict[str, icalendar.Event]:
        """Synchronise, then read every file it wrote: entries by their title.

        vdirsyncer gives entries of a plain web address keys of its own; that ours stay the same is tested elsewhere.
        """
        for command in ("discover", "sync"):
            done = self.run(command)
            assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        found = {}
        for file in (self.folder / "agenda").glob("*.ics"):
            entries = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
            assert len(entries) == 1
            found[str(entries[0]["SUMMARY"])] = entries[0]
        return found


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def hold(world: World, code: str, **fields: Any) -> Event:
    person = world.people["province_coordinator:51" if code == "51" else f"region_coordinator:{code}"]
    values = {
        "kind": "outreach",
        "venue": "Gedung Wiswa Sabha",
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=3),
    }
    event = actions.create_event(
        actor=person, organiser=world.organisations[code], region=world.regions[code], **(values | fields)
    )
    return actions.open_event(actor=person, event=event)


def test_a_real_client_reads_the_feed_and_follows_what_moves(live_server, world, tmp_path):
    province = world.people["province_coordinator:51"]
    event = hold(world, "51", title="Sosialisasi, smart province", zone="WIT")
    own = hold(world, "51.01", title="Literasi warga", kind="literacy")
    hold(world, "51.02", title="Rapat Tabanan")
    home = world.organisations["51.01"]
    inviting.invite_organisations(actor=province, event=event, organisations=[home])
    output = preparing.add_output(
        actor=province,
        event=event,
        kind="homework",
        title="Draf Buku 1",
        organisation=home,
        due_on=NINE.date() + timedelta(days=20),
    )
    opened = feeding.open_organisation_feed(actor=world.people["region_coordinator:51.01"], organisation=home)
    client = Client(tmp_path, f"{live_server.url}/kalender/{opened.secret}.ics")

    found = client.sync()
    due = next((title for title in found if output.title in title), "")
    assert set(found) == {event.title, own.title, due}
    entry = found[event.title]
    assert str(entry["SUMMARY"]) == "Sosialisasi, smart province"
    assert str(entry["LOCATION"]) == "Gedung Wiswa Sabha"
    assert str(entry["STATUS"]) == "CONFIRMED"
    assert entry["SEQUENCE"] == 0
    assert entry.decoded("DTSTART").astimezone(clock.ZONES["WIT"]).replace(tzinfo=None) == NINE
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(hours=3)
    assert found[due].decoded("DTSTART") == output.due_on

    actions.move_event(
        actor=province,
        event=event,
        starts_at=NINE + timedelta(days=1),
        ends_at=NINE + timedelta(days=1, hours=2),
        reason="Aula dipakai",
    )
    actions.cancel_event(actor=world.people["region_coordinator:51.01"], event=own, reason="Erupsi")
    preparing.deliver_output(actor=world.people["officer:51.01"], output=output)
    found = client.sync()
    assert set(found) == {event.title, own.title}
    moved = found[event.title]
    assert moved["SEQUENCE"] == 1
    assert moved.decoded("DTSTART").astimezone(clock.ZONES["WIT"]).replace(tzinfo=None) == NINE + timedelta(days=1)
    assert str(found[own.title]["STATUS"]) == "CANCELLED"

    feeding.end_feed(actor=world.people["region_coordinator:51.01"], feed=opened.feed)
    assert client.run("sync").returncode != 0


def test_an_invitation_file_is_read_by_another_library(world):
    event = hold(world, "51", title="Sosialisasi, smart province")
    calendar = icalendar.Calendar.from_ical(calendars.event_file(event, attendee="siti@contoh.test", name="Siti; M.Si"))
    assert (calendar["METHOD"], calendar["VERSION"], calendar["CALSCALE"]) == ("REQUEST", "2.0", "GREGORIAN")
    entry = calendar.walk("VEVENT")[0]
    assert str(entry["ATTENDEE"]) == "mailto:siti@contoh.test"
    assert entry["ATTENDEE"].params["CN"] == "Siti; M.Si"
    assert str(entry["ORGANIZER"]).startswith("mailto:")
    assert entry.decoded("DTSTART").utcoffset() == timedelta(hours=8)
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Asia/Makassar"
    lines = calendars.event_file(event).encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)


def test_without_a_client_the_test_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(calendar_client, "find", lambda: None)
    with pytest.raises(calendar_client.NoClient, match="apt-get install vdirsyncer"):
        calendar_client.path()
