"""Loading all regions of Indonesia, and Bali's boundaries from village points."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.figures import Figure, emit, empty_home, enter, timed


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        enter(home)
        from django.core.management import call_command

        from smartprovince.core.access import SystemActor
        from smartprovince.demo import reference
        from smartprovince.territory import actions
        from smartprovince.territory.models import Region

        actor = SystemActor("bench")
        yield Figure("tables", timed(lambda: call_command("migrate", verbosity=0)), "s", "all migrations, empty SQLite")
        seconds = timed(lambda: reference.load_regions(actor))
        yield Figure("all regions loaded", seconds, "s", f"{Region.objects.count():,} regions into SQLite")
        bali = Region.objects.get(code="51")
        land = json.loads((reference.files("smartprovince") / reference.LAND).read_text("utf-8"))
        seconds = timed(lambda: actions.derive_boundaries(actor=actor, province=bali, topology=land))
        yield Figure("Bali's nine boundaries derived", seconds, "s", "village points to polygons, coast clipped, saved")


if __name__ == "__main__":
    emit(measure())
