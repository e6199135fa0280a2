"""The page of an item: its head, its files, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from watchkeeper.features.libraries import LibraryItem
from watchkeeper.features.system.servers.server import Server
from watchkeeper.texts import N_, _, number, pgettext
from watchkeeper.values import dataclass
from watchkeeper.web.views.items.links_out import OutsideLink, outside_links, plex_url
from watchkeeper.web.views.libraries.browse import resolution_words
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.streams.flow import codec_name
from watchkeeper.web.words import Moment, bitrate, file_size, joined, moment, span

Known = Mapping[str, Any]  # Any: facts as the server states them, of several types

ANY_KIND = N_("Item")
KINDS: Mapping[str, str] = {
    "movie": N_("Film"),
    "season": N_("Season"),
    "episode": N_("Episode"),
    "artist": N_("Artist"),
    "album": N_("Album"),
    "track": N_("Track"),
    "clip": N_("Clip"),
}
ABOVE: Mapping[str, tuple[str, ...]] = {
    "episode": ("grandparent", "parent"),
    "track": ("grandparent", "parent"),
    "season": ("parent",),
    "album": ("parent",),
}
BACKDROP = (1000, 420)
MOST_CAST = 12


@dataclass(frozen=True, slots=True)
class Crumb:
    """Something above the item."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHead:
    """The top of the page."""

    kind: str
    title: str
    original_title: str
    crumbs: tuple[Crumb, ...]
    poster: str
    is_square: bool
    art: str
    facts: tuple[str, ...]  # year, length, rating, studio
    genres: tuple[str, ...]
    tagline: str
    summary: str
    badges: tuple[str, ...]
    links: tuple[OutsideLink, ...]
    people: tuple[tuple[str, str], ...]  # directors, cast
    plex_url: str
    relink_url: str
    export_url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page stands: server, addresses, zone."""

    server: Server
    pictures: Pictures
    zone: tzinfo
    rating_key: int


def item_head(facts: Known, place: Place, library: Crumb | None) -> ItemHead:
    """The head, from whatever is known of the item."""
    kind = str(facts.get("media_type") or "")
    url, server, key = place.pictures.url, place.server, place.rating_key
    square = kind in SQUARE_KINDS
    where = f"server_id={server.id}&rating_key={key}"
    art = str(facts.get("art") or "")
    return ItemHead(
        kind=kind_words(kind),
        title=title_words(facts),
        original_title=_original(facts),
        crumbs=tuple(crumb for crumb in (library, *_above(facts, place)) if crumb),
        poster=place.pictures.poster(server.id, _poster(facts), square=square),
        is_square=square,
        art=place.pictures.of_server(server.id, art, BACKDROP, "art") if art else "",
        facts=_facts(facts),
        genres=_listed(facts.get("genres")),
        tagline=str(facts.get("tagline") or ""),
        summary=str(facts.get("summary") or ""),
        badges=badges_of(facts),
        links=outside_links(kind, _listed(facts.get("guids"))),
        people=_people(facts),
        plex_url=plex_url(server, key),
        relink_url=url(f"/repair/relink?{where}"),
        export_url=url(f"/exports?{where}"),
    )


def kind_words(kind: str) -> str:
    """What one item of a kind is called; "Series" alone may be one or several."""
    if kind == "show":
        return pgettext("one item", "Series")
    return _(KINDS.get(kind, ANY_KIND))


def title_words(facts: Known) -> str:
    """The item's own title; a season without one is called by its number."""
    title, number = str(facts.get("title") or ""), facts.get("media_index")
    if not title and facts.get("media_type") == "season" and number is not None:
        return _("Season %(number)s", number=number)
    return title or _("Untitled")


def badges_of(facts: Known) -> tuple[str, ...]:
    """What the best of its versions is like, and how many there are."""
    versions = facts.get("media_info") or []
    if not versions:
        return ()
    first = versions[0]
    video, audio = _stream(first, "1"), _stream(first, "2")
    sound = joined(codec_name(first.get("audio_codec")), _layout(first))
    words = (
        resolution_words(str(first.get("video_resolution") or "")),
        str(video.get("video_dynamic_range") or ""),
        sound or codec_name(audio.get("audio_codec")),
        _("%(num)s versions", num=len(versions)) if len(versions) > 1 else "",
    )
    return tuple(word for word in words if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One file of one version."""

    name: str
    path: str
    size: str
    container: str
    video: str
    audio: tuple[str, ...]
    subtitles: tuple[str, ...]
    bitrate: str
    is_optimized: bool


def file_lines(facts: Known) -> tuple[FileLine, ...]:
    """The files of all versions."""
    return tuple(
        _file(version, part)
        for version in facts.get("media_info") or []
        for part in version.get("parts") or [{}]
    )


def _file(version: Known, part: Known) -> FileLine:
    streams = part.get("streams") or []
    video: Known = next((one for one in streams if one.get("type") == "1"), {})
    path = str(part.get("file") or "")
    return FileLine(
        name=path.replace("\\", "/").rpartition("/")[2],
        path=path,
        size=file_size(part.get("file_size")),
        container=str(version.get("container") or "").upper(),
        video=joined(
            codec_name(version.get("video_codec")),
            resolution_words(str(version.get("video_resolution") or "")),
            str(video.get("video_dynamic_range") or ""),
        ),
        audio=tuple(_track(one, "audio") for one in streams if one.get("type") == "2")
        or ((codec_name(version["audio_codec"]),) if version.get("audio_codec") else ()),
        subtitles=tuple(_track(one, "subtitle") for one in streams if one.get("type") == "3"),
        bitrate=bitrate(version.get("bitrate")),
        is_optimized=bool(version.get("optimized_version")),
    )


def _track(stream: Known, kind: str) -> str:
    language, codec = str(stream.get(f"{kind}_language") or ""), stream.get(f"{kind}_codec")
    return joined(language, codec_name(codec), _layout(stream))


def _layout(facts: Known) -> str:
    """Where the speakers stand, without where exactly, e.g. "5.1" of "5.1(side)"."""
    return str(facts.get("audio_channel_layout") or "").partition("(")[0]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    at: Moment
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Instants of an item (UTC seconds); None: not known."""

    added: int | None
    first_play: int | None
    last_play: int | None  # of what is over
    plays: int
    plays_url: str
    stock: LibraryItem | None


def timeline_of(life: Life, zone: tzinfo) -> tuple[Happening, ...]:
    """What happened to an item, the oldest first."""
    stock = life.stock
    seen = stock.first_seen_at if stock and str(stock.arrival) != "known" else None
    many = _("Last of %(num)s plays", num=number(life.plays))
    last = life.last_play if life.plays > 1 else None
    known: Sequence[tuple[int | None, str, str]] = (
        (life.added, _("Added, by the date of its server"), ""),
        (seen, _("Seen for the first time"), ""),
        (stock.upgraded_at if stock else None, _("Its files were replaced"), ""),
        (life.first_play, _("First play"), life.plays_url),
        (last, many, life.plays_url),
        (stock.gone_at if stock else None, _("No longer on the server"), ""),
    )
    lines = sorted((one for one in known if one[0]), key=lambda one: one[0] or 0)
    return tuple(Happening(moment(at or 0, zone), text, url) for at, text, url in lines)


def stock_facts(stock: LibraryItem) -> dict[str, Any]:  # Any: facts of several types
    """What the inventory knows of an item, under the names of `get_metadata`."""
    names = (
        *("media_type", "title", "parent_title", "grandparent_title", "year", "media_index"),
        *("parent_media_index", "guid", "thumb", "parent_thumb", "grandparent_thumb", "added_at"),
        *("rating_key", "parent_rating_key", "grandparent_rating_key", "section_id"),
    )
    return {
        **{name: getattr(stock, name) for name in names},
        "guids": stock.external_ids.split(),
    }


def _above(facts: Known, place: Place) -> list[Crumb]:
    found = []
    for level in ABOVE.get(str(facts.get("media_type")), ()):
        title, key = facts.get(f"{level}_title"), facts.get(f"{level}_rating_key")
        if title and key:
            path = f"/items/{place.server.id}/{key}"
            found.append(Crumb(str(title), place.pictures.url(path)))
    return found


def _poster(facts: Known) -> str:
    names = ("thumb", "parent_thumb", "grandparent_thumb")
    wanted = names if facts.get("media_type") != "episode" else (*names[1:], names[0])
    return next((str(facts[name]) for name in wanted if facts.get(name)), "")


def _original(facts: Known) -> str:
    original = str(facts.get("original_title") or "")
    return "" if original == facts.get("title") else original


def _facts(facts: Known) -> tuple[str, ...]:
    duration, rating = facts.get("duration"), facts.get("rating") or facts.get("audience_rating")
    season, number = facts.get("parent_media_index"), facts.get("media_index")
    is_episode = facts.get("media_type") == "episode"
    place = joined(
        "" if season is None else _("S%(number)s", number=season),
        _("E%(number)s", number=number) if number else "",
    )
    words = (
        place if is_episode else "",
        str(facts.get("year") or ""),
        span(int(duration) / 1000) if duration and facts.get("media_type") != "artist" else "",
        str(facts.get("content_rating") or ""),
        f"★ {rating_words(str(rating))}" if rating else "",
        str(facts.get("studio") or ""),
    )
    return tuple(word for word in words if word)


def rating_words(rating: str) -> str:
    """A rating as the spoken language writes it, with the decimals that it came with.

    Examples:
        >>> rating_words("8.8"), rating_words("fresh")
        ('8.8', 'fresh')
    """
    whole, _point, decimals = rating.partition(".")
    is_number = whole.isdecimal() and (not decimals or decimals.isdecimal())
    return number(float(rating), len(decimals)) if is_number else rating


def _people(facts: Known) -> tuple[tuple[str, str], ...]:
    pairs = (
        (N_("Directed by"), facts.get("directors")),
        (N_("With"), facts.get("actors")),
    )
    named = ((word, _listed(names)[:MOST_CAST]) for word, names in pairs)
    return tuple((word, ", ".join(names)) for word, names in named if names)


def _listed(value: object) -> tuple[str, ...]:
    """A list of texts; the record keeps them as one text with semicolons."""
    if isinstance(value, str):
        return tuple(piece for piece in value.split(";") if piece)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _stream(version: Known, kind: str) -> Known:
    parts = version.get("parts") or [{}]
    streams = parts[0].get("streams") or []
    return next((one for one in streams if one.get("type") == kind), {})
