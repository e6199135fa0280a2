"""Media: kinds, genres, decades, resolutions, how far plays go, what is watched again."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.columns.figures.habits import Completion, Counted, Reached
from watchkeeper.columns.selection.traits import UNKNOWN
from watchkeeper.features.statistics import By, Table, Wanted
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.views.history.asked import KINDS, SHARES
from watchkeeper.web.views.history.traits import NO_GENRE, work_text, work_words
from watchkeeper.web.views.statistics.marks import NOTHING
from watchkeeper.web.views.statistics.setting import Ranking, Row, Setting, ranking

WANTED = (
    Wanted(by=By.KIND),
    Wanted(by=By.GENRE),
    Wanted(by=By.DECADE),
    Wanted(by=By.RESOLUTION),
)
KIND_NAMES = dict(KINDS)
OTHER_KIND = N_("Other")
RESOLUTION_WORDS = {
    "unknown": N_("Unknown"),
    "sd": "SD",
    "4k": "4K",
    "2k": "2K",
    "p": N_("Not told, progressive"),
    "i": N_("Not told, interlaced"),
}
MOST_GENRES = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows."""

    tables: Sequence[Table]
    reached: Reached


def media(setting: Setting, found: Found) -> list[Drawn]:
    """The charts of the tab."""
    kinds, genres, decades, resolutions = found.tables
    named = {"subject": setting.marks.subject, "when": setting.when}
    return [
        ranking(
            setting,
            Ranking(
                id="kinds",
                title=_("%(subject)s by kind %(when)s", **named),
                rows=_kinds(kinds),
                head=_("Kind"),
            ),
        ),
        draw(_decades(setting, decades)),
        ranking(
            setting,
            Ranking(
                id="genres",
                title=_("%(subject)s by genre %(when)s", **named),
                rows=_genres(genres),
                head=_("Genre"),
                word="genre",
                limit=MOST_GENRES,
            ),
        ),
        ranking(
            setting,
            Ranking(
                id="resolutions",
                title=_("%(subject)s by resolution of the file %(when)s", **named),
                rows=_resolutions(resolutions),
                head=_("Resolution"),
                word="resolution",
                notes=_unknown(setting, resolutions),
            ),
        ),
        draw(_completion(setting, found.reached)),
        draw(_titles(setting, "rewatched", found.reached.again)),
        draw(_titles(setting, "dropped", found.reached.dropped)),
    ]


def _kinds(table: Table) -> list[Row]:
    return [Row(_kind_name(key), figures, {"kind": key}) for key, figures in table.items()]


def _kind_name(key: object) -> str:
    return _(KIND_NAMES.get(str(key), OTHER_KIND))


def _genres(table: Table) -> list[Row]:
    return [
        Row(genre or _("Without genre"), figures, {"genre": genre or NO_GENRE})
        for genre, figures in ((str(key), one) for key, one in table.items())
    ]


def _resolutions(table: Table) -> list[Row]:
    return [
        Row(resolution_words(key), figures, {"resolution": key})
        for key, figures in table.items()
        if key != UNKNOWN
    ]


def _unknown(setting: Setting, table: Table) -> tuple[str, ...]:
    """Music has no picture, so this is usual."""
    marks, unknown = setting.marks, table.get(UNKNOWN, NOTHING)
    if not marks.value(unknown):
        return ()
    return (_("Without a picture, or not known: %(plays)s.", plays=marks.text(unknown)),)


def resolution_words(key: object) -> str:
    """A resolution as people write it.

    Examples:
        >>> resolution_words("4k"), resolution_words("1080p"), resolution_words("unknown")
        ('4K', '1080p', 'Unknown')
    """
    text = str(key)
    return _(RESOLUTION_WORDS.get(text.lower(), text))


def _decades(setting: Setting, table: Table) -> Chart:
    marks = setting.marks
    known = sorted(key for key in table if isinstance(key, int) and key)
    keys = list(range(known[0], known[-1] + 1, 10)) if known else []
    keys = keys[-MOST_GENRES:] if len(keys) > MOST_GENRES * 2 else keys
    keys += [0] if 0 in table else []
    figures = [(key, table[key]) for key in keys if key in table]
    return Chart(
        id="decades",
        kind=Kind.BARS,
        title=_(
            "%(subject)s by decade of the title %(when)s", subject=marks.subject, when=setting.when
        ),
        unit=marks.unit,
        categories=tuple(
            Category(
                _decade(key) if key else _("unknown"), _decade(key) if key else _("Year not known")
            )
            for key, __ in figures
        ),
        series=(Series(marks.subject, tuple(marks.mark(one, decade=key) for key, one in figures)),),
        head=_("Decade"),
        word="decade",
    )


def _decade(year: int) -> str:
    return _("%(decade)ss", decade=year)


def _completion(setting: Setting, reached: Reached) -> Chart:
    """Always plays: the time of the history by progress is that of other rows too."""
    marks = setting.marks
    kinds = [(kind, _kind_name(kind), one) for kind, one in reached.kinds.items()]
    kinds.sort(key=lambda row: -sum(_numbers(row[2])))
    categories, columns = [], []
    for kind, name, one in kinds:
        whole = sum(_numbers(one))
        percent = round(100 * one.watched / whole)
        text = _("%(percent)s %% of %(plays)s watched", percent=percent, plays=marks.plays(whole))
        categories.append(Category(name, name, total=Mark(whole, text, marks.href(kind=kind))))
        columns.append(
            [
                Mark(count, marks.plays(count), marks.href(kind=kind, share=share))
                for (share, __), count in zip(SHARES, _numbers(one), strict=True)
            ]
        )
    series = [
        Series(_(name), tuple(column[place] for column in columns))
        for place, (__, name) in enumerate(SHARES)
    ]
    return Chart(
        id="completion",
        kind=Kind.RANKED,
        title=_("How far plays went %(when)s", when=setting.when),
        unit=Unit(N_("plays")),
        categories=tuple(categories),
        series=tuple(series),
        head=_("Kind"),
        word="completion",
    )


def _numbers(one: Completion) -> tuple[int, int, int]:
    return one.watched, one.partly, one.dropped


def _titles(setting: Setting, id_: str, counted: Sequence[Counted]) -> Chart:
    marks, is_again = setting.marks, id_ == "rewatched"
    share = "watched" if is_again else "dropped"
    categories, values = [], []
    for one in counted:
        name = work_words(one.title)
        categories.append(Category(name, name))
        href = marks.href(work=work_text(one.title), share=share)
        part = number(one.number)
        text = (
            _("%(part)s again of %(whole)s watched", part=part, whole=number(one.of))
            if is_again
            else _("%(part)s of %(whole)s", part=part, whole=marks.plays(one.of))
        )
        values.append(Mark(one.number, text, href))
    titles = {
        "rewatched": _("Titles watched again most %(when)s", when=setting.when),
        "dropped": _("Titles dropped most %(when)s", when=setting.when),
    }
    return Chart(
        id=id_,
        kind=Kind.RANKED,
        title=titles[id_],
        unit=Unit(N_("plays")),
        categories=tuple(categories),
        series=(Series(_("Watched again") if is_again else _("Dropped"), tuple(values)),),
        head=_("Title"),
        word=id_,
    )
