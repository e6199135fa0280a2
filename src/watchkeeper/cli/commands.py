"""The command line: thin functions over the services."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import anyio
import typer
import uvloop

from watchkeeper import __version__
from watchkeeper.errors import WatchkeeperError
from watchkeeper.runtime.clock import Clock, FixedClock, SystemClock
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.memory import share_arenas
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings, load, unknown_variables

app = typer.Typer(
    name="watchkeeper",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="One record of what was watched on your Plex servers, and careful hands.",
)
importing = typer.Typer(no_args_is_help=True, help="Take over another program's history.")
app.add_typer(importing, name="import")

At = Annotated[
    float | None,
    typer.Option("--clock", help="For tests: the wall clock stands still at this UTC second."),
]
Work = Callable[[], Awaitable[None]]


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command()
def serve(clock: At = None) -> None:
    """Watch, record and answer; everything comes from WATCHKEEPER_* and watchkeeper.toml."""
    from watchkeeper.main import serve as serve_application  # noqa: PLC0415  # slow to import

    with plain_errors():
        share_arenas()
        settings = read_settings()
        redactor = set_up_logs(settings)
        run(lambda: serve_application(settings, clock_at(clock), redactor))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8181,
    seed: Annotated[int, typer.Option(help="Another seed makes another household.")] = 1,
    plays: Annotated[int, typer.Option(help="How many plays its three years have.")] = 20_000,
) -> None:
    """Show Watchkeeper with a simulated Plex server and a lived-in household."""
    from watchkeeper.cli.demo import DemoOptions, run_demo  # noqa: PLC0415  # slow to import

    with plain_errors():
        run(lambda: run_demo(DemoOptions(port=port, seed=seed, plays=plays)))


@importing.command("tautulli")
def import_tautulli(
    file: Annotated[Path, typer.Argument(help="tautulli.db, or a backup zip of it.")],
    dry_run: Annotated[bool, typer.Option(help="Only show what would be taken over.")] = False,
    config: Annotated[
        Path | None, typer.Option(help="Its config.ini; one beside the file is found.")
    ] = None,
    server: Annotated[
        str, typer.Option(help="The Plex server's machine identifier, if the file has none.")
    ] = "",
    with_api_key: Annotated[
        bool, typer.Option(help="Take over its API key from config.ini too.")
    ] = False,
) -> None:
    """Take over a Tautulli database: repeatable, resumable, and nothing is written by a dry run."""
    from watchkeeper.cli.take_over import (  # noqa: PLC0415  # slow to import
        TakeOverOptions,
        take_over,
    )

    options = TakeOverOptions(
        file=file, is_dry=dry_run, config=config, server=server, with_api_key=with_api_key
    )
    with plain_errors():
        settings = read_settings()
        redactor = set_up_logs(settings)
        run(lambda: take_over(settings, redactor, options))


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
def bench(  # noqa: PLR0913, PLR0917  # one parameter an option
    plays: Annotated[int, typer.Option(help="How many plays are made.", min=100)] = 10_000,
    users: Annotated[int, typer.Option(help="How many people play.", min=2)] = 40,
    years: Annotated[float, typer.Option(help="How many years they go back.", min=0.1)] = 6,
    seed: Annotated[int, typer.Option(help="Another seed makes other plays.")] = 1,
    runs: Annotated[int, typer.Option(help="How often each call is timed.", min=1)] = 9,
    budget: Annotated[float, typer.Option(help="Seconds until a slow call ends early.")] = 20,
    clients: Annotated[int, typer.Option(help="Clients at once; 0 measures no load.")] = 16,
    seconds: Annotated[float, typer.Option(help="How long load and idleness last.")] = 10,
    writes_beside: Annotated[bool, typer.Option(help="Record plays during the load.")] = True,
    streams: Annotated[int, typer.Option(help="Streams at once; 0 measures none.")] = 0,
    file: Annotated[
        Path | None, typer.Option(help="Measure with this Tautulli database, not with made plays.")
    ] = None,
    tautulli_url: Annotated[str, typer.Option(help="A Tautulli to measure in the same run.")] = "",
    tautulli_key: Annotated[str, typer.Option(help="Its API key.")] = "",
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file too.")] = None,
) -> None:
    """Measure at the HTTP edge, on made data in a throw-away folder, and print a table."""
    from watchkeeper.cli.bench.options import BenchOptions, Size, Tautulli  # noqa: PLC0415  # slow
    from watchkeeper.cli.bench.run import bench as run_bench  # noqa: PLC0415  # slow to import

    options = BenchOptions(
        size=Size(plays=plays, users=users, years=years, seed=seed),
        runs=runs,
        budget=budget,
        clients=clients,
        seconds=seconds,
        writes_beside=writes_beside,
        streams=streams,
        file=file,
        tautulli=Tautulli(url=tautulli_url, key=tautulli_key) if tautulli_url else None,
        json=json,
    )
    with plain_errors():
        run_bench(options, SystemClock())


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what is wrong in a sentence and end with status 1, without a traceback."""
    try:
        yield
    except WatchkeeperError as error:
        print(f"watchkeeper: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    except BaseExceptionGroup as group:
        expected, rest = group.split(WatchkeeperError)
        if expected is None or rest is not None:
            raise
        print(f"watchkeeper: {_first(expected)}", file=sys.stderr)
        raise typer.Exit(1) from None


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
            redactor.learn(secret.get_secret_value())
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


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
