"""Filling a data folder before the server starts: with made plays, or from a Tautulli file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import anyio
import anyio.to_thread

from watchkeeper.application import Application
from watchkeeper.cli.bench.stock import Stock
from watchkeeper.demo.items import Section
from watchkeeper.demo.people import Person
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.history import record_many_now
from watchkeeper.features.history.queries.follow import count_plays
from watchkeeper.features.importers import FileOrder
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.libraries.queries import store_libraries
from watchkeeper.features.users.queries import store_users
from watchkeeper.features.users.user import User
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings
from watchkeeper.values import dataclass

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written, and how long it took."""

    server_id: ServerId
    plays: int
    seconds: float
    how: str  # in words, e.g. "imported"
    columns_seconds: float = 0.0  # for bringing the columns up to date afterwards

    @property
    def per_second(self) -> float:
        return self.plays / self.seconds


async def fill(settings: Settings, stock: Stock, file: Path | None) -> Filled:
    """Write the stock's plays, or import the file when there is one."""
    async with quiet(settings, SystemClock(), Redactor()) as application:
        filled = await (_import(application, file) if file else _make(application, stock))
        began = time.perf_counter()
        await application.history.catch_up()
        return replace(filled, columns_seconds=time.perf_counter() - began)


async def _make(application: Application, stock: Stock) -> Filled:
    server = await application.servers.know("bench", "Bench")
    people = [_user(person, server.id) for person in stock.people]
    libraries = [_library(section, server.id) for section in stock.catalogue.sections.values()]
    await application.db.write(store_users, people, [])
    await application.db.write(store_libraries, libraries, [])
    return await anyio.to_thread.run_sync(_write, application, server.id, stock.plays(server.id))


def _write(application: Application, server_id: ServerId, plays: Iterator[NewPlay]) -> Filled:
    """Only the writing is timed, not the making."""
    count, seconds = 0, 0.0
    while batch := list(islice(plays, BATCH)):
        began = time.perf_counter()
        application.db.write_now(record_many_now, batch)
        seconds += time.perf_counter() - began
        count += len(batch)
    return Filled(server_id, count, seconds, "written")


async def _import(application: Application, file: Path) -> Filled:
    began = time.perf_counter()
    async with anyio.create_task_group() as group:
        group.start_soon(application.jobs.run)
        await application.importers.import_and_wait(FileOrder(path=file))
        group.cancel_scope.cancel()
    seconds = time.perf_counter() - began
    server = (await application.servers.all())[0]
    return Filled(server.id, await application.db.read(count_plays), seconds, "imported")


def _user(person: Person, server_id: ServerId) -> User:
    return User(
        id=0,
        server_id=server_id,
        user_id=person.user_id,
        username=person.username,
        friendly_name=person.title,
        email=person.email,
        is_admin=person.is_owner,
        is_home_user=person.is_home_user,
        is_restricted=person.is_restricted,
    )


def _library(section: Section, server_id: ServerId) -> Library:
    return Library(
        id=0,
        server_id=server_id,
        section_id=SectionId(section.id),
        section_name=section.title,
        section_type=section.type,
        agent=section.agent,
    )
