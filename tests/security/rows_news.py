"""News, how one wants to hear it, mails that went out, and the page of citizens and companies."""

from __future__ import annotations

from .row import form, get, post, public

KEEPERS = "administrator administrator.1 administrator.2 administrator.x administrator.x1 administrator.x2"

ROWS = [
    *form("workspace:preferences", "everyone"),
    get("workspace:open_notice", "leader.1", pk="notice {p}.01"),
    get("workspace:mails", KEEPERS),
    post("workspace:mail_retry", "administrator.1", pk="mail {p}.01"),
    # A mail that went out on behalf of the province, to somebody who has no account.
    post("workspace:mail_retry", "administrator", pk="mail {p}"),
    post("workspace:mail_retry_all", KEEPERS),
    public("portal:for_you"),
]

TRAILS = {"notice {p}.01": "nobody", "mail {p}.01": "nobody", "mail {p}": "nobody"}

SECRETS = {"kabar": {".01": "leader.1"}, "surel": {"": "nobody", ".01": "nobody"}}
