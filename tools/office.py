"""The office suite that opens our workbooks in a test: LibreOffice.

    python -m tools.office path      prints the program that is there; fails when there is none
    python -m tools.office ensure    installs Debian's package first if need be, when root

A missing office suite is a failure, never a skipped test: a workbook that no other program has opened and saved is not
known to survive it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import packages

ADVICE = """No LibreOffice was found on PATH. Install it, for example:
  Debian:  sudo apt-get install libreoffice-calc
  Fedora:  sudo dnf install libreoffice-calc
Then run the same command again."""


class NoOffice(Exception):
    """There is no office suite, and what to do about it."""


def find() -> str | None:
    return os.environ.get("SMARTPROVINCE_SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")


def path() -> str:
    """The executable. NoOffice says how to install one."""
    found = find()
    if found is None:
        raise NoOffice(ADVICE)
    return found


def ensure() -> str:
    """The executable, installed first when there is none and it can be."""
    packages.ensure(find, "libreoffice-calc")
    return path()


def resave(content: bytes) -> bytes:
    """An XLSX opened by LibreOffice and saved by it as XLSX, in a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="smartprovince-office-") as name:
        folder = Path(name)
        source = folder / "in" / "isian.xlsx"
        source.parent.mkdir()
        source.write_bytes(content)
        command = [
            ensure(),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        saved = folder / "out" / "isian.xlsx"
        if not saved.exists():
            raise RuntimeError(f"LibreOffice saved nothing: {done.stdout}\n{done.stderr}")
        return saved.read_bytes()


def main(arguments: list[str]) -> int:
    commands = {"ensure": ensure, "path": path}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(commands[arguments[0]]())
    except NoOffice as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
