"""Who watched an item, and where people stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any

from watchkeeper.columns.items.reached import Reached
from watchkeeper.features.libraries import Library
from watchkeeper.features.users import KnownPerson
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.words import Moment, clock, moment, per_cent

NOT_RECORDED = N_("unknown: their plays are not recorded")
NO_ACCESS = N_("no access to this library")
LIBRARY_SILENT = N_("unknown: plays of this library are not recorded")
NO_PLAY = N_("no play on record")
UNKNOWN = frozenset({NOT_RECORDED, LIBRARY_SILENT})
"""Of these reasons, those for which nobody can know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatcherLine:
    """One person and the item."""

    name: str
    url: str
    avatar: Avatar
    state: str  # watched, partly, never, unknown
    state_icon: str
    words: str
    plays: int
    plays_url: str
    last_played: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What the lines of all people need."""

    server_id: int
    keys: tuple[int, ...]  # rating keys of the item
    leaves: int | None  # what can be watched below it; None for one that is watched itself
    library: Library | None
    zone: tzinfo
    url: Callable[[str], str]


ICONS = {"watched": "check", "partly": "pause", "never": "blank", "unknown": "info"}


def watcher_lines(
    people: Sequence[KnownPerson], found: Sequence[Reached], asked: Watching
) -> tuple[WatcherLine, ...]:
    """Everybody who played it, the last first, then everybody else who is on its server."""
    by_account: dict[tuple[int, int], list[Reached]] = {}
    for one in found:
        by_account.setdefault((one.server_id, one.user_id), []).append(one)
    lines = []
    for person in people:
        own = [one for key in person.keys for one in by_account.get(key, [])]
        if own:
            lines.append((max(one.last_started for one in own), _played(person, own, asked)))
        elif any(user.server_id == asked.server_id for user in person.accounts):
            lines.append((0, _not_played(person, asked)))
    known = {key for person in people for key in person.keys}
    for key, own in by_account.items():
        if key not in known:
            lines.append((max(one.last_started for one in own), _stranger(own, asked)))
    lines.sort(key=lambda pair: (-pair[0], pair[1].name.casefold()))
    return tuple(line for _last, line in lines)


def _played(person: KnownPerson, own: Sequence[Reached], asked: Watching) -> WatcherLine:
    state, words = _how_far(own, asked.leaves)
    last = max(one.last_started for one in own)
    return WatcherLine(
        **_who(person, asked),
        state=state,
        state_icon=ICONS[state],
        words=words,
        plays=sum(one.plays for one in own),
        last_played=moment(last, asked.zone),
    )


def _stranger(own: Sequence[Reached], asked: Watching) -> WatcherLine:
    """Somebody who is in the record alone."""
    newest = max(own, key=lambda one: one.last_started)
    state, words = _how_far(own, asked.leaves)
    name = newest.username or _("Unknown")
    plays_url = _plays_url(f"{newest.server_id}-{newest.user_id}", asked)
    return WatcherLine(
        name=name,
        url=plays_url,
        avatar=avatar_of(name),
        state=state,
        state_icon=ICONS[state],
        words=words,
        plays=sum(one.plays for one in own),
        plays_url=plays_url,
        last_played=moment(newest.last_started, asked.zone),
    )


def _how_far(own: Sequence[Reached], leaves: int | None) -> tuple[str, str]:
    if leaves is not None:
        done = len({one.digest or one.rating_key for one in own if one.is_watched})
        state = "watched" if leaves and done >= leaves else "partly"
        if not leaves:
            return state, _("%(done)s watched", done=number(done))
        return state, _("%(done)s of %(all)s watched", done=number(done), all=number(leaves))
    if any(one.is_watched for one in own):
        return "watched", _("watched")
    furthest = max(own, key=lambda one: one.percent)
    percent = round(furthest.percent)
    if not furthest.view_offset:
        return "partly", _("stopped, %(percent)s %%", percent=percent)
    at = clock(furthest.view_offset)
    return "partly", _("stopped at %(at)s, %(percent)s %%", at=at, percent=percent)


def _not_played(person: KnownPerson, asked: Watching) -> WatcherLine:
    why = why_not(person, asked)
    state = "unknown" if why in UNKNOWN else "never"
    return WatcherLine(
        **_who(person, asked),
        state=state,
        state_icon=ICONS[state],
        words=_(why),
        plays=0,
        last_played=None,
    )


def why_not(person: KnownPerson, asked: Watching) -> str:
    """Why there is no play of a person: they did not watch, could not, or nobody can know."""
    users = [user for user in person.accounts if user.server_id == asked.server_id]
    library = asked.library
    if library is not None and not library.keep_history:
        return LIBRARY_SILENT
    if users and not any(user.keep_history for user in users):
        return NOT_RECORDED
    shared = [user.shared_libraries for user in users if not user.is_admin]
    if library is not None and shared and len(shared) == len(users):
        told = [sections for sections in shared if sections is not None]
        if len(told) == len(shared) and not any(library.section_id in one for one in told):
            return NO_ACCESS
    return NO_PLAY


def _who(person: KnownPerson, asked: Watching) -> dict[str, Any]:  # Any: fields of WatcherLine
    return {
        "name": person.name,
        "url": asked.url(person.path),
        "avatar": avatar_of(person.name),
        "plays_url": _plays_url(person.account_words, asked),
    }


def _plays_url(accounts: str, asked: Watching) -> str:
    filters = {
        "server_id": asked.server_id,
        "rating_key": ",".join(map(str, asked.keys)),
        "account": accounts,
    }
    return asked.url(with_query("/history", filters))


def stops_chart(counts: Sequence[int], url: str) -> Drawn:
    """Where plays ended, as parts of the length."""
    step = 100 // len(counts)
    total = sum(counts)
    return draw(
        Chart(
            id="item-stops",
            kind=Kind.BARS,
            title=_("Where plays ended"),
            unit=Unit(_("plays")),
            categories=tuple(
                Category(
                    per_cent(at * step),
                    _(
                        "%(first)s to %(last)s %% of the length",
                        first=at * step,
                        last=(at + 1) * step,
                    ),
                )
                for at in range(len(counts))
            ),
            series=(
                Series(
                    _("Plays"),
                    tuple(Mark(count, _plays(count)) for count in counts),
                ),
            ),
            head=_("Part"),
            summary=Mark(total, _plays(total), url),
            word="completion",
        )
    )


def _plays(value: int) -> str:
    return ngettext("%(num)s play", "%(num)s plays", value)
