"""How pages name kinds of news and of mails."""

from __future__ import annotations

from django import template

from smartprovince.workspace.news import queries

register = template.Library()


@register.filter
def news_label(kind: str) -> str:
    """What a person reads a kind of notice as."""
    return queries.news_label(kind)


@register.filter
def mail_label(kind: str) -> str:
    """What kind of mail it is: never its subject, which may say what it is about."""
    return queries.mail_label(kind)
