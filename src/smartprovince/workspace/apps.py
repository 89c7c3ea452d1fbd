from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "smartprovince.workspace"

    def ready(self) -> None:
        from . import blocks, places  # noqa: F401
        from .news import digests, events, mentoring, rounds, rules, steps, ways  # noqa: F401
