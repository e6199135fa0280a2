"""Logging: short events with facts, to the screen and to files of bounded size, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from watchkeeper.runtime.modules import hidden
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.values import dataclass

with hidden("rich"):  # 4 MiB where it is installed, for tracebacks that would show local variables
    import structlog
    from structlog.typing import EventDict, Processor, WrappedLogger

LOG_FILE = "watchkeeper.log"
MOST_BYTES = 5_000_000  # of one file
OLD_FILES = 5
TALKATIVE = ("alembic", "httpcore2", "httpx2", "oauthlib", "websockets", "uvicorn.access")
"""Loggers of libraries that are heard from warnings on."""

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROLS_OF_TRACES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""All but tabs and line feeds, which tracebacks are made of."""
TRACE = "exception"
MOST_CHARACTERS = 4000  # of one value: callers choose how long an address is

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What is logged, how it looks on the screen, and the folder of the files."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    form: Literal["auto", "pretty", "json"] = "auto"
    folder: Path | None = None  # None: the screen alone
    screen_level: int = logging.NOTSET  # the screen may show less


def configure_logging(options: LogOptions, redactor: Redactor) -> None:
    """Send everything, libraries included, through the redactor to screen and files.

    A folder that cannot be written is left out: the program must be able to say so.
    """
    level = logging.getLevelNamesMapping()[options.level.upper()]
    steps = _steps(redactor)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(options.screen_level)
    screen.setFormatter(_formatter(steps, _screen_renderer(options.form)))
    root.addHandler(screen)
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # or what is made before could never be told apart
    )
    log_from(level)
    if options.folder is not None:
        _add_file(root, options.folder, _formatter(steps, structlog.processors.JSONRenderer()))


def log_from(level: int) -> None:
    """Log what has at least this level (of `logging`) from now on; libraries from warnings on."""
    logging.getLogger().setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))


class BoundedFile(RotatingFileHandler):
    """A file that starts anew when it is full, and is silent when the disk is."""

    def drop(self, is_meant: Callable[[str], bool]) -> int:
        """Take lines out of this file and the older ones beside it; how many."""
        self.acquire()
        try:
            self.flush()
            path = Path(self.baseFilename)
            dropped = sum(
                _drop_lines(one, is_meant)
                for one in sorted(path.parent.glob(f"{path.name}*"))
                if one.is_file()
            )
            if self.stream is not None:
                self.stream.close()
                self.stream = self._open()
        finally:
            self.release()
        return dropped

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Lose the line: the screen has it, and the health page tells of the disk."""


def drop_lines(is_meant: Callable[[str], bool]) -> int:
    """Take lines out of all log files; how many.

    Raises:
        OSError: a file cannot be written.
    """
    handlers = logging.getLogger().handlers
    return sum(one.drop(is_meant) for one in handlers if isinstance(one, BoundedFile))


def _drop_lines(path: Path, is_meant: Callable[[str], bool]) -> int:
    lines = path.read_text("utf-8", "replace").splitlines(keepends=True)
    kept = [line for line in lines if not is_meant(line)]
    if len(kept) < len(lines):
        path.write_text("".join(kept), "utf-8")
    return len(lines) - len(kept)


def _steps(redactor: Redactor) -> list[Processor]:
    def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: redactor.named(name, value) for name, value in event.items()}

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        _on_one_line,
    ]


def _on_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Control characters made visible: no caller can forge a line, colour the screen, or fill it.

    Long values are cut after they were redacted: half a secret would not be known for one.
    """
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = (
                CONTROLS_OF_TRACES.sub(_picture, value)
                if name == TRACE
                else CONTROLS.sub(_picture, value[:MOST_CHARACTERS])
            )
    return event


def _picture(match: re.Match[str]) -> str:
    """The sign for a control character, e.g. that for a line feed (Unicode block U+2400)."""
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _formatter(steps: list[Processor], renderer: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _screen_renderer(form: Literal["auto", "pretty", "json"]) -> Processor:
    is_terminal = sys.stderr.isatty()
    if form == "json" or (form == "auto" and not is_terminal):
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=is_terminal,
        exception_formatter=structlog.dev.plain_traceback,  # the rich one shows local variables
    )


def _add_file(root: logging.Logger, folder: Path, formatter: logging.Formatter) -> None:
    try:
        for made in (folder.parent, folder):  # the set-up code stands in the log
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = BoundedFile(
            folder / LOG_FILE, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8"
        )
    except OSError as error:
        log.warning("log file cannot be written", folder=str(folder), reason=error.strerror)
        return
    file.setFormatter(formatter)
    root.addHandler(file)
