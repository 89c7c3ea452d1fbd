from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def accept(request: HttpRequest, token: str) -> HttpResponse: ...
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse: ...
