"""Whether a server answers: what the page shows, and when somebody is told."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ConnectionNotice
from watchkeeper.features.monitoring.events import ServerCameBack, ServerWentDown
from watchkeeper.features.monitoring.state import ServerState, SocketState, Trouble

TELL_SECONDS = 60
"""How long a server is down before somebody is told (Tautulli's default)."""


class Connection:
    """Follows one server from answer to answer; instants in UTC seconds."""

    def __init__(self, server_id: ServerId) -> None:
        self.state = ServerState(server_id=server_id)
        self._is_told = False

    def answered(self, now: float) -> bool:
        """A complete answer came; True when that is news."""
        is_news = self.state.is_connected is not True
        self.state = replace(
            self.state,
            is_connected=True,
            since=int(now) if is_news else self.state.since,
            trouble=None,
            cause="",
            last_ok_at=int(now),
            failures=0,
        )
        return is_news

    def failed(self, trouble: Trouble, cause: str, now: float) -> bool:
        """No usable answer came; True when that, or why, is news."""
        is_news = self.state.is_connected is not False
        is_other = trouble is not self.state.trouble
        self.state = replace(
            self.state,
            is_connected=False,
            since=int(now) if is_news else self.state.since,
            trouble=trouble,
            cause=cause,
            failures=self.state.failures + 1,
        )
        return is_news or is_other

    def socket_changed(self, notice: ConnectionNotice, now: float) -> None:
        """The websocket came or went."""
        socket = SocketState(is_open=notice.is_connected, since=int(now), cause=notice.cause)
        self.state = replace(self.state, socket=socket)

    def news(self, now: float) -> ServerWentDown | ServerCameBack | None:
        """What is worth telling somebody, once; a server that never answered is not."""
        state = self.state
        if state.is_connected and self._is_told:
            self._is_told = False
            return ServerCameBack(state.server_id, int(now))
        is_down = state.is_connected is False and state.last_ok_at is not None
        if not is_down or self._is_told or now - (state.since or now) < TELL_SECONDS:
            return None
        self._is_told = True
        return ServerWentDown(state.server_id, state.since or int(now), state.cause)
