from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "smartprovince.outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, holding, places, pointing, rules, search, steps  # noqa: F401
        from .desk import closing  # noqa: F401
        from .desk import places as desk_places  # noqa: F401
        from .desk import rules as desk_rules  # noqa: F401
        from .desk import steps as desk_steps  # noqa: F401
