"""Links out of the house: to Plex's own app, and to the catalogues that know an item."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from watchkeeper.features.system.servers.server import Server
from watchkeeper.values import dataclass

PLEX_APP = "https://app.plex.tv/desktop"
CATALOGUES = {
    "imdb": ("IMDb", "https://www.imdb.com/title/{}/"),
    "tmdb": ("TMDB", "https://www.themoviedb.org/{kind}/{}"),
    "tvdb": ("TheTVDB", "https://www.thetvdb.com/dereferrer/{kind}/{}"),
    "mbid": ("MusicBrainz", "https://musicbrainz.org/{kind}/{}"),
}
KINDS = {
    "tmdb": {"movie": "movie", "show": "tv"},
    "tvdb": {"movie": "movie", "show": "series", "season": "season", "episode": "episode"},
    "mbid": {"artist": "artist", "album": "release", "track": "recording"},
    "imdb": {"movie": "", "show": "", "episode": ""},
}


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A page elsewhere; `url` is "" for an id of which no address is known."""

    name: str
    url: str


def plex_url(server: Server, rating_key: int | None) -> str:
    """The item in Plex's web app; "" when server or item cannot be named there."""
    if not server.identifier or not rating_key:
        return ""
    key = quote(f"/library/metadata/{rating_key}", safe="")
    return f"{PLEX_APP}/#!/server/{quote(server.identifier, safe='')}/details?key={key}"


def outside_links(media_type: str, guids: Iterable[str]) -> tuple[OutsideLink, ...]:
    """The item in the catalogues that its ids name.

    Examples:
        >>> [(one.name, one.url) for one in outside_links("movie", ["imdb://tt0111161"])]
        [('IMDb', 'https://www.imdb.com/title/tt0111161/')]
    """
    found = []
    for guid in guids:
        source, _colon, number = guid.partition("://")
        kind = KINDS.get(source, {}).get(media_type)
        if source not in CATALOGUES or not number:
            continue
        name, address = CATALOGUES[source]
        url = "" if kind is None else address.format(quote(number, safe=""), kind=kind)
        found.append(OutsideLink(name, url))
    return tuple(found)
