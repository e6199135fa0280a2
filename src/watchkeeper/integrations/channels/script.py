"""Scripts of the owner's own: off unless the environment names a folder for them (S9).

Arguments are a list and no shell sees them; a script ends within its time; it gets Tautulli's
environment variables and nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import structlog

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.integrations.channels.process import Ended, Program, run_to_end
from watchkeeper.integrations.channels.reading import needed, number

log = structlog.get_logger(__name__)

INTERPRETERS: Mapping[str, tuple[str, ...]] = {
    ".php": ("php",),
    ".pl": ("perl",),
    ".ps1": ("powershell", "-executionPolicy", "bypass", "-file"),
    ".py": (sys.executable,),
    ".pyw": (sys.executable,),
    ".rb": ("ruby",),
    ".sh": (),
    ".bat": (),
    ".cmd": (),
}
PYTHONS = frozenset({"python", "python2", "python3", "pythonw"})
NO_PYTHON_PATH = "nopythonpath"
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TMPDIR")
SECRET_VARIABLES = ("PLEX_TOKEN", "TAUTULLI_APIKEY")
MOST_OUTPUT_CHARACTERS = 4000

Environment = Callable[[int], Awaitable[Mapping[str, str]]]
"""From the number of a server to the variables that its scripts get."""


class Scripts:
    """Runs scripts of one folder; None: there is none, and no script runs."""

    def __init__(self, folder: Path | None, environment: Environment) -> None:
        self._folder = folder
        self._environment = environment

    async def send(self, delivery: Delivery) -> None:
        """Run a script to its end.

        Raises:
            InputError: scripts are off, or there is no such script in the folder.
            OutsideError: it cannot be started, failed, or did not end in time.
        """
        path = self._script(needed(delivery, "script"))
        command = command_of(path, arguments_of(delivery.message.subject))
        given = await self._environment(delivery.server_id)
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        seconds = number(delivery.settings, "timeout")
        program = Program(
            command=tuple(command),
            folder=path.parent,
            environment=environment | dict(given),
            seconds=seconds or None,
        )
        try:
            ended = await run_to_end(program)
        except TimeoutError:
            raise _unended(seconds) from None
        except OSError as error:
            raise OutsideError(
                "The script cannot be started: %(reason)s.", reason=error.strerror
            ) from None
        _tell(path.name, ended, [given[name] for name in SECRET_VARIABLES if given.get(name)])
        if ended.code:
            raise OutsideError(
                "The script failed with code %(code)s: the log says more.", code=ended.code
            )

    def _script(self, name: str) -> Path:
        if self._folder is None:
            raise InputError(
                "Scripts are off: start the program with WATCHKEEPER_SCRIPTS naming their folder.",
                field="script",
            )
        folder = self._folder.resolve()
        path = (folder / name.replace("\x00", "")).resolve()
        is_script = path.suffix.lower() in INTERPRETERS and path.is_file()
        if not path.is_relative_to(folder) or not is_script:
            raise InputError(
                "There is no such script in %(folder)s.", folder=folder, field="script"
            )
        return path


def arguments_of(subject: str) -> list[str]:
    """The arguments, which a message for a script holds as a JSON list of texts.

    Raises:
        InputError: it is no such list.
    """
    try:
        found = json.loads(subject) if subject else []
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise InputError("The arguments of the script cannot be read.", field="subject")
    return [str(each).replace("\x00", "") for each in found]


def command_of(path: Path, arguments: list[str]) -> list[str]:
    """What to run: the interpreter of the script's kind, the script, its arguments.

    A first argument python, python2, python3 or pythonw is the interpreter of a Python script, as
    Tautulli has it; nopythonpath has no meaning here and is left out.
    """
    kind = path.suffix.lower()
    interpreter = list(INTERPRETERS[kind])
    if arguments and arguments[0] == NO_PYTHON_PATH:
        arguments = arguments[1:]
    if arguments and arguments[0] in PYTHONS and kind in {".py", ".pyw"}:
        interpreter, arguments = [arguments[0]], arguments[1:]
    return [*interpreter, str(path), *arguments]


def _unended(seconds: int) -> OutsideError:
    if seconds == 1:
        return OutsideError("The script did not end within a second.")
    return OutsideError("The script did not end within %(seconds)s seconds.", seconds=seconds)


def _tell(name: str, ended: Ended, secrets: Sequence[str]) -> None:
    if ended.output:
        log.debug("script said", script=name, output=_words(ended.output, secrets))
    if ended.errors:
        log.error("script complained", script=name, output=_words(ended.errors, secrets))


def _words(output: bytes, secrets: Sequence[str]) -> str:
    words = output.decode(errors="replace").strip()
    for secret in secrets:
        words = words.replace(secret, "***")
    return words[:MOST_OUTPUT_CHARACTERS]
