"""Items of a library as posters or rows, and what they can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.libraries import BrowsePage, IndexRow, ItemIndex, Seen
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.libraries.browse_asked import SIZES, BrowseAsked, chips_of
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.streams.flow import codec_name
from watchkeeper.web.words import Moment, bitrate, file_size, joined, moment, span

MOST_OPTIONS = 60
SEEN_WORDS: Mapping[Seen, tuple[str, str]] = {
    Seen.WATCHED: ("check", N_("watched")),
    Seen.PARTLY: ("pause", N_("partly")),
    Seen.NEVER: ("blank", N_("never played")),
}
HEADS: Mapping[str, tuple[str, bool]] = {
    "title": (N_("Title"), False),
    "year": (N_("Year"), True),
    "codec": (N_("Video"), False),
    "container": (N_("Container"), False),
    "resolution": (N_("Resolution"), False),
    "range": (N_("Dynamic range"), False),
    "audio": (N_("Audio"), False),
    "bitrate": (N_("Bitrate"), True),
    "size": (N_("Size"), True),
    "versions": (N_("Versions"), True),
    "added": (N_("Added"), False),
    "played": (N_("Last played"), False),
    "plays": (N_("Plays"), True),
}
COLUMNS = (
    *(("title", "year"), ("codec", "container"), ("resolution", "range"), ("audio",)),
    *(("bitrate",), ("size", "versions"), ("added",), ("played",), ("plays",)),
)
"""What stands together in a column of the table: the second below the first."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one filter can be set to: value, words."""

    name: str
    label: str
    all: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseItem:
    """One item."""

    url: str
    title: str
    show: str  # of an episode or track
    subtitle: str
    poster: str
    is_square: bool
    seen: str
    seen_icon: str
    seen_text: str
    plays: int
    plays_url: str
    last_played: Moment | None
    year: str
    container: str
    video: str
    resolution: str
    dynamic_range: str
    audio: str
    bitrate: str
    size: str
    versions: int
    file: str
    added: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: `url` sorts by it, `sorted` is for aria-sort."""

    name: str
    text: str
    is_number: bool
    url: str
    sorted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseListing:
    """Everything a tab of items shows."""

    items: tuple[BrowseItem, ...]
    heads: tuple[tuple[Head, ...], ...]  # by column
    chips: Sequence[tuple[str, str]]
    clear_url: str
    filtered: int
    total: int
    size: str  # of all that fit
    size_note: str
    read_at: Moment
    position: str
    newer_url: str
    older_url: str
    sizes: tuple[tuple[int, str], ...]
    page_size: int


@dataclass(frozen=True, slots=True)
class BrowseSetting:
    """What all items of a page share."""

    server_id: ServerId
    pictures: Pictures
    zone: tzinfo


def browse_listing(asked: BrowseAsked, found: BrowsePage, setting: BrowseSetting) -> BrowseListing:
    """The listing for what was found."""
    last = max(1, -(-found.filtered // asked.size))
    unknown = found.sizes_unknown
    note = _("without %(num)s whose size is not known", num=number(unknown)) if unknown else ""
    return BrowseListing(
        items=tuple(browse_item(row, setting) for row in found.rows),
        heads=tuple(tuple(_head(name, asked) for name in column) for column in COLUMNS),
        chips=chips_of(asked),
        clear_url=asked.cleared(),
        filtered=found.filtered,
        total=found.total,
        size=file_size(found.filtered_size) if found.filtered_size else "",
        size_note=note if found.filtered_size else "",
        read_at=moment(found.read_at, setting.zone),
        position=_("%(page)s of %(last)s", page=number(min(asked.page, last)), last=number(last)),
        newer_url=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        older_url=asked.address(page=asked.page + 1) if asked.page < last else "",
        sizes=tuple((size, asked.address(size=size, page="")) for size in SIZES),
        page_size=asked.size,
    )


def browse_item(row: IndexRow, setting: BrowseSetting) -> BrowseItem:
    """One row of an index."""
    kind = row.word("media_type")
    square = kind in SQUARE_KINDS
    url, key = setting.pictures.url, row.rating_key
    icon, text = SEEN_WORDS[row.seen]
    year, added = row.number("year"), row.number("added_at")
    poster = setting.pictures.poster(setting.server_id, row.text("thumb"), square=square)
    return BrowseItem(
        url=url(f"/items/{setting.server_id}/{key}"),
        title=row.text("title") or _("Untitled"),
        show=joined(row.word("grandparent_title"), place_of(row)),
        subtitle=joined(str(year or ""), _length(row), _leaves(row, kind)),
        poster=poster,
        is_square=square,
        seen=str(row.seen),
        seen_icon=icon,
        seen_text=_(text),
        plays=row.plays,
        plays_url=url(f"/items/{setting.server_id}/{key}/plays"),
        last_played=moment(row.last_started, setting.zone) if row.last_started else None,
        year=str(year or ""),
        container=row.word("container").upper(),
        video=codec_name(row.word("video_codec")),
        resolution=resolution_words(row.word("video_resolution")),
        dynamic_range=row.word("dynamic_range"),
        audio=joined(codec_name(row.word("audio_codec")), _channels(row.number("audio_channels"))),
        bitrate=bitrate(row.number("bitrate")),
        size=file_size(row.number("total_size")),
        versions=row.number("versions") or 0,
        file=row.text("file"),
        added=moment(added, setting.zone) if added else None,
    )


def place_of(row: IndexRow) -> str:
    """Where an episode or track stands, e.g. "S2 · E3"."""
    season, number = row.number("parent_media_index"), row.number("media_index")
    if row.word("media_type") != "episode":
        return row.word("parent_title") if row.word("media_type") == "track" else ""
    return joined(
        "" if season is None else _("S%(number)s", number=season),
        "" if number is None else _("E%(number)s", number=number),
    )


def resolution_words(word: str) -> str:
    """A resolution as people write it.

    Examples:
        >>> resolution_words("1080"), resolution_words("4k"), resolution_words("")
        ('1080p', '4K', '')
    """
    return f"{word}p" if word.isdecimal() else word.upper()


def options_of(index: ItemIndex) -> tuple[Options, ...]:
    """What the items of an index can be filtered by, most frequent first."""
    filters = (
        ("genre", N_("Genre"), N_("All genres"), index.genres.counts(), str),
        *(
            (name, label, all_, index.words[word].counts(), write)
            for name, label, all_, word, write in WORD_FILTERS
        ),
    )
    found = []
    for name, label, all_, counts, write in filters:
        usual = sorted(counts.items(), key=lambda pair: -pair[1])[:MOST_OPTIONS]
        pairs = [
            (word or "?", f"{write(word) or _('not known')} ({number(count)})")
            for word, count in usual
        ]
        if any(word for word, _ in usual):
            found.append(Options(name, label, all_, tuple(pairs)))
    return tuple(found)


WORD_FILTERS = (
    ("resolution", N_("Resolution"), N_("All resolutions"), "video_resolution", resolution_words),
    ("codec", N_("Video codec"), N_("All codecs"), "video_codec", codec_name),
    ("range", N_("Dynamic range"), N_("All ranges"), "dynamic_range", str),
    ("container", N_("Container"), N_("All containers"), "container", str.upper),
)


def _length(row: IndexRow) -> str:
    duration = row.number("duration")
    return (
        span(duration / 1000) if duration and row.word("media_type") in {"movie", "track"} else ""
    )


def _leaves(row: IndexRow, kind: str) -> str:
    if kind not in {"show", "artist"}:
        return ""
    watched, leaves = number(row.watched), number(row.leaves)
    match kind == "show", row.plays > 0:
        case True, True:
            return ngettext(
                "%(watched)s of %(num)s episode watched",
                "%(watched)s of %(num)s episodes watched",
                row.leaves,
                watched=watched,
                num=leaves,
            )
        case True, False:
            return ngettext("%(num)s episode", "%(num)s episodes", row.leaves, num=leaves)
        case False, True:
            return ngettext(
                "%(watched)s of %(num)s track watched",
                "%(watched)s of %(num)s tracks watched",
                row.leaves,
                watched=watched,
                num=leaves,
            )
        case _kind_and_plays:
            return ngettext("%(num)s track", "%(num)s tracks", row.leaves, num=leaves)


def _channels(count: int | None) -> str:
    if not count:
        return ""
    return {1: _("mono"), 2: _("stereo")}.get(count, f"{count - 1}.1")


def _head(name: str, asked: BrowseAsked) -> Head:
    text, is_number = HEADS[name]
    field, descending = asked.order
    is_sorted = field == name
    falls = not descending if is_sorted else is_number or name in {"added", "played"}
    order = f"-{name}" if falls else name
    return Head(
        name=name,
        text=text,
        is_number=is_number,
        url=asked.address(order=order, page=""),
        sorted=("descending" if descending else "ascending") if is_sorted else "",
    )
