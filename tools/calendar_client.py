"""The calendar client that reads our feeds in a test: vdirsyncer.

    python -m tools.calendar_client path      prints the client that is there; fails when there is none
    python -m tools.calendar_client ensure    installs Debian's package first if need be, when root

A missing client is a failure, never a skipped test: a feed that no client has read is not known to be one.
"""

from __future__ import annotations

import os
import shutil
import sys

from . import packages

ADVICE = """No vdirsyncer was found on PATH. Install it, for example:
  Debian:    sudo apt-get install vdirsyncer
  anywhere:  pipx install vdirsyncer
Then run the same command again."""


class NoClient(Exception):
    """There is no calendar client, and what to do about it."""


def find() -> str | None:
    return os.environ.get("SMARTPROVINCE_VDIRSYNCER") or shutil.which("vdirsyncer")


def path() -> str:
    """The executable. NoClient says how to install one."""
    found = find()
    if found is None:
        raise NoClient(ADVICE)
    return found


def ensure() -> str:
    """The executable, installed first when there is none and it can be."""
    packages.ensure(find, "vdirsyncer")
    return path()


def main(arguments: list[str]) -> int:
    commands = {"ensure": ensure, "path": path}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(f"Calendar client: {ensure()}" if arguments[0] == "ensure" else path())
    except NoClient as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
