"""What a message is about, as cards tell it: the item's title, words and addresses."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.reading import text

FILMS, SERIES, MUSIC = "movie_provider", "tv_provider", "music_provider"
PROVIDERS: Mapping[str, str] = {
    "movie": FILMS,
    "show": SERIES,
    "season": SERIES,
    "episode": SERIES,
    "artist": MUSIC,
    "album": MUSIC,
    "track": MUSIC,
}
"""From a media type to the setting that says where its titles lead."""
NAMES: Mapping[str, str] = {
    "plexweb": "Plex Web",
    "imdb": "IMDb",
    "themoviedb": "The Movie Database",
    "thetvdb": "TheTVDB",
    "tvmaze": "TVmaze",
    "trakt": "Trakt",
    "simkl": "Simkl",
    "lastfm": "Last.fm",
    "musicbrainz": "MusicBrainz",
}
"""The sites, as messages call them."""
TITLES: Mapping[str, tuple[str, ...]] = {
    "show": ("show_name",),
    "season": ("show_name", "season_name"),
    "episode": ("show_name", "episode_name"),
    "artist": ("artist_name",),
    "album": ("artist_name", "album_name"),
    "track": ("track_name", "track_artist"),
}
"""The parameters that name an item on a card, where that is not its title."""
DATED = frozenset({"movie", "show"})
PLEX_WEB = "Plex Web"
DOT, DASH = "\u00b7", "-"
_SEASON = "Season "


def is_about_item(delivery: Delivery) -> bool:
    """Whether there is something that a card can show."""
    return bool(_told(delivery, "media_type"))


def title(delivery: Delivery, divider: str = DOT) -> str:
    """What cards call the item, as Tautulli's do.

    `Up (2009)`, `Show - Season 1`, `Show - One (S1 · E2)`, `Artist - Album`, `Track - Artist`.
    """
    kind = _told(delivery, "media_type")
    named = (_told(delivery, name) for name in TITLES.get(kind, ()))
    name = " - ".join(filter(None, named)) or _told(delivery, "title")
    aside = _place(delivery, divider) if kind == "episode" else ""
    if kind in DATED:
        aside = _told(delivery, "year")
    return f"{name} ({aside})" if aside else name


def summary(delivery: Delivery) -> str:
    """Words about the item: of a track the name of its album."""
    is_track = _told(delivery, "media_type") == "track"
    return _told(delivery, "album_name" if is_track else "summary")


def provider_name(delivery: Delivery) -> str:
    """Which site the notifier links titles of this kind to, by its name; "" for none."""
    return NAMES.get(_provider(delivery), "")


def provider_link(delivery: Delivery) -> str:
    """The item's address at that site; "" where there is none."""
    name = _provider(delivery)
    parameter = "plex_url" if name == "plexweb" else f"{name}_url"
    return _told(delivery, parameter) if name else ""


def links(delivery: Delivery, plex_name: str = PLEX_WEB) -> list[tuple[str, str]]:
    """The addresses that go with the item, each with its name: the site's, and that of Plex."""
    found, settings = [], delivery.settings
    link = provider_link(delivery) if settings.get("incl_url", 1) else ""
    if link:
        found.append((provider_name(delivery), link))
    plex = _told(delivery, "plex_url")
    if settings.get("incl_pmslink") and plex:
        found.append((plex_name, plex))
    return found


def hosted_poster(delivery: Delivery) -> str:
    """Where the poster can be seen from outside; "" where it cannot."""
    url = _told(delivery, "poster_url")
    return url if url.startswith(("http://", "https://")) else ""


def _told(delivery: Delivery, name: str) -> str:
    return delivery.message.extras.get(name, "")


def _provider(delivery: Delivery) -> str:
    setting = PROVIDERS.get(_told(delivery, "media_type"), "")
    return text(delivery, setting) if setting else ""


def _place(delivery: Delivery, divider: str) -> str:
    season, number = _told(delivery, "season_name"), _told(delivery, "episode_num")
    if season.startswith(_SEASON) and season.removeprefix(_SEASON).isdigit():
        season = f"S{season.removeprefix(_SEASON)}"
    return f" {divider} ".join(filter(None, (season, number and f"E{number}")))
