"""From the command to a served page: in an empty folder, and the second time."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools.postgres import free_port
from tools.served import ROOT, Home

from benchmarks.figures import Figure, emit, empty_home


def seconds_to_a_page(home: Home) -> float:
    port = free_port()
    command = [str(Path(sys.executable).with_name("smartprovince")), "demo", "--port", str(port)]
    started = time.perf_counter()
    demo = subprocess.Popen(
        [*command, "--out", str(home.folder / "out")], cwd=ROOT, env=home.environment, stdout=subprocess.DEVNULL
    )
    try:
        while not answers(f"http://localhost:{port}/bali/"):
            if demo.poll() is not None:
                raise RuntimeError("the demo stopped before it served a page")
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        demo.terminate()
        demo.wait(timeout=20)


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - our own server
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{address} answers {error.code}") from error
    except OSError:
        return False
    return True


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        first = seconds_to_a_page(home)
        yield Figure("first start to a served page", first, "s", "empty folder; packages and assets are there already")
        second = min(seconds_to_a_page(home) for _run in range(2))
        yield Figure("second start to a served page", second, "s", "everything stands; better of two")


if __name__ == "__main__":
    emit(measure())
