"""Imports: taking over a Tautulli database that lies on this machine."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from pydantic import AfterValidator, Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.shape import Instant, Shape, Text
from watchkeeper.features.importers import FileOrder, ImportReport, Tally, TautulliFile


def _usable(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError("must be the path of a file")
    return text


FileText = Annotated[Text, AfterValidator(_usable)]


class ImportOrder(Shape):
    """What to take over."""

    path: FileText = Field(description="Path of a tautulli.db or backup zip on this machine.")
    config: FileText | None = Field(None, description="Path of its config.ini, if not beside it.")
    server: Text = Field("", description="The Plex server's identifier, when no file names it.")
    with_api_key: bool = Field(False, description="Accept the key of that Tautulli from now on.")
    notifiers_tell: bool = Field(
        False, description="Let its notifiers tell at once; else they are silent until turned on."
    )


class ImportFile(Shape):
    """What a file holds."""

    name: str = Field(description="Name of the file.")
    version: str = Field(description="Version of the Tautulli that wrote it.")
    rows: int = Field(description="Rows of its history.")
    first_started: Instant | None = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant | None = Field(description="Start of the newest play, UTC seconds.")
    tables: dict[str, int] = Field(description="Rows of each of its tables.")
    server_identifier: str | None = Field(description="Identifier of its Plex server.")
    server_name: str | None = Field(description="Name of its Plex server.")
    has_config: bool = Field(description="Whether its settings were found too.")


class ImportTally(Shape):
    """Plays of one year, library or person."""

    name: str = Field(description="Of whom or what.")
    plays: int = Field(description="Plays in the file.")
    new: int = Field(description="Plays that are not on record yet.")
    seconds: int = Field(description="Their watch time, seconds.")


class ImportTrial(Shape):
    """What an import would do."""

    file: str = Field(description="Name of the file.")
    rows: int = Field(description="Rows of its history.")
    first_started: Instant | None = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant | None = Field(description="Start of the newest play, UTC seconds.")
    years: list[ImportTally] = Field(description="By year in the owner's zone.")
    libraries: list[ImportTally] = Field(description="By library.")
    people: list[ImportTally] = Field(description="By person.")
    kinds: list[ImportTally] = Field(description="By kind of item.")
    problems: dict[str, int] = Field(description="What was found on the way, and how often.")


async def inspect_import(asks: Asks, order: ImportOrder) -> ImportFile:
    """Look into a file. Nothing is changed."""
    return file_of(await asks.app.importers.inspect(_ordered(order)))


async def try_import(asks: Asks, order: ImportOrder) -> ImportTrial:
    """Count what an import would do, row by row. Nothing is changed."""
    return trial_of(await asks.app.importers.dry_run(_ordered(order)))


async def start_import(asks: Asks, order: ImportOrder) -> Job:
    """Begin to take a file over, or go on with it. The answer is the job that does it."""
    job_id = await asks.app.importers.import_file(_ordered(order))
    return job_of(await asks.app.jobs.get(job_id))


def file_of(file: TautulliFile) -> ImportFile:
    """What a file holds in the words of the API."""
    return ImportFile(
        name=file.name,
        version=file.version,
        rows=file.rows,
        first_started=file.first_started,
        last_started=file.last_started,
        tables=dict(file.tables),
        server_identifier=file.server_identifier or None,
        server_name=file.server_name or None,
        has_config=file.has_config,
    )


def trial_of(report: ImportReport) -> ImportTrial:
    """A dry run in the words of the API."""
    return ImportTrial(
        file=report.file,
        rows=report.rows,
        first_started=report.first_started,
        last_started=report.last_started,
        years=_tallies(report.years),
        libraries=_tallies(report.libraries),
        people=_tallies(report.people),
        kinds=_tallies(report.kinds),
        problems=dict(report.problems),
    )


def _tallies(tallies: dict[str, Tally]) -> list[ImportTally]:
    return [
        ImportTally(name=name, plays=one.plays, new=one.new, seconds=one.seconds)
        for name, one in sorted(tallies.items())
    ]


def _ordered(order: ImportOrder) -> FileOrder:
    return FileOrder(
        path=FilePath(order.path),
        config=None if order.config is None else FilePath(order.config),
        server=order.server,
        with_api_key=order.with_api_key,
        notifiers_tell=order.notifiers_tell,
    )
