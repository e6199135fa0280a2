"""Stopping a stream by plan: look, stop, look again, and tell what is so."""

from __future__ import annotations

from collections.abc import Callable

import anyio

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ObservedSession, Termination
from watchkeeper.errors import ConflictError, InputError, OutsideError, UnreachableError
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.watching.wake import Sleep
from watchkeeper.plans.plan import Change, PlanKind, Risk
from watchkeeper.plans.ports import Finding
from watchkeeper.texts import N_

STOP_STREAM = PlanKind(name="stop_stream", scope="control")
VERIFY_SECONDS = 5.0
"""Players take a moment to obey, and some never do."""


def stop_change(session: LiveSession, message: str) -> Change:
    """The change that stops a stream and shows its viewer the message.

    Raises:
        InputError: the server does not say by what id it can be stopped.
    """
    observed = session.observed
    if not observed.session_id:
        raise InputError(
            "This stream cannot be stopped: the server states no id for it.", field="session_key"
        )
    title = observed.facts.get("full_title") or observed.facts.get("title") or "something"
    return Change(
        what=f"Stop the stream of {session.person.friendly_name}: {title}",
        place=f"server:{observed.server_id}/session:{observed.session_key}",
        before={
            "server_id": observed.server_id,
            "session_key": observed.session_key,
            "session_id": observed.session_id,
            "rating_key": session.rating_key,
            "state": observed.state.value,
        },
        after={"state": "stopped", "message": message},
        why=message,
        risk=Risk.HARD,
    )


class StopStream:
    """Carries out plans of the kind `stop_stream`."""

    def __init__(
        self,
        connect: Callable[[ServerId], MediaServer | None],
        look_soon: Callable[[ServerId], None],
        sleep: Sleep = anyio.sleep,
    ) -> None:
        self._connect = connect
        self._look_soon = look_soon
        self._sleep = sleep

    async def recheck(self, change: Change) -> Finding:
        """Whether the very stream still runs: the same id, showing the same item."""
        found = await self._find(change)
        if found is None:
            return Finding(holds=False, words=N_("The stream is already over."))
        if found.rating_key != change.before["rating_key"]:
            return Finding(holds=False, words=N_("The player shows something else by now."))
        return Finding(holds=True)

    async def apply(self, change: Change) -> None:
        """Ask the server to stop it.

        Raises:
            ConflictError: the stream is over.
            OutsideError: the server refuses, or does not answer.
        """
        outcome = await self._server(change).terminate(
            change.before["session_id"], change.after["message"]
        )
        if outcome is Termination.GONE:
            raise ConflictError("The stream was over before it could be stopped.")
        if outcome is Termination.NOT_ALLOWED:
            raise OutsideError(
                "The server refuses to stop streams: its owner needs a Plex Pass, and the token"
                " must be the owner's."
            )

    async def verify(self, change: Change) -> Finding:
        """Look again after a moment, and tell the truth."""
        await self._sleep(VERIFY_SECONDS)
        found = await self._find(change)
        self._look_soon(ServerId(change.before["server_id"]))
        if found is None:
            return Finding(holds=True, words=N_("The stream has stopped."))
        words = N_("The server accepted it, but the stream still runs after 5 seconds.")
        return Finding(holds=False, words=words)

    async def _find(self, change: Change) -> ObservedSession | None:
        sessions = await self._server(change).sessions()
        wanted = change.before["session_id"]
        return next((one for one in sessions if one.session_id == wanted), None)

    def _server(self, change: Change) -> MediaServer:
        server = self._connect(ServerId(change.before["server_id"]))
        if server is None:
            raise UnreachableError("The server has no address any more.")
        return server
