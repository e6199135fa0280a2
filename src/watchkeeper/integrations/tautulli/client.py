"""The API of a Tautulli, read-only.

Requests of a call: identity 2, users and libraries 1 per 1,000 rows, history 1 per page,
stream_data and metadata 1. The key travels in the form of a POST, never in an address, where
other programs' logs would keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from watchkeeper.domain.tautulli import Row, RowPage, TautulliIdentity
from watchkeeper.errors import InputError, MalformedError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.http import Call, HttpClient, HttpSettings, Transport
from watchkeeper.integrations.tautulli import wire
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

PAGE_SIZE = 1000
KEY_LENGTH = 32
REFUSALS = frozenset({400, 401, 403})  # statuses under which an envelope tells the reason
LONG_SECONDS = 120.0  # a page of a large history can take a Tautulli that long


@dataclass(frozen=True, slots=True, kw_only=True)
class TautulliSettings:
    """How a Tautulli is reached; the address is the one its owner gave, with its http root."""

    url: str
    api_key: str = field(repr=False)
    verify_tls: bool = True
    guard: AddressGuard | None = None  # for testing an address before it is kept


def open_tautulli(
    settings: TautulliSettings, *, transport: Transport | None = None
) -> TautulliServer:
    """A client of that Tautulli; nothing is sent yet.

    Raises:
        InputError: The address or the key is not usable.
    """
    if len(settings.api_key) != KEY_LENGTH:
        raise InputError("A Tautulli API key has 32 characters.", field="api_key")
    http = HttpClient(
        HttpSettings(
            base_url=settings.url,
            label=Sentence("The Tautulli"),
            secrets=(settings.api_key,),
            verify_tls=settings.verify_tls,
            answer_seconds=LONG_SECONDS,
            total_seconds=LONG_SECONDS,
            connections=2,
            guard=settings.guard,
        ),
        transport=transport,
    )
    return TautulliServer(http, settings.api_key)


class TautulliServer:
    """Reads one Tautulli.

    Every method raises UnreachableError, SignInExpiredError (wrong key), MalformedError or
    OutsideError (the command failed) when there is no complete answer.
    """

    def __init__(self, http: HttpClient, api_key: str) -> None:
        self._http = http
        self._api_key = api_key

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def identity(self) -> TautulliIdentity:
        """Which Tautulli this is, and which server it watches; proves address and key."""
        about = wire.row(await self._command("get_tautulli_info"))
        server = wire.row(await self._command("get_server_info"))
        identifier = str(server.get("pms_identifier") or "")
        if not identifier:
            raise MalformedError("The Tautulli has no Plex server yet.")
        return TautulliIdentity(
            version=str(about.get("tautulli_version") or ""),
            server_identifier=identifier,
            server_name=str(server.get("pms_name") or ""),
            server_version=str(server.get("pms_version") or ""),
        )

    async def users(self) -> tuple[Row, ...]:
        """All people, in the words of `get_users`."""
        return wire.rows(await self._command("get_users"))

    async def users_table(self) -> tuple[Row, ...]:
        """All people with their totals, in the words of `get_users_table`."""
        return await self._whole_table("get_users_table", {"order_column": "username"})

    async def libraries_table(self) -> tuple[Row, ...]:
        """All libraries with their totals, in the words of `get_libraries_table`."""
        return await self._whole_table("get_libraries_table", {"order_column": "section_name"})

    async def history(
        self, start: int = 0, length: int = PAGE_SIZE, after: date | None = None
    ) -> RowPage:
        """Part of the history, the oldest first: one row a play, without what still runs.

        `after` leaves out the plays that began before that day (of the Tautulli's time zone).
        """
        params = {
            "grouping": "0",
            "include_activity": "0",
            "order_column": "date",
            "order_dir": "asc",
            "start": str(start),
            "length": str(length),
        }
        if after is not None:
            params["after"] = after.isoformat()
        return wire.row_page(await self._command("get_history", params))

    async def stream_data(self, row_id: int) -> Row | None:
        """Source and stream of one play, in the words of `get_stream_data`; None: no such play."""
        return wire.row(await self._command("get_stream_data", {"row_id": str(row_id)})) or None

    async def metadata(self, rating_key: int) -> Row | None:
        """An item as its Plex server tells it; None when it is gone or the server not reached."""
        return (
            wire.row(await self._command("get_metadata", {"rating_key": str(rating_key)})) or None
        )

    async def _whole_table(self, command: str, order: Mapping[str, str]) -> tuple[Row, ...]:
        found: list[Row] = []
        while True:
            params = {
                **order,
                "order_dir": "asc",
                "start": str(len(found)),
                "length": str(PAGE_SIZE),
            }
            page = wire.row_page(await self._command(command, params))
            found += page.rows
            if len(found) >= page.total:
                return tuple(found)
            if not page.rows:
                raise MalformedError(
                    "The Tautulli sent %(number)s of %(total)s rows.",
                    number=len(found),
                    total=page.total,
                )

    async def _command(self, command: str, params: Mapping[str, str] | None = None) -> object:
        form = {"apikey": self._api_key, "cmd": command, "out_type": "json", **(params or {})}
        answer = await self._http.send(Call(method="POST", path="/api/v2", form=form))
        if answer.status not in REFUSALS:
            self._http.checked(answer)
        return wire.data(answer.content)
