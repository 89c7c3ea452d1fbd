from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "smartprovince.portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import places, rules  # noqa: F401
        from .applications import register as applications  # noqa: F401
        from .innovations import register as innovations  # noqa: F401
        from .problems import gaps  # noqa: F401
        from .problems import register as problems  # noqa: F401
        from .programmes import beside as beside_programmes  # noqa: F401
        from .programmes import register as programmes  # noqa: F401
        from .progress import papers, steps, told  # noqa: F401
        from .resources import register as resources  # noqa: F401
        from .reuse import steps as reuse_steps  # noqa: F401
        from .reuse import told as reuse_told  # noqa: F401
        from .services import register as services  # noqa: F401
