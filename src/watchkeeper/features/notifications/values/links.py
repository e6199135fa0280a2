"""Numbers of an item at other services, and where it is to be seen there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote, urlencode

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.features.notifications.telling.facts import ToldServer
from watchkeeper.features.notifications.values.subject import Subject

OWN = ("guids", "guid")
PARENT = ("parent_guids", "parent_guid")
GRANDPARENT = ("grandparent_guids", "grandparent_guid")
WHOSE: Mapping[str, tuple[str, str]] = MappingProxyType({"season": PARENT, "episode": GRANDPARENT})
"""By media type: whose numbers count; others have their own."""

SCHEMES: Mapping[str, str] = MappingProxyType(
    {"imdb": "imdb_id", "tmdb": "themoviedb_id", "tvdb": "thetvdb_id", "mbid": "musicbrainz_id"}
)
AGENTS: Mapping[str, str] = MappingProxyType(
    {
        "imdb": "imdb_id",
        "themoviedb": "themoviedb_id",
        "thetvdb": "thetvdb_id",
        "thetvdbdvdorder": "thetvdb_id",
    }
)
"""Of old servers, whose guids begin with com.plexapp.agents."""

NUMBERS = frozenset({"themoviedb_id", "thetvdb_id", "tvmaze_id"})
MUSICBRAINZ: Mapping[str, str] = MappingProxyType(
    {"artist": "artist", "album": "release", "track": "track"}
)
SLUGS: Mapping[str, str] = MappingProxyType(
    {"movie": "slug", "show": "slug", "season": "parent_slug", "episode": "grandparent_slug"}
)
_OLD = re.compile(r"com\.plexapp\.agents\.(\w+)://([^?]*)")
_ANIDB = re.compile(r"anidb\d*-(\d+)")
_TVDB = re.compile(r"tvdb\d*-(\d+)")

Ids = dict[str, str | int]


def link_values(subject: Subject, server: ToldServer) -> dict[str, object]:
    """Every number and address of the item elsewhere."""
    ids = external_ids(subject)
    return {
        **ids,
        **_service_links(ids, subject.media_type),
        **_lastfm(subject),
        **_plex(subject, server),
    }


def external_ids(subject: Subject) -> Ids:
    """Numbers by parameter name: of the show for what belongs to one, and of look-ups."""
    ids: Ids = dict(subject.told.external_ids) if subject.told else {}
    listed, single = WHOSE.get(subject.media_type, OWN)
    for guid in (*_guids(subject, listed), subject.text(single)):
        for name, value in _read_guid(guid):
            ids[name] = _number(name, value)
    return ids


def _guids(subject: Subject, listed: str) -> Sequence[str]:
    """Those that the item lists, else those of the item above that it belongs to."""
    found = subject.facts.get(listed)
    above = _above(subject, listed)
    if not found and above is not None:
        found = above.facts.get("guids")
    return [str(each) for each in found or ()]


def _above(subject: Subject, listed: str) -> MediaItem | None:
    told = subject.told
    if told is None or listed == OWN[0]:
        return None
    return told.parent if listed == PARENT[0] else told.grandparent


def _read_guid(guid: str) -> Iterable[tuple[str, str]]:
    scheme, _, rest = guid.partition("://")
    if scheme in SCHEMES and rest:
        yield SCHEMES[scheme], rest
    old = _OLD.match(guid)
    if old is None:
        return
    agent, value = old.groups()
    if agent in AGENTS:
        yield AGENTS[agent], value.partition("/")[0]
    elif agent == "hama":
        for name, pattern in (("anidb_id", _ANIDB), ("thetvdb_id", _TVDB)):
            if match := pattern.match(value):
                yield name, match[1]


def _number(name: str, value: str) -> str | int:
    number = whole_number(value) if name in NUMBERS else None
    return value if number is None else number


def _service_links(ids: Ids, media_type: str) -> dict[str, object]:
    """Trakt and Simkl are asked by the number of TMDB, else of TheTVDB, else of IMDb."""
    is_film = media_type == "movie"
    kind = "movie" if is_film else "show"
    links: dict[str, object] = {}
    if imdb := ids.get("imdb_id"):
        links |= _both("imdb", imdb) | {"imdb_url": f"https://www.imdb.com/title/{_part(imdb)}"}
    if tvdb := ids.get("thetvdb_id"):
        group = "movie" if is_film else "series"
        links |= _both("tvdb", tvdb, kind)
        links["thetvdb_url"] = f"https://thetvdb.com/dereferrer/{group}/{_part(tvdb)}"
    if tmdb := ids.get("themoviedb_id"):
        group = "movie" if is_film else "tv"
        links |= _both("tmdb", tmdb, kind)
        links["themoviedb_url"] = f"https://www.themoviedb.org/{group}/{_part(tmdb)}"
        if not is_film:  # numbers of TMDB are told apart by kind
            links["simkl_url"] = f"{links['simkl_url']}&type=show"
    return {**links, **_other_links(ids, media_type)}


def _other_links(ids: Ids, media_type: str) -> dict[str, object]:
    links: dict[str, object] = {}
    if tvmaze := ids.get("tvmaze_id"):
        links["tvmaze_url"] = f"https://www.tvmaze.com/shows/{_part(tvmaze)}"
    if anidb := ids.get("anidb_id"):
        links["anidb_url"] = f"https://anidb.net/anime/{_part(anidb)}"
    kind = MUSICBRAINZ.get(media_type)
    if kind and (mbid := ids.get("musicbrainz_id")):
        links["musicbrainz_url"] = f"https://musicbrainz.org/{kind}/{_part(mbid)}"
    return links


def _both(service: str, value: str | int, kind: str = "") -> dict[str, object]:
    """Where Trakt and Simkl show what another service knows by that number."""
    query = f"?id_type={kind}" if kind else ""
    simkl = urlencode({"to": "Simkl", service: value})
    return {
        "trakt_url": f"https://trakt.tv/search/{service}/{_part(value)}{query}",
        "simkl_url": f"https://api.simkl.com/redirect?{simkl}",
    }


def _lastfm(subject: Subject) -> dict[str, object]:
    old = _OLD.match(subject.text("guid"))
    if old is None or old[1] != "lastfm":
        return {}
    return {"lastfm_url": f"https://www.last.fm/music/{quote(old[2], safe='/%+')}"}


def _plex(subject: Subject, server: ToldServer) -> dict[str, object]:
    """The item at Plex: in its web app on this server, and on its public pages."""
    guid = subject.text("guid")
    slug = subject.text(SLUGS.get(subject.media_type, ""))
    values: dict[str, object] = {
        "plex_id": guid.rsplit("/", 1)[-1] if guid.startswith("plex://") else "",
        "plex_slug": slug,
    }
    if slug:
        kind = "movie" if subject.media_type == "movie" else "show"
        values["plex_watch_url"] = f"https://watch.plex.tv/{kind}/{_part(slug)}"
    fact = "parent_rating_key" if subject.media_type == "track" else "rating_key"
    key = whole_number(subject.facts.get(fact))
    if key is not None and server.identifier:
        path = quote(f"/library/metadata/{key}", safe="")
        address = f"#!/server/{server.identifier}/details?key={path}"
        values["plex_url"] = f"{server.web_url}{address}"
    return values


def _part(value: object) -> str:
    return quote(str(value), safe="")
