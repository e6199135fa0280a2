"""The command line: thin functions over the services."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import anyio
import click
import uvloop

from watchkeeper import __version__
from watchkeeper.errors import WatchkeeperError
from watchkeeper.runtime.clock import Clock, FixedClock, SystemClock
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.memory import allocate_sparingly
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.runtime.threads import take_short_turns
from watchkeeper.settings import Settings, load, unknown_variables

Work = Callable[[], Awaitable[None]]

A_FILE = click.Path(path_type=Path)


@click.group("watchkeeper")
def app() -> None:
    """One record of what was watched on your Plex servers, and careful hands."""


@app.group("import")
def importing() -> None:
    """Take over another program's history."""


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command()
@click.option(
    "--clock", type=float, help="For tests: the wall clock stands still at this UTC second."
)
def serve(clock: float | None) -> None:
    """Watch, record and answer; everything comes from WATCHKEEPER_* and watchkeeper.toml."""
    from watchkeeper.main import serve as serve_application  # noqa: PLC0415  # slow to import

    with plain_errors():
        allocate_sparingly()
        take_short_turns()
        settings = read_settings()
        redactor = set_up_logs(settings)
        run(lambda: serve_application(settings, clock_at(clock), redactor))


@app.command()
@click.option("--port", default=8181, help="The port to listen on.")
@click.option("--seed", default=1, help="Another seed makes another household.")
@click.option("--plays", default=20_000, help="How many plays its three years have.")
def demo(port: int, seed: int, plays: int) -> None:
    """Show Watchkeeper with a simulated Plex server and a lived-in household."""
    from watchkeeper.cli.demo import DemoOptions, run_demo  # noqa: PLC0415  # slow to import

    with plain_errors():
        run(lambda: run_demo(DemoOptions(port=port, seed=seed, plays=plays)))


@importing.command("tautulli")
@click.argument("file", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Only show what would be taken over.")
@click.option("--config", type=A_FILE, help="Its config.ini; one beside the file is found.")
@click.option(
    "--server", default="", help="The Plex server's machine identifier, if the file has none."
)
@click.option("--with-api-key", is_flag=True, help="Take over its API key from config.ini too.")
@click.option(
    "--notifiers-tell",
    is_flag=True,
    help="Let its notifiers tell at once; else they are silent, as that Tautulli may still run.",
)
def import_tautulli(file: Path, **options: Any) -> None:  # Any: what the options above state
    """Take over a Tautulli database: repeatable, resumable, and nothing is written by a dry run.

    FILE is tautulli.db, or a backup zip of it.
    """
    from watchkeeper.cli.take_over import (  # noqa: PLC0415  # slow to import
        TakeOverOptions,
        take_over,
    )

    order = TakeOverOptions(file=file, is_dry=options.pop("dry_run"), **options)
    with plain_errors():
        settings = read_settings()
        redactor = set_up_logs(settings)
        run(lambda: take_over(settings, redactor, order))


@app.command()
def doctor() -> None:
    """Check the database, and compare the columns with it."""
    from watchkeeper.cli.doctor import examine  # noqa: PLC0415  # slow to import

    with plain_errors():
        settings = read_settings()
        redactor = set_up_logs(settings)
        run(lambda: examine(settings, redactor))


@app.command()
def backup() -> None:
    """Make a copy of the database, open it and count it before calling it good."""
    from watchkeeper.cli.keep import make_backup  # noqa: PLC0415  # slow to import

    with plain_errors():
        make_backup(read_settings(), SystemClock())


@app.command()
@click.argument("name")
def restore(name: str) -> None:
    """Put a backup (its file name) in the place of the database, which becomes a backup first."""
    from watchkeeper.cli.keep import restore_backup  # noqa: PLC0415  # slow to import

    with plain_errors():
        restore_backup(read_settings(), SystemClock(), name)


@app.command()
@click.option("--plays", default=10_000, type=click.IntRange(100), help="How many plays are made.")
@click.option("--users", default=40, type=click.IntRange(2), help="How many people play.")
@click.option("--years", default=6.0, type=click.FloatRange(0.1), help="How far they go back.")
@click.option("--seed", default=1, help="Another seed makes other plays.")
@click.option("--runs", default=9, type=click.IntRange(1), help="How often each call is timed.")
@click.option("--budget", default=20.0, help="Seconds until a slow call ends early.")
@click.option("--clients", default=16, help="Clients at once; 0 measures no load.")
@click.option("--seconds", default=10.0, help="How long load and idleness last.")
@click.option(
    "--writes-beside/--no-writes-beside", default=True, help="Record plays during the load."
)
@click.option("--streams", default=0, help="Streams at once; 0 measures none.")
@click.option("--rules", default=0, help="Notifiers that tell of each event of these streams.")
@click.option(
    "--file", type=A_FILE, help="Measure with this Tautulli database, not with made plays."
)
@click.option("--tautulli-url", default="", help="A Tautulli to measure in the same run.")
@click.option("--tautulli-key", default="", help="Its API key.")
@click.option("--json", type=A_FILE, help="Write the figures to this file too.")
def bench(**options: Any) -> None:  # Any: one value an option, checked by click
    """Measure at the HTTP edge, on made data in a throw-away folder, and print a table."""
    from watchkeeper.cli.bench.options import BenchOptions, Size, Tautulli  # noqa: PLC0415  # slow
    from watchkeeper.cli.bench.run import bench as run_bench  # noqa: PLC0415  # slow to import

    size = {name: options.pop(name) for name in ("plays", "users", "years", "seed")}
    url, key = options.pop("tautulli_url"), options.pop("tautulli_key")
    tautulli = Tautulli(url=url, key=key) if url else None
    wanted = BenchOptions(size=Size(**size), tautulli=tautulli, **options)
    with plain_errors():
        run_bench(wanted, SystemClock())


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what is wrong in a sentence and end with status 1, without a traceback."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _fall_silent()
    except WatchkeeperError as error:
        print(f"watchkeeper: {error}", file=sys.stderr)
        sys.exit(1)
    except BaseExceptionGroup as group:
        expected, rest = group.split((WatchkeeperError, BrokenPipeError))
        if expected is None or rest is not None:
            raise
        first = _first(expected)
        if isinstance(first, BrokenPipeError):
            _fall_silent()
        print(f"watchkeeper: {first}", file=sys.stderr)
        sys.exit(1)


def read_settings() -> Settings:
    """The settings of this process; misspelt variables are told."""
    for name in unknown_variables(os.environ):
        print(f"watchkeeper: {name} means nothing and is ignored.", file=sys.stderr)
    return load(os.environ, Path.cwd())


def set_up_logs(settings: Settings) -> Redactor:
    """Log to the screen and to files in the data folder, without secrets.

    Returns:
        What masks them; it is to be told every secret that comes up later.
    """
    secrets = (settings.api_key, settings.password, settings.plex_token)
    redactor = Redactor()
    for secret in secrets:
        if secret is not None:
            redactor.learn(secret.reveal())
    options = LogOptions(
        level=settings.log_level, form=settings.log_format, folder=settings.data / "logs"
    )
    configure_logging(options, redactor)
    return redactor


def clock_at(instant: float | None) -> Clock:
    """The machine's clock, or one that stands still."""
    return SystemClock() if instant is None else FixedClock(instant)


def run(work: Work) -> None:
    """Run on the fast event loop."""
    anyio.run(work, backend_options={"loop_factory": uvloop.new_event_loop})


def _fall_silent() -> NoReturn:
    """End when nobody reads the output any more, as `... | head` does.

    Python would complain once more at its end, when it writes out the rest.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
