from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "smartprovince.outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rules  # noqa: F401
