"""Our own REST API, documented by OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from watchkeeper.api.v1.door import Door
from watchkeeper.api.v1.operations import OPERATIONS, PREFIX
from watchkeeper.api.v1.support_bundle import SupportBundle
from watchkeeper.application import Application
from watchkeeper.features.accounts.access import Access, Page

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(application: Application, support: SupportBundle) -> list[Page]:
    """A page for each operation, with the scope it needs; then one for all that does not exist.

    The bare prefix is an old address of Tautulli, whose face answers it as Tautulli does.
    """
    door = Door(application, support)
    return [
        *(
            Page(
                operation.path,
                door.endpoint(operation),
                Access.TOKEN,
                (operation.method,),
                name=f"v1_{operation.name}",
                scope=operation.scope,
            )
            for operation in OPERATIONS
        ),
        Page(f"{PREFIX}/{{rest:path}}", door.elsewhere, Access.TOKEN, METHODS, "v1_elsewhere"),
    ]


__all__ = ["OPERATIONS", "PREFIX", "routes"]
