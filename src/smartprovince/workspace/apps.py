from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "smartprovince.workspace"

    def ready(self) -> None:
        from . import blocks, notices, places  # noqa: F401
