"""Playback: how streams were delivered, why they were converted, to what, how many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from watchkeeper.columns.figures.sortings import BANDS
from watchkeeper.columns.selection.traits import UNKNOWN
from watchkeeper.domain.reasons import Reason
from watchkeeper.features.statistics import By, Table, Wanted
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
STREAMS = Unit("streams at once")


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
    marks, when = setting.marks, setting.when
    return [
        draw(_modes(setting, totals, modes)),
        ranking(
            setting,
            Ranking(
                id="reasons",
                title=f"{marks.subject} that were converted, by reason, {when}",
                rows=_reasons(reasons),
                head="Reason",
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
        Series(name, marks_in_time(setting, in_period(modes, mode), mode=mode), STYLES[mode])
        for mode, name in MODES
    ]
    return Chart(
        id="modes",
        kind=Kind.LINES if is_people else Kind.BARS,
        title=f"{marks.subject} by mode and {setting.axis.unit} {setting.when}",
        unit=marks.unit,
        categories=in_time(setting, totals),
        series=tuple(series),
        head=setting.axis.unit.capitalize(),
        summary=setting.summary,
        word="mode",
    )


def _reasons(table: Table) -> list[Row]:
    names = {int(reason): (word, text) for word, (reason, text) in REASONS.items()}
    return [
        Row(names[key][1], figures, {"reason": names[key][0]})
        for key, figures in table.items()
        if isinstance(key, int) and key in {int(one) for one in Reason}
    ]


def _devices(setting: Setting, what: str, tables: tuple[Table, Table]) -> Drawn:
    totals, modes = tables
    name = {"platforms": "platform", "players": "player"}[what]
    rows = [
        Row(
            "Not known" if key in {None, ""} else str(key),
            figures,
            {name: None if key == "" else key},
            tuple(modes.get((key, mode), NOTHING) for mode, _ in MODES),
        )
        for key, figures in totals.items()
    ]
    noun = {"platforms": "platform", "players": "device"}[what]
    return ranking(
        setting,
        Ranking(
            id=what,
            title=f"{setting.marks.subject} by {noun} and mode {setting.when}",
            rows=rows,
            head=noun.capitalize(),
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
        title=f"From which resolution to which {setting.when}",
        unit=marks.unit,
        categories=tuple(Category(one, f"delivered as {one}") for one in words),
        series=tuple(series),
        head="Delivered as",
        word="resolution",
        notes=("Down: the file. Across: as delivered. Without music.",),
    )


def _lines(resolution: object) -> tuple[int, str]:
    """How many lines a resolution has, about."""
    text = str(resolution).lower()
    found = [place for place, word in enumerate(LINES) if text.startswith(word)]
    return (found[0] if found else -1), text


def _peaks(setting: Setting, peaks: Mapping[date, tuple[int, ...]]) -> Chart:
    names = (("All", "s6"), *((name, STYLES[mode]) for mode, name in MODES))
    rows = [_highest(period, peaks) for period in setting.axis.periods]
    series = [
        Series(
            name,
            tuple(
                Mark(
                    row[place],
                    f"{row[place]:,} at once",
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
        title=f"Most streams at once by {setting.axis.unit} {setting.when}",
        unit=STREAMS,
        categories=in_time(setting, None),
        series=tuple(series),
        head=setting.axis.unit.capitalize(),
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
        categories.append(Category(short, f"{short} Mbps"))
        values.append(marks.mark(table.get(low, NOTHING), bandwidth=ask))
    unknown = table.get(None, NOTHING)
    note = f"Of {marks.text(unknown)} it is not known." if marks.value(unknown) else ""
    return Chart(
        id="bands",
        kind=Kind.BARS,
        title=f"{marks.subject} by bandwidth in Mbps {setting.when}",
        unit=marks.unit,
        categories=tuple(categories),
        series=(Series(marks.subject, tuple(values)),),
        head="Mbps",
        word="bandwidth",
        notes=(note,) if note else (),
    )


def _bandwidth(setting: Setting, found: Mapping[date, int]) -> Chart:
    values = []
    for period in setting.axis.periods:
        days = (period.last - period.first).days + 1
        kbps = max(
            (found.get(period.first + timedelta(days=at), 0) for at in range(days)), default=0
        )
        href = setting.marks.href(after=period.first, before=period.last)
        values.append(Mark(kbps, f"{kbps / MEGABIT:,.1f} Mbps", href))
    return Chart(
        id="bandwidth",
        kind=Kind.STEPS,
        title=f"Most bandwidth reserved at once by {setting.axis.unit} {setting.when}",
        unit=Unit("Mbps", MEGABIT),
        categories=in_time(setting, None),
        series=(Series("Mbps", tuple(values)),),
        head=setting.axis.unit.capitalize(),
        word="bandwidth",
    )
