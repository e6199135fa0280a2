"""The users page: what it shows of what the address asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from watchkeeper.columns.store.texts import folded
from watchkeeper.features.history import PlayRow
from watchkeeper.features.statistics import PersonFigures
from watchkeeper.features.users import KnownPerson, Privacy
from watchkeeper.texts import ENGLISH, N_, _, ngettext, number, speaking
from watchkeeper.values import dataclass
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.people.asked import ORDERS, SIZES, PeopleAsked, role_of, shown_words
from watchkeeper.web.words import Moment, moment, span

HEADS = {
    "name": (N_("Person"), False),
    "servers": (N_("Servers"), False),
    "role": (N_("Role"), False),
    "last_seen": (N_("Last seen"), False),
    "last_title": (N_("Last title"), False),
    "plays": (N_("Plays"), True),
    "watch_time": (N_("Watch time"), True),
    "platform": (N_("Last platform"), False),
    "places": (N_("Places"), True),
    "flags": (N_("Notes"), False),
}
DEFINED = {"plays", "watch_time"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A person with their numbers; None for whoever has no plays."""

    person: KnownPerson
    figures: PersonFigures | None
    privacy: Privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One row of the table."""

    name: str
    username: str  # of the first account, when they are called otherwise
    avatar: Avatar
    url: str
    servers: str
    role: str
    last_seen: Moment | None
    last_title: str
    last_title_url: str
    plays: int
    plays_url: str
    watch_time: str
    platform: str
    places: int
    places_url: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: `url` sorts by it ("" when it cannot), `sorted` is for aria-sort."""

    name: str
    text: str
    is_number: bool
    has_definition: bool
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleListing:
    """Everything the users page shows."""

    text: str
    server_id: str
    show: str
    shown: tuple[tuple[str, str], ...]
    order: str
    size: int
    sizes: tuple[tuple[int, str], ...]
    heads: tuple[Head, ...]
    lines: tuple[PersonLine, ...]
    total: int
    is_filtered: bool
    clear_url: str
    export_query: str
    position: str
    earlier_url: str
    later_url: str


@dataclass(frozen=True, slots=True)
class PeopleSetting:
    """What all rows share."""

    zone: tzinfo
    url: Callable[[str], str]
    servers: Mapping[int, str]


def ordered(entries: Sequence[Entry], asked: PeopleAsked) -> list[Entry]:
    """The entries in the order asked for; whoever was never seen comes last."""
    field, falls = asked.order
    if field == "name":
        return sorted(entries, key=lambda one: folded(one.person.name), reverse=falls)
    by_name = sorted(entries, key=lambda one: folded(one.person.name))
    return sorted(by_name, key=lambda one: _number(one, field), reverse=falls)


def _number(entry: Entry, field: str) -> int:
    if entry.figures is None:
        return -1
    name = "seconds" if field == "watch_time" else field
    return int(getattr(entry.figures, name))


def person_line(entry: Entry, last: PlayRow | None, setting: PeopleSetting) -> PersonLine:
    """A row; `last` is the play that started last."""
    person, figures = entry.person, entry.figures
    url, history = setting.url, f"/history?account={person.account_words}"
    first = person.first
    names = {user.server_id: setting.servers.get(user.server_id, "") for user in person.accounts}
    return PersonLine(
        name=person.name,
        username=first.username if first.username != person.name else "",
        avatar=avatar_of(person.name),
        url=url(person.path),
        servers=", ".join(filter(None, names.values())),
        role=role_of(person),
        last_seen=moment(figures.last_seen, setting.zone) if figures else None,
        last_title=last.full_title if last else "",
        last_title_url=url(f"/history/{last.id}") if last else "",
        plays=figures.plays if figures else 0,
        plays_url=url(history),
        watch_time=span(figures.seconds) if figures else "–",
        platform=(last.player.platform or "") if last else "",
        places=figures.places if figures else 0,
        places_url=url(f"{person.path}?tab=places"),
        flags=flags_of(entry),
    )


def flags_of(entry: Entry) -> tuple[str, ...]:
    """What is out of the ordinary about a person."""
    users = entry.person.accounts
    known = (
        (entry.person.is_linked, ngettext("%(num)s account", "%(num)s accounts", len(users))),
        (all(user.is_deleted for user in users), _("removed")),
        (not any(user.keep_history for user in users), _("not recorded")),
        (entry.privacy.is_hidden, _("not in statistics")),
        (entry.privacy.shortens_addresses, _("short addresses")),
        (any(user.allow_guest for user in users), _("may sign in")),
        (any(user.is_restricted for user in users), _("restricted")),
    )
    return tuple(text for holds, text in known if holds)


def listing_of(asked: PeopleAsked, lines: Sequence[PersonLine], total: int) -> PeopleListing:
    """The page."""
    last = max(1, -(-total // asked.size))
    page = min(asked.page, last)
    return PeopleListing(
        text=asked.get("text"),
        server_id=asked.get("server_id"),
        show=asked.show,
        shown=shown_words(),
        order=asked.get("order"),
        size=asked.size,
        sizes=tuple((size, asked.address(size=size, page="")) for size in SIZES),
        heads=tuple(_head(name, asked) for name in HEADS),
        lines=tuple(lines),
        total=total,
        is_filtered=asked.is_filtered,
        clear_url=asked.address(text="", server_id="", show="", page=""),
        export_query=asked.address(page="", size="").removeprefix("/users"),
        position=_("%(page)s of %(last)s", page=number(page), last=number(last)),
        earlier_url=asked.address(page=page - 1) if page > 1 else "",
        later_url=asked.address(page=page + 1) if page < last else "",
    )


def _head(name: str, asked: PeopleAsked) -> Head:
    text, is_number = HEADS[name]
    head = Head(name=name, text=text, is_number=is_number, has_definition=name in DEFINED)
    if name not in ORDERS:
        return head
    field, falls = asked.order
    is_sorted = field == name
    first = name if name == "name" else f"-{name}"
    turned = (name if falls else f"-{name}") if is_sorted else first
    direction = ("descending" if falls else "ascending") if is_sorted else ""
    return replace(head, url=asked.address(order=turned, page=""), sorted=direction)


def exported_person(
    entry: Entry, last: PlayRow | None, servers: Mapping[int, str]
) -> dict[str, object]:
    """A person for other programs; instants are UTC seconds, spans seconds."""
    person, figures = entry.person, entry.figures
    with speaking(ENGLISH):
        notes = ", ".join(flags_of(entry))
    return {
        "name": person.name,
        "usernames": ", ".join(user.username for user in person.accounts),
        "accounts": person.account_words,
        "servers": ", ".join(
            dict.fromkeys(servers.get(user.server_id, "") for user in person.accounts)
        ),
        "role": role_of(person),
        "last_seen": figures.last_seen if figures else None,
        "last_title": last.full_title if last else None,
        "plays": figures.plays if figures else 0,
        "watch_seconds": figures.seconds if figures else 0,
        "last_platform": last.player.platform if last else None,
        "places": figures.places if figures else 0,
        "notes": notes,
    }
