"""Reading what forms send."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from watchkeeper.features.accounts import Principal
from watchkeeper.features.system.servers.server import ServerEntry


def text_of(form: FormData, name: str) -> str:
    """A text field without blanks around it; "" when it is absent or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def who(request: Request) -> str:
    """The name under which a change is kept in the audit trail."""
    principal: Principal | None = request.state.principal
    return principal.name if principal else "nobody"


def entry_of(form: FormData) -> ServerEntry:
    """What was entered for a new server."""
    return ServerEntry(
        url=text_of(form, "url"),
        token=text_of(form, "token"),
        verify_tls=bool(text_of(form, "verify_tls")),
    )
