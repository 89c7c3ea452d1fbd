"""Every room's tables stand in its migrations: `makemigrations --check`, over rooms that do have migrations."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django
    from django.apps import apps
    from django.core.management import call_command

    django.setup()
    written = 0
    for room in apps.get_app_configs():
        if not room.name.startswith("smartprovince."):
            continue
        files = list(Path(room.path).glob("migrations/[0-9]*.py"))
        written += len(files)
        if list(room.get_models()) and not files:
            print(f"{room.name} has models and no migrations")
            return 1
    try:
        call_command("makemigrations", "--check", "--dry-run", skip_checks=True)
    except SystemExit as left:
        return int(left.code or 0)
    print(f"{written} migrations, nothing missing")
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main())
