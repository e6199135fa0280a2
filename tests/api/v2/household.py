"""A small household on record: a server, two libraries, two people, a few plays."""

from __future__ import annotations

from tests.api.v2.house import House
from tests.factories import STARTED, make_play
from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.features.libraries import queries as library_queries
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.users import queries as user_queries
from watchkeeper.features.users.user import User

IDENTIFIER = "a1b2c3d4"
ADA, BERT = UserId(101), UserId(102)
FILMS, SHOWS = SectionId(1), SectionId(2)
FILM, EPISODE, SEASON, SHOW = 500, 603, 602, 601


async def move_in(house: House) -> ServerId:
    """Put the household on record."""
    app = house.app
    server = await app.servers.know(IDENTIFIER, "Attic")
    for user_id, name, sections in ((ADA, "ada", (FILMS, SHOWS)), (BERT, "bert", None)):
        user = User(
            id=0,
            server_id=server.id,
            user_id=user_id,
            username=name,
            friendly_name=name.title(),
            shared_libraries=sections,
        )
        await app.db.write(user_queries.insert_user, user)
    for section_id, name, kind in ((FILMS, "Films", "movie"), (SHOWS, "Shows", "show")):
        library = Library(
            id=0,
            server_id=server.id,
            section_id=section_id,
            section_name=name,
            section_type=kind,
            count=3,
        )
        await app.db.write(library_queries.insert_library, library)
    await app.users.reload(server.id)
    await app.libraries.reload(server.id)
    await _watch(house, server.id)
    return server.id


async def _watch(house: House, server_id: ServerId) -> None:
    film = {"server_id": server_id, "rating_key": FILM, "section_id": FILMS}
    episode = {
        "server_id": server_id,
        "media_type": "episode",
        "rating_key": EPISODE,
        "parent_rating_key": SEASON,
        "grandparent_rating_key": SHOW,
        "section_id": SHOWS,
        "user_id": BERT,
        "username": "bert",
        "title": "Harbour",
        "parent_title": "Season 2",
        "grandparent_title": "North Coast",
        "full_title": "North Coast - Harbour",
        "media_index": 5,
        "parent_media_index": 2,
    }
    for play in (
        make_play(**film, started=STARTED, stopped=STARTED + 7200),
        make_play(**episode, started=STARTED + 9000, stopped=STARTED + 11000, view_offset=100),
        make_play(**film, started=STARTED + 90_000, stopped=STARTED + 97_200),
    ):
        await house.app.history.record(play)
