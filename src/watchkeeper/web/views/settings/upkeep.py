"""Backups, files and rows as lines of tables."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.db.backup import Backup
from watchkeeper.features.system.upkeep.storage import Files
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.words import Moment, file_size, moment

REASONS = {
    "by_hand": N_("by hand"),
    "before_upgrade": N_("before an upgrade"),
    "before_import": N_("before an import"),
    "before_restore": N_("before a restore"),
    "scheduled": N_("by itself"),
}
ROWS = frozenset(
    {
        N_("account"),
        N_("api key"),
        N_("audit"),
        N_("change"),
        N_("collection"),
        N_("collection gap"),
        N_("erased account"),
        N_("guest invitation"),
        N_("ignored finding"),
        N_("item"),
        N_("job"),
        N_("kept row"),
        N_("last stop"),
        N_("library"),
        N_("library item"),
        N_("library reading"),
        N_("mirror"),
        N_("newsletter"),
        N_("newsletter delivery"),
        N_("newsletter issue"),
        N_("newsletter unsubscribed"),
        N_("notice"),
        N_("notifier"),
        N_("occasion"),
        N_("person account"),
        N_("plan"),
        N_("play"),
        N_("play deleted"),
        N_("player"),
        N_("preference"),
        N_("push subscription"),
        N_("record state"),
        N_("saved view"),
        N_("server"),
        N_("session"),
        N_("shared year"),
        N_("sign in"),
        N_("stream"),
        N_("taken row"),
        N_("trouble"),
        N_("untold arrival"),
        N_("user"),
        N_("user privacy"),
        N_("web session"),
        N_("year opt out"),
    }
)
"""What the tables of the database hold, as their names read."""
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
        if self.lost < 0:
            return ngettext("%(num)s play more than now", "%(num)s plays more than now", count)
        return ngettext("%(num)s play fewer than now", "%(num)s plays fewer than now", count)


def size(count: int) -> str:
    """Bytes in a unit that fits, decimal.

    Examples:
        >>> size(999), size(1_500_000), size(2_000_000_000)
        ('999 B', '1.5 MB', '2.0 GB')
    """
    return _("%(num)s B", num=count) if count < KILO else file_size(count)


def backup_line(backup: Backup, plays: int, zone: tzinfo) -> BackupLine:
    """A backup, with `plays` as many as the record has now."""
    return BackupLine(
        name=backup.path.name,
        made=moment(backup.made_at, zone),
        reason=_(REASONS.get(backup.reason, backup.reason.replace("_", " "))),
        size=size(backup.size),
        plays=number(backup.plays),
        lost=plays - backup.plays,
    )


def file_line(files: Files) -> Line:
    """Files of one kind."""
    return Line(_(files.kind), number(files.count), size(files.size))


def row_line(table: str, count: int) -> Line:
    """The rows of one table."""
    words = table.replace("_", " ")
    return Line(_(words) if words in ROWS else words, number(count))
