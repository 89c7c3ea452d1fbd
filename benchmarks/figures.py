"""What every script of this folder shares: a figure, where it is measured, and how it is handed on."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import served

HOME = "BENCH_HOME"  # set by run.py, so that the demo is built once for all scripts


@dataclass(frozen=True)
class Figure:
    """A measured value. `how` says what was done, so that a reader knows what it does not cover."""

    name: str
    value: float | int | str
    unit: str
    how: str

    def __str__(self) -> str:
        return f"{self.name:<58} {shown(self.value):>12} {self.unit:<10} {self.how}"


def shown(value: float | int | str) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def emit(figures: Iterable[Figure]) -> None:
    """Print each figure as soon as it is there: a line for people, JSON with `--json`."""
    for figure in figures:
        print(json.dumps(asdict(figure)) if "--json" in sys.argv else figure, flush=True)


@contextlib.contextmanager
def demo_home() -> Iterator[served.Home]:
    """The demo, built once by run.py, else in a folder of its own."""
    given = os.environ.get(HOME)
    if given:
        yield served.Home(Path(given), f"sqlite:////{given}/smartprovince.sqlite3")
        return
    with empty_home() as home:
        served.build(home, "demo")
        yield home


@contextlib.contextmanager
def empty_home() -> Iterator[served.Home]:
    with tempfile.TemporaryDirectory(prefix="smartprovince-bench-") as folder:
        place = Path(folder) / "home"
        place.mkdir()
        yield served.Home(place, f"sqlite:////{place}/smartprovince.sqlite3")


def enter(home: served.Home) -> None:
    """Make this process work in a home. Once a process: Django reads its settings once."""
    os.environ.update(home.environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "smartprovince.config.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def typical(work: Callable[[], object], *, runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of some runs after one that warms up, in seconds."""
    work()
    seconds = []
    for _run in range(runs):
        started = clock()
        work()
        seconds.append(clock() - started)
    return statistics.median(seconds)
