"""Playback: how streams were delivered, why they were converted, to what, how many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from watchkeeper.columns.figures.sortings import BANDS
from watchkeeper.columns.selection.traits import UNKNOWN
from watchkeeper.domain.reasons import Reason
from watchkeeper.features.statistics import By, Table, Wanted
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.views.history.asked import MODES
from watchkeeper.web.views.history.traits import REASONS
from watchkeeper.web.views.statistics.asked import Metric
from watchkeeper.web.views.statistics.marks import NOTHING
from watchkeeper.web.views.statistics.media import resolution_words
from watchkeeper.web.views.statistics.periods import Period
from watchkeeper.web.views.statistics.setting import (
    Ranking,
    Row,
    Setting,
    in_period,
    in_time,
    marks_in_time,
    ranking,
)

WANTED = (
    Wanted(by=By.PERIOD),
    Wanted(by=By.PERIOD, split=By.MODE),
    Wanted(by=By.REASON),
    Wanted(by=By.PLATFORM),
    Wanted(by=By.PLATFORM, split=By.MODE),
    Wanted(by=By.PLAYER),
    Wanted(by=By.PLAYER, split=By.MODE),
    Wanted(by=By.RESOLUTION, split=By.DELIVERED),
    Wanted(by=By.BAND),
)
STYLES = {"direct play": "direct-play", "copy": "copy", "transcode": "transcode"}
SPLIT = tuple((name, STYLES[mode], {"mode": mode}) for mode, name in MODES)
LINES = ("sd", "480", "576", "720", "1080", "qhd", "2k", "1440", "4k", "2160", "8k")
MEGABIT = 1000
STREAMS = Unit(N_("streams at once"))
DEVICES = {
    "platforms": (N_("%(subject)s by platform and mode %(when)s"), N_("Platform")),
    "players": (N_("%(subject)s by device and mode %(when)s"), N_("Device")),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows."""

    tables: Sequence[Table]
    peaks: Mapping[date, tuple[int, ...]]  # of all streams, then by mode
    bandwidth: Mapping[date, int]  # kbps


def playback(setting: Setting, found: Found) -> list[Drawn]:
    """The charts of the tab."""
    totals, modes, reasons, platforms, platform_modes, players, player_modes, sent, bands = (
        found.tables
    )
    marks = setting.marks
    return [
        draw(_modes(setting, totals, modes)),
        ranking(
            setting,
            Ranking(
                id="reasons",
                title=_(
                    "%(subject)s that were converted, by reason, %(when)s",
                    subject=marks.subject,
                    when=setting.when,
                ),
                rows=_reasons(reasons),
                head=_("Reason"),
                word="reasons",
            ),
        ),
        draw(_flow(setting, sent)),
        _devices(setting, "platforms", (platforms, platform_modes)),
        _devices(setting, "players", (players, player_modes)),
        draw(_peaks(setting, found.peaks)),
        draw(_bands(setting, bands)),
        draw(_bandwidth(setting, found.bandwidth)),
    ]


def _modes(setting: Setting, totals: Table, modes: Table) -> Chart:
    """One person may have streams of every mode, so people are not put on top of each other."""
    marks = setting.marks
    is_people = marks.metric is Metric.PEOPLE
    series = [
        Series(_(name), marks_in_time(setting, in_period(modes, mode), mode=mode), STYLES[mode])
        for mode, name in MODES
    ]
    return Chart(
        id="modes",
        kind=Kind.LINES if is_people else Kind.BARS,
        title=_(
            "%(subject)s by mode and %(unit)s %(when)s",
            subject=marks.subject,
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=marks.unit,
        categories=in_time(setting, totals),
        series=tuple(series),
        head=setting.axis.head,
        summary=setting.summary,
        word="mode",
    )


def _reasons(table: Table) -> list[Row]:
    names = {int(reason): (word, text) for word, (reason, text) in REASONS.items()}
    return [
        Row(_(names[key][1]), figures, {"reason": names[key][0]})
        for key, figures in table.items()
        if isinstance(key, int) and key in {int(one) for one in Reason}
    ]


def _devices(setting: Setting, what: str, tables: tuple[Table, Table]) -> Drawn:
    totals, modes = tables
    name = {"platforms": "platform", "players": "player"}[what]
    rows = [
        Row(
            _("Not known") if key in {None, ""} else str(key),
            figures,
            {name: None if key == "" else key},
            tuple(modes.get((key, mode), NOTHING) for mode, __ in MODES),
        )
        for key, figures in totals.items()
    ]
    title, head = DEVICES[what]
    return ranking(
        setting,
        Ranking(
            id=what,
            title=_(title, subject=setting.marks.subject, when=setting.when),
            rows=rows,
            head=_(head),
            word="platform" if what == "platforms" else "mode",
            series=() if setting.marks.metric is Metric.PEOPLE else SPLIT,
        ),
    )


def _flow(setting: Setting, table: Table) -> Chart:
    """Source down, delivered across."""
    pairs = [key for key in table if isinstance(key, tuple) and key != (UNKNOWN, UNKNOWN)]
    sources = sorted({key[0] for key in pairs}, key=_lines)
    sent = sorted({key[1] for key in pairs}, key=_lines, reverse=True)
    marks = setting.marks
    series = [
        Series(
            resolution_words(source),
            tuple(
                marks.mark(table.get((source, one), NOTHING), resolution=source, delivered=one)
                for one in sent
            ),
        )
        for source in reversed(sources)
    ]
    words = [resolution_words(one) for one in sent]
    return Chart(
        id="flow",
        kind=Kind.HEAT,
        title=_("From which resolution to which %(when)s", when=setting.when),
        unit=marks.unit,
        categories=tuple(
            Category(one, _("delivered as %(resolution)s", resolution=one)) for one in words
        ),
        series=tuple(series),
        head=_("Delivered as"),
        word="resolution",
        notes=(_("Down: the file. Across: as delivered. Without music."),),
    )


def _lines(resolution: object) -> tuple[int, str]:
    """How many lines a resolution has, about."""
    text = str(resolution).lower()
    found = [place for place, word in enumerate(LINES) if text.startswith(word)]
    return (found[0] if found else -1), text


def _peaks(setting: Setting, peaks: Mapping[date, tuple[int, ...]]) -> Chart:
    names = ((_("All"), "s6"), *((_(name), STYLES[mode]) for mode, name in MODES))
    rows = [_highest(period, peaks) for period in setting.axis.periods]
    series = [
        Series(
            name,
            tuple(
                Mark(
                    row[place],
                    _("%(num)s at once", num=number(row[place])),
                    setting.marks.href(after=period.first, before=period.last),
                )
                for row, period in zip(rows, setting.axis.periods, strict=True)
            ),
            style,
        )
        for place, (name, style) in enumerate(names)
    ]
    return Chart(
        id="peaks",
        kind=Kind.STEPS,
        title=_(
            "Most streams at once by %(unit)s %(when)s",
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=STREAMS,
        categories=in_time(setting, None),
        series=tuple(series),
        head=setting.axis.head,
        word="concurrency",
    )


def _highest(period: Period, peaks: Mapping[date, tuple[int, ...]]) -> tuple[int, ...]:
    days = (
        period.first + timedelta(days=at) for at in range((period.last - period.first).days + 1)
    )
    rows = [peaks[day] for day in days if day in peaks]
    return tuple(max(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0)


def _bands(setting: Setting, table: Table) -> Chart:
    marks = setting.marks
    ends: Sequence[int | None] = (*BANDS[1:], None)
    categories, values = [], []
    for low, high in zip(BANDS, ends, strict=True):
        short = f"{low // MEGABIT}–{high // MEGABIT}" if high else f"{low // MEGABIT}+"
        ask = f"{low}-{high or ''}"
        categories.append(Category(short, _("%(num)s Mbps", num=short)))
        values.append(marks.mark(table.get(low, NOTHING), bandwidth=ask))
    unknown = table.get(None, NOTHING)
    note = (
        _("Of %(plays)s it is not known.", plays=marks.text(unknown))
        if marks.value(unknown)
        else ""
    )
    return Chart(
        id="bands",
        kind=Kind.BARS,
        title=_(
            "%(subject)s by bandwidth in Mbps %(when)s", subject=marks.subject, when=setting.when
        ),
        unit=marks.unit,
        categories=tuple(categories),
        series=(Series(marks.subject, tuple(values)),),
        head=_("Mbps"),
        word="bandwidth",
        notes=(note,) if marks.value(unknown) else (),
    )


def _bandwidth(setting: Setting, found: Mapping[date, int]) -> Chart:
    values = []
    for period in setting.axis.periods:
        days = (period.last - period.first).days + 1
        kbps = max(
            (found.get(period.first + timedelta(days=at), 0) for at in range(days)), default=0
        )
        href = setting.marks.href(after=period.first, before=period.last)
        values.append(Mark(kbps, _("%(num)s Mbps", num=number(kbps / MEGABIT, 1)), href))
    return Chart(
        id="bandwidth",
        kind=Kind.STEPS,
        title=_(
            "Most bandwidth reserved at once by %(unit)s %(when)s",
            unit=setting.axis.unit_words,
            when=setting.when,
        ),
        unit=Unit(N_("Mbps"), MEGABIT),
        categories=in_time(setting, None),
        series=(Series(_("Mbps"), tuple(values)),),
        head=setting.axis.head,
        word="bandwidth",
    )
