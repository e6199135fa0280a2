"""Libraries, people, identity and Plex's own history, from Plex's words to ours."""

from __future__ import annotations

from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.domain.media import LibrarySection, PlexAccount, ServerIdentity, ServerView
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.wire import Element

TYPE_NUMBERS = {
    "movie": 1,
    "show": 2,
    "season": 3,
    "episode": 4,
    "artist": 8,
    "album": 9,
    "track": 10,
    "clip": 12,
    "photo": 13,
    "picture": 13,
    "photo_album": 14,
    "playlist": 15,
    "collection": 18,
}
LEVELS = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "artist": ("artist", "album", "track"),
    "photo": ("photo_album", "picture", "clip"),
}
"""By type of library: what is counted, from the top down."""

CLUSTERED = frozenset({"picture", "clip"})  # photo libraries list these across albums only so
OWNER_ACCOUNT = 1


def server_identity(identity: Element, root: Element) -> ServerIdentity:
    """Who the server is: the open /identity, and the rest from / which asks for the token.

    Raises:
        MalformedError: It tells no machine identifier.
    """
    features = wire.text(root, "ownerFeatures").split(",")
    return ServerIdentity(
        identifier=machine_identifier(identity),
        version=wire.text(identity, "version"),
        name=wire.text(root, "friendlyName"),
        platform=wire.text(root, "platform"),
        platform_version=wire.text(root, "platformVersion"),
        has_plex_pass=bool(wire.flag(root, "myPlexSubscription")),
        owner_features=frozenset(feature.strip() for feature in features if feature.strip()),
    )


def machine_identifier(identity: Element) -> str:
    """What sets the server apart from every other one.

    Raises:
        MalformedError: It tells none.
    """
    identifier = wire.text(identity, "machineIdentifier")
    if not identifier:
        raise MalformedError("The server tells no machine identifier: is it a Plex server?")
    return identifier


def library_section(element: Element) -> LibrarySection:
    """A library without its counts.

    Raises:
        MalformedError: It has no key.
    """
    section = wire.number(element, "key")
    if section is None:
        raise MalformedError("A library without key.")
    return LibrarySection(
        section_id=SectionId(section),
        name=wire.text(element, "title"),
        type=wire.text(element, "type"),
        agent=wire.text(element, "agent"),
        thumb=wire.link(element, "thumb"),
        art=wire.link(element, "art"),
    )


def local_account(element: Element) -> PlexAccount:
    """A person of the server's own list; the owner is number 1 there.

    Raises:
        MalformedError: It has no number, or is the nameless account 0.
    """
    account = wire.number(element, "id")
    name = wire.text(element, "name")
    if not account or not name:
        raise MalformedError("An account without number or name.")
    return PlexAccount(
        user_id=UserId(account),
        username=name,
        title=name,
        thumb=wire.link(element, "thumb"),
        is_admin=account == OWNER_ACCOUNT,
    )


def server_view(element: Element) -> ServerView:
    """A row of Plex's own history; rows of deleted items have no rating key.

    Raises:
        MalformedError: It tells no time.
    """
    viewed_at = wire.number(element, "viewedAt")
    if viewed_at is None:
        raise MalformedError("A row of the history without time.")
    rating_key, section = wire.key(element, "ratingKey"), wire.number(element, "librarySectionID")
    return ServerView(
        history_key=wire.text(element, "historyKey"),
        account_id=wire.count(element, "accountID"),
        rating_key=rating_key if isinstance(rating_key, int) else None,
        media_type=wire.text(element, "type"),
        title=wire.text(element, "title"),
        grandparent_title=wire.text(element, "grandparentTitle"),
        parent_title=wire.text(element, "parentTitle"),
        section_id=None if section is None else SectionId(section),
        viewed_at=viewed_at,
    )
