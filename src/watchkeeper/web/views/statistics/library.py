"""Library: what came when, how large it is, what nobody watches, what is there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.features.libraries import Library
from watchkeeper.features.libraries.index.holdings import Double, Holdings
from watchkeeper.features.statistics import By, Figures, Table, Wanted
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.statistics.media import resolution_words
from watchkeeper.web.views.statistics.setting import Setting, in_time
from watchkeeper.web.views.streams.flow import codec_name
from watchkeeper.web.words import span

WANTED = (Wanted(by=By.LIBRARY),)
GB = 1_000_000_000
SIZES = Unit("GB", GB)
ITEMS = Unit(N_("items"))
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class CountedLibrary:
    """A library: what it holds (None: never read), and how many items nobody played."""

    library: Library
    holdings: Holdings | None
    never: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows."""

    tables: Sequence[Table]
    libraries: Sequence[CountedLibrary]


@dataclass(frozen=True, slots=True)
class DoubleLine:
    """One thing that is there twice."""

    title: str
    library: str
    count: int
    size: str
    links: tuple[str, ...]


def library(setting: Setting, found: Found, url: Callable[[str], str]) -> list[Drawn]:
    """The charts of the tab."""
    read = [counted for counted in found.libraries if counted.holdings is not None]
    pages = _Pages(setting, url)
    return [
        draw(chart)
        for chart in (
            _growth(setting, read, pages),
            _sizes(read, "sizes", _("Size by library"), pages),
            _by_word(read, "by-resolution", _("Size by resolution"), pages),
            _by_word(read, "by-codec", _("Size by codec"), pages),
            _never(read, pages),
            _hours_per_gb(setting, read, found.tables[0]),
        )
    ]


def double_lines(
    libraries: Sequence[CountedLibrary], names: Setting, url: Callable[[str], str]
) -> list[DoubleLine]:
    """What is listed more than once, the largest first."""
    found: list[tuple[Double, Library]] = [
        (double, counted.library)
        for counted in libraries
        if counted.holdings is not None
        for double in counted.holdings.doubles
    ]
    found.sort(key=lambda pair: (-(pair[0].size or 0), pair[0].title))
    return [
        DoubleLine(
            title=f"{one.title} ({one.year})" if one.year else one.title,
            library=names.library((at.server_id, at.section_id)),
            count=len(one.rating_keys),
            size=size_words(one.size),
            links=tuple(url(f"/items/{at.server_id}/{key}") for key in one.rating_keys),
        )
        for one, at in found[:MOST_ROWS]
    ]


def size_words(size: float | None) -> str:
    """Bytes as people write them.

    Examples:
        >>> size_words(2_500_000_000), size_words(3_400_000_000_000), size_words(None)
        ('2.5 GB', '3.40 TB', 'not known')
    """
    if size is None:
        return _("not known")
    if size >= 1000 * GB:
        return _("%(num)s TB", num=number(size / (1000 * GB), 2))
    if size >= GB / 10:
        return _("%(num)s GB", num=number(size / GB, 1))
    return _("%(num)s MB", num=number(size / 1_000_000))


@dataclass(frozen=True, slots=True)
class _Pages:
    """Where the items behind a figure are listed."""

    setting: Setting
    url: Callable[[str], str]

    def of(self, counted: CountedLibrary, **more: str) -> str:
        one = counted.library
        path = f"/libraries/{one.server_id}/{one.section_id}"
        return self.url(with_query(path, more))

    def holding(self, holders: Sequence[CountedLibrary], name: str, word: str) -> str:
        """All files with that word; "" where no one list has them all.

        Music is listed by the codec of its sound, which no filter asks for.
        """
        is_one = len(holders) == 1 and holders[0].library.section_type != "artist"
        return self.of(holders[0], tab="media", **{name: word or "?"}) if is_one else ""

    def name(self, counted: CountedLibrary) -> str:
        return self.setting.library((counted.library.server_id, counted.library.section_id))


def _holdings(counted: CountedLibrary) -> Holdings:
    assert counted.holdings is not None  # noqa: S101 - only libraries that were read come here
    return counted.holdings


def _growth(setting: Setting, read: Sequence[CountedLibrary], pages: _Pages) -> Chart:
    """Items that were added, by library and period."""
    rows = [(counted, _added(setting, _holdings(counted).added)) for counted in read]
    rows = sorted((row for row in rows if sum(row[1])), key=lambda row: -sum(row[1]))[:6]
    sums = [sum(column) for column in zip(*(numbers for __, numbers in rows), strict=True)]
    whole = sum(sums)
    added = ngettext("%(num)s item added", "%(num)s items added", whole)
    categories = in_time(setting, None)
    if sums:
        categories = tuple(
            Category(
                one.short,
                one.text,
                is_incomplete=one.is_incomplete,
                total=Mark(count, _items(count)),
            )
            for one, count in zip(categories, sums, strict=True)
        )
    series = tuple(
        Series(
            pages.name(counted),
            tuple(Mark(count, _items(count), pages.of(counted, tab="added")) for count in counts),
        )
        for counted, counts in rows
    )
    return Chart(
        id="growth",
        kind=Kind.BARS,
        title=_(
            "Items added by %(unit)s %(when)s",
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=ITEMS,
        categories=categories,
        series=series,
        head=setting.axis.head,
        summary=Mark(whole, added),
        word="growth",
    )


def _added(setting: Setting, added: Mapping[int, int]) -> list[int]:
    counts: Counter[date] = Counter()
    for day, count in added.items():
        counts[EPOCH + timedelta(days=day)] += count
    return [
        sum(counts[day] for day in counts if period.first <= day <= period.last)
        for period in setting.axis.periods
    ]


def _items(count: int) -> str:
    return ngettext("%(num)s item", "%(num)s items", count)


def _sizes(read: Sequence[CountedLibrary], id_: str, title: str, pages: _Pages) -> Chart:
    rows = sorted(read, key=lambda counted: -_holdings(counted).size)[:MOST_ROWS]
    unknown = sum(_holdings(counted).sizes_unknown for counted in read)
    whole = sum(_holdings(counted).size for counted in read)
    values = tuple(
        Mark(_holdings(one).size, size_words(_holdings(one).size), pages.of(one)) for one in rows
    )
    return _ranked(
        (id_, title, "size"),
        [(pages.name(one), value) for one, value in zip(rows, values, strict=True)],
        SIZES,
        summary=Mark(whole, _("%(size)s in all", size=size_words(whole))),
        note=_sizes_unknown(unknown) if unknown else "",
    )


def _sizes_unknown(count: int) -> str:
    return ngettext(
        "Of %(num)s item the size is not known.",
        "Of %(num)s items the size is not known.",
        count,
    )


def _by_word(read: Sequence[CountedLibrary], id_: str, title: str, pages: _Pages) -> Chart:
    """A link leads to a library only where it alone has all of it."""
    is_codec = id_ == "by-codec"
    sums: Counter[str] = Counter()
    holders: dict[str, list[CountedLibrary]] = {}
    for counted in read:
        held = _holdings(counted)
        for word, size in (held.by_codec if is_codec else held.by_resolution).items():
            sums[word] += size
            holders.setdefault(word, []).append(counted)
    name = "codec" if is_codec else "resolution"
    words = codec_name if is_codec else resolution_name
    rows = [
        (
            words(word) or _("Not known"),
            Mark(
                size,
                size_words(size),
                pages.holding(holders[word], name, word),
            ),
        )
        for word, size in sums.most_common(MOST_ROWS)
    ]
    return _ranked((id_, title, "size"), rows, SIZES)


def resolution_name(word: str) -> str:
    """A resolution as a listing has it.

    Examples:
        >>> resolution_name("1080"), resolution_name("4k"), resolution_name("")
        ('1080p', '4K', '')
    """
    return f"{word}p" if word.isdecimal() else resolution_words(word)


def _never(read: Sequence[CountedLibrary], pages: _Pages) -> Chart:
    rows = []
    for counted in read:
        items = _holdings(counted).items
        if counted.never is not None and items:
            text = _(
                "%(part)s of %(whole)s · %(percent)s %%",
                part=number(counted.never),
                whole=number(items),
                percent=number(100 * counted.never / items),
            )
            href = pages.of(counted, tab="media", seen="never")
            rows.append((pages.name(counted), Mark(counted.never, text, href)))
    rows.sort(key=lambda row: -row[1].value)
    return _ranked(
        ("never", _("Items that nobody played, ever"), "never_watched"), rows[:MOST_ROWS], ITEMS
    )


def _hours_per_gb(setting: Setting, read: Sequence[CountedLibrary], table: Table) -> Chart:
    rows = []
    for counted in read:
        size = _holdings(counted).size
        key = (counted.library.server_id, counted.library.section_id)
        figures = table.get(key, Figures())
        if size and figures.seconds:
            hours = figures.seconds / 3600 / (size / GB)
            href = setting.marks.href(section_id=key[1], server_id=key[0])
            text = _("%(hours)s h · %(time)s", hours=number(hours, 2), time=span(figures.seconds))
            rows.append((setting.library(key), Mark(hours, text, href)))
    rows.sort(key=lambda row: -row[1].value)
    title = _("Hours watched for each GB %(when)s", when=setting.when)
    return _ranked(
        ("hours-per-gb", title, "hours_per_gb"), rows[:MOST_ROWS], Unit(N_("hours per GB"))
    )


def _ranked(
    named: tuple[str, str, str],
    rows: Sequence[tuple[str, Mark]],
    unit: Unit,
    *,
    summary: Mark | None = None,
    note: str = "",
) -> Chart:
    id_, title, word = named
    return Chart(
        id=id_,
        kind=Kind.RANKED,
        title=title,
        unit=unit,
        categories=tuple(Category(name, name) for name, __ in rows),
        series=(Series(_(unit.name), tuple(mark for __, mark in rows)),),
        head=_("Name"),
        summary=summary,
        word=word,
        notes=(note,) if note else (),
    )
