from django.apps import AppConfig


class MovementConfig(AppConfig):
    name = "smartprovince.movement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rules, settings  # noqa: F401
