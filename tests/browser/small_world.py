"""`python -m tests.browser.small_world`: the world of the other tests, in the database of the environment."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from smartprovince.core import search
    from smartprovince.territory.models import Region
    from tests.conftest import make_world

    call_command("migrate", verbosity=0, interactive=False)
    make_world()
    search.index(Region.objects.all())


if __name__ == "__main__":
    main()
