"""The Chromium that tests and pictures drive.

    python -m tools.browser path      prints the browser that is there; fails when there is none
    python -m tools.browser ensure    installs one first if need be: Debian's package when root, else playwright's

A missing browser is a failure, never a skipped test: a page nobody looked at is not a tested page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from . import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# Containers have neither a user namespace for the sandbox nor a GPU nor much /dev/shm, and a test talks to nobody.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]

ADVICE = """No Chromium was found (looked for {names} on PATH, and for playwright's own).
Install one, for example:
  Debian:    sudo apt-get install chromium
  anywhere:  .venv/bin/playwright install --with-deps chromium
Then run the same command again."""


class NoBrowser(Exception):
    """There is no browser, and what to do about it."""


def runs(path: str) -> bool:
    """Whether it starts: Ubuntu's `chromium-browser` may be a stub that only advertises a snap."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and any(word in answer.stdout for word in ("Chromium", "Chrome"))


def on_path() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and runs(path)), None)


def of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) and runs(path) else None


def find() -> str | None:
    return os.environ.get("SMARTPROVINCE_BROWSER") or on_path() or of_playwright()


def path() -> str:
    """The executable. NoBrowser says how to install one."""
    found = find()
    if found is None:
        raise NoBrowser(ADVICE.format(names=", ".join(NAMES)))
    return found


def ensure() -> str:
    """The executable, installed first when there is none: Debian's when we are root, else playwright's."""
    if packages.ensure(find, "chromium") is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)
    return path()


def main(arguments: list[str]) -> int:
    commands = {"ensure": ensure, "path": path}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(f"Browser: {commands[arguments[0]]()}" if arguments[0] == "ensure" else path())
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
