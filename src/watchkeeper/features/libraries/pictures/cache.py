"""Pictures on disk, bounded in size: hashed names, whole files, the longest unused goes first."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

from watchkeeper.domain.media import Image
from watchkeeper.values import dataclass

KEPT_SHARE = 0.9
TOUCH_SECONDS = 24 * 3600
SUFFIX = ".img"


@dataclass(frozen=True, slots=True)
class CachedPicture:
    """A picture and when it was fetched (UTC seconds)."""

    image: Image
    fetched_at: int


class PictureCache:
    """A folder of pictures. Sync, to be run in threads; may be thrown away at any time.

    Each file has one line (content type, instant of fetching), then the bytes.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def find(self, name: str, *, now: int) -> CachedPicture | None:
        """The picture of this name (hexadecimal); None when it is not there or not readable."""
        path = self._path(name)
        try:
            content = path.read_bytes()
            if now - path.stat().st_mtime > TOUCH_SECONDS:
                os.utime(path, (now, now))
            line, _, picture = content.partition(b"\n")
            content_type, fetched_at = line.decode().split(" ")
            return CachedPicture(Image(picture, content_type), int(fetched_at))
        except (OSError, ValueError):
            return None

    def put(self, name: str, image: Image, *, now: int) -> None:
        """Keep a picture, and make room for it.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = f"{image.content_type} {now}\n".encode() + image.content
        with self._lock:
            before = path.stat().st_size if path.exists() else 0
            total = self._counted() - before + len(content)
            _write_whole(path, content)
            os.utime(path, (now, now))
            self._bytes = total
            if total > self._most_bytes:
                self._make_room()

    def clear(self) -> int:
        """Throw all pictures away; how many there were."""
        with self._lock:
            files = self._files()
            for path in files:
                path.unlink(missing_ok=True)
            self._bytes = 0
        return len(files)

    def _path(self, name: str) -> Path:
        if not name.isalnum():
            raise ValueError("A kept picture is named by a hash.")
        return self._folder / name[:2] / f"{name}{SUFFIX}"

    def _files(self) -> list[Path]:
        return list(self._folder.glob(f"*/*{SUFFIX}"))

    def _counted(self) -> int:
        if self._bytes is None:
            self._bytes = sum(path.stat().st_size for path in self._files())
        return self._bytes

    def _make_room(self) -> None:
        files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._most_bytes * KEPT_SHARE:
                break
            path.unlink(missing_ok=True)
            total -= size
        self._bytes = total


def _write_whole(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
