from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "smartprovince.evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rules, search  # noqa: F401
