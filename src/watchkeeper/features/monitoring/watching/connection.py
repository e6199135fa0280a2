"""Whether a server answers: what the page shows, and when somebody is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ConnectionNotice
from watchkeeper.features.monitoring.events import ServerCameBack, ServerWentDown
from watchkeeper.features.monitoring.state import ServerState, SocketState, Trouble
from watchkeeper.texts import N_

SIGN_IN_EXPIRED = N_("Plex says that the token is not valid any more: sign in again.")


class _WithTrouble(TypedDict):
    trouble: Trouble | None
    cause: str


class Connection:
    """Follows one server from answer to answer; instants in UTC seconds."""

    def __init__(self, server_id: ServerId) -> None:
        self.state = ServerState(server_id=server_id)
        self._is_told = False
        self._is_token_refused = False

    def answered(self, now: float) -> bool:
        """A complete answer came; True when that is news."""
        is_news = self.state.is_connected is not True
        self.state = replace(
            self.state,
            is_connected=True,
            since=int(now) if is_news else self.state.since,
            **self._trouble(),
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

    def token_told(self, is_valid: bool | None) -> bool:
        """Plex was asked about the token (None: it did not say); True when that is news.

        A server may answer for days with a token that its owner has withdrawn.
        """
        is_refused = self._is_token_refused if is_valid is None else not is_valid
        if is_refused is self._is_token_refused:
            return False
        self._is_token_refused = is_refused
        if self.state.is_connected:
            self.state = replace(self.state, **self._trouble())
        return True

    def socket_changed(self, notice: ConnectionNotice, now: float) -> None:
        """The websocket came or went."""
        socket = SocketState(is_open=notice.is_connected, since=int(now), cause=notice.cause)
        self.state = replace(self.state, socket=socket)

    def news(self, now: float, threshold: float) -> ServerWentDown | ServerCameBack | None:
        """What is worth telling somebody, once; a server that never answered is not.

        Args:
            now: UTC seconds.
            threshold: How many seconds a server is down before somebody is told.
        """
        state = self.state
        if state.is_connected and self._is_told:
            self._is_told = False
            return ServerCameBack(state.server_id, int(now))
        is_down = state.is_connected is False and state.last_ok_at is not None
        if not is_down or self._is_told or now - (state.since or now) < threshold:
            return None
        self._is_told = True
        return ServerWentDown(state.server_id, state.since or int(now), state.cause)

    def _trouble(self) -> _WithTrouble:
        """What is wrong although the server answers."""
        if self._is_token_refused:
            return {"trouble": Trouble.SIGN_IN, "cause": SIGN_IN_EXPIRED}
        return {"trouble": None, "cause": ""}
