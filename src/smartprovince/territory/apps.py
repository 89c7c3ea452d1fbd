from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "smartprovince.territory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rules, search  # noqa: F401
