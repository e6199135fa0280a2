"""Another program run to its end: bounded in time and output, with nothing of it left behind."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

import anyio
from anyio.abc import ByteReceiveStream, Process

from watchkeeper.values import dataclass

MOST_OUTPUT_BYTES = 16 * 1024
GRACE_SECONDS = 1.0
"""How long output is still read when a program has ended but what it started holds it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run; no shell reads it. Environment and input are all that it gets."""

    command: tuple[str, ...] = field(repr=False)
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    seconds: float | None  # None: as long as it takes
    given: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended; of what it said, the beginning."""

    code: int  # negative: the signal that ended it
    output: bytes = field(repr=False)
    errors: bytes = field(repr=False)


async def run_to_end(program: Program) -> Ended:
    """Run a program; at its time limit it is ended with all that it started.

    Raises:
        TimeoutError: it did not end in time.
        OSError: it cannot be started.
    """
    process = await anyio.open_process(
        program.command,
        cwd=program.folder,
        env=program.environment,
        start_new_session=True,
    )
    output, errors = bytearray(), bytearray()
    try:
        with anyio.fail_after(program.seconds):
            async with anyio.create_task_group() as group:
                group.start_soon(_give, process, program.given)
                group.start_soon(_read, process.stdout, output)
                group.start_soon(_read, process.stderr, errors)
                code = await process.wait()
                group.cancel_scope.deadline = anyio.current_time() + GRACE_SECONDS
    except BaseException:
        _end_group(process)
        raise
    finally:
        with anyio.CancelScope(shield=True):
            await process.aclose()
    return Ended(code, bytes(output), bytes(errors))


async def _give(process: Process, content: bytes) -> None:
    if process.stdin is None:
        return
    with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        if content:
            await process.stdin.send(content)
        await process.stdin.aclose()


async def _read(stream: ByteReceiveStream | None, kept: bytearray) -> None:
    """Read all, so that nobody waits for us, and keep the beginning."""
    if stream is None:
        return
    with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        async for part in stream:
            kept.extend(part[: MOST_OUTPUT_BYTES - len(kept)])


def _end_group(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
