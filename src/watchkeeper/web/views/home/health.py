"""The health light: one glance tells whether everything is collected."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.features.monitoring import ServerState
from watchkeeper.texts import _
from watchkeeper.web.rendering import Health


def health_of(states: Sequence[ServerState]) -> Health:
    """One light for all watched servers."""
    down = [state for state in states if state.is_connected is False]
    if not states:
        return Health(_("No server yet"), "warning")
    if any(state.is_connected is None for state in states) and not down:
        return Health(_("Connecting"), "warning")
    if not down:
        return Health(_("Watching"))
    if len(down) == len(states):
        return Health(_("Not watching"), "danger")
    text = _("%(up)s of %(all)s servers", up=len(states) - len(down), all=len(states))
    return Health(text, "warning")
