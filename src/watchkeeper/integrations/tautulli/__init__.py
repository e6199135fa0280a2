"""A Tautulli that runs beside us: read, never written."""

from watchkeeper.integrations.tautulli.client import (
    TautulliServer,
    TautulliSettings,
    open_tautulli,
)

__all__ = ["TautulliServer", "TautulliSettings", "open_tautulli"]
