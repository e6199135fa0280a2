"""The database file as it is now: opened, read, and opened anew when it was replaced."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from threading import Lock

import structlog

from watchkeeper.domain.place import (
    HERE,
    NOWHERE,
    Place,
    as_kept,
    is_private,
    sought_address,
)
from watchkeeper.errors import MalformedError
from watchkeeper.features.places.ports import LocationDatabase
from watchkeeper.texts import N_

log = structlog.get_logger(__name__)

Open = Callable[[Path], LocationDatabase]
"""Opens a file; raises MalformedError with a sentence that says why it is of no use."""

Stamp = tuple[Path, int, int, int]
"""Which file, when it was changed (nanoseconds), its size and its number on the disk."""

MOST_KNOWN = 200_000
"""So many addresses are remembered; then all are forgotten, so that memory has a bound."""


class Reading:
    """Looks addresses up; may be used by any thread, and waits for the disk."""

    def __init__(self, open_database: Open) -> None:
        self._open = open_database
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._database: LocationDatabase | None = None
        self._problem = ""
        self._known: dict[str, Place] = {}
        self._shared: dict[Place, Place] = {}
        self._is_forgotten = False

    def database(self, path: Path) -> tuple[LocationDatabase | None, str]:
        """The database of a file, and why there is none."""
        with self._lock:
            self._follow(path)
            return self._database, self._problem

    def places(self, path: Path, addresses: Collection[str]) -> dict[str, Place] | None:
        """Where addresses are; None when the file cannot be read."""
        with self._lock:
            found = self._read(path, addresses)
            if found is None:  # once more, for a file that was replaced meanwhile
                found = self._read(path, addresses)
            if self._is_forgotten:
                self._drop()
            return found

    def known(self, address: str) -> Place | None:
        """What was found for an address before; None when it was not looked up yet."""
        return self._known.get(address)

    def words(self) -> frozenset[str]:
        """The names of all places that were found."""
        places = list(self._shared)
        names = (name for one in places for name in (one.city, one.region, one.country, one.code))
        return frozenset(name for name in names if name)

    def forget(self) -> None:
        """Forget all addresses, and close the file; does not wait for who looks up just now."""
        self._is_forgotten = True
        if self._lock.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._lock.release()

    def _read(self, path: Path, addresses: Collection[str]) -> dict[str, Place] | None:
        stamp = self._follow(path)
        if self._database is None:
            return None
        try:
            found = {text: self._found(text, self._database) for text in addresses}
        except MalformedError as error:
            self._drop()
            self._stamp, self._problem = stamp, error.sentence
            return None
        return found if stamp == stamp_of(path) else None

    def _follow(self, path: Path) -> Stamp | None:
        """Be at the file as it is now."""
        stamp = stamp_of(path)
        if stamp is not None and stamp == self._stamp and not self._is_forgotten:
            return stamp
        self._drop()
        self._stamp = stamp
        if stamp is None:
            self._problem = N_("There is no such file.")
            return None
        try:
            self._database = self._open(path)
        except MalformedError as error:
            self._problem = error.sentence
            log.warning("location database cannot be used", reason=self._problem)
        else:
            log.info("location database opened", kind=self._database.kind)
        return stamp

    def _found(self, text: str, database: LocationDatabase) -> Place:
        known = self._known.get(text)
        if known is None:
            known = place_in(database, text)
            known = self._shared.setdefault(known, known)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[text] = known
        return known

    def _drop(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database, self._stamp, self._problem = None, None, ""
        self._known.clear()
        self._shared.clear()
        self._is_forgotten = False


def place_in(database: LocationDatabase, text: str) -> Place:
    """What a database says of an address in the record.

    Raises:
        MalformedError: the file cannot be read.
    """
    address = sought_address(text)
    if address is None:
        return NOWHERE
    return HERE if is_private(address) else as_kept(database.find(address), address)


def stamp_of(path: Path) -> Stamp | None:
    """What tells a file from what it was before; None when there is no such file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (path, found.st_mtime_ns, found.st_size, found.st_ino) if path.is_file() else None
