from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "smartprovince.instruments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import places, rules  # noqa: F401
