from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "smartprovince.assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import blocks, checks, holding, places, rules, search, states, steps  # noqa: F401
