"""What an import found and did, as numbers and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from watchkeeper.domain.play import NewPlay
from watchkeeper.features.importers.fate import Fate
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

LIBRARY_UNKNOWN = N_("(no library)")


@dataclass(slots=True)
class Tally:
    """Plays and the seconds they were watched, paused time excluded."""

    plays: int = 0
    new: int = 0  # not in our record before
    seconds: int = 0

    def add(self, play: NewPlay, *, is_new: bool) -> None:
        """Count one play."""
        self.plays += 1
        self.new += is_new
        if play.stopped is not None:
            self.seconds += max(0, play.stopped - play.started - play.paused_seconds)


@dataclass(slots=True)
class ImportReport:
    """Counts of one import, dry or real. Keys of the tallies are shown as they are."""

    file: str
    version: str
    server: str
    is_dry: bool
    rows: int = 0  # of session_history
    first_started: int | None = None  # UTC seconds
    last_started: int | None = None  # UTC seconds
    years: dict[str, Tally] = field(default_factory=dict)
    libraries: dict[str, Tally] = field(default_factory=dict)
    people: dict[str, Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    fates: Counter[str] = field(default_factory=Counter)
    tables: dict[str, int] = field(default_factory=dict)  # rows newly kept, by Tautulli's table
    problems: Counter[str] = field(default_factory=Counter)

    @property
    def has_news(self) -> bool:
        """Whether anything of the file was not here before."""
        return any(tally.new for tally in self.kinds.values()) or any(self.tables.values())

    def add_tables(self, kept: Mapping[str, int]) -> None:
        """Count rows of other tables."""
        for table, rows in kept.items():
            self.tables[table] = self.tables.get(table, 0) + rows

    def as_json(self) -> dict[str, object]:
        """For the job's result: plain numbers and texts."""
        return {
            "file": self.file,
            "version": self.version,
            "server": self.server,
            "is_dry": self.is_dry,
            "rows": self.rows,
            "first_started": self.first_started,
            "last_started": self.last_started,
            "fates": dict(self.fates),
            "tables": self.tables,
            "problems": dict(self.problems),
        } | {name: _plain(tallies) for name, tallies in self._groups()}

    def _groups(self) -> Iterable[tuple[str, Mapping[str, Tally]]]:
        return (
            ("years", self.years),
            ("libraries", self.libraries),
            ("people", self.people),
            ("kinds", self.kinds),
        )


def report_of(content: Mapping[str, object]) -> ImportReport:
    """The report that `as_json` made plain."""
    fields = dict(content)
    for name in ("years", "libraries", "people", "kinds"):
        fields[name] = {key: Tally(*numbers) for key, numbers in fields[name].items()}  # type: ignore[attr-defined]  # as_json made them
    for name in ("fates", "problems"):
        fields[name] = Counter(fields[name])  # type: ignore[call-overload]  # as_json made them
    return ImportReport(**fields)  # type: ignore[arg-type]  # as_json made them


class Names:
    """How the report calls years, libraries and people."""

    def __init__(
        self, zone: ZoneInfo, libraries: Mapping[int, str], people: Mapping[int, str]
    ) -> None:
        self._zone = zone
        self._libraries = libraries
        self._people = people

    def year(self, play: NewPlay) -> str:
        """The year of the start where the owner lives."""
        return str(datetime.fromtimestamp(play.started, self._zone).year)

    def library(self, play: NewPlay) -> str:
        """The library's name, or its number when it has none."""
        if play.section_id is None:
            return LIBRARY_UNKNOWN
        return self._libraries.get(play.section_id) or f"Library {play.section_id}"

    def person(self, play: NewPlay) -> str:
        """The person's name."""
        return self._people.get(play.user_id) or play.username or f"User {play.user_id}"


def count_play(report: ImportReport, names: Names, play: NewPlay, fate: Fate) -> None:
    """Add one play to every table of the report."""
    is_new = fate.is_new
    kind = "live" if play.item.get("live") == 1 else play.media_type
    for tallies, key in (
        (report.years, names.year(play)),
        (report.libraries, names.library(play)),
        (report.people, names.person(play)),
        (report.kinds, kind),
    ):
        tally = tallies.get(key)
        if tally is None:
            tally = tallies[key] = Tally()
        tally.add(play, is_new=is_new)
    report.fates[fate.value] += 1


def render_table(report: ImportReport) -> str:
    """The report as text for a terminal: totals, then a table a year, library and person."""
    verb = "would be taken over" if report.is_dry else "taken over"
    new = sum(tally.new for tally in report.kinds.values())
    lines = [
        f"{report.file}: Tautulli {report.version}, server {report.server}",
        f"{report.rows} history rows, {new} plays {verb}, {report.fates[Fate.KNOWN]} here already,"
        f" {report.fates[Fate.RECORDED_HERE]} recorded here too,"
        f" {report.fates[Fate.DELETED_HERE]} deleted here before",
    ]
    lines += _table("Year", sorted(report.years.items()))
    lines += _table("Library", sorted(report.libraries.items(), key=_most_first))
    lines += _table("Person", sorted(report.people.items(), key=_most_first))
    lines += _table("Kind", sorted(report.kinds.items(), key=_most_first))
    lines += _counts("Other rows", report.tables)
    lines += _counts("Found on the way", report.problems)
    return "\n".join(lines) + "\n"


def _most_first(entry: tuple[str, Tally]) -> tuple[int, str]:
    return -entry[1].plays, entry[0]


def _plain(tallies: Mapping[str, Tally]) -> dict[str, list[int]]:
    return {key: [tally.plays, tally.new, tally.seconds] for key, tally in tallies.items()}


def _table(title: str, entries: list[tuple[str, Tally]]) -> list[str]:
    if not entries:
        return []
    width = max(len(title), *(len(key) for key, _ in entries))
    lines = ["", f"{title:<{width}}  {'plays':>9}  {'new':>9}  {'hours':>9}"]
    lines += [
        f"{key:<{width}}  {tally.plays:>9}  {tally.new:>9}  {tally.seconds / 3600:>9.1f}"
        for key, tally in entries
    ]
    return lines


def _counts(title: str, counts: Mapping[str, int]) -> list[str]:
    shown = [(key, count) for key, count in sorted(counts.items()) if count]
    return ["", title, *(f"  {key}: {count}" for key, count in shown)] if shown else []
