"""The log files of a Plex Media Server, where its owner lets us read their folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchkeeper.errors import NotFoundError
from watchkeeper.runtime.log_reading import file_lines_back
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.values import dataclass

MAIN = "Plex Media Server"
LINE = re.compile(
    r"(?P<time>[A-Z][a-z]{2} \d{1,2}, \d{4} \d{2}:\d{2}:\d{2}(?:\.\d+)?)"
    r" \[[^\]]*\] (?P<level>[A-Z]+) - (?P<message>.*)",
    re.DOTALL,
)
LEVELS = ("VERBOSE", "DEBUG", "INFO", "WARN", "ERROR")


@dataclass(frozen=True, slots=True)
class ServerLogLine:
    """One line; a line that goes on with the one before has neither time nor level."""

    time: str  # as the server writes it, by its own clock: "Nov 21, 2026 13:00:01.123"
    level: str  # one of LEVELS, or ""
    message: str


class ServerLogs:
    """Reads files of one folder and never one outside it; secrets are masked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._redactor = Redactor()

    def names(self) -> list[str]:
        """The logs there are, without their ending, the main one first."""
        found = [path.stem for path in self._folder.glob("*.log") if self._is_ours(path)]
        return sorted(found, key=lambda name: (name != MAIN, name.casefold()))

    def lines(self, name: str, *, level: str = "", text: str = "") -> Iterator[ServerLogLine]:
        """The lines of a log, the newest first, of the end of the file alone.

        `level` is the lowest that is wanted.

        Raises:
            NotFoundError: there is no such log.
        """
        wanted = LEVELS[LEVELS.index(level) :] if level in LEVELS else ()
        for content in file_lines_back(self._path(name)):
            line = parsed(self._redactor.text(content.decode(errors="replace")))
            if (not wanted or line.level in wanted) and text.casefold() in line.message.casefold():
                yield line

    def content(self, name: str) -> bytes:
        """A whole log as it is in its file, but for secrets.

        Raises:
            NotFoundError: there is no such log.
        """
        text = self._path(name).read_text("utf-8", errors="replace")
        return "".join(self._redactor.text(line) for line in text.splitlines(True)).encode()

    def _path(self, name: str) -> Path:
        if name not in self.names():
            raise NotFoundError("There is no such log of the media server.", field="file")
        return self._folder / f"{name}.log"

    def _is_ours(self, path: Path) -> bool:
        return path.is_file() and path.resolve().parent == self._folder.resolve()


def parsed(text: str) -> ServerLogLine:
    """A line in its parts.

    Examples:
        >>> parsed("Nov 21, 2026 13:00:01.123 [140:main] INFO - Hello")
        ServerLogLine(time='Nov 21, 2026 13:00:01.123', level='INFO', message='Hello')
        >>> parsed("  and more").level
        ''
    """
    found = LINE.fullmatch(text.rstrip("\r"))
    if found is None:
        return ServerLogLine("", "", text.rstrip("\r"))
    return ServerLogLine(found["time"], found["level"], found["message"])
