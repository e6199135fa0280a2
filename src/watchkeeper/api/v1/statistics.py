"""Statistics: everybody's and everything's part in the plays that a filter means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.filtering import PlayFilter, counted_of
from watchkeeper.api.v1.shape import Instant, Shape
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.statistics import UserShare as OurUserShare

LONGEST_DAYS = 36_500
GROUPED = "Count plays that continue each other as one."


class Figures(PlayFilter):
    """Which plays, and how they are counted."""

    grouped: bool = Field(True, description=GROUPED)


class WatchTimeAsked(Figures):
    """Which plays, in which windows."""

    days: list[Annotated[int, Field(ge=0, le=LONGEST_DAYS)]] = Field(
        [1, 7, 30, 0],
        min_length=1,
        max_length=50,
        description="Windows: days of 24 hours back from now; 0 is all time.",
    )


class WatchTime(Shape):
    """What was watched within a window; a play counts when it stopped in it."""

    days: int = Field(description="Days of 24 hours back from now; 0 is all time.")
    plays: int = Field(description="Plays; 0 when no time was watched.")
    seconds: int = Field(description="Watch time, seconds.")


class WatchTimes(Shape):
    """Watch time by window."""

    windows: list[WatchTime] = Field(description="In the order asked for.")


class UserShare(Shape):
    """One person's part."""

    server_id: int = Field(description="Number of the server.")
    user_id: int = Field(description="plex.tv account number; 0 is Local.")
    friendly_name: str | None = Field(description="What the person is called.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class UserShares(Shape):
    """Everybody's part, most plays first."""

    users: list[UserShare] = Field(description="All who have plays.")
    total: int = Field(description="How many they are.")


class PlayerShare(Shape):
    """One player's part; players of one name are one."""

    player: str | None = Field(description="Name of the player.")
    platform: str | None = Field(description="System of the first play there.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")


class PlayerShares(Shape):
    """Every player's part, most plays first."""

    players: list[PlayerShare] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


class LibraryShare(Shape):
    """One library's part."""

    server_id: int = Field(description="Number of the server.")
    section_id: int = Field(description="Number of the library on its server.")
    name: str | None = Field(description="What the library is called.")
    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")


class LibraryShares(Shape):
    """Every library's part, most plays first."""

    libraries: list[LibraryShare] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


class Address(Shape):
    """All plays from one address; single plays, never grouped."""

    ip_address: str | None = Field(description="Address of the players.")
    plays: int = Field(description="Plays.")
    first_started: Instant = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")


class Addresses(Shape):
    """Addresses, the one seen last first."""

    addresses: list[Address] = Field(description="All that have plays.")
    total: int = Field(description="How many they are.")


async def get_watch_time(asks: Asks, asked: Annotated[WatchTimeAsked, Query()]) -> WatchTimes:
    """Get plays and watch time within windows back from now."""
    found = await asks.app.statistics.watch_time(
        counted_of(asked, asks), asked.days, grouped=asked.grouped
    )
    return WatchTimes(
        windows=[
            WatchTime(days=one.query_days, plays=one.total_plays, seconds=one.total_seconds)
            for one in found
        ]
    )


async def list_user_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> UserShares:
    """List everybody's part in the plays."""
    found = await asks.app.statistics.users_of(counted_of(asked, asks), grouped=asked.grouped)
    return shares_of(asks, found)


async def list_player_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> PlayerShares:
    """List every player's part in the plays."""
    found = await asks.app.statistics.players_of(counted_of(asked, asks), grouped=asked.grouped)
    players = [
        PlayerShare(player=one.player, platform=one.platform, plays=one.plays, seconds=one.seconds)
        for one in found
    ]
    return PlayerShares(players=players, total=len(players))


async def list_library_shares(asks: Asks, asked: Annotated[Figures, Query()]) -> LibraryShares:
    """List every library's part in the plays."""
    wanted = counted_of(asked, asks)
    found = await asks.app.statistics.libraries_table(wanted, grouped=asked.grouped)
    libraries = [
        LibraryShare(
            server_id=one.server_id,
            section_id=one.section_id,
            name=one.last.library_name,
            plays=one.plays,
            seconds=one.seconds,
            last_started=one.last_accessed,
        )
        for one in sorted(found, key=lambda one: (-one.plays, -one.seconds))
    ]
    return LibraryShares(libraries=libraries, total=len(libraries))


async def list_addresses(asks: Asks, asked: Annotated[PlayFilter, Query()]) -> Addresses:
    """List the addresses that plays came from."""
    found = await asks.app.statistics.user_ips(counted_of(asked, asks))
    addresses = [
        Address(
            ip_address=one.ip_address or None,
            plays=one.play_count,
            first_started=one.first_seen,
            last_started=one.last_seen,
        )
        for one in found
    ]
    return Addresses(addresses=addresses, total=len(addresses))


def shares_of(asks: Caller, found: Sequence[OurUserShare]) -> UserShares:
    """Everybody's part in the words of the API."""
    users = [
        UserShare(
            server_id=one.server_id,
            user_id=one.user_id,
            friendly_name=names_of(asks, one.server_id).get(one.user_id),
            plays=one.plays,
            seconds=one.seconds,
        )
        for one in found
    ]
    return UserShares(users=users, total=len(users))


def names_of(asks: Caller, server_id: int) -> Mapping[int, str]:
    """What the people of a server are called."""
    cards = asks.app.users.named(ServerId(server_id))
    return {int(user_id): card.name for user_id, card in cards.items()}
