from django.apps import AppConfig


class MovementConfig(AppConfig):
    name = "smartprovince.movement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import blocks, places, rules, search, settings, steps  # noqa: F401
