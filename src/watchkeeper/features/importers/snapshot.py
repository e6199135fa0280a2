"""A private copy of what the owner hands over: a `tautulli.db`, or a backup zip with one."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from watchkeeper.db.foreign import fold_log, is_sqlite, refuse_other_files
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

LARGEST_DATABASE = 64 * 2**30  # bytes
LARGEST_CONFIG = 4 * 2**20  # bytes
LARGEST_RATIO = 200  # times a packed database may grow; SQLite files pack 3 to 20 times
MOST_MEMBERS = 1000
CHUNK = 2**20  # bytes
TRIES = 3
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # packed by a method unknown here
    RuntimeError,  # encrypted
    EOFError,
    OSError,
)
LONGEST_NAME = 300  # characters of a path in a message
LOG_ENDINGS = ("", "-wal", "-journal")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Copies in a folder of their own; the owner's own files are only read."""

    database: Path
    config: Path | None  # a config.ini found beside the database or in the zip


@contextmanager
def snapshot(source: Path, copies: Path, config: Path | None = None) -> Iterator[Snapshot]:
    """Copy `source` (and its config.ini) below the folder `copies` for as long as it is needed.

    Copies hold names and secrets. What a killed program left there is for the next start to
    remove, which a folder for temporary files of the whole machine would not allow.

    Raises:
        InputError: it is missing, too large, no zip of a database, or changes while it is read;
            or there is no room for the copy.
    """
    _must_be_there(source, "file")
    if config is not None:
        _must_be_there(config, "config")
    with _room(source, copies) as folder:
        taken = _unpacked(source, folder) if _is_zip(source) else _copied(source, folder)
        fold_log(taken.database)
        if config is not None:
            taken = Snapshot(taken.database, _config_copy(config, folder))
        yield taken


@contextmanager
def _room(source: Path, copies: Path) -> Iterator[Path]:
    try:
        copies.mkdir(parents=True, exist_ok=True)
        room = tempfile.TemporaryDirectory(dir=copies)
    except OSError as error:
        raise _uncopied(source, error) from error
    with room as name:
        yield Path(name)


def _uncopied(source: Path, error: OSError) -> InputError:
    return InputError(
        "%(name)s cannot be copied (%(reason)s).",
        name=source.name,
        reason=error.strerror,
        field="file",
    )


def _must_be_there(path: Path, field: str) -> None:
    try:
        is_there = path.is_file()
    except (OSError, ValueError):  # a name that no file system takes
        is_there = False
    if not is_there:
        raise InputError("There is no file %(path)s.", path=str(path)[:LONGEST_NAME], field=field)


def _is_zip(source: Path) -> bool:
    return not is_sqlite(source) and zipfile.is_zipfile(source)


def _copied(source: Path, folder: Path) -> Snapshot:
    """Copy the file with its log or journal, which may hold the newest plays."""
    refuse_other_files(source)
    parts = {source.with_name(source.name + end): f"tautulli.db{end}" for end in LOG_ENDINGS}
    for _ in range(TRIES):
        before = {part: _state(part) for part in parts}
        for part, name in parts.items():
            (folder / name).unlink(missing_ok=True)
            if before[part] is not None:
                _copy(part, folder / name)
        if before == {part: _state(part) for part in parts}:
            beside = source.with_name("config.ini")
            found = _config_copy(beside, folder) if beside.is_file() else None
            return Snapshot(folder / "tautulli.db", found)
    raise InputError(
        "%(name)s changes while it is read: stop Tautulli, or use one of its backups.",
        name=source.name,
        field="file",
    )


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise _uncopied(source, error) from error


def _config_copy(source: Path, folder: Path) -> Path:
    target = folder / "config.ini"
    if source.stat().st_size > LARGEST_CONFIG:
        raise InputError(
            "%(name)s is too large for a configuration file.", name=source.name, field="config"
        )
    _copy(source, target)
    return target


def _unpacked(source: Path, folder: Path) -> Snapshot:
    """Unpack only what is known by its name; member names never become paths."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise InputError("%(name)s holds too many files.", name=source.name, field="file")
            database = _only(members, ".db", source)
            _unpack(archive, database, folder / "tautulli.db", LARGEST_DATABASE)
            for log in _named(members, PurePosixPath(database.filename).name + "-wal"):
                _unpack(archive, log, folder / "tautulli.db-wal", LARGEST_DATABASE)
            config = _named(members, "config.ini")[:1]
            for member in config:
                _unpack(archive, member, folder / "config.ini", LARGEST_CONFIG)
    except UNREADABLE as error:
        raise InputError(
            "%(name)s cannot be unpacked (%(reason)s).",
            name=source.name,
            reason=error,
            field="file",
        ) from error
    return Snapshot(folder / "tautulli.db", folder / "config.ini" if config else None)


def _only(members: list[zipfile.ZipInfo], suffix: str, source: Path) -> zipfile.ZipInfo:
    found = [member for member in members if member.filename.lower().endswith(suffix)]
    if len(found) != 1:
        raise InputError(
            "%(name)s holds %(number)s databases; a Tautulli backup holds one.",
            name=source.name,
            number=len(found),
            field="file",
        )
    return found[0]


def _named(members: list[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    return [member for member in members if PurePosixPath(member.filename).name == name]


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, largest: int) -> None:
    """Write one member, counting what really comes out: the stated size may be a lie."""
    allowed = min(largest, max(CHUNK, member.compress_size * LARGEST_RATIO))
    written = 0
    with archive.open(member) as packed, target.open("wb") as file:
        while chunk := packed.read(CHUNK):
            written += len(chunk)
            if written > allowed:
                raise InputError(
                    "%(name)s in the zip unpacks to more than it should.",
                    name=member.filename,
                    field="file",
                )
            file.write(chunk)
