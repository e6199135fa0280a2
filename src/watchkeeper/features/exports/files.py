"""The folder of the exports: one folder each, of names that can lead nowhere else."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from watchkeeper.features.exports.naming import safe_name, safe_title
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """Everything under one folder; sync, to be run in threads."""

    root: Path

    def make(self, title: str, at: datetime) -> str:
        """Make a new folder for an export; returns its name.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        name = f"{safe_title(title)}.{at:%Y%m%d%H%M%S}"
        for number in range(1, 1000):
            tried = name if number == 1 else f"{name}-{number}"
            try:
                (self.root / tried).mkdir()
            except FileExistsError:
                continue
            return tried
        raise FileExistsError(name)

    def folder(self, name: object) -> Path | None:
        """The folder of that name; None when it is not there or would lie anywhere else."""
        if not isinstance(name, str) or not name or safe_name(name) != name:
            return None
        path = self.root / name
        return path if path.is_dir() and not path.is_symlink() else None

    def file(self, folder: object, name: object) -> Path | None:
        """A file in the folder of an export; None as above."""
        place = self.folder(folder)
        if place is None or not isinstance(name, str) or safe_name(name) != name:
            return None
        path = place / name
        return path if path.is_file() and not path.is_symlink() else None

    def empty(self, name: object) -> None:
        """Remove what a run that broke off left."""
        place = self.folder(name)
        for path in place.iterdir() if place else ():
            path.unlink()

    def delete(self, name: object) -> None:
        """Remove the folder of an export, if there is one."""
        place = self.folder(name)
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
