from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "smartprovince.workspace"

    def ready(self) -> None:
        from . import blocks, places  # noqa: F401
        from .news import digests, rounds, rules  # noqa: F401
