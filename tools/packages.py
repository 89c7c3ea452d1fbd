"""Programs of other people that tests need: found where they are, or installed from Debian when we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def ensure[Found](find: Callable[[], Found | None], package: str) -> Found | None:
    """What `find` finds, after the Debian package was installed when it is missing and it can be; else None."""
    found = find()
    if found is not None or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return found
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        print(f"{package} is missing: apt-get {' '.join(command)}", file=sys.stderr, flush=True)
        subprocess.run(["apt-get", *command], env=environment, check=False, stdout=sys.stderr)
    return find()
