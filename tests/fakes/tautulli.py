"""A Tautulli in memory, for what stands beside one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from watchkeeper.domain.tautulli import Row, RowPage, TautulliIdentity
from watchkeeper.errors import InputError, OutsideError

KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class FakeTautulli:
    """Answers what its lists hold; `failure` makes every request fail."""

    identifier: str = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"
    plays: list[dict[str, Any]] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    sections: list[Row] = field(default_factory=list)
    streams: dict[int, Row] = field(default_factory=dict)
    titles: dict[int, Row] = field(default_factory=dict)
    failure: OutsideError | None = None
    breaks_off_after: int | None = None  # pages of the history, then an error
    asked: list[str] = field(default_factory=list)
    is_open: bool = True

    addresses: ClassVar[dict[str, FakeTautulli]] = {}

    @classmethod
    def connect(cls, url: str, api_key: str, *, verify_tls: bool) -> FakeTautulli:
        if api_key != KEY:
            raise InputError("A Tautulli API key has 32 characters.", field="api_key")
        return cls.addresses[url]

    async def aclose(self) -> None:
        self.is_open = False

    async def identity(self) -> TautulliIdentity:
        self._ask("identity")
        return TautulliIdentity(
            version="v2.17.2", server_identifier=self.identifier, server_name="Home"
        )

    async def users(self) -> tuple[Row, ...]:
        self._ask("users")
        return tuple(self.people)

    async def libraries_table(self) -> tuple[Row, ...]:
        self._ask("libraries")
        return tuple(self.sections)

    async def history(self, start: int, length: int, after: date | None = None) -> RowPage:
        self._ask(f"history {start}")
        if self.breaks_off_after is not None:
            self.breaks_off_after -= 1
            if self.breaks_off_after < 0:
                raise OutsideError("The Tautulli broke off.")
        rows = sorted(self.plays, key=lambda row: row["started"])
        if after is not None:
            rows = [row for row in rows if _day(row) >= after]
        return RowPage(tuple(rows[start : start + length]), len(rows))

    async def stream_data(self, row_id: int) -> Row | None:
        self._ask(f"stream {row_id}")
        return self.streams.get(row_id)

    async def metadata(self, rating_key: int) -> Row | None:
        self._ask(f"metadata {rating_key}")
        return self.titles.get(rating_key)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure


def _day(row: Mapping[str, Any]) -> date:
    return datetime.fromtimestamp(row["started"], UTC).date()
