"""How long files are kept."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, Range, preference
from watchkeeper.texts import N_


class Exporting(Group):
    """What becomes of exported files."""

    name: ClassVar[str] = "exporting"
    title: ClassVar[str] = "Exports"

    keep_days: int = preference(
        30,
        N_("Exports are kept"),
        N_("Older ones are deleted with their files. 0 keeps them until you delete them."),
        within=Range(0, 3650, N_("days")),
    )


class Backing(Group):
    """When backups are made by themselves, and which of them stay."""

    name: ClassVar[str] = "backups"
    title: ClassVar[str] = "Backups"

    backup_interval: int = preference(
        24,
        N_("A backup is made every"),
        N_("0 makes none by itself."),
        tautulli="BACKUP_INTERVAL",
        within=Range(0, 720, N_("hours")),
    )
    backup_days: int = preference(
        7,
        N_("Backups made by themselves are kept"),
        N_(
            "Older ones are deleted after a new one was found to be good; the newest good one,"
            " and the one with most plays, always stay."
        ),
        tautulli="BACKUP_DAYS",
        within=Range(1, 3650, N_("days")),
    )
