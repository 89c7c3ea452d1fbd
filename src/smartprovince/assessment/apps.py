from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "smartprovince.assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import blocks, checks, holding, places, pointing, rules, search, states, steps  # noqa: F401
        from .objections import rules as objection_rules  # noqa: F401
        from .objections import steps as objection_steps  # noqa: F401
        from .objections import told as objections_told  # noqa: F401
        from .panel import replaced  # noqa: F401
        from .panel import rules as panel_rules  # noqa: F401
        from .panel import steps as panel_steps  # noqa: F401
        from .preparing import rules as preparing_rules  # noqa: F401
        from .preparing import steps as preparing_steps  # noqa: F401
        from .schedule import reminders, told  # noqa: F401
        from .schedule import rules as schedule_rules  # noqa: F401
        from .schedule import steps as schedule_steps  # noqa: F401
        from .workbook import rules as workbook_rules  # noqa: F401
