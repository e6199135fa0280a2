"""Backups, files and rows as lines of tables."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.db.backup import Backup
from watchkeeper.features.system.upkeep.storage import Files
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass
from watchkeeper.web.words import Moment, moment

REASONS = {
    "by_hand": N_("by hand"),
    "before_upgrade": N_("before an upgrade"),
    "before_import": N_("before an import"),
    "before_restore": N_("before a restore"),
    "scheduled": N_("by itself"),
}
KILO = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """What it is, how many and how large."""

    words: str
    count: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup in the list."""

    name: str
    made: Moment
    reason: str
    size: str
    plays: str
    lost: int  # plays that a restore would cost

    @property
    def effect(self) -> str:
        """What a restore would do to the number of plays."""
        if not self.lost:
            return _("as many plays as now")
        count = abs(self.lost)
        written = f"{count:,}"
        if self.lost < 0:
            return ngettext(
                "%(num)s play more than now", "%(num)s plays more than now", count, num=written
            )
        return ngettext(
            "%(num)s play fewer than now", "%(num)s plays fewer than now", count, num=written
        )


def size(count: int) -> str:
    """Bytes for people, decimal.

    Examples:
        >>> size(999), size(1_500_000), size(2_000_000_000)
        ('999 B', '1.5 MB', '2.0 GB')
    """
    value, units = float(count), ["B", "kB", "MB", "GB"]
    while value >= KILO and len(units) > 1:
        value /= KILO
        units.pop(0)
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"


def backup_line(backup: Backup, plays: int, zone: tzinfo) -> BackupLine:
    """A backup, with `plays` as many as the record has now."""
    return BackupLine(
        name=backup.path.name,
        made=moment(backup.made_at, zone),
        reason=_(REASONS.get(backup.reason, backup.reason.replace("_", " "))),
        size=size(backup.size),
        plays=f"{backup.plays:,}",
        lost=plays - backup.plays,
    )


def file_line(files: Files) -> Line:
    """Files of one kind."""
    return Line(_(files.kind), f"{files.count:,}", size(files.size))


def row_line(table: str, count: int) -> Line:
    """The rows of one table."""
    return Line(table.replace("_", " "), f"{count:,}")
