"""The page of keys and tokens: one row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from watchkeeper.features.accounts import Key, Scope
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM
from watchkeeper.web.words import Moment, moment

SCOPES: tuple[tuple[Scope, str, str], ...] = (
    (Scope.READ, N_("Read"), N_("See the history, statistics, people, libraries and what plays.")),
    (Scope.CONTROL, N_("Control"), N_("Act on media servers: stop a stream.")),
    (Scope.WRITE, N_("Write"), N_("Change the record: correct and delete plays, edit people.")),
    (Scope.ADMIN, N_("Admin"), N_("Everything, also settings, servers and keys.")),
)
"""What a token can be given, in words."""
WORDS = {scope: word for scope, word, _what in SCOPES} | {Scope.TAUTULLI: N_("Tautulli API")}
DAYS = (("30", N_("30 days")), ("90", N_("90 days")), ("365", N_("One year")), ("", N_("No end")))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One key or token as a row."""

    id: int
    name: str
    kind: str  # tautulli or token
    scopes: str
    server: str  # "" for all, or the first one
    made: Moment
    ends: Moment | None
    is_over: bool
    used: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenForm:
    """The form for a new token, with what was entered before."""

    name: str = ""
    scopes: frozenset[str] = frozenset({Scope.READ.value})
    days: str = "365"
    server: str = ""
    problem: str = ""
    field: str = ""


def key_rows(
    keys: Iterable[Key], servers: Mapping[int, str], now: int, zone: tzinfo
) -> tuple[KeyRow, ...]:
    """Newest first; `servers` are names by number, `now` in UTC seconds."""
    rows = [
        KeyRow(
            id=key.id,
            name=key.name,
            kind=key.kind,
            scopes=", ".join(_(WORDS[scope]) for scope in Scope if scope in key.scopes),
            server="" if key.server_id is None else servers.get(key.server_id, ""),
            made=moment(key.created_at, zone),
            ends=None if key.expires_at is None else moment(key.expires_at, zone),
            is_over=key.expires_at is not None and key.expires_at <= now,
            used=None if key.last_used_at is None else moment(key.last_used_at, zone, SECONDS_FORM),
        )
        for key in keys
    ]
    return tuple(reversed(rows))
