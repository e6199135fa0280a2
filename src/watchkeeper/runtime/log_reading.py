"""Reading log files from their end, a bounded piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.runtime.logs import LOG_FILE, OLD_FILES
from watchkeeper.values import dataclass

BLOCK = 65_536  # bytes
MOST_BYTES = 4 * 1024 * 1024  # that one question reads
LONGEST_LINE = 65_536  # bytes; what is longer is cut


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the log: how many times the file was put aside, and an offset in bytes."""

    file: int = 0
    offset: int | None = None  # None: its end

    @classmethod
    def of(cls, text: str) -> Position:
        """What `text` wrote; anything else is the end of the log.

        Examples:
            >>> Position.of("1-20").text, Position.of("x").text
            ('1-20', '0-')
        """
        file, _, offset = text.partition("-")
        if file.isdecimal() and offset.isdecimal() and int(file) <= OLD_FILES:
            return cls(int(file), int(offset))
        return cls()

    @property
    def text(self) -> str:
        """The place for an address."""
        return f"{self.file}-{'' if self.offset is None else self.offset}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line and where it begins."""

    at: Position
    content: bytes


def lines_back(folder: Path, before: Position | None = None) -> Iterator[Line]:
    """The lines of the log before a place, the newest first; ends after `MOST_BYTES`."""
    start = before or Position()
    room = MOST_BYTES
    for number in range(start.file, OLD_FILES + 1):
        path = folder / (f"{LOG_FILE}.{number}" if number else LOG_FILE)
        if not path.is_file():
            return
        stop = start.offset if number == start.file else None
        for offset, content in _file_back(path, stop, room):
            room -= len(content) + 1
            yield Line(Position(number, offset), content[:LONGEST_LINE])
        if room <= 0:
            return


def file_lines_back(path: Path) -> Iterator[bytes]:
    """The lines of one file, the newest first; ends after `MOST_BYTES`."""
    if path.is_file():
        for _offset, content in _file_back(path, None, MOST_BYTES):
            yield content[:LONGEST_LINE]


def _file_back(path: Path, stop: int | None, room: int) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        end = file.seek(0, 2)
        at = end if stop is None else min(stop, end)
        rest = b""
        while at > 0 and room > 0:
            size = min(BLOCK, at)
            at -= size
            room -= size
            file.seek(at)
            first, *lines = (file.read(size) + rest).split(b"\n")
            place = at + len(first) + 1
            found = []
            for line in lines:
                if line.strip():
                    found.append((place, line))
                place += len(line) + 1
            yield from reversed(found)
            rest = first
        if at == 0 and rest.strip():
            yield 0, rest
